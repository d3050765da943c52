package import Cameras
package import Images
package import TensorFlowFormats

/// One scene of a dataset: its views as they are stored.
///
/// A `tf.Example` with `frames`, a list of JPEG pictures, and `cameras`, five numbers for each: x, y, z,
/// yaw and pitch in radians.
/// - Source: deepmind/gqn-datasets `data_reader.py`.
package struct DatasetScene: Sendable {
  /// The file and the place in it, for messages.
  package let file: String
  package let offset: Int
  /// The pictures, coded as JPEG (or PNG).
  package let frames: [[UInt8]]
  /// The camera of each picture.
  package let cameras: [Camera]

  /// Reads a record as a scene.
  ///
  /// - Throws: ``DatasetError``.
  package init(_ record: Record, file: String) throws(DatasetError) {
    let example: Example
    do throws(ExampleError) {
      example = try Example(parsing: record.bytes.span)
    } catch {
      throw .damaged("\(file), record at byte \(record.offset): \(error)")
    }
    func fail(_ problem: String) -> DatasetError {
      .notAScene(file: file, offset: record.offset, problem: problem)
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
    self.file = file
    offset = record.offset
    self.frames = frames
    cameras = frames.indices.map { view in
      let number = { Double(numbers[5 * view + $0]) }
      return Camera(
        Pose(
          position: SIMD3(number(0), number(1), number(2)), yaw: number(3), pitch: number(4)))
    }
  }

  /// Decodes a picture.
  ///
  /// - Throws: ``DatasetError/damaged(_:)`` that names the view.
  package func image(_ view: Int) throws(DatasetError) -> Image {
    do throws(ImageError) {
      return try Image(
        contentsOf: frames[view], name: "\(file), record at byte \(offset), view \(view)")
    } catch {
      throw .damaged("\(error)")
    }
  }
}
