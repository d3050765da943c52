internal import Cameras
internal import Datasets
internal import Digests
internal import Images
internal import JSONDocuments
internal import LinuxSystem
internal import Requests

/// The scene of a request, read: the pictures that the network is shown, with their cameras.
struct SceneViews {
  /// One picture.
  struct View {
    /// What to call it: its file, or its number in the record.
    let name: String
    let image: Image
    let camera: Camera
  }

  /// The views that the network is shown.
  var views: [View] = []
  /// All cameras of the record, or none.
  var recordCameras: [Camera] = []
  /// All pictures of the record, or none: the truth where the trajectory is the record's own.
  var recordImages: [Image] = []
  /// The angle in degrees that the pictures cover from top to bottom, where it was asked for and is known.
  private(set) var fieldOfView: Double?
  /// SHA-256 of the views' pixels, and of their field of view where it was asked for: 64 digits.
  private(set) var digest = ""

  /// The largest picture file that is read.
  private static let byteLimit = 64 << 20

  /// Reads the scene of a request.
  ///
  /// - Parameters:
  ///   - request: names the scene.
  ///   - contextSize: how many views of a record are taken where the request does not say which.
  ///   - needsFieldOfView: whether the pictures' field of view is asked for.
  ///   - roots: the folders in which all files must lie, links followed; any by default.
  /// - Throws: ``RenderingError/scene(_:)`` with everything that is wrong, each at its place in the
  ///   request.
  init(
    _ request: RenderRequest, contextSize: Int, needsFieldOfView: Bool = false,
    within roots: ReadRoots? = nil
  ) throws(RenderingError) {
    if needsFieldOfView {
      fieldOfView = try Self.fieldOfView(request, within: roots)
    }
    switch request.scene {
    case .views(let sources): try read(sources, within: roots)
    case .record(let record):
      let withTruth = request.trajectory == .dataset
      try read(record, contextSize: contextSize, withTruth: withTruth, within: roots)
    }
    var sha = SHA256()
    for view in views {
      sha.update(Array("\(view.image.width) \(view.image.height)\n".utf8).span)
      sha.update(view.image.pixels.span)
    }
    if let fieldOfView {
      sha.update(Array("field of view \(fieldOfView)\n".utf8).span)
    }
    digest = sha.hexDigest
  }

  /// Where a problem with the field of view is told.
  static let fieldOfViewPlace = JSONPointer(tokens: ["scene", "fieldOfView"])

  /// What the request says, or else what is known of the dataset.
  private static func fieldOfView(
    _ request: RenderRequest, within roots: ReadRoots?
  ) throws(RenderingError) -> Double {
    let needed =
      "is missing: the snapshot looks along rays into the pictures, and must know the angle in degrees "
      + "that they cover from top to bottom. Give it here"
    if let angle = request.fieldOfView { return angle }
    guard case .record(let record) = request.scene else {
      throw .scene(["\(Problem(fieldOfViewPlace, needed))"])
    }
    let folder = Paths.split(record.folder).folder
    do throws(DatasetError) {
      if let angle = try DatasetDescription.fieldOfView(
        of: record.dataset, folder: folder, within: roots)
      {
        return angle
      }
    } catch {
      throw .scene(["\(error)"])
    }
    let file = Paths.join(folder, DatasetDescription.fileName)
    throw .scene(["\(Problem(fieldOfViewPlace, needed + ", or as \"fieldOfView\" in \(file)"))"])
  }

  private mutating func read(
    _ sources: [Scene.View], within roots: ReadRoots?
  ) throws(RenderingError) {
    var problems: [String] = []
    for (index, source) in sources.enumerated() {
      let place = JSONPointer(tokens: ["scene", "views", "\(index)", "image"])
      do {
        let bytes = try WholeFile.read(
          source.imagePath, limit: Self.byteLimit, within: roots)
        let image = try Image(contentsOf: bytes, name: source.imagePath)
        views.append(View(name: source.imagePath, image: image, camera: source.camera))
      } catch {
        problems.append("\(Problem(place, "\(error)"))")
      }
    }
    guard problems.isEmpty else { throw .scene(problems) }
  }

  private mutating func read(
    _ record: DatasetRecord, contextSize: Int, withTruth: Bool, within roots: ReadRoots?
  ) throws(RenderingError) {
    do throws(DatasetError) {
      let scene = try RecordFolder(record.folder, within: roots).scene(record.record)
      recordCameras = scene.cameras
      let chosen = record.views ?? Array(0..<min(contextSize, scene.frames.count))
      for (index, view) in chosen.enumerated() {
        guard scene.frames.indices.contains(view) else {
          let place = JSONPointer(tokens: ["scene", "views", "\(index)"])
          throw .damaged("\(Problem(place, "\(view) is not in 0...\(scene.frames.count - 1)"))")
        }
        views.append(
          View(name: "view \(view)", image: try scene.image(view), camera: scene.cameras[view]))
      }
      if withTruth {
        for view in scene.frames.indices {
          recordImages.append(try scene.image(view))
        }
      }
    } catch {
      throw .scene(["\(error)"])
    }
  }
}
