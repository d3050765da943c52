internal import Glibc

/// A regular file open for reading at any offset, from any number of threads at once.
///
/// It is read with `pread` into the caller's memory, not mapped. Both copy the page cache once, but
/// a mapping adds a page fault every 4 KiB, and a mapped file that somebody shortens kills the
/// program with `SIGBUS`, where `pread` returns fewer bytes. Nothing is held in memory, and a file
/// that is replaced by renaming stays readable as it was.
package final class RandomAccessFile: Sendable {
  /// The size when the file was opened.
  package let byteCount: Int
  private let descriptor: FileDescriptor

  /// The path it was opened by.
  package var path: String { descriptor.path }

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - path: the file; a pipe or device is refused without waiting for it.
  ///   - roots: the folders in which it must lie, wherever the path leads; any by default.
  /// - Throws: ``SystemError``.
  package init(_ path: String, within roots: ReadRoots? = nil) throws(SystemError) {
    let descriptor = try FileDescriptor(
      opening: path, flags: O_RDONLY | O_NONBLOCK | O_NOCTTY)
    try roots?.check(descriptor)
    let facts = try descriptor.facts()
    guard facts.kind == .regular else { throw .notRegularFile(path: path, kind: facts.kind) }
    byteCount = facts.size
    self.descriptor = descriptor
  }

  /// Fills a buffer with the bytes at an offset. (`pread`)
  package func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(SystemError) {
    var done = 0
    while done < buffer.count {
      let count = try syscall("pread", path) {
        unsafe pread(
          descriptor.raw, buffer.baseAddress?.advanced(by: done), buffer.count - done,
          offset + done)
      }
      guard count > 0 else {
        throw .endsEarly(path: path, offset: offset, byteCount: buffer.count)
      }
      done += count
    }
  }

  /// The bytes of a range.
  package func bytes(in range: Range<Int>) throws(SystemError) -> [UInt8] {
    var failure: SystemError?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
      do throws(SystemError) {
        let part = UnsafeMutableRawBufferPointer(buffer)
        try unsafe read(
          into: UnsafeMutableRawBufferPointer(rebasing: part[..<range.count]),
          at: range.lowerBound)
        count = range.count
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }
}
