internal import CommandLineArguments
internal import DatasetTools
internal import Datasets
internal import Diagnostics
internal import Images
internal import JSONDocuments
internal import LinuxSystem
internal import Rendering

/// `gqn dataset import`: a dataset or a scene of people's own pictures.
struct DatasetImportCommand: Subcommand {
  static let command = Command(
    "import", "Make a dataset, or one scene, of pictures with poses",
    discussion: """
      A SOURCE is a folder of PNG or JPEG pictures with a file of their poses, such a file, or a folder of \
      such folders, each a scene. Poses are read from transforms.json (nerfstudio, instant-ngp), \
      transforms_train.json (NeRF's synthetic scenes), a CSV file with the columns file,x,y,z,yaw,pitch, or \
      our own scene.json. Everything that is wrong is told together, and then nothing is written.

      With --scene, one scene is written as pictures and scene.json, whose views a request takes; otherwise \
      --name names a dataset in the root.
      """,
    example: "gqn dataset import photos --name garden --scale cameras --recentre focus",
    arguments: [
      Argument(
        "SOURCE", "A folder of pictures with a file of poses, or the file.", count: .oneOrMore,
        completion: .file)
    ],
    options: [
      .value("name", "NAME", "The dataset to write, a new folder below the root."),
      .value("scene", "DIR", "Write one scene into this folder instead.", completion: .folder),
    ] + pictureOptions + placementOptions + splitOptions + [
      .flag("json", "Print what was done as one JSON object.")
    ])

  private static let pictureOptions: [Option] = [
    .value(
      "size", "PIXELS",
      "The pictures' size, one number or WIDTHxHEIGHT; they are cut about their centre and resampled.",
      default: "64"),
    .value(
      "field-of-view", "DEGREES",
      "Cut every picture down to what it shows vertically within so many degrees."),
    .value(
      "background", "COLOUR", "What lies behind pictures with alpha: black, white or RRGGBB.",
      default: "black"),
    .value(
      "format", "FORMAT",
      "How a dataset stores pictures: JPEG as DeepMind's, or PNG, which loses nothing.",
      default: "jpeg", completion: .oneOf(["jpeg", "png"])),
  ]

  private static let placementOptions: [Option] = [
    .flag("level", "Turn the scene so that the cameras' mean upward direction is +z."),
    .value(
      "recentre", "WHERE",
      "Move the origin: to the mean of the cameras (cameras), to the point they look at (focus), or to a "
        + "point X,Y,Z of the source."),
    .value(
      "scale", "FACTOR",
      "Multiply lengths by a number, or bring the farthest camera to the distance 1 (cameras) or another "
        + "(cameras=D)."),
    .value(
      "roll-tolerance", "DEGREES", "The roll of a camera that is dropped; more is an error.",
      default: "1"),
    .flag("radians", "Angles in CSV files are in radians."),
  ]

  private static let splitOptions: [Option] = [
    .value("views", "N", "Thin every scene out to so many views, evenly."),
    .value("test-scenes", "N", "Put so many of the scenes into the split test."),
    .value(
      "test-views", "N",
      "Put so many views of each scene into the split test, or those that the source itself keeps for "
        + "tests (source)."),
  ]

  private let sources: [String]
  private let settings: ImportSettings
  private let target: Target
  private let printsJSON: Bool

  /// What is written.
  private enum Target {
    case dataset(name: String, root: String, ImportedDataset.Format)
    case scene(folder: String)
  }

  init(_ parsed: ParsedCommand) throws(UsageError) {
    sources = parsed.arguments("SOURCE")
    settings = try ImportOptions.settings(parsed)
    printsJSON = parsed.flag("json")
    if let folder = parsed.stringIfGiven("scene") {
      guard parsed.stringIfGiven("name") == nil, settings.heldOut == .nothing else {
        throw parsed.error(
          .badValue(
            subject: "--scene", value: folder,
            expected:
              "possible beside --name, --test-scenes or --test-views, which are for datasets"))
      }
      target = .scene(folder: folder)
    } else {
      let name = try parsed.string("name")
      guard DatasetName.isValid(name) else {
        throw parsed.error(.badValue(subject: "--name", value: name, expected: DatasetName.rule))
      }
      target = .dataset(
        name: name, root: try parsed.string("root"),
        ImportedDataset.Format(rawValue: try parsed.string("format")) ?? .jpeg)
    }
  }

  func run() throws(CommandFailure) {
    let start = Machine.monotonicSeconds
    var progress = ProgressLine(unit: "pictures")
    let result: SceneImport.Result
    do throws(ImportError) {
      result = try SceneImport(settings).scenes(at: sources) { done, total in
        progress.show(done, of: total, done, Machine.monotonicSeconds - start)
      }
    } catch {
      progress.end()
      throw CommandFailure(error)
    }
    progress.end()
    for warning in result.warnings {
      Console.error("gqn: warning: \(printable(warning, limit: 1000))")
    }
    switch target {
    case .scene(let folder): try writeScene(result, to: folder)
    case .dataset(let name, let root, let format):
      try writeDataset(result, name: name, root: root, format)
    }
  }

  private func writeScene(
    _ result: SceneImport.Result, to path: String
  ) throws(CommandFailure) {
    guard result.scenes.count == 1, let scene = result.scenes.first else {
      throw CommandFailure(
        .badData,
        "the sources have \(result.scenes.count) scenes, and --scene writes one; name its folder alone"
      )
    }
    do {
      _ = try SceneFolder.write(scene.pictures, to: Folder(creating: path))
    } catch let error as ImportError {
      throw CommandFailure(error)
    } catch {
      throw CommandFailure(.cannotWrite, "\(error)")
    }
    let file = Paths.join(path, SceneFolder.documentName)
    try report(result, at: file, "\(counted(scene.views.count, "view")): \(file)")
  }

  private func writeDataset(
    _ result: SceneImport.Result, name: String, root: String, _ format: ImportedDataset.Format
  ) throws(CommandFailure) {
    let summary: ImportedDataset.Summary
    do {
      summary = try ImportedDataset(result.scenes, heldOut: settings.heldOut)
        .write(name: name, root: root, format: format, program: RenderJob.program)
    } catch let error as ImportError {
      throw CommandFailure(error)
    } catch let error as DatasetError {
      throw CommandFailure(error)
    } catch {
      throw CommandFailure(.failed, "\(error)")
    }
    let views = result.scenes.reduce(0) { $0 + $1.views.count }
    let test = summary.test == 0 ? "" : ", \(summary.test) to test"
    try report(
      result, at: summary.folder,
      "\(counted(views, "view")), \(counted(summary.train, "scene")) to train\(test): "
        + summary.folder)
  }

  private func report(
    _ result: SceneImport.Result, at path: String, _ line: String
  ) throws(CommandFailure) {
    guard printsJSON else {
      Console.output(line)
      return
    }
    struct Scene: Encodable {
      let name: String
      let files: [String]
      let views: Int
      let fieldOfView: FieldOfView?
      let transform: WorldTransform
    }
    struct Report: Encodable {
      let written: String
      let scenes: [Scene]
      let warnings: [String]
    }
    let report = Report(
      written: path,
      scenes: result.scenes.map {
        Scene(
          name: $0.name, files: $0.files, views: $0.views.count, fieldOfView: $0.fieldOfView,
          transform: $0.transform)
      }, warnings: result.warnings)
    do throws(JSONDocumentError) {
      Console.output(
        String(decoding: try JSONWriter.bytes(of: report), as: UTF8.self), newline: false)
    } catch {
      throw CommandFailure(.failed, "\(error)")
    }
  }
}
