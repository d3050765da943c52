package import LinuxSystem

/// The content of a checkpoint's `.index` file: which tensors there are and where they lie.
///
/// The file is a sorted table (see ``TableFormat``) from tensor names to ``BundleEntry`` messages.
/// The empty name comes first and has the `BundleHeaderProto`:
///
///     1 num_shards   2 endianness (0 little, 1 big)   3 version { 1 producer   2 min_consumer }
///
/// - Source: TensorFlow `tensorflow/core/util/tensor_bundle/tensor_bundle.cc`.
package struct BundleIndex: Equatable, Sendable {
  /// The version of the format that is read and written.
  static let formatVersion = 1
  /// An index of tf-gqn has 5 KB. It is held in memory, so a wrong file must not be read whole.
  private static let largestFile = 1 << 28

  /// The number of `.data` files.
  package var shardCount: Int
  /// All tensors, sorted by the bytes of their names.
  package var entries: [BundleEntry]

  /// Reads the index file at `path`, which must lie within `roots` if these are given.
  package init(path: String, within roots: ReadRoots? = nil) throws(BundleError) {
    let file = try BundleError.wrapping { () throws(SystemError) in
      try RandomAccessFile(path, within: roots)
    }
    guard file.byteCount <= Self.largestFile else {
      throw .notAnIndex(path: path, byteCount: file.byteCount)
    }
    let bytes = try BundleError.wrapping { () throws(SystemError) in
      try file.bytes(in: 0..<file.byteCount)
    }
    try self.init(parsing: bytes.span, path: path)
  }

  /// Reads the bytes of an index file; `path` names the file in errors.
  package init(parsing bytes: Span<UInt8>, path: String) throws(BundleError) {
    var shardCount: Int?
    var entries: [BundleEntry] = []
    try TableReader(bytes, path: path).forEachEntry { (key, value) throws(BundleError) in
      if key.isEmpty {
        shardCount = try Self.shardCount(parsing: bytes, in: value, path: path)
        return
      }
      // The parts of partitioned variables; their whole has an entry under its own name.
      if key[0] == 0 { return }
      do throws(WireError) {
        guard let name = String(validating: key, as: UTF8.self) else {
          throw WireError.notText(offset: value.lowerBound)
        }
        entries.append(try BundleEntry(name: name, parsing: bytes, in: value))
      } catch {
        throw BundleError.malformed(path: path, offset: error.offset, problem: error.problem)
      }
    }
    guard let shardCount else {
      throw .malformed(path: path, offset: 0, problem: "the table has no header")
    }
    if let entry = entries.first(where: { $0.shard >= shardCount }) {
      throw .malformed(
        path: path, offset: 0,
        problem: "tensor \"\(entry.name)\" lies in shard \(entry.shard) of \(shardCount)")
    }
    self.shardCount = shardCount
    self.entries = entries
  }

  // MARK: - Parts

  private static func shardCount(
    parsing bytes: Span<UInt8>, in range: Range<Int>, path: String
  ) throws(BundleError) -> Int {
    let header: Header
    do { header = try Header(parsing: bytes, in: range) } catch {
      throw .malformed(path: path, offset: error.offset, problem: error.problem)
    }
    guard header.endianness == 0 else { throw .bigEndian(path: path) }
    guard header.minimumReader <= formatVersion, !header.refusedReaders.contains(formatVersion)
    else { throw .tooNew(path: path, version: header.minimumReader) }
    return header.shardCount
  }

  private struct Header {
    var shardCount = 0
    var endianness: UInt64 = 0
    var minimumReader = 0
    var refusedReaders: [Int] = []

    init(parsing bytes: Span<UInt8>, in range: Range<Int>) throws(WireError) {
      var reader = WireReader(bytes, in: range)
      while let field = try reader.nextField() {
        switch (field.number, field.content) {
        case (1, .varint(let value)): shardCount = Int(Int32(truncatingIfNeeded: value))
        case (2, .varint(let value)): endianness = value
        case (3, .bytes(let part)): try readVersion(bytes, in: part)
        default: break
        }
      }
    }

    /// `VersionDef`: 1 producer, 2 min_consumer, 3 bad_consumers.
    private mutating func readVersion(
      _ bytes: Span<UInt8>, in range: Range<Int>
    ) throws(WireError) {
      var reader = WireReader(bytes, in: range)
      while let field = try reader.nextField() {
        switch (field.number, field.content) {
        case (2, .varint(let value)): minimumReader = Int(Int32(truncatingIfNeeded: value))
        case (3, .varint(let value)): refusedReaders.append(Int(Int32(truncatingIfNeeded: value)))
        case (3, .bytes(let part)):
          var list = WireReader(bytes, in: part)
          while !list.isAtEnd {
            refusedReaders.append(Int(Int32(truncatingIfNeeded: try list.varint())))
          }
        default: break
        }
      }
    }
  }

  // MARK: - Writing

  /// The index file of tensors in one shard.
  ///
  /// - Precondition: no two entries have the same name.
  static func serialized(_ entries: [BundleEntry], blockByteCount: Int = 262_144) -> [UInt8] {
    var version = WireWriter()
    version.field(1, varint: UInt64(formatVersion))
    var header = WireWriter()
    header.field(1, varint: 1)
    header.field(3, bytes: version.bytes)
    var table = TableWriter(blockByteCount: blockByteCount)
    table.append(key: [], value: header.bytes)
    let rows = entries.map { (key: Array($0.name.utf8), value: $0.serialized()) }
    for row in rows.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      table.append(key: row.key, value: row.value)
    }
    return table.finished()
  }
}
