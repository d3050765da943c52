internal import Digests

/// Walks through a table in memory, see ``TableFormat``.
///
/// Every block's checksum is compared before its content is believed, and keys must ascend over the
/// whole table. The latter also bounds the work: an index that names a block twice is refused at
/// the block's first repeated key.
struct TableReader: ~Escapable {
  /// The longest key that is accepted. TensorFlow's variable names are far shorter; a short file
  /// of prefix-compressed keys could otherwise ask for any amount of memory.
  static let longestKey = 16384

  private let bytes: Span<UInt8>
  private let path: String

  /// Reads the table in `bytes`; `path` names the file in errors.
  @_lifetime(copy bytes)
  init(_ bytes: Span<UInt8>, path: String) {
    self.bytes = bytes
    self.path = path
  }

  /// Calls `body` with each key and the place of its value, in the order of the keys.
  func forEachEntry(
    _ body: (_ key: [UInt8], _ value: Range<Int>) throws(BundleError) -> Void
  ) throws(BundleError) {
    let index = try block(at: try indexHandle(), namedAt: bytes.count - TableFormat.footerByteCount)
    var lastKey: [UInt8]?
    try forEachEntry(inBlock: index) { (_, value) throws(BundleError) in
      let handle = try located { () throws(WireError) in
        var reader = WireReader(bytes, in: value)
        return try Self.handle(&reader)
      }
      let data = try block(at: handle, namedAt: value.lowerBound)
      try forEachEntry(inBlock: data) { (key, value) throws(BundleError) in
        if let lastKey, !lastKey.lexicographicallyPrecedes(key) {
          throw malformed(value.lowerBound, "the keys are not in ascending order")
        }
        lastKey = key
        try body(key, value)
      }
    }
  }

  // MARK: - Parts

  private func indexHandle() throws(BundleError) -> BlockHandle {
    let start = bytes.count - TableFormat.footerByteCount
    guard start >= 0, bytes.littleEndian64(at: bytes.count - 8) == TableFormat.magic else {
      throw .notAnIndex(path: path, byteCount: bytes.count)
    }
    return try located { () throws(WireError) in
      var reader = WireReader(bytes, in: start..<bytes.count - 8)
      _ = try Self.handle(&reader)  // The metaindex is empty in a checkpoint.
      return try Self.handle(&reader)
    }
  }

  private static func handle(_ reader: inout WireReader) throws(WireError) -> BlockHandle {
    let offset = try reader.varint()
    return BlockHandle(offset: offset, byteCount: try reader.varint())
  }

  /// The content of a block whose trailer is as it should be; `origin` is where its handle was
  /// found.
  private func block(at handle: BlockHandle, namedAt origin: Int) throws(BundleError) -> Range<Int>
  {
    let available = UInt64(bytes.count - TableFormat.footerByteCount)
    let (end, overflow) = handle.offset.addingReportingOverflow(handle.byteCount)
    guard !overflow, end <= available,
      available - end >= UInt64(TableFormat.blockTrailerByteCount)
    else {
      throw malformed(
        origin,
        "a block of \(handle.byteCount) bytes at \(handle.offset) lies outside of the file")
    }
    let content = Int(handle.offset)..<Int(end)
    let stored = CRC32C.unmasked(bytes.littleEndian32(at: content.upperBound + 1))
    let summed = bytes.extracting(content.lowerBound..<content.upperBound + 1)
    let computed = CRC32C.checksum(of: summed)
    guard computed == stored else {
      throw .blockChecksum(
        path: path, offset: content.lowerBound, found: computed, expected: stored)
    }
    let compression = bytes[content.upperBound]
    guard compression == TableFormat.uncompressed else {
      throw .compressed(path: path, offset: content.lowerBound, type: compression)
    }
    return content
  }

  private func forEachEntry(
    inBlock block: Range<Int>,
    _ body: (_ key: [UInt8], _ value: Range<Int>) throws(BundleError) -> Void
  ) throws(BundleError) {
    guard block.count >= 4 else {
      throw malformed(block.lowerBound, "a block of \(block.count) bytes has no restarts")
    }
    let restarts = bytes.littleEndian32(at: block.upperBound - 4)
    guard Int(restarts) <= (block.count - 4) / 4 else {
      throw malformed(block.upperBound - 4, "\(restarts) restarts do not fit into their block")
    }
    // Restarts are for searching; whoever reads from the start does not need them.
    let end = block.upperBound - 4 - 4 * Int(restarts)
    var reader = WireReader(bytes, in: block.lowerBound..<end)
    var key: [UInt8] = []
    while !reader.isAtEnd {
      let start = reader.offset
      let (shared, unshared, valueCount) = try located { () throws(WireError) in
        (try reader.varint(), try reader.varint(), try reader.varint())
      }
      guard shared <= UInt64(key.count) else {
        throw malformed(start, "a key shares \(shared) bytes with one of \(key.count)")
      }
      let rest = UInt64(end - reader.offset)
      guard unshared <= rest, valueCount <= rest - unshared else {
        throw malformed(start, "an entry is longer than its block")
      }
      guard shared + unshared <= UInt64(Self.longestKey) else {
        throw malformed(start, "a key has more than \(Self.longestKey) bytes")
      }
      let keyStart = reader.offset
      let value = keyStart + Int(unshared)..<keyStart + Int(unshared) + Int(valueCount)
      key.removeLast(key.count - Int(shared))
      for offset in keyStart..<value.lowerBound { key.append(bytes[offset]) }
      try body(key, value)
      reader.skip(to: value.upperBound)
    }
  }

  // MARK: - Errors

  private func malformed(_ offset: Int, _ problem: String) -> BundleError {
    .malformed(path: path, offset: offset, problem: problem)
  }

  private func located<Value>(_ read: () throws(WireError) -> Value) throws(BundleError) -> Value {
    do { return try read() } catch {
      throw malformed(error.offset, error.problem)
    }
  }
}
