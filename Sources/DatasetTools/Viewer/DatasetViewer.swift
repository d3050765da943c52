package import Datasets
internal import Images
internal import LinuxSystem
internal import Pages

/// Scenes of a dataset to look at: a contact sheet and a page, what tf-gqn's dataset viewer showed.
package struct DatasetViewer: Sendable {
  /// A scene that is shown.
  struct Scene: Sendable {
    let number: Int
    /// The file's name and the byte where the record begins.
    let file: String
    let offset: Int
    /// How many views it has; the first of them are shown.
    let viewCount: Int
    let pictures: PictureScene
  }

  let dataset: DatasetFolder
  let split: DatasetSplit
  private(set) var scenes: [Scene] = []
  /// What could not be shown, and why.
  package private(set) var warnings: [String] = []

  /// The most scenes that one page can hold.
  package static let sceneLimit = 200

  /// Reads the scenes.
  ///
  /// - Parameters:
  ///   - selection: which records; at most ``sceneLimit`` of them are shown.
  ///   - viewLimit: the most views of a scene that are shown.
  /// - Throws: `DatasetError` where none of the numbers is a record's.
  package init(_ selection: DatasetSelection, viewLimit: Int) throws(DatasetError) {
    dataset = selection.dataset
    split = selection.split
    var scenes: [Scene] = []
    var warnings: [String] = []
    try selection.forEach(viewLimit: viewLimit) { found in
      switch found {
      case .damage(let problem): warnings.append(problem)
      case .scene(let number, let record, let pictures):
        guard scenes.count < Self.sceneLimit else {
          warnings.append(
            "only the first \(Self.sceneLimit) scenes are shown; choose others with --records")
          return false
        }
        scenes.append(
          Scene(
            number: number, file: Paths.split(record.file).name, offset: record.offset,
            viewCount: record.frames.count, pictures: pictures))
      }
      return true
    }
    (self.scenes, self.warnings) = (scenes, warnings)
  }

  /// How many scenes are shown.
  package var sceneCount: Int { scenes.count }

  /// The contact sheet's name in its folder, and the page's.
  package static let sheetName = "contact-sheet.png"
  package static let pageName = "index.html"

  /// Writes the contact sheet and the page into a folder, which is created where it is missing.
  ///
  /// - Throws: ``ImportError/output(_:)``.
  package func write(to path: String) throws(ImportError) {
    do {
      let folder = try Folder(creating: path)
      if let sheet = contactSheet {
        try AtomicFile.write(PNG.encode(sheet), to: Self.sheetName, in: folder)
      }
      try AtomicFile.write(Array(try page.html.utf8), to: Self.pageName, in: folder)
    } catch {
      throw .output("\(error)")
    }
  }

  /// Scenes as rows, views as columns; nil where no scene is shown.
  var contactSheet: Image? {
    let columns = scenes.map(\.pictures.views.count).max() ?? 0
    guard columns > 0 else { return nil }
    // Dark grey, so that the edges of black pictures show.
    let gap = RGB(48, 48, 48)
    let cells = scenes.flatMap { scene in
      let images = scene.pictures.views.map(\.image)
      return images
        + [Image](
          repeating: Image(width: 1, height: 1, filledWith: gap), count: columns - images.count)
    }
    return Image.contactSheet(of: cells, columns: columns, gap: 2, background: gap)
  }
}
