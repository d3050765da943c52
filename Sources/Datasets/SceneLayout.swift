package import Cameras
internal import TensorFlowFormats

/// A scene in the bytes of its record: where each picture lies, and each camera.
///
/// A `tf.Example` with `frames`, a list of JPEG pictures, and `cameras`, five numbers for each: x, y, z,
/// yaw and pitch in radians.
/// - Source: deepmind/gqn-datasets `data_reader.py`.
package struct SceneLayout: Sendable, Equatable {
  /// Where the pictures lie in the record's data.
  package let frames: [Range<Int>]
  /// x, y, z, yaw and pitch of each.
  private let numbers: [Float]

  /// Reads the data of a record.
  ///
  /// - Parameters:
  ///   - bytes: the data.
  ///   - file: the file's name, for messages.
  ///   - offset: where the record starts in it, for messages.
  /// - Throws: ``DatasetError``.
  package init(
    parsing bytes: Span<UInt8>, file: String, offset: Int
  ) throws(DatasetError) {
    let example: ExampleLayout
    do throws(ExampleError) {
      example = try ExampleLayout(parsing: bytes)
    } catch {
      throw .damaged("\(file), record at byte \(offset): \(error)")
    }
    func fail(_ problem: String) -> DatasetError {
      .notAScene(file: file, offset: offset, problem: problem)
    }
    guard case .bytes(let frames) = example.features["frames"] else {
      throw fail("there is no list of bytes \"frames\"")
    }
    guard case .floats(let numbers) = example.features["cameras"] else {
      throw fail("there is no list of floats \"cameras\"")
    }
    guard !frames.isEmpty else { throw fail("\"frames\" is empty") }
    guard numbers.count == 5 * frames.count else {
      throw fail("\(frames.count) frames with \(numbers.count) camera numbers, expected 5 for each")
    }
    guard numbers.allSatisfy(\.isFinite) else { throw fail("a camera is not finite") }
    self.frames = frames
    self.numbers = numbers
  }

  /// The camera of a picture.
  package func camera(_ view: Int) -> Camera {
    let number = { Double(numbers[5 * view + $0]) }
    return Camera(
      Pose(position: SIMD3(number(0), number(1), number(2)), yaw: number(3), pitch: number(4)))
  }

  /// How messages name a picture of a record.
  static func name(of view: Int, file: String, offset: Int) -> String {
    "\(file), record at byte \(offset), view \(view)"
  }
}
