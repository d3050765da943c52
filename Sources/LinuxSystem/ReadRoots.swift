internal import Glibc

/// The folders below which files may be read that somebody else names.
///
/// A file is judged by where it lies once links and dots are followed. Where it is opened, that is asked of
/// the open file: whoever swaps a folder for a link between a check and the opening gains nothing.
package struct ReadRoots: Sendable, Equatable {
  /// The absolute folders.
  package let folders: [String]

  /// What lies in these folders, which are absolute, or below them.
  package init(_ folders: [String]) {
    self.folders = folders
  }

  /// Whether an absolute path without links and dots is one of the folders or below one.
  package func contains(_ path: String) -> Bool {
    // A folder may be reached through links: both ways to write it are the same one.
    folders.contains { Self.isBelow(path, $0) }
      || folders.contains { Paths.resolved($0).map { Self.isBelow(path, $0) } ?? false }
  }

  /// Makes sure that an open file lies below one of the folders.
  ///
  /// - Throws: ``SystemError/outsideRoots(path:roots:)``, or that the kernel does not tell.
  func check(_ file: borrowing FileDescriptor) throws(SystemError) {
    guard contains(try file.place()) else {
      throw .outsideRoots(path: file.path, roots: folders)
    }
  }

  /// Goes by the bytes: two names that only look the same are two names.
  private static func isBelow(_ path: String, _ folder: String) -> Bool {
    var folder = folder[...]
    while folder.last == "/" { folder.removeLast() }
    let (path, prefix) = (path.utf8, folder.utf8)
    guard path.starts(with: prefix) else { return false }
    return path.count == prefix.count || path.dropFirst(prefix.count).first == UInt8(ascii: "/")
  }
}
