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
  /// SHA-256 of the views' pixels: 64 digits.
  private(set) var digest = ""

  /// The largest picture file that is read.
  private static let byteLimit = 64 << 20

  /// Reads the scene of a request.
  ///
  /// - Parameters:
  ///   - request: names the scene.
  ///   - contextSize: how many views of a record are taken where the request does not say which.
  ///   - roots: the folders in which all files must lie, links followed; any by default.
  /// - Throws: ``RenderingError/scene(_:)`` with everything that is wrong, each at its place in the
  ///   request.
  init(
    _ request: RenderRequest, contextSize: Int, within roots: ReadRoots? = nil
  ) throws(RenderingError) {
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
    digest = sha.hexDigest
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
