import Glibc
import LinuxSystem
import TensorFlowFormats
import Testing

@testable import Checkpoints

/// Snapshots whose files lie, or pretend to lie, outside of the folders that may be read.
struct SnapshotRootsTests {
  private static let step = 5
  private static let name = "model.ckpt-5"

  /// A folder `in/rooms` and one that must not be read, `out`, each with a snapshot.
  private func folders() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try TestSnapshot().write(to: folder("in/rooms"), step: Self.step)
    try TestSnapshot().write(to: folder("out"), step: Self.step)
    return folder
  }

  /// Opens `in/rooms` as the daemon does; returns why that is refused.
  private func refusal(_ folder: borrowing TemporaryFolder, step: Int? = nil) -> String? {
    do throws(SnapshotError) {
      _ = try Snapshot(
        folder: folder("in/rooms"), step: step, within: ReadRoots([folder("in")]))
      return nil
    } catch {
      return error.description
    }
  }

  private func setNewest(_ path: String, _ folder: borrowing TemporaryFolder) throws {
    try CheckpointState(modelCheckpointPath: path, allModelCheckpointPaths: [path])
      .write(folder: folder("in/rooms"))
  }

  private func removeCheckpoint(_ folder: borrowing TemporaryFolder) {
    for ending in [".index", ".data-00000-of-00001"] {
      #expect(unsafe unlink(folder("in/rooms/\(Self.name)\(ending)")) == 0)
    }
  }

  @Test func `what lies within opens`() throws {
    let folder = try folders()
    #expect(refusal(folder) == nil)
    try setNewest("/home/somebody/rooms/" + Self.name, folder)
    #expect(refusal(folder) == nil)
  }

  @Test(arguments: [
    "checkpoint", "gqn_config.json", name + ".index", name + ".data-00000-of-00001",
  ])
  func `a file that is a link which leads out is refused`(file: String) throws {
    let folder = try folders()
    let path = folder("in/rooms/" + file)
    #expect(unsafe unlink(path) == 0 && symlink("../../out/" + file, path) == 0)
    let message =
      "\(path) leads out of the folders that may be read: \(folder("in")); put the file itself there, or "
      + "let its folder be read (read-root)"
    #expect(refusal(folder)?.contains(message) == true)
    // Where everything may be read, links are followed.
    #expect(throws: Never.self) { try Snapshot(folder: folder("in/rooms")) }
    if file.hasPrefix(Self.name) {
      #expect(refusal(folder, step: Self.step)?.contains(message) == true)
    }
  }

  @Test(arguments: ["absolute", "../../out/", "../rooms/../../out/", "linked/"])
  func `a path that leads out is not followed`(way: String) throws {
    let folder = try folders()
    removeCheckpoint(folder)
    #expect(unsafe symlink(folder("out"), folder("in/rooms/linked")) == 0)
    let path = (way == "absolute" ? folder("out/") : way) + Self.name
    try setNewest(path, folder)
    let message = refusal(folder) ?? "nothing was thrown"
    #expect(message.hasPrefix("\(folder("in/rooms"))/checkpoint names \"\(path)\", "))
    #expect(message.contains("Copy model.ckpt-5.index and "))
    if way != "linked/" {
      #expect(
        message.contains("which leads out of the folders that may be read: \(folder("in"))."))
    }
    // Where everything may be read, the path is followed.
    #expect(throws: Never.self) { try Snapshot(folder: folder("in/rooms")) }
    // Whether there is something does not show.
    try Folder.removeTree(folder("out"))
    #expect(refusal(folder) == message)
  }

  @Test func `a path into another folder that may be read is followed`() throws {
    let folder = try folders()
    removeCheckpoint(folder)
    try TestSnapshot().write(to: folder("in/kept"), step: Self.step)
    for path in ["../kept/" + Self.name, folder("in/kept/" + Self.name)] {
      try setNewest(path, folder)
      #expect(refusal(folder) == nil)
    }
  }
}
