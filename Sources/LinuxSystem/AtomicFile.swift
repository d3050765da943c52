internal import Glibc

/// A file that appears under its name only when it is complete.
///
/// The bytes go to `.NAME.part` in the same folder, which ``commit(_:)`` renames to `NAME`. A value
/// that ends without a commit removes its part. What a killed run left is replaced. Two writers of
/// one name must exclude each other, with a ``FileLock`` for example.
package struct AtomicFile: ~Copyable, Sendable {
  /// How much of a commit has reached the disk before it returns.
  package enum Durability: Sendable {
    /// Left to the kernel: whole after a crash of the program, maybe not after a power cut.
    case unsynced
    /// The content, before it gets its name: after a power cut the file is whole or missing.
    case content
    /// The content and the name: after a power cut the file is there.
    case contentAndName
  }

  private let folder: Folder
  private let name: String
  private var part: FileDescriptor
  private var isCommitted = false

  /// Begins a file; nothing has its final name yet.
  ///
  /// - Parameter path: where it will be; the folder must exist.
  /// - Throws: the failed call.
  package init(_ path: String) throws(SystemError) {
    let (parent, name) = Paths.split(path)
    try self.init(name, in: Folder(parent))
  }

  /// Begins a file in an open folder.
  package init(_ name: String, in folder: consuming Folder) throws(SystemError) {
    guard Paths.isName(name) else { throw .leadsOut(path: name, root: folder.path) }
    // Removed first, so that O_EXCL never writes through a link or into another's open file.
    let partName = Self.partName(name)
    do {
      let base = folder.descriptor.raw
      _ = try syscall("unlink", folder.path(of: partName)) { unsafe unlinkat(base, partName, 0) }
    } catch {
      guard error.errorNumber == ENOENT else { throw error }
    }
    part = try FileDescriptor(opening: partName, flags: O_WRONLY | O_CREAT | O_EXCL, in: folder)
    self.folder = folder
    self.name = name
  }

  deinit {
    guard !isCommitted else { return }
    _ = unsafe unlinkat(folder.descriptor.raw, Self.partName(name), 0)
  }

  /// Adds bytes at the end.
  package func append(_ bytes: RawSpan) throws(SystemError) {
    try part.write(bytes)
  }

  /// Adds bytes at the end.
  package func append(_ bytes: [UInt8]) throws(SystemError) {
    try part.write(bytes)
  }

  /// Gives the file its name, in place of any file that had it.
  ///
  /// - Throws: the failed call; the part is gone then and an earlier file of the name untouched.
  ///   Only where syncing the *folder* fails is the new file already in place.
  package consuming func commit(_ durability: Durability = .unsynced) throws(SystemError) {
    if durability != .unsynced { try part.sync() }
    try part.close()
    let base = folder.descriptor.raw
    _ = try syscall("rename", folder.path(of: name)) {
      unsafe renameat(base, Self.partName(name), base, name)
    }
    isCommitted = true
    if durability == .contentAndName { try folder.sync() }
  }

  /// Writes a whole file: all of it or nothing.
  package static func write(
    _ bytes: [UInt8], to path: String, _ durability: Durability = .unsynced
  ) throws(SystemError) {
    let file = try AtomicFile(path)
    try file.append(bytes)
    try file.commit(durability)
  }

  /// Writes a whole file in an open folder: all of it or nothing.
  package static func write(
    _ bytes: [UInt8], to name: String, in folder: borrowing Folder,
    _ durability: Durability = .unsynced
  ) throws(SystemError) {
    let file = try AtomicFile(name, in: folder.duplicate())
    try file.append(bytes)
    try file.commit(durability)
  }

  private static func partName(_ name: String) -> String { ".\(name).part" }
}
