internal import Images
internal import TensorFlowFormats

/// How large the scenes of a dataset are.
package struct SceneSizes: Sendable, Equatable {
  /// Views of a scene.
  package let views: Int
  /// Columns and rows of a picture.
  package let width, height: Int

  package init(views: Int, width: Int, height: Int) {
    self.views = views
    self.width = width
    self.height = height
  }

  /// Files that are tried before it is given up to find a scene.
  private static let triedFiles = 20

  /// The sizes of the first scene that can be read; nil where none can in the first files.
  package init?(firstOf records: RecordFolder) {
    for index in records.files.indices.prefix(Self.triedFiles) {
      guard let sizes = SceneSizes(firstOf: records.path(of: index)) else { continue }
      self = sizes
      return
    }
    return nil
  }

  private init?(firstOf path: String) {
    guard let file = try? RecordFile(path: path) else { return nil }
    var reader = RecordReader(file)
    while let offset = (try? reader.skip()) ?? nil {
      guard let record = try? file.record(at: offset),
        let scene = try? DatasetScene(record, file: path), let image = try? scene.image(0)
      else { continue }
      self.init(views: scene.frames.count, width: image.width, height: image.height)
      return
    }
    return nil
  }
}
