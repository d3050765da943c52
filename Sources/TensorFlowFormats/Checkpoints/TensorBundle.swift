internal import Digests
package import LinuxSystem

/// A checkpoint in TensorFlow's V2 format, open for reading.
///
/// It is an index, `PREFIX.index` (see ``BundleIndex``), and the tensors' bytes, one after the
/// other in `PREFIX.data-00000-of-00001` (or several of those): little-endian, row-major. Opening
/// reads the index and compares the sizes of the files with it; the bytes of a tensor are read, and
/// their checksum compared, when it is asked for. Tensors may be read from several threads at once.
package final class TensorBundle: Sendable {
  /// The path of the files without `.index` and the like.
  package let prefix: String
  /// All tensors, sorted by the bytes of their names.
  package let entries: [BundleEntry]

  private let positions: [String: Int]
  private let shards: [Int: RandomAccessFile]

  /// A tensor is read and summed in pieces of this size, so that the sum finds the bytes still in
  /// the cache.
  private static let pieceByteCount = 1 << 18

  /// Opens the checkpoint at `prefix`, such as `models/rooms/model.ckpt-2000000`.
  ///
  /// - Parameters:
  ///   - prefix: the path of its files without `.index` and the like.
  ///   - roots: the folders in which all of them must lie, links followed; any by default.
  /// - Throws: ``BundleError``.
  package init(prefix: String, within roots: ReadRoots? = nil) throws(BundleError) {
    let index = try BundleIndex(path: prefix + ".index", within: roots)
    var shards: [Int: RandomAccessFile] = [:]
    for entry in index.entries where !entry.isSliced {
      let shard: RandomAccessFile
      if let open = shards[entry.shard] {
        shard = open
      } else {
        let path = Self.dataPath(prefix: prefix, shard: entry.shard, of: index.shardCount)
        shard = try BundleError.wrapping { () throws(SystemError) in
          try RandomAccessFile(path, within: roots)
        }
        shards[entry.shard] = shard
      }
      // The index made sure that this sum does not overflow.
      guard entry.offset + entry.byteCount <= shard.byteCount else {
        throw .shardTooShort(
          path: shard.path, name: entry.name, needed: entry.offset + entry.byteCount,
          found: shard.byteCount)
      }
    }
    self.prefix = prefix
    self.shards = shards
    entries = index.entries
    positions = Dictionary(
      index.entries.enumerated().map { ($0.element.name, $0.offset) },
      uniquingKeysWith: { first, _ in first })
  }

  /// `PREFIX.data-00003-of-00010` for shard 3 of 10.
  static func dataPath(prefix: String, shard: Int, of count: Int) -> String {
    func padded(_ number: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    }
    return "\(prefix).data-\(padded(shard))-of-\(padded(count))"
  }

  /// What the index says about a tensor, `nil` if there is none of that name.
  package func entry(named name: String) -> BundleEntry? {
    positions[name].map { entries[$0] }
  }

  // MARK: - Tensors

  /// Reads a tensor of 32-bit floats, or of 16-bit `DT_BFLOAT16` ones, which are widened exactly.
  ///
  /// - Parameters:
  ///   - name: the variable's name.
  ///   - shape: the shape that it must have.
  ///   - values: receives the numbers in row-major order; undefined if an error is thrown.
  /// - Throws: if there is no such tensor, it is of another type or shape, or its bytes can not be
  ///   read or do not have their checksum.
  /// - Precondition: `values` has as many elements as `shape`.
  package func read(
    _ name: String, shape: [Int], into values: UnsafeMutableBufferPointer<Float>
  ) throws(BundleError) {
    let entry = try existingEntry(name)
    guard entry.dataType == .float || entry.dataType == .bfloat16 else {
      throw wrongType(entry, expected: .float)
    }
    guard entry.shape == shape else {
      throw .wrongShape(path: prefix, name: name, found: entry.shape, expected: shape)
    }
    precondition(
      values.count == entry.elementCount, "\(values.count) floats for a tensor of shape \(shape)")
    let bytes = UnsafeMutableRawBufferPointer(values)
    // Halves go to the end of the memory. Widening them from the first on overtakes none: number i
    // of n is stored at 2n + 2i and becomes the bytes 4i ..< 4i + 4, which end at or before
    // 2n + 2(i + 1), where the next one starts.
    let start = bytes.count - entry.byteCount
    try unsafe readBytes(of: entry, into: UnsafeMutableRawBufferPointer(rebasing: bytes[start...]))
    guard entry.dataType == .bfloat16 else { return }
    for index in values.indices {
      let half = unsafe UInt16(
        littleEndian: bytes.loadUnaligned(fromByteOffset: start + 2 * index, as: UInt16.self))
      unsafe values[index] = Float(bitPattern: UInt32(half) << 16)
    }
  }

  /// Reads every tensor and compares its checksum.
  package func verify() throws(BundleError) {
    for entry in entries where !entry.isSliced {
      try checkBytes(of: entry)
    }
  }

  // MARK: - Scalars

  /// The value of a scalar of type `DT_INT64` or `DT_INT32`, such as `global_step`.
  package func integer(_ name: String) throws(BundleError) -> Int64 {
    let entry = try existingEntry(name)
    if entry.dataType == .int32 {
      return Int64(Int32(truncatingIfNeeded: try scalarBits(entry)))
    }
    guard entry.dataType == .int64 else { throw wrongType(entry, expected: .int64) }
    return Int64(bitPattern: try scalarBits(entry))
  }

  /// The value of a scalar of type `DT_FLOAT`, such as `beta1_power`.
  package func float(_ name: String) throws(BundleError) -> Float {
    let entry = try existingEntry(name)
    guard entry.dataType == .float else { throw wrongType(entry, expected: .float) }
    return Float(bitPattern: UInt32(truncatingIfNeeded: try scalarBits(entry)))
  }

  /// The value of a scalar of type `DT_BOOL`.
  package func bool(_ name: String) throws(BundleError) -> Bool {
    let entry = try existingEntry(name)
    guard entry.dataType == .bool else { throw wrongType(entry, expected: .bool) }
    return try scalarBits(entry) != 0
  }

  /// The bytes of a scalar of at most 64 bits, filled up with zeros.
  private func scalarBits(_ entry: BundleEntry) throws(BundleError) -> UInt64 {
    guard entry.shape.isEmpty else {
      throw .wrongShape(path: prefix, name: entry.name, found: entry.shape, expected: [])
    }
    var bits: UInt64 = 0
    var failure: BundleError?
    unsafe withUnsafeMutableBytes(of: &bits) { bytes in
      let part = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[..<entry.byteCount])
      do throws(BundleError) { try unsafe readBytes(of: entry, into: part) } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return UInt64(littleEndian: bits)
  }

  // MARK: - Parts

  private func existingEntry(_ name: String) throws(BundleError) -> BundleEntry {
    guard let entry = entry(named: name) else {
      throw .noTensor(path: prefix + ".index", name: name)
    }
    guard !entry.isSliced else { throw .sliced(path: prefix + ".index", name: name) }
    return entry
  }

  private func wrongType(_ entry: BundleEntry, expected: DataType) -> BundleError {
    .wrongType(path: prefix, name: entry.name, found: entry.dataType, expected: expected)
  }

  /// Reads the bytes of a tensor for nothing but their checksum.
  private func checkBytes(of entry: BundleEntry) throws(BundleError) {
    guard let shard = shards[entry.shard] else { return }  // All were opened.
    var checksum = CRC32C()
    for start in stride(from: 0, to: entry.byteCount, by: Self.pieceByteCount) {
      let end = min(start + Self.pieceByteCount, entry.byteCount)
      let piece = try BundleError.wrapping { () throws(SystemError) in
        try shard.bytes(in: entry.offset + start..<entry.offset + end)
      }
      checksum.update(unsafe piece.span.bytes)
    }
    try compare(checksum, of: entry, in: shard)
  }

  private func compare(
    _ checksum: CRC32C, of entry: BundleEntry, in shard: RandomAccessFile
  ) throws(BundleError) {
    guard checksum.value == entry.checksum else {
      throw .tensorChecksum(
        path: shard.path, offset: entry.offset, name: entry.name, found: checksum.value,
        expected: entry.checksum)
    }
  }

  /// Reads the bytes of a tensor and compares their checksum.
  private func readBytes(
    of entry: BundleEntry, into bytes: UnsafeMutableRawBufferPointer
  ) throws(BundleError) {
    guard let shard = shards[entry.shard] else { return }  // All were opened.
    var checksum = CRC32C()
    for start in stride(from: 0, to: bytes.count, by: Self.pieceByteCount) {
      let end = min(start + Self.pieceByteCount, bytes.count)
      let piece = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[start..<end])
      try BundleError.wrapping { () throws(SystemError) in
        try unsafe shard.read(into: piece, at: entry.offset + start)
      }
      checksum.update(unsafe piece.bytes)
    }
    try compare(checksum, of: entry, in: shard)
  }
}
