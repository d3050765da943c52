internal import Checkpoints
internal import GQNModel
internal import Glibc
internal import Images
internal import LinuxSystem

/// A queue in a temporary folder, served by the `gqnd` beside this program as long as the value is there.
final class ServedQueue {
  /// The daemon did not do what is measured.
  struct Trouble: Error, CustomStringConvertible {
    let description: String
  }

  /// The most seconds that anything may take.
  static let patience = 120.0

  /// The folder with everything.
  let path: String
  /// The folder that holds a copy of the worker's program, which nobody else executes.
  var programs: String { path + "/bin" }
  /// The queue's folder.
  var jobs: String { path + "/jobs" }

  private let log: String
  private var logRead = 0
  private let daemon: ChildProcess

  /// Starts the daemon, and waits until it serves.
  init(in parent: String) throws {
    path = Paths.join(parent, "gqn-bench-queue-\(getpid())")
    log = path + "/gqnd.log"
    do {
      try Self.furnish(path)
      let file = try FileDescriptor(opening: log, flags: O_WRONLY | O_CREAT | O_APPEND)
      daemon = try ChildProcess(
        Self.ownFolder + "/gqnd",
        ["--jobs", path + "/jobs", "--worker", path + "/bin/gqn", "--threads", "1"], log: file)
    } catch {
      try? Folder.removeTree(path)
      throw error
    }
    try waitForLog(of: "", toEndWith: " at once", times: 1)
  }

  deinit {
    daemon.kill()
    _ = waitpid(daemon.id, nil, 0)
    try? Folder.removeTree(path)
  }

  /// A snapshot, a picture, and the worker's program.
  private static func furnish(_ path: String) throws {
    for folder in ["/bin", "/staged", "/jobs"] { _ = try Folder(creating: path + folder) }
    let worker = try WholeFile.read(ownFolder + "/gqn", limit: 1 << 30)
    try AtomicFile.write(worker, to: path + "/bin/gqn")
    _ = try syscall("chmod", path + "/bin/gqn") { unsafe chmod(path + "/bin/gqn", 0o755) }
    var sizes = Hyperparameters()
    (sizes.imageHeight, sizes.imageWidth, sizes.contextSize) = (16, 16, 1)
    (sizes.encoderChannels, sizes.hiddenChannels, sizes.canvasChannels) = (16, 8, 8)
    (sizes.latentChannels, sizes.generationSteps) = (4, 2)
    try UntrainedSnapshot.write(sizes, folder: path + "/models/tiny")
    let view = try PNG.encode(Image(width: 16, height: 16))
    try AtomicFile.write(view, to: path + "/view.png")
  }

  private static var ownFolder: String {
    guard let own = unsafe realpath("/proc/self/exe", nil) else { return "." }
    defer { unsafe free(own) }
    return Paths.split(unsafe String(cString: own)).folder
  }

  /// A render of one small frame.
  static func request(after job: String? = nil) -> String {
    let after = job.map { "\"after\": [\"\($0)\"], " } ?? ""
    return """
      {"version": 1, "type": "render", \(after)"model": "tiny", "output": {"video": []},
       "scene": {"views": [{"image": "view.png", "pose": {"position": [1, 0, 0], "yaw": 180}}]},
       "trajectory": {"type": "orbit", "frames": 1, "radius": 1, "height": 0}}
      """
  }

  /// Writes a request beside the queue, on its file system.
  func stage(_ request: String, as name: String) throws {
    try AtomicFile.write(Array(request.utf8), to: "\(path)/staged/\(name)")
  }

  /// Puts a staged request into the queue, as `mv` does.
  func drop(_ name: String) throws {
    _ = try syscall("rename", name) { unsafe rename("\(path)/staged/\(name)", "\(jobs)/\(name)") }
  }

  /// Writes a small file and waits until it is on the disk.
  func sync() throws {
    try AtomicFile.write(Array("synced".utf8), to: "\(path)/staged/synced", .content)
  }

  /// The daemon's processor time so far, in seconds.
  func processorSeconds() throws -> Double {
    guard let seconds = ProcessTable.processorSeconds(of: daemon.id) else {
      throw trouble("the daemon is gone")
    }
    return seconds
  }

  /// What the daemon holds in memory.
  func residentBytes() throws -> Int {
    guard let bytes = ProcessTable.residentBytes(of: daemon.id) else {
      throw trouble("the daemon is gone")
    }
    return bytes
  }

  /// Waits until the daemon has done all that there is to do, and sleeps.
  func settle() throws {
    let deadline = Machine.monotonicSeconds + Self.patience
    var last = -1.0
    while Machine.monotonicSeconds < deadline {
      let now = try processorSeconds()
      if now == last { return }
      last = now
      usleep(50_000)
    }
    throw trouble("the daemon does not come to rest")
  }

  /// Waits until so many further lines of the log are about a job and end with some words.
  func waitForLog(of job: String, toEndWith end: String, times: Int) throws {
    let deadline = Machine.monotonicSeconds + Self.patience
    var seen = 0
    while seen < times {
      guard Machine.monotonicSeconds < deadline else {
        throw trouble("\(seen) instead of \(times) lines end with \"\(end)\"")
      }
      usleep(2000)
      seen += try newLogLines().count { $0.contains(" " + job) && $0.hasSuffix(end) }
    }
  }

  /// The whole lines that were not read yet.
  private func newLogLines() throws -> [Substring] {
    let file = try RandomAccessFile(log)
    let bytes = try file.bytes(in: logRead..<file.byteCount)
    guard let end = bytes.lastIndex(of: 0x0A) else { return [] }
    logRead += end + 1
    return String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\n")
  }

  /// Ends the daemon in peace.
  func stop() throws {
    daemon.signal(SIGTERM)
    let deadline = Machine.monotonicSeconds + Self.patience
    while Machine.monotonicSeconds < deadline {
      if let ending = try daemon.endingIfEnded() {
        guard ending == .exited(0) else { throw trouble("the daemon \(ending)") }
        return
      }
      usleep(5000)
    }
    throw trouble("the daemon does not end")
  }

  /// An error with the last of what the daemon said.
  func trouble(_ what: String) -> Trouble {
    let file = try? RandomAccessFile(log)
    let bytes = file.flatMap { try? $0.bytes(in: max(0, $0.byteCount - 2000)..<$0.byteCount) }
    let text = bytes.map { String(decoding: $0, as: UTF8.self) }
    return Trouble(description: "\(what); the daemon's last words:\n\(text ?? "none")")
  }
}
