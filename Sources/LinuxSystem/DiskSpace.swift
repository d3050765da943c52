internal import Glibc

/// Room on a disk.
package enum DiskSpace {
  /// How many bytes ordinary users may still write where a path lies. (`statvfs`)
  package static func freeBytes(at path: String) throws(SystemError) -> Int {
    let facts = try facts(at: path)
    let (bytes, overflow) = Int(clamping: facts.f_bavail)
      .multipliedReportingOverflow(by: Int(clamping: facts.f_frsize))
    return overflow ? Int.max : bytes
  }

  /// Whether nobody can write where a path lies, because it is mounted read-only. (`statvfs`)
  package static func isReadOnly(at path: String) throws(SystemError) -> Bool {
    // ST_RDONLY, which Glibc's module leaves out.
    try facts(at: path).f_flag & 1 != 0
  }

  private static func facts(at path: String) throws(SystemError) -> statvfs {
    var facts = statvfs()
    _ = try syscall("statvfs", path) { unsafe statvfs(path, &facts) }
    return facts
  }
}
