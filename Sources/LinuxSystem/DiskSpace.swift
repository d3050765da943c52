internal import Glibc

/// Room on a disk.
package enum DiskSpace {
  /// How many bytes ordinary users may still write where a path lies. (`statvfs`)
  package static func freeBytes(at path: String) throws(SystemError) -> Int {
    var facts = statvfs()
    _ = try syscall("statvfs", path) { unsafe statvfs(path, &facts) }
    let (bytes, overflow) = Int(clamping: facts.f_bavail)
      .multipliedReportingOverflow(by: Int(clamping: facts.f_frsize))
    return overflow ? Int.max : bytes
  }
}
