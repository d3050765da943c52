import Checkpoints
import GQNModel
import Glibc
import Jobs
import LinuxSystem
import TestSupport
import Testing

/// A folder with everything a daemon needs: a tiny snapshot, pictures, and an empty queue.
struct TestRoot: ~Copyable {
  let path: String
  /// What stands before the paths where the daemon has mounts of its own.
  var window = ""
  /// Whether the folder outlives the value.
  var isKept = false

  init() throws {
    var template = Array("/tmp/gqn-daemon-XXXXXX".utf8CString)
    try #require(unsafe mkdtemp(&template) != nil)
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    var sizes = Hyperparameters()
    sizes.imageHeight = 16
    sizes.imageWidth = 16
    sizes.encoderChannels = 16
    sizes.hiddenChannels = 8
    sizes.canvasChannels = 8
    sizes.latentChannels = 4
    sizes.generationSteps = 2
    sizes.contextSize = 1
    try UntrainedSnapshot.write(sizes, folder: path + "/models/tiny")
    for folder in ["/views", "/jobs"] { _ = try Folder(creating: path + folder) }
    let picture = try WholeFile.read(
      PackageFolder.path + "/jobs/examples/views/0.png", limit: 1 << 20)
    try AtomicFile.write(picture, to: path + "/views/0.png")
    self.path = path
  }

  deinit {
    // A test that failed may leave programs behind.
    for process in ProcessTable.entries()
    where process.words.contains(where: { $0.hasPrefix(path + "/") }) {
      kill(process.id, SIGKILL)
    }
    if !isKept { try? Folder.removeTree(path) }
  }

  /// The folder as the daemon sees it, by the path that this process has to take.
  var seen: String { window + path }

  var queue: QueueFolder { QueueFolder(seen + "/jobs") }

  func jobs() throws -> [Job] {
    try queue.jobs(in: Set(JobState.allCases).subtracting([.rejected]))
  }

  /// Frames of a flight that takes long enough to be stopped in the middle, whatever the build.
  static let longFlight = _isDebugAssertConfiguration() ? 1500 : 8000

  /// A request for a flight of so many frames.
  static func request(
    frames: Int = 4, name: String? = nil, extra: String = "", model: String = "tiny"
  ) -> String {
    let name = name.map { "\"name\": \"\($0)\", " } ?? ""
    return """
      {"version": 1, "type": "render", \(name)\(extra)"model": "\(model)",
       "scene": {"views": [{"image": "views/0.png", "pose": {"position": [1, 0, 0.5], "yaw": 180}}]},
       "trajectory": {"type": "orbit", "frames": \(frames), "radius": 1, "height": 0.5}}
      """
  }

  /// Drops a file as `mv` does, or a copying program that gives it its name at the end.
  func drop(_ text: String, as name: String) throws {
    try drop(Array(text.utf8), as: name)
  }

  func drop(_ bytes: [UInt8], as name: String) throws {
    try stage(bytes, as: name)
    try dropStaged(name)
  }

  /// Writes a file into the queue's folder by a name that is no drop's.
  func stage(_ bytes: [UInt8], as name: String) throws {
    try AtomicFile.write(bytes, to: "\(seen)/jobs/.\(name)")
  }

  /// Drops a file that was staged.
  func dropStaged(_ name: String) throws {
    try #require(unsafe rename("\(seen)/jobs/.\(name)", "\(seen)/jobs/\(name)") == 0)
  }

  /// The only job of a name.
  func job(_ name: String) throws -> Job {
    let jobs = try jobs().filter { $0.status.name == name }
    try #require(jobs.count == 1, "\(name): \(jobs)")
    return jobs[0]
  }

  /// Waits until a job is in one of the states.
  @discardableResult
  func wait(
    for name: String, toBe states: Set<JobState>, within seconds: Double = 30,
    where condition: (Job) -> Bool = { _ in true },
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Job {
    let deadline = Machine.monotonicSeconds + seconds
    while true {
      let jobs = (try? self.jobs()) ?? []
      if let job = jobs.first(where: { $0.status.name == name }), states.contains(job.state),
        condition(job)
      {
        return job
      }
      try #require(
        Machine.monotonicSeconds < deadline,
        "\(name) is not \(states): \(jobs.map { ($0.id, $0.state, $0.status.message ?? "") })",
        sourceLocation: sourceLocation)
      usleep(5000)
    }
  }

  /// The frames of a render, by name.
  func frames(of directory: String, in output: String = "output") throws -> [String: [UInt8]] {
    let folder = "\(seen)/\(output)/\(directory)/frames"
    var frames: [String: [UInt8]] = [:]
    for name in try Folder.names(in: folder) {
      frames[name] = try WholeFile.read(folder + "/" + name, limit: 1 << 20)
    }
    return frames
  }

  /// The frames as `gqn render` makes them in the foreground.
  func referenceFrames(of request: String, directory: String) throws -> [String: [UInt8]] {
    try AtomicFile.write(Array(request.utf8), to: path + "/\(directory).json")
    let result = try Subprocess.run(
      Programs.gqn,
      [
        "render", path + "/\(directory).json", "--models", path + "/models", "--output",
        path + "/reference", "--threads", "1",
      ])
    try #require(result.succeeded, "\(result.errors)")
    return try frames(of: directory, in: "reference")
  }
}

/// The programs, as they were built together with this test.
enum Programs {
  static let gqn = folder + "/gqn"
  static let gqnd = folder + "/gqnd"

  private static let folder: String = {
    guard let own = unsafe realpath("/proc/self/exe", nil) else { return "." }
    defer { unsafe free(own) }
    return Paths.split(unsafe String(cString: own)).folder
  }()
}
