internal import Glibc

/// A file of known size that is written piece by piece at places, in any order and from several threads.
///
/// The bytes go to `.NAME.part`; ``finish()`` renames it. A part of the right size that a stopped run
/// left is gone on with, and so is a finished file.
package struct PlacedFile: ~Copyable, Sendable {
  private let folder: Folder
  private let name: String
  private var part: FileDescriptor
  /// Whether the file was there before with the right size.
  package let isContinued: Bool

  /// Opens or creates the file, filled up with zeros.
  package init(_ name: String, byteCount: Int, in folder: borrowing Folder) throws(SystemError) {
    guard Paths.isName(name) else { throw .leadsOut(path: name, root: folder.path) }
    let base = folder.descriptor.raw
    let partName = Self.partName(name)
    if let finished = try? FileFacts(of: name, in: folder), finished.kind == .regular,
      finished.size == byteCount
    {
      _ = try syscall("rename", folder.path(of: name)) {
        unsafe renameat(base, name, base, partName)
      }
    }
    let part = try FileDescriptor(
      opening: partName, flags: O_RDWR | O_CREAT | O_NOFOLLOW, in: folder)
    let isContinued = try part.facts().size == byteCount
    if !isContinued {
      let (raw, path) = (part.raw, part.path)
      _ = try syscall("ftruncate", path) { ftruncate(raw, 0) }
      _ = try syscall("ftruncate", path) { ftruncate(raw, byteCount) }
    }
    self.folder = try folder.duplicate()
    self.name = name
    self.part = part
    self.isContinued = isContinued
  }

  /// Writes bytes at a place.
  package func write(_ bytes: [UInt8], at offset: Int) throws(SystemError) {
    var start = 0
    while start < bytes.count {
      start += try syscall("write", part.path) {
        unsafe bytes.withUnsafeBytes {
          unsafe pwrite(
            part.raw, $0.baseAddress?.advanced(by: start), $0.count - start, offset + start)
        }
      }
    }
  }

  /// Gives the file its name.
  package consuming func finish() throws(SystemError) {
    try part.close()
    let base = folder.descriptor.raw
    _ = try syscall("rename", folder.path(of: name)) {
      unsafe renameat(base, Self.partName(name), base, name)
    }
  }

  private static func partName(_ name: String) -> String { ".\(name).part" }
}
