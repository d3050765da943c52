/// One record of a TensorBoard event file.
package struct Event: Equatable, Sendable {
  /// When it was written, in seconds since 1970.
  package var wallTime: Double
  /// The training step that it belongs to.
  package var step: Int64
  /// What it says.
  package var content: Content

  /// What an event says.
  package enum Content: Equatable, Sendable {
    /// The first event of a file: the format's version, and who writes it.
    case fileVersion(String, writer: String?)
    /// Numbers and pictures of the step.
    case summary([Value])
    /// A run begins, or goes on, at this step: what an earlier one wrote of it and of later steps does
    /// not count any more.
    case sessionStart
    /// Something else, such as a graph.
    case other
  }

  /// A number or a picture with its name.
  package struct Value: Equatable, Sendable {
    /// The name, such as `loss` or `target_inference/image`.
    package var tag: String
    /// What it is.
    package var content: Content

    /// What a value is.
    package enum Content: Equatable, Sendable {
      case scalar(Float)
      case image(Image)
      /// Something else, such as a histogram.
      case other
    }

    /// Names a value.
    package init(_ tag: String, _ content: Content) {
      self.tag = tag
      self.content = content
    }
  }

  /// A picture, coded.
  package struct Image: Equatable, Sendable {
    /// Its size in pixels.
    package var width, height: Int
    /// Numbers a pixel: 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha.
    package var channels: Int
    /// The bytes of a PNG file.
    package var png: [UInt8]

    /// Describes a picture.
    package init(width: Int, height: Int, channels: Int = 3, png: [UInt8]) {
      self.width = width
      self.height = height
      self.channels = channels
      self.png = png
    }
  }

  /// Describes an event.
  package init(wallTime: Double, step: Int64, _ content: Content) {
    self.wallTime = wallTime
    self.step = step
    self.content = content
  }

  /// The event that a file begins with.
  ///
  /// - Parameter wallTime: seconds since 1970.
  /// - Returns: the event.
  package static func fileStart(wallTime: Double) -> Event {
    Event(wallTime: wallTime, step: 0, .fileVersion("brain.Event:2", writer: "gqn"))
  }
}
