import FoundationEssentials
import Glibc
import LinuxSystem
import Testing

/// Places that cannot be written, or only in part: exit code 73, and nothing half-written that looks
/// whole.
struct UnwritableTests {
  private static let request = RequestText(
    trajectory: RequestText.poses(40), output: #"{"raw": true}"#)

  @Test func `a file in place of the output folder`() throws {
    let work = try Workspace()
    try work.write(Self.request.text, to: "flight.json")
    try work.write("mine", to: "output")
    expectRefusal(
      try work.run("render", "flight.json"), 73, "output is a regular file, not a folder")
    expectRefusal(
      try work.run("render", "flight.json", "--output", "output/deeper"), 73,
      "output/deeper: Not a directory")
    #expect(try work.text("output") == "mine")
  }

  @Test(arguments: ["frames", "flight"])
  func `a file in place of a folder below it`(name: String) throws {
    let work = try Workspace()
    try work.write(Self.request.text, to: "flight.json")
    let path = name == "flight" ? "output/flight" : "output/flight/\(name)"
    try work.write("mine", to: path)
    expectRefusal(
      try work.run("render", "flight.json"), 73, "\(path) is a regular file, not a folder",
      "move it away or choose another folder")
    #expect(try work.text(path) == "mine")
  }

  @Test(arguments: ["output/flight", "output/flight/frames"])
  func `a link that leads out of the output folder`(link: String) throws {
    let work = try Workspace()
    try work.write(Self.request.text, to: "flight.json")
    try work.write("mine", to: "elsewhere/000041.png")
    try work.write("", to: link + "x/x")
    #expect(unsafe symlink(work.path("elsewhere"), work.path(link)) == 0)
    expectRefusal(
      try work.run("render", "flight.json"), 73, "\(link) is a symbolic link, which could lead out")
    #expect(work.names("elsewhere") == ["000041.png"])
  }

  @Test(.enabled(if: geteuid() != 0, "the superuser may write everywhere"))
  func `a folder without the right to write`() throws {
    let work = try Workspace()
    try work.write(Self.request.text, to: "flight.json")
    try work.write("", to: "output/x")
    #expect(unsafe chmod(work.path("output"), 0o555) == 0)
    expectRefusal(
      try work.run("render", "flight.json"), 73, "Permission denied",
      "check the owner and mode of the file and its folders")
    #expect(work.names("output") == ["x"])
    #expect(unsafe chmod(work.path("output"), 0o755) == 0)
  }

  @Test func `a limit of file size ends a run like a full disk`() throws {
    let work = try Workspace()
    var request = Self.request
    request.output = #"{"scale": 8}"#
    try work.write(request.text, to: request.file)
    // In blocks of 512 bytes: enough for frames, too little for the film.
    let outcome = try work.run("render", request.file, shell: "ulimit -f 64")
    expectRefusal(outcome, 73, "File too large", "ulimit -f")
    try expectNothingHalfWritten(work, in: "output/flight")
    #expect(try work.render(request).renderedFrames < 40)
  }

  @Test(.enabled(if: SmallDisk.isPossible, "a small file system cannot be mounted here"))
  func `a full disk`() throws {
    let work = try Workspace()
    try work.write(Self.request.text, to: "flight.json")
    try work.write("", to: "disk/x")
    let disk = try SmallDisk(work.path("disk"), kibibytes: 96)
    let outcome = try work.run("render", "flight.json", "--output", "disk")
    expectRefusal(outcome, 73, "No space left on device", "free some space and try again")
    #expect(!work.names("disk/flight/frames").isEmpty)
    try expectNothingHalfWritten(work, in: "disk/flight")
    _ = consume disk
  }

  /// Frames that have their names are whole, and nothing claims to be complete.
  private func expectNothingHalfWritten(_ work: Workspace, in folder: String) throws {
    for name in work.names(folder + "/frames") {
      #expect(!name.hasSuffix(".part"))
      _ = try work.image("\(folder)/frames/\(name)")
    }
    for name in ["flythrough.apng", "frames.npy", "index.html"] {
      #expect(!work.has("\(folder)/\(name)"), "\(name)")
    }
    if work.has("\(folder)/manifest.json") {
      let manifest = try JSONDecoder().decode(
        ManifestFile.self, from: Data(try work.bytes("\(folder)/manifest.json")))
      #expect(!manifest.complete)
    }
  }

  private static let hasFullDevice = unsafe access("/dev/full", W_OK) == 0

  @Test(.enabled(if: hasFullDevice, "there is no /dev/full"))
  func `results that standard output does not take`() throws {
    let work = try Workspace()
    let outcome = try work.run("models", "list", shell: "exec > /dev/full")
    expectRefusal(
      outcome, 73, "cannot write standard output: No space left on device (write); free some space")
  }

  @Test func `a reader that goes away ends the program quietly`() throws {
    let work = try Workspace()
    // The reader opens the pipe and is gone before the program starts.
    let outcome = try work.run(
      "--help", shell: "mkfifo pipe && { : < pipe & } && exec > pipe && wait")
    #expect(outcome.ending == .exited(73))
    #expect(outcome.errors == "")
  }

  @Test func `an untrained snapshot is not written over anything`() throws {
    let work = try Workspace()
    expectRefusal(
      try work.run("models", "untrained", "models/tiny"), 73, "there is a snapshot already")
    expectRefusal(
      try work.run("models", "untrained", "0.png"), 73, "0.png is a regular file, not a folder")
  }
}

/// A file system of a few pages in memory, mounted while the value lives.
struct SmallDisk: ~Copyable {
  private let path: String

  /// Whether this process may mount one.
  static let isPossible: Bool = {
    guard geteuid() == 0, let folder = try? TemporaryFolder(),
      (try? SmallDisk(folder.path, kibibytes: 16)) != nil
    else { return false }
    return true
  }()

  init(_ path: String, kibibytes: Int) throws {
    let result = try Subprocess.run(
      "mount", ["-t", "tmpfs", "-o", "size=\(kibibytes)k", "tmpfs", path])
    try #require(result.succeeded, "\(result.errors)")
    self.path = path
  }

  deinit { _ = try? Subprocess.run("umount", [path]) }
}
