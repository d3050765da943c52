internal import Glibc

/// Reading a file from its first byte to its last.
package enum WholeFile {
  /// The file's bytes.
  ///
  /// A pipe or device is refused without waiting for it. A file that is written to meanwhile is an
  /// error rather than a mixture of two contents.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - limit: the most bytes to accept; more are ``SystemError/tooLarge(path:size:limit:)``.
  ///   - followingLinks: whether the path may end in a symbolic link.
  ///   - roots: the folders in which the file must lie, wherever the path leads; any by default.
  /// - Returns: all of them.
  /// - Throws: ``SystemError/notRegularFile(path:kind:)``, ``SystemError/tooLarge(path:size:limit:)``,
  ///   ``SystemError/changedWhileRead(path:)``, ``SystemError/outsideRoots(path:roots:)`` or the failed
  ///   call.
  package static func read(
    _ path: String, limit: Int, followingLinks: Bool = true, within roots: ReadRoots? = nil
  ) throws(SystemError) -> [UInt8] {
    if !followingLinks {
      let facts = try FileFacts(of: path, followingLinks: false)
      guard facts.kind == .regular else { throw .notRegularFile(path: path, kind: facts.kind) }
    }
    // O_NONBLOCK: opening a pipe without a writer would otherwise wait for one.
    let flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | (followingLinks ? 0 : O_NOFOLLOW)
    let file = try FileDescriptor(opening: path, flags: flags)
    try roots?.check(file)
    return try read(file, limit: limit)
  }

  /// The bytes of a file below an open folder; a link at the path's end is refused.
  ///
  /// - Parameters:
  ///   - path: relative to the folder, and not from outside: it may lead anywhere.
  ///   - folder: where the path begins.
  ///   - limit: the most bytes to accept.
  /// - Returns: all of them.
  /// - Throws: as ``read(_:limit:followingLinks:)`` does.
  package static func read(
    _ path: String, in folder: borrowing Folder, limit: Int
  ) throws(SystemError) -> [UInt8] {
    let flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW
    let file = try FileDescriptor(opening: path, flags: flags, in: folder)
    return try read(file, limit: limit)
  }

  /// The rest of an open regular file.
  package static func read(
    _ file: borrowing FileDescriptor, limit: Int
  ) throws(SystemError) -> [UInt8] {
    let before = try file.facts()
    guard before.kind == .regular else {
      throw .notRegularFile(path: file.path, kind: before.kind)
    }
    guard before.size <= limit else {
      throw .tooLarge(path: file.path, size: before.size, limit: limit)
    }
    // One byte more than expected, so that growth shows. Files of /proc have the size 0 and a
    // content all the same; the memory is only taken as it is filled.
    let expected = before.size > 0 ? before.size : min(limit, 16 << 20)
    let bytes = try read(file.raw, file.path, capacity: expected + 1)
    guard bytes.count <= limit else {
      throw .tooLarge(path: file.path, size: bytes.count, limit: limit)
    }
    let after = try file.facts()
    guard after.size == before.size, after.modified == before.modified,
      before.size == 0 || bytes.count == before.size
    else { throw .changedWhileRead(path: file.path) }
    return bytes
  }

  /// All of standard input, whatever it is connected to.
  ///
  /// - Parameter limit: the most bytes to accept.
  /// - Returns: all of them.
  /// - Throws: ``SystemError/tooLarge(path:size:limit:)`` or the failed call.
  package static func readStandardInput(limit: Int) throws(SystemError) -> [UInt8] {
    let name = "standard input"
    var bytes: [UInt8] = []
    while bytes.count <= limit {
      let part = try read(STDIN_FILENO, name, capacity: 1 << 16)
      bytes += part
      if part.count < 1 << 16 { return bytes }
    }
    throw .tooLarge(path: name, size: bytes.count, limit: limit)
  }

  /// Reads up to `capacity` bytes, fewer at the end of the file.
  private static func read(
    _ raw: Int32, _ path: String, capacity: Int
  ) throws(SystemError) -> [UInt8] {
    var failure: SystemError?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      while count < capacity {
        do throws(SystemError) {
          let start = unsafe buffer.baseAddress?.advanced(by: count)
          let room = capacity - count
          let part = try syscall("read", path) { unsafe Glibc.read(raw, start, room) }
          if part == 0 { return }
          count += part
        } catch {
          failure = error
          return
        }
      }
    }
    if let failure { throw failure }
    return bytes
  }
}
