package import LinuxSystem

extension DatasetDescription {
  /// The angle in degrees that a dataset's pictures cover from top to bottom: what its `dataset.json` says, or, where it has none,
  /// what is known of a dataset of its name.
  ///
  /// - Parameters:
  ///   - name: the dataset's name.
  ///   - folder: its folder, `ROOT/NAME`.
  ///   - roots: the folders in which `dataset.json` must lie, links followed; any by default.
  /// - Returns: the angle, or nil where nobody knows it.
  /// - Throws: ``DatasetError/badDescription(file:problem:)``.
  package static func fieldOfView(
    of name: String, folder: String, within roots: ReadRoots? = nil
  ) throws(DatasetError) -> Double? {
    guard let description = try read(fromFolder: folder, within: roots) else {
      return KnownDataset.named(name)?.fieldOfView
    }
    return description.fieldOfView
  }
}
