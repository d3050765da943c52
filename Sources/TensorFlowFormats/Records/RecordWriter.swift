internal import Digests

/// Writes records as ``RecordFile`` draws them.
package enum RecordWriter {
  /// Appends a record that holds `data` to the bytes of a file.
  package static func append(_ data: Span<UInt8>, to file: inout [UInt8]) {
    var header = WireWriter()
    header.fixed64(UInt64(data.count))
    header.fixed32(CRC32C.masked(CRC32C.checksum(of: header.bytes.span)))
    var footer = WireWriter()
    footer.fixed32(CRC32C.masked(CRC32C.checksum(of: data)))
    file += header.bytes
    unsafe data.withUnsafeBufferPointer { unsafe file.append(contentsOf: $0) }
    file += footer.bytes
  }
}
