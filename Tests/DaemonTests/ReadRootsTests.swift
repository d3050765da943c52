import Checkpoints
import Glibc
import Jobs
import LinuxSystem
import TensorFlowFormats
import Testing

/// What the daemon's workers do not read.
@Suite(.serialized) struct ReadRootsTests {
  @Test func `a snapshot that leads out of the roots is refused, a copied one is used`() throws {
    let root = try TestRoot()
    let other = try TestRoot()
    let daemon = try TestDaemon(root)
    let (tiny, elsewhere) = (root.path + "/models/tiny", other.path + "/models/tiny")
    try CheckpointState(
      modelCheckpointPath: elsewhere + "/model.ckpt-0",
      allModelCheckpointPaths: [elsewhere + "/model.ckpt-0"]
    ).write(folder: tiny)
    try root.drop(TestRoot.request(frames: 1), as: "copied.json")
    try root.wait(for: "copied", toBe: [.done])

    try #require(unsafe unlink(tiny + "/model.ckpt-0.index") == 0)
    try root.drop(TestRoot.request(frames: 1), as: "named.json")
    let named = try root.wait(for: "named", toBe: [.done, .failed])
    #expect(named.state == .failed && named.status.exitCode == 65)
    #expect(
      named.status.message?.contains(
        "checkpoint names \"\(elsewhere)/model.ckpt-0\", which leads out of the folders that may be read: "
          + root.path) == true, "\(named.status.message ?? "")")

    try #require(
      unsafe symlink(elsewhere + "/model.ckpt-0.index", tiny + "/model.ckpt-0.index") == 0)
    try root.drop(TestRoot.request(frames: 1), as: "linked.json")
    let linked = try root.wait(for: "linked", toBe: [.done, .failed])
    #expect(linked.state == .failed && linked.status.exitCode == 65)
    #expect(
      linked.status.message?.contains(
        "models/tiny/model.ckpt-0.index leads out of the folders that may be read") == true,
      "\(linked.status.message ?? "")")
    try daemon.stop()
  }
}
