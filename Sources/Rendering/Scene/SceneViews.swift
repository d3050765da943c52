internal import Cameras
internal import Datasets
internal import Digests
internal import GQNModel
internal import Generators
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
  /// All cameras of the record or the generated scene, or none.
  var recordCameras: [Camera] = []
  /// The angle in degrees that the pictures cover from top to bottom, where it was asked for and is known.
  private(set) var fieldOfView: Double?
  /// All pictures of the record, where the trajectory is the record's own, so that they are the truth.
  private var recordImages: [Image] = []
  /// The scene as its generator knows it, where it has one.
  private var generated: GeneratedScene?
  /// SHA-256 of the views' pixels, of their field of view where it was asked for, and of the pixels of the record's
  /// pictures where they are the truth.
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
    case .generated(let scene): try generate(scene, contextSize: contextSize)
    }
    var sha = SHA256()
    for image in views.map(\.image) + recordImages {
      sha.update(Array("\(image.width) \(image.height)\n".utf8).span)
      sha.update(image.pixels.span)
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
    if case .generated(let scene) = request.scene { return scene.generator.fieldOfView }
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

  /// Finds out who knows what frames should look like.
  ///
  /// - Parameter sizes: of the network that imagines them.
  /// - Returns: the truth; nil where nobody knows it.
  /// - Throws: ``RenderingError/narrowPicture(fieldOfView:needed:)``.
  func truth(for sizes: Hyperparameters) throws(RenderingError) -> SceneTruth? {
    let source: SceneTruth.Source
    if let generated {
      source = .generated(generated)
    } else if !recordImages.isEmpty {
      source = .record(recordImages)
    } else {
      return nil
    }
    let fit = PictureFit(sizes: sizes, fieldOfView: fieldOfView)
    var seen: [SceneTruth.View] = []
    for view in views {
      seen.append(SceneTruth.View(image: try fit.image(of: view.image), camera: view.camera))
    }
    return SceneTruth(source: source, views: seen, fit: fit)
  }

  /// Makes the scene, and takes its views as a dataset of it would have them, JPEG coding included.
  private mutating func generate(
    _ source: GeneratedRecord, contextSize: Int
  ) throws(RenderingError) {
    let scene = source.generator.scene(
      seed: source.seed, split: source.split, index: source.index)
    let name =
      "\(source.generator.rawValue), seed \(source.seed), \(source.split.rawValue) \(source.index)"
    do {
      let record = try DatasetGenerator.record(scene)
      for view in source.views ?? Array(0..<min(contextSize, scene.cameras.count)) {
        views.append(
          View(
            name: "view \(view)",
            image: try Image(contentsOf: record.frames[view], name: "\(name), view \(view)"),
            camera: Camera(scene.cameras[view])))
      }
    } catch {
      let place = JSONPointer(tokens: ["scene", "generated"])
      throw .scene(["\(Problem(place, "\(error)"))"])
    }
    recordCameras = scene.cameras.map { Camera($0) }
    generated = scene
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
