import FoundationEssentials
import Images
import LinuxSystem
import Testing

/// A new folder that goes away with the value.
class TemporaryFolder {
  let path = newPath()

  init() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  static func newPath() -> String {
    FileManager.default.temporaryDirectory.appending(path: "gqn-\(UUID())").path
  }

  func path(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file, and the folders it lies in.
  func write(_ bytes: [UInt8], to name: String) throws {
    let url = URL(filePath: path(name))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

  func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: path(name))))
  }

  func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

  /// Changes the content of a file.
  func edit(_ name: String, _ change: (inout [UInt8]) -> Void) throws {
    var content = try bytes(name)
    change(&content)
    try write(content, to: name)
  }

  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path(name)) }

  func copy(_ name: String, to other: String) throws {
    try FileManager.default.copyItem(atPath: path(name), toPath: path(other))
  }

  func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

  /// The names in a folder, hidden ones too, sorted; none where there is no folder.
  func names(_ folder: String = "") -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path(folder))) ?? []).sorted()
  }
}

/// A folder as a user has it: a snapshot `tiny`, two pictures, requests, and what comes out.
final class Workspace: TemporaryFolder {
  /// Writes a snapshot of small sizes.
  ///
  /// - Parameters:
  ///   - steps: generation steps; more of them take longer.
  ///   - side: the pictures' side in pixels.
  /// - Throws: where something cannot be written.
  init(steps: Int = 2, side: Int = 16) throws {
    try super.init()
    try writeSnapshot("tiny", steps: steps, side: side)
    try write(PNG.encode(Pictures.waves(side: side, phase: 0)), to: "0.png")
    try write(PNG.encode(Pictures.waves(side: side, phase: 1)), to: "1.png")
  }

  /// Writes an untrained snapshot below `models/`.
  func writeSnapshot(
    _ name: String, steps: Int = 2, side: Int = 16, encoder: String = "pool"
  ) throws {
    let sizes = """
      {"ENC_TYPE": "\(encoder)", "ENC_CHANNELS": 16, "Z_CHANNELS": 8, "LSTM_OUTPUT_CHANNELS": 16,
       "LSTM_CANVAS_CHANNELS": 12, "SEQ_LENGTH": \(steps), "CONTEXT_SIZE": 2,
       "IMG_HEIGHT": \(side), "IMG_WIDTH": \(side)}
      """
    try write(sizes, to: "sizes.json")
    let outcome = try run("models", "untrained", "models/\(name)", "--config", "sizes.json")
    try #require(outcome.ending == .exited(0), "\(outcome.errors)")
  }

  func run(_ words: String..., path: String? = nil, shell: String? = nil) throws -> Program.Outcome
  {
    try Program.run(words, in: self.path, path: path, shell: shell)
  }

  /// Renders a request to its end, and expects that to go well.
  @discardableResult func render(
    _ request: RequestText, _ words: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> RenderReport {
    try write(request.text, to: request.file)
    let command = ["render", request.file, "--json"] + words
    let outcome = try Program.run(command, in: path)
    try #require(
      outcome.ending == .exited(0), "\(outcome.errors)", sourceLocation: sourceLocation)
    return try JSONDecoder().decode(RenderReport.self, from: Data(outcome.output.utf8))
  }

  /// Starts rendering a request.
  func start(_ request: RequestText, path: String? = nil) throws -> RunningProgram {
    try write(request.text, to: request.file)
    return try Program.start(["render", request.file], in: self.path, path: path)
  }

  /// The output folder of a request, by path from here.
  func output(_ request: RequestText) -> String { "output/\(request.name)" }

  /// The names of the frames of a request that have their final names.
  func frames(_ request: RequestText, in folder: String = "frames") -> [String] {
    names("\(output(request))/\(folder)").filter { !$0.hasPrefix(".") }
  }

  /// The bytes of all frames and of the film.
  func pictures(_ request: RequestText) throws -> [String: [UInt8]] {
    let folder = output(request)
    var pictures: [String: [UInt8]] = [:]
    for frame in frames(request) {
      pictures[frame] = try bytes("\(folder)/frames/\(frame)")
    }
    if has("\(folder)/flythrough.apng") {
      pictures["flythrough.apng"] = try bytes("\(folder)/flythrough.apng")
    }
    return pictures
  }

  func image(_ name: String) throws -> Image {
    try Image(contentsOf: try bytes(name), name: name)
  }

  func manifest(_ request: RequestText) throws -> ManifestFile {
    try JSONDecoder().decode(
      ManifestFile.self, from: Data(try bytes("\(output(request))/manifest.json")))
  }

  /// Files below `output/` that are there for a moment only.
  func partialFiles() -> [String] {
    func files(in folder: String) -> [String] {
      names(folder).flatMap { name in
        let path = folder + "/" + name
        let isFolder = (try? FileFacts(of: self.path(path)))?.kind == .folder
        return isFolder ? files(in: path) : [path]
      }
    }
    return files(in: "output").filter { $0.hasSuffix(".part") }
  }
}

/// A request, with JSON texts for its parts.
struct RequestText {
  var name = "flight"
  var model = "tiny"
  var scene = """
    {"views": [{"image": "0.png", "pose": {"position": [2, 0, 1], "lookAt": [0, 0, 0]}},
               {"image": "1.png", "pose": {"position": [0, 2, 1], "lookAt": [0, 0, 0]}}]}
    """
  var trajectory = #"{"type": "orbit", "frames": 4, "radius": 2}"#
  var sampling = "{}"
  var output = "{}"
  var more = ""

  var file: String { "\(name).json" }

  var text: String {
    """
    {"version": 1, "type": "render", "model": "\(model)",
     "scene": \(scene),
     "trajectory": \(trajectory), "sampling": \(sampling), "output": \(output)\(more)}
    """
  }

  /// A flight in place, of so many frames that it can be stopped on its way.
  static func look(_ frames: Int) -> String {
    #"{"type": "look", "position": [1, 0, 1], "yaw": [0, 300], "frames": \#(frames)}"#
  }

  /// Poses on a line, of which a longer list keeps the first.
  static func poses(_ count: Int) -> String {
    let poses = (0..<count).map {
      #"{"position": [\#(Double($0) / 8), 1, 1], "yaw": \#(10 * $0)}"#
    }
    return #"{"type": "poses", "poses": [\#(poses.joined(separator: ", "))]}"#
  }
}

/// What `gqn render --json` prints.
struct RenderReport: Decodable {
  let folder, page: String
  let frames, renderedFrames: Int
  let startSeconds, renderSeconds: Double
  let warnings: [String]
}

/// What the tests look at of a `manifest.json`.
struct ManifestFile: Decodable {
  struct Picture: Decodable {
    struct Difference: Decodable, Equatable {
      let rmse, mae, ssim: Double
      let psnr: Double?
    }

    let file: String
    let bytes: Int
    let difference: Difference?
    let nearestView: Difference?
  }

  let complete: Bool
  let frameCount: Int
  let frameSize: [Int]
  let files: [String]
  let pictures: [Picture]
}
