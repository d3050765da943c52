internal import Glibc

/// The kind of file system that a path lies on.
///
/// Told by the kernel's list of mounts, which names kinds in words; `statfs` would give a number.
package struct FileSystemKind: Sendable, Equatable {
  /// Its name, such as `ext4`, `nfs4` or `fuse.sshfs`.
  package let name: String

  /// Looks up a path that is there; `nil` where the kernel's list cannot be read.
  package init?(of path: String) {
    guard let list = try? WholeFile.read("/proc/self/mountinfo", limit: 64 << 20),
      let real = unsafe realpath(path, nil)
    else { return nil }
    defer { unsafe free(real) }
    self.init(of: unsafe String(cString: real), mounts: String(decoding: list, as: UTF8.self))
  }

  /// A kind by its name.
  package init(named name: String) { self.name = name }

  /// Finds the mount point that is the longest beginning of the path.
  ///
  /// A line is `ID PARENT MAJOR:MINOR ROOT POINT OPTIONS [FIELD...] - KIND SOURCE OPTIONS`; a space in
  /// a path is written `\040`. (proc(5))
  init?(of path: String, mounts: String) {
    var best: (point: String, kind: String)?
    for line in mounts.split(separator: "\n") {
      let fields = line.split(separator: " ")
      guard fields.count > 6, let dash = fields.firstIndex(of: "-"), dash + 1 < fields.count
      else { continue }
      let point = Self.unescaped(fields[4])
      guard point == "/" || path == point || path.hasPrefix(point + "/") else { continue }
      // Of two mounts at one place the later one is seen.
      if point.utf8.count >= best?.point.utf8.count ?? 0 {
        best = (point, String(fields[dash + 1]))
      }
    }
    guard let best else { return nil }
    name = best.kind
  }

  /// Whether changes that other machines or programs make there go unnoticed by `inotify`.
  package var isSilent: Bool {
    if name.hasPrefix("fuse") && name != "fusectl" { return true }
    return [
      "nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "9p", "afs", "ceph", "gfs2", "ocfs2",
      "lustre",
      "glusterfs", "virtiofs", "vboxsf", "prl_fs", "coda", "orangefs", "beegfs",
    ].contains(name)
  }

  private static func unescaped(_ field: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Array(field.utf8)[...]
    while let byte = rest.popFirst() {
      let digits = rest.prefix(3)
      if byte == UInt8(ascii: "\\"), digits.count == 3,
        let code = UInt8(String(decoding: digits, as: UTF8.self), radix: 8)
      {
        bytes.append(code)
        rest = rest.dropFirst(3)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
