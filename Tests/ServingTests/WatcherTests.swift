import Glibc
import LinuxSystem
import Testing

@testable import Serving

struct WatcherTests {
  /// Whether the watcher asks for a look soon.
  private func wakes(_ watcher: borrowing Watcher, within seconds: Double = 2) throws -> Bool {
    try Waiting.untilReadable([watcher.raw], seconds: seconds).contains(watcher.raw)
  }

  @Test(arguments: [
    "mv ../x.json .", "cp ../x.json .", "ln ../x.json .", "echo '{}' > x.json",
    "sh -c 'exec 3> x.json; kill -9 $$' || true", "mv ../x.json control/",
  ])
  func `whatever brings a file wakes`(line: String) throws {
    let folder = try TemporaryFolder()
    try shell("mkdir -p jobs/control && echo '{}' > x.json", in: folder.path)
    var watcher = Watcher(folder("jobs"), subfolders: ["control"])
    #expect(watcher.look() == .init(isPresent: true))
    #expect(try !wakes(watcher, within: 0))
    try shell(line, in: folder("jobs"))
    #expect(try wakes(watcher))
    #expect(watcher.look() == .init(isPresent: true))
    #expect(try !wakes(watcher, within: 0))
  }

  @Test func `reading and removing files do not wake`() throws {
    let folder = try TemporaryFolder()
    try shell("mkdir jobs && echo 1 > jobs/x", in: folder.path)
    var watcher = Watcher(folder("jobs"))
    _ = watcher.look()
    try shell("cat jobs/x && ls -l jobs && rm jobs/x", in: folder.path)
    #expect(try !wakes(watcher, within: 0.05))
  }

  @Test func `a folder that goes and comes again is seen`() throws {
    let folder = try TemporaryFolder()
    try shell("mkdir jobs", in: folder.path)
    var watcher = Watcher(folder("jobs"))
    #expect(watcher.look().isPresent)
    try shell("rmdir jobs", in: folder.path)
    #expect(try wakes(watcher))
    #expect(watcher.look() == .init(isPresent: false))
    try shell("mkdir jobs", in: folder.path)
    #expect(try wakes(watcher))
    #expect(watcher.look().isPresent)
    try shell("touch jobs/x", in: folder.path)
    #expect(try wakes(watcher))
  }

  @Test func `a folder that is removed while it is open is seen to go`() throws {
    let folder = try TemporaryFolder()
    try shell("mkdir jobs", in: folder.path)
    var watcher = Watcher(folder("jobs"))
    _ = watcher.look()
    let open = try Folder(folder("jobs"))
    try shell("rmdir jobs", in: folder.path)
    #expect(try wakes(watcher))
    #expect(watcher.look() == .init(isPresent: false))
    try shell("mkdir jobs", in: folder.path)
    #expect(try wakes(watcher))
    #expect(watcher.look().isReplaced)
    #expect(try open.names() == [])
  }

  @Test(arguments: [
    "rmdir jobs && mkdir jobs", "mv jobs old && mkdir jobs", "mkdir new && mv -T new jobs",
  ])
  func `a folder in place of another is a replaced one`(line: String) throws {
    let folder = try TemporaryFolder()
    try shell("mkdir jobs", in: folder.path)
    var watcher = Watcher(folder("jobs"))
    _ = watcher.look()
    try shell(line, in: folder.path)
    #expect(try wakes(watcher))
    #expect(watcher.look() == .init(isPresent: true, isReplaced: true))
    #expect(watcher.look() == .init(isPresent: true))
    try shell("touch jobs/x", in: folder.path)
    #expect(try wakes(watcher))
  }

  @Test func `a folder moved away and back is the same`() throws {
    let folder = try TemporaryFolder()
    try shell("mkdir jobs", in: folder.path)
    var watcher = Watcher(folder("jobs"))
    _ = watcher.look()
    try shell("mv jobs old", in: folder.path)
    #expect(try wakes(watcher))
    #expect(watcher.look() == .init(isPresent: false))
    try shell("mv old jobs", in: folder.path)
    #expect(try wakes(watcher))
    #expect(watcher.look() == .init(isPresent: true))
  }

  @Test func `missing parents are waited for`() throws {
    let folder = try TemporaryFolder()
    var watcher = Watcher(folder("a/b/jobs"))
    #expect(watcher.look() == .init(isPresent: false))
    for line in ["mkdir a", "mkdir a/b", "mkdir a/b/jobs"] {
      try shell(line, in: folder.path)
      #expect(try wakes(watcher), "\(line)")
      #expect(watcher.look().isPresent == line.hasSuffix("jobs"))
    }
  }

  @Test func `lost notices are told`() throws {
    let folder = try TemporaryFolder()
    try shell("mkdir jobs", in: folder.path)
    var watcher = Watcher(folder("jobs"))
    _ = watcher.look()
    let limit = try #require(
      Int(text("/proc/sys/fs/inotify/max_queued_events").filter(\.isNumber)))
    // Two notices a file: it was made, and it was closed. Same ones in a row count once.
    for number in 0...limit / 2 {
      _ = try FileDescriptor(opening: folder("jobs/\(number)"), flags: O_WRONLY | O_CREAT)
    }
    #expect(watcher.look() == .init(isPresent: true, hasOverflowed: true))
    try shell("touch jobs/x", in: folder.path)
    #expect(try wakes(watcher))
    #expect(watcher.look() == .init(isPresent: true))
  }

  @Test func `a file system without notices is looked at often, and that is said once`() throws {
    let folder = try TemporaryFolder()
    var watcher = Watcher(folder.path) { _ in FileSystemKind(named: "nfs4") }
    let warning = watcher.look().warning
    #expect(
      warning == "\(folder.path) lies on nfs4, which gives no notice of changes; looking every 2 "
        + "seconds instead")
    #expect(watcher.interval == 2)
    #expect(watcher.look().warning == nil)
  }

  @Test func `without watches there is looking`() throws {
    let folder = try TemporaryFolder()
    var watcher = Watcher(folder.path)
    let finding = ForcedFailure.with("inotify_add_watch", errno: ENOSPC) { watcher.look() }
    #expect(finding.isPresent)
    #expect(finding.warning?.contains("max_user_watches") == true)
    #expect(watcher.interval == 2)
    #expect(watcher.look().warning == nil)
    #expect(watcher.interval == 30)
  }
}
