import Glibc
import LinuxSystem
import Testing

@testable import Checkpoints

struct ModelLibraryTests {
  @Test func `snapshots are found at every depth and listed by name`() throws {
    let folder = try TemporaryFolder()
    for name in ["rooms", "group/a/mazes", "group-b", ".hidden", "a/b/c/too-deep"] {
      try TestSnapshot().write(to: folder(name), step: 3)
    }
    try TestSnapshot().write(to: folder("rooms/backup"), step: 2)
    try folder.write("unconfigured/checkpoint", "model_checkpoint_path: \"model.ckpt-1\"\n")
    try folder.write("empty-of-weights/gqn_config.json", "{}")
    try folder.write("notes.txt", "not a snapshot")
    try folder.write("pictures/0.png", "not a snapshot either")
    let entries = try ModelLibrary.entries(in: folder.path)
    #expect(
      entries.map(\.name) == [
        "empty-of-weights", "group-b", "group/a/mazes", "rooms", "unconfigured",
      ])
    for entry in entries {
      switch (entry.name, entry.snapshot) {
      case ("group/a/mazes", .success(let snapshot)), ("group-b", .success(let snapshot)),
        ("rooms", .success(let snapshot)):
        #expect(snapshot.step == 3)
        #expect(snapshot.folder == folder(entry.name))
      case ("empty-of-weights", .failure(let error)):
        #expect(error == .noCheckpoint(folder: folder("empty-of-weights")))
      case ("unconfigured", .failure(let error)):
        #expect("\(error)".contains("unconfigured/gqn_config.json"))
      default:
        Issue.record("\(entry.name): \(entry.snapshot)")
      }
    }
  }

  @Test func `the depth bounds the search`() throws {
    let folder = try TemporaryFolder()
    try TestSnapshot().write(to: folder("a/b/c/d"), step: 1)
    #expect(try ModelLibrary.entries(in: folder.path, depth: 3).isEmpty)
    #expect(try ModelLibrary.entries(in: folder.path, depth: 4).map(\.name) == ["a/b/c/d"])
  }

  @Test func `an empty folder has no snapshots, a missing one is an error`() throws {
    let folder = try TemporaryFolder()
    #expect(try ModelLibrary.entries(in: folder.path).isEmpty)
    #expect {
      try ModelLibrary.entries(in: folder("gone"))
    } throws: { error in
      "\(error)".contains(folder("gone"))
    }
  }

  @Test(.enabled(if: getuid() != 0, "every folder is readable for root"))
  func `a folder that cannot be read is listed with the reason`() throws {
    let folder = try TemporaryFolder()
    try TestSnapshot().write(to: folder("rooms"), step: 1)
    try folder.write("closed/x", "")
    unsafe chmod(folder("closed"), 0)
    defer { unsafe chmod(folder("closed"), 0o700) }
    let entries = try ModelLibrary.entries(in: folder.path)
    #expect(entries.map(\.name) == ["closed", "rooms"])
    #expect(throws: SnapshotError.self) { try entries[0].snapshot.get() }
  }
}
