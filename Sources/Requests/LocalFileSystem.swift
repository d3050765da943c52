package import LinuxSystem

/// The files of this machine.
package struct LocalFileSystem: FileSystem {
  /// The files of this machine.
  package init() {}

  /// Calls `realpath(3)`.
  package func resolved(_ path: String) -> String? { Paths.resolved(path) }

  /// What lies at the path, links followed.
  package func kind(of path: String) -> EntryKind? {
    guard !path.utf8.contains(0), let facts = try? FileFacts(of: path) else { return nil }
    return switch facts.kind {
    case .regular: .regular
    case .folder: .folder
    default: .other
    }
  }

  /// The folder's names, those of hidden files left out.
  package func names(in folder: String) -> [String] {
    let names = try? Folder.names(in: folder)
    return names?.filter { !$0.hasPrefix(".") } ?? []
  }

  /// The whole of a regular file.
  package func contents(of path: String, limit: Int) throws(SystemError) -> [UInt8] {
    try WholeFile.read(path, limit: limit)
  }

  /// Whether a folder of `PATH` holds an executable file of this name.
  @Sendable package static func hasProgram(_ name: String) -> Bool {
    Subprocess.findExecutable(name) != nil
  }
}
