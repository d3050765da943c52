/// A camera as a request gives it: a pose, or the network's raw inputs.
public struct Camera: Sendable, Hashable {
  /// Where the camera is and looks; recovered by `atan2` where raw inputs were given.
  public let pose: Pose

  /// The 7 network inputs, if they were given as such; they go to the network untouched.
  public let explicitEncoding: [Float]?

  /// A camera at a pose.
  public init(_ pose: Pose) {
    self.pose = pose
    explicitEncoding = nil
  }

  /// A camera from 7 raw network inputs, or nil for another number of them.
  ///
  /// - Parameters:
  ///   - numbers: the inputs.
  ///   - encoding: the order in which they hold sines and cosines, to know where the camera looks.
  public init?(encoded numbers: [Float], as encoding: PoseEncoding = .training) {
    guard let pose = Pose(encoded: numbers, as: encoding) else { return nil }
    self.pose = pose
    explicitEncoding = numbers
  }

  /// The 7 network inputs: the given ones, or else the pose's.
  ///
  /// - Parameter encoding: the order for a pose; given inputs stay as they are.
  /// - Returns: 7 numbers.
  public func encoded(as encoding: PoseEncoding = .training) -> [Float] {
    explicitEncoding ?? pose.encoded(as: encoding)
  }
}
