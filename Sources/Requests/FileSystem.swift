package import LinuxSystem

/// What validation asks of the file system; tests have their own.
package protocol FileSystem: Sendable {
  /// The absolute path without links and dots, or nil if nothing is there.
  func resolved(_ path: String) -> String?

  /// What lies at a path, links followed; nil if nothing does.
  func kind(of path: String) -> EntryKind?

  /// The names in a folder, sorted; empty if it cannot be read.
  func names(in folder: String) -> [String]

  /// The content of a regular file.
  ///
  /// - Throws: `SystemError` if it cannot be read or has more bytes than `limit`.
  func contents(of path: String, limit: Int) throws(SystemError) -> [UInt8]
}

/// What can lie at a path.
package enum EntryKind: String, Sendable {
  case regular = "a regular file"
  case folder = "a folder"
  case other = "neither a file nor a folder"
}
