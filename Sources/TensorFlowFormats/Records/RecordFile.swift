internal import Digests
package import LinuxSystem

/// A record's bytes and its place in the file.
package struct Record: Equatable, Sendable {
  /// Where the record, with its length, starts.
  package var offset: Int
  package var bytes: [UInt8]
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
    let data = try dataRange(ofRecordAt: offset)
    let stored = try bytes(in: data.lowerBound..<data.upperBound + Self.footerByteCount)
    let expected = CRC32C.unmasked(stored.span.littleEndian32(at: data.count))
    let found = CRC32C.checksum(of: stored.span.extracting(..<data.count))
    guard found == expected else {
      throw .dataChecksum(path: path, offset: offset, found: found, expected: expected)
    }
    return Record(offset: offset, bytes: stored.dropLast(Self.footerByteCount))
  }

  /// Where the data of the record at `offset` lies. That the file holds it whole, and the footer
  /// after it, is certain; the data's checksum has not been compared.
  func dataRange(ofRecordAt offset: Int) throws(RecordError) -> Range<Int> {
    guard offset >= 0, offset < byteCount else {
      throw .outsideOfFile(path: path, offset: offset, byteCount: byteCount)
    }
    let available = byteCount - offset
    guard available >= Self.headerByteCount else {
      throw .truncated(
        path: path, offset: offset, needed: UInt64(Self.headerByteCount), available: available)
    }
    let header = try bytes(in: offset..<offset + Self.headerByteCount)
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
    let start = offset + Self.headerByteCount
    return start..<start + Int(length)
  }

  private func bytes(in range: Range<Int>) throws(RecordError) -> [UInt8] {
    do { return try file.bytes(in: range) } catch { throw .file(error) }
  }
}
