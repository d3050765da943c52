import Glibc
import JSONDocuments
import Jobs
import LinuxSystem
import TestSupport
import Testing

/// A folder with a queue in it, removed when the value ends.
struct Workspace: ~Copyable {
  let path: String
  let queue: QueueFolder

  init() throws {
    var template = Array("/tmp/gqn-client-XXXXXX".utf8CString)
    try #require(unsafe mkdtemp(&template) != nil)
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let queue = QueueFolder(path + "/jobs")
    try queue.create()
    self.path = path
    self.queue = queue
  }

  deinit { try? Folder.removeTree(path) }

  /// Runs `gqn` here.
  func gqn(
    _ words: String..., input: String = "/dev/null", meanwhile body: () -> Void = {}
  ) throws -> Program.Outcome {
    try Program.run(words, in: path, input: input, meanwhile: body)
  }

  /// Serves the queue as a daemon does, by calls of ``ServedQueue/look()``.
  func serve() throws -> ServedQueue { try ServedQueue(queue) }

  func write(_ text: String, to name: String) throws {
    let parts = name.split(separator: "/").dropLast()
    if !parts.isEmpty { _ = try Folder(creating: path + "/" + parts.joined(separator: "/")) }
    try AtomicFile.write(Array(text.utf8), to: path + "/" + name)
  }

  func text(_ name: String) throws -> String {
    String(decoding: try WholeFile.read(path + "/" + name, limit: 1 << 24), as: UTF8.self)
  }

  func json(_ name: String) throws -> JSONValue {
    try JSONValue(parsing: Array(try text(name).utf8))
  }

  func names(_ folder: String) -> [String] { (try? Folder.names(in: path + "/" + folder)) ?? [] }

  /// Lays a job into the folder of a state, as a daemon leaves it.
  @discardableResult
  func put(
    _ id: String, _ state: JobState, sequence: Int = 1, log: String? = nil,
    change: (inout JobStatus) -> Void = { _ in }
  ) throws -> Job {
    let name = id.lastIndex(of: "-").map { String(id[..<$0]) } ?? id
    var status = JobStatus(
      id: id, name: name, type: "render", sequence: sequence,
      submittedAt: Timestamp.now.advanced(bySeconds: -3600))
    if state.isFinal { status.finishedAt = Timestamp.now.advanced(bySeconds: -1800) }
    change(&status)
    let folder = "jobs/\(state.rawValue)/\(id)"
    try write("{\"version\": 1, \"type\": \"render\"}", to: folder + "/request.json")
    try write(
      String(decoding: try JSONWriter.bytes(of: status), as: UTF8.self), to: folder + "/status.json"
    )
    if let log { try write(log, to: "\(folder)/attempt-\(max(1, status.attempts)).log") }
    return Job(state: state, status: status)
  }

  // MARK: - Requests

  /// A small snapshot, a picture, and a request that names the picture by a relative path.
  func makeScene() throws {
    try write(
      """
      {"IMG_HEIGHT": 16, "IMG_WIDTH": 16, "IMG_CHANNELS": 3, "ENC_HEIGHT": 4, "ENC_WIDTH": 4,
       "SEQ_LENGTH": 1, "CONTEXT_SIZE": 1, "LSTM_OUTPUT_CHANNELS": 8, "LSTM_CANVAS_CHANNELS": 8,
       "Z_CHANNELS": 2}
      """, to: "config.json")
    let outcome = try gqn("models", "untrained", "models/small", "--config", "config.json")
    try #require(outcome.code == 0, "\(outcome.errors)")
    let picture = try WholeFile.read(
      PackageFolder.path + "/jobs/examples/views/0.png", limit: 1 << 24)
    _ = try Folder(creating: path + "/requests/views")
    try AtomicFile.write(picture, to: path + "/requests/views/0.png")
    try write(Self.request, to: "requests/flight.json")
  }

  /// A request for the snapshot and the picture of ``makeScene()``.
  static let request = """
    {"version": 1, "type": "render", "model": "small",
     "scene": {"views": [{"image": "views/0.png", "pose": {"position": [1, 0, 0.5], "yaw": 180}}]},
     "trajectory": {"type": "orbit", "frames": 2, "radius": 1.25}}
    """
}
