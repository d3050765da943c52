internal import Images
internal import JSONDocuments
package import LinuxSystem

/// A folder that holds one scene: its pictures as PNG, `scene.json` and, where the field of view is known,
/// `transforms.json`.
package enum SceneFolder {
  /// The name of the file that has the poses.
  package static let documentName = SceneDocument.fileName

  /// Writes a scene.
  ///
  /// `scene.json` comes last, so that a folder that has it is whole.
  ///
  /// - Parameters:
  ///   - scene: what is written.
  ///   - folder: where; files of the same names are replaced.
  /// - Returns: whether `transforms.json` was written too.
  /// - Throws: ``ImportError/output(_:)``.
  package static func write(
    _ scene: PictureScene, to folder: borrowing Folder
  ) throws(ImportError) -> Bool {
    do {
      let digits = max(3, "\(scene.views.count - 1)".count)
      let files = scene.views.indices.map { view in
        let number = "\(view)"
        return String(repeating: "0", count: digits - number.count) + number + ".png"
      }
      try folder.remove(SceneDocument.fileName)
      for (file, view) in zip(files, scene.views) {
        try AtomicFile.write(PNG.encode(view.image), to: file, in: folder)
      }
      let transforms = TransformsDocument(scene, files: files)
      if let transforms {
        try AtomicFile.write(
          JSONWriter.bytes(of: transforms), to: TransformsDocument.fileName, in: folder)
      }
      try AtomicFile.write(
        JSONWriter.bytes(of: SceneDocument(scene, files: files)), to: SceneDocument.fileName,
        in: folder, .contentAndName)
      return transforms != nil
    } catch {
      throw .output("\(error)")
    }
  }
}
