/// The sorted table that an `.index` file is: keys and values in blocks, as LevelDB stores them.
///
///     file    block ... block, metaindex block, index block, footer
///     block   entry ... entry, restart offset (4 bytes) ..., number of restarts (4 bytes),
///             then outside of its size: compression (1 byte), masked CRC32C (4 bytes) of both
///     entry   varint shared, varint unshared, varint value length, unshared key bytes, value
///     footer  handle of the metaindex, handle of the index, zeros up to 40 bytes, magic (8 bytes)
///     handle  varint offset, varint size
///
/// A key is the first `shared` bytes of the key before it and its own `unshared` bytes. The values
/// of the index block are handles of the data blocks. Numbers are little-endian.
///
/// - Source: TensorFlow `tensorflow/core/lib/io/table_format.txt`, `format.h`.
enum TableFormat {
  static let magic: UInt64 = 0xdb47_7524_8b80_fb57
  static let footerByteCount = 48
  /// Compression and checksum.
  static let blockTrailerByteCount = 5
  static let uncompressed: UInt8 = 0
  static let snappy: UInt8 = 1
}

/// Where a block lies in the file, without its trailer.
struct BlockHandle: Equatable {
  var offset: UInt64
  var byteCount: UInt64
}
