package import Cameras
package import Images
package import TensorFlowFormats

/// One scene of a dataset: its views as they are stored.
package struct DatasetScene: Sendable {
  /// The file and the place in it, for messages.
  package let file: String
  package let offset: Int
  /// The pictures, coded as JPEG (or PNG).
  package let frames: [[UInt8]]
  /// The camera of each picture.
  package let cameras: [Camera]

  /// Reads a record as a scene; see ``SceneLayout``.
  ///
  /// - Throws: ``DatasetError``.
  package init(_ record: Record, file: String) throws(DatasetError) {
    let layout = try SceneLayout(parsing: record.bytes.span, file: file, offset: record.offset)
    self.file = file
    offset = record.offset
    frames = layout.frames.map { Array(record.bytes[$0]) }
    cameras = layout.frames.indices.map { layout.camera($0) }
  }

  /// Decodes a picture.
  ///
  /// - Throws: ``DatasetError/damaged(_:)`` that names the view.
  package func image(_ view: Int) throws(DatasetError) -> Image {
    do throws(ImageError) {
      return try Image(
        contentsOf: frames[view],
        name: SceneLayout.name(of: view, file: file, offset: offset))
    } catch {
      throw .damaged("\(error)")
    }
  }
}
