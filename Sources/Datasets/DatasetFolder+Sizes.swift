internal import Images
internal import TensorFlowFormats

extension DatasetFolder {
  /// How large the scenes are, as the first one has it that can be read.
  package struct SceneSizes: Sendable, Equatable {
    /// Views of a scene.
    package let views: Int
    /// Columns and rows of its first picture.
    package let width, height: Int
  }

  /// Files that are tried before it is given up to find a scene.
  private static let triedFiles = 20

  /// The sizes, or nil where no scene can be read from the first files.
  package var sceneSizes: SceneSizes? {
    for split in splits {
      for index in split.records.files.indices.prefix(Self.triedFiles) {
        if let sizes = Self.sizes(split.records.path(of: index)) { return sizes }
      }
    }
    return nil
  }

  private static func sizes(_ path: String) -> SceneSizes? {
    guard let file = try? RecordFile(path: path) else { return nil }
    var reader = RecordReader(file)
    while let offset = (try? reader.skip()) ?? nil {
      guard let record = try? file.record(at: offset),
        let scene = try? DatasetScene(record, file: path), let image = try? scene.image(0)
      else { continue }
      return SceneSizes(views: scene.frames.count, width: image.width, height: image.height)
    }
    return nil
  }
}
