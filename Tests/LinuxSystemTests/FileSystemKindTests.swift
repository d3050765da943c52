import Testing

@testable import LinuxSystem

struct FileSystemKindTests {
  private let mounts = """
    21 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
    30 21 0:40 / /data rw - nfs4 server:/data rw
    31 30 0:41 / /data/my\\040films rw shared:5 master:2 - fuse.sshfs host: rw
    32 21 0:42 / /over rw - nfs server:/x rw
    33 21 0:43 / /over rw - tmpfs tmpfs rw
    """

  @Test(arguments: [
    ("/home/x", "ext4"), ("/data", "nfs4"), ("/data/a/b", "nfs4"), ("/database", "ext4"),
    ("/data/my films/x", "fuse.sshfs"), ("/over/x", "tmpfs"),
  ])
  func `the nearest mount above decides`(path: String, kind: String) {
    #expect(FileSystemKind(of: path, mounts: mounts)?.name == kind)
  }

  @Test(arguments: [
    ("nfs", true), ("cifs", true), ("fuse.sshfs", true), ("fuseblk", true), ("fusectl", false),
    ("ext4", false), ("tmpfs", false), ("overlay", false),
  ])
  func `network file systems give no notice`(name: String, isSilent: Bool) {
    #expect(FileSystemKind(named: name).isSilent == isSilent)
  }

  @Test func `this machine's own files have a kind`() {
    #expect(FileSystemKind(of: "/proc/self")?.name == "proc")
    #expect(FileSystemKind(of: "/nonexistent") == nil)
    #expect(FileSystemKind(of: "/x", mounts: "nonsense") == nil)
  }
}
