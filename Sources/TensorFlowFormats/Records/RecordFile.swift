internal import Digests
package import LinuxSystem

/// A record's bytes and its place in the file.
package struct Record: Equatable, Sendable {
  /// Where the record, with its length, starts.
  package var offset: Int
  package var bytes: [UInt8]
}

/// Where a record is found, as ``RecordReader/nextLocation()`` gives it.
package struct RecordLocation: Equatable, Hashable, Sendable {
  /// Where the record, with its length, starts.
  package let offset: Int
  /// How many bytes of data it holds.
  package let byteCount: Int

  /// A location that was given before.
  package init(offset: Int, byteCount: Int) {
    self.offset = offset
    self.byteCount = byteCount
  }
}

/// A TFRecord file, open for reading records at any offset, from several threads at once.
///
///     record   length n (8 bytes), masked CRC32C of the length (4 bytes),
///              data (n bytes), masked CRC32C of the data (4 bytes)
///
/// Numbers are little-endian. There is no table of contents: ``RecordReader`` finds the offsets.
///
/// - Source: TensorFlow `tensorflow/core/lib/io/record_writer.h`.
package final class RecordFile: Sendable {
  static let headerByteCount = 12
  static let footerByteCount = 4

  package let path: String
  private let file: RandomAccessFile

  /// Opens a file, which must lie within `roots` if these are given.
  package init(path: String, within roots: ReadRoots? = nil) throws(RecordError) {
    self.path = path
    do { file = try RandomAccessFile(path, within: roots) } catch { throw .file(error) }
  }

  /// The size of the file when it was opened.
  package var byteCount: Int { file.byteCount }

  /// Reads the record at `offset`, which must be one that ``RecordReader`` gave.
  package func record(at offset: Int) throws(RecordError) -> Record {
    let location = try location(ofRecordAt: offset)
    let stored = try bytes(in: Self.dataAndFooter(of: location))
    try check(stored.span, location)
    return Record(offset: offset, bytes: stored.dropLast(Self.footerByteCount))
  }

  /// Reads the record at a location into a buffer that is kept for the next one.
  ///
  /// - Parameters:
  ///   - location: one that ``RecordReader`` gave for this file.
  ///   - buffer: receives the data, `location.byteCount` bytes from its start on; what follows them means
  ///     nothing. It is made longer where it is too short.
  /// - Throws: ``RecordError`` where the bytes are not there or are damaged.
  package func read(_ location: RecordLocation, into buffer: inout [UInt8]) throws(RecordError) {
    let range = Self.dataAndFooter(of: location)
    if buffer.count < range.count {
      buffer = [UInt8](repeating: 0, count: range.count)
    }
    var failure: SystemError?
    unsafe buffer.withUnsafeMutableBytes { bytes in
      do throws(SystemError) {
        try unsafe file.read(
          into: UnsafeMutableRawBufferPointer(rebasing: bytes[..<range.count]),
          at: range.lowerBound)
      } catch {
        failure = error
      }
    }
    if let failure { throw .file(failure) }
    try check(buffer.span, location)
  }

  /// Compares the checksum behind the data, which `stored` begins with, to theirs.
  private func check(_ stored: Span<UInt8>, _ location: RecordLocation) throws(RecordError) {
    let expected = CRC32C.unmasked(stored.littleEndian32(at: location.byteCount))
    let found = CRC32C.checksum(of: stored.extracting(..<location.byteCount))
    guard found == expected else {
      throw .dataChecksum(
        path: path, offset: location.offset, found: found, expected: expected)
    }
  }

  private static func dataAndFooter(of location: RecordLocation) -> Range<Int> {
    let start = location.offset + headerByteCount
    return start..<start + location.byteCount + footerByteCount
  }

  /// What the header of the record at `offset` says. That the file holds the record whole is certain;
  /// the data's checksum has not been compared.
  func location(ofRecordAt offset: Int) throws(RecordError) -> RecordLocation {
    guard offset >= 0, offset < byteCount else {
      throw .outsideOfFile(path: path, offset: offset, byteCount: byteCount)
    }
    let available = byteCount - offset
    guard available >= Self.headerByteCount else {
      throw .truncated(
        path: path, offset: offset, needed: UInt64(Self.headerByteCount), available: available)
    }
    // Whole files are gone through by their headers: no array for each.
    var header = InlineArray<12, UInt8>(repeating: 0)
    try readHeader(at: offset, into: &header)
    let expected = CRC32C.unmasked(header.span.littleEndian32(at: 8))
    let found = CRC32C.checksum(of: header.span.extracting(..<8))
    guard found == expected else {
      throw .lengthChecksum(path: path, offset: offset, found: found, expected: expected)
    }
    let length = header.span.littleEndian64(at: 0)
    let (needed, overflow) = length.addingReportingOverflow(
      UInt64(Self.headerByteCount + Self.footerByteCount))
    guard !overflow, needed <= UInt64(available) else {
      throw .truncated(
        path: path, offset: offset, needed: overflow ? length : needed, available: available)
    }
    return RecordLocation(offset: offset, byteCount: Int(length))
  }

  private func readHeader(
    at offset: Int, into header: inout InlineArray<12, UInt8>
  ) throws(RecordError) {
    var span = header.mutableSpan
    do throws(SystemError) {
      try unsafe span.withUnsafeMutableBytes { bytes throws(SystemError) in
        try unsafe file.read(into: bytes, at: offset)
      }
    } catch {
      throw .file(error)
    }
  }

  private func bytes(in range: Range<Int>) throws(RecordError) -> [UInt8] {
    do { return try file.bytes(in: range) } catch { throw .file(error) }
  }
}
