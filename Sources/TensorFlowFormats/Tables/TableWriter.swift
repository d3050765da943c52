internal import Digests

/// Writes a table, see ``TableFormat``, with TensorFlow's settings: no compression, blocks of
/// 256 KiB, a whole key every 16 entries.
struct TableWriter {
  private static let restartInterval = 16
  private static let largestHandle = 20

  private let blockByteCount: Int
  private var bytes: [UInt8] = []
  private var block = BlockBuilder()
  private var index = BlockBuilder()

  /// - Parameter blockByteCount: a block is closed once it has this many bytes.
  init(blockByteCount: Int = 262_144) {
    self.blockByteCount = blockByteCount
  }

  /// - Precondition: `key` comes after all keys so far.
  mutating func append(key: [UInt8], value: [UInt8]) {
    precondition(block.lastKey.lexicographicallyPrecedes(key) || block.isEmpty && bytes.isEmpty)
    block.append(key: key, value: value)
    if block.byteCount >= blockByteCount { closeBlock() }
  }

  /// The whole table.
  consuming func finished() -> [UInt8] {
    if !block.isEmpty { closeBlock() }
    let metaindex = appendBlock(BlockBuilder().finished())
    let indexHandle = appendBlock(index.finished())
    var footer = WireWriter()
    footer.raw(Self.encoded(metaindex))
    footer.raw(Self.encoded(indexHandle))
    footer.raw([UInt8](repeating: 0, count: 2 * Self.largestHandle - footer.bytes.count))
    footer.fixed64(TableFormat.magic)
    return bytes + footer.bytes
  }

  private mutating func closeBlock() {
    // LevelDB shortens this key to any that lies between the blocks. The last key is one of those.
    let key = block.lastKey
    let handle = appendBlock(block.finished())
    index.append(key: key, value: Self.encoded(handle))
    block = BlockBuilder(after: key)
  }

  private mutating func appendBlock(_ content: [UInt8]) -> BlockHandle {
    let handle = BlockHandle(offset: UInt64(bytes.count), byteCount: UInt64(content.count))
    var trailer = WireWriter()
    trailer.raw([TableFormat.uncompressed])
    var checksum = CRC32C()
    checksum.update(content.span)
    checksum.update(trailer.bytes.span)
    trailer.fixed32(CRC32C.masked(checksum.value))
    bytes += content + trailer.bytes
    return handle
  }

  private static func encoded(_ handle: BlockHandle) -> [UInt8] {
    var writer = WireWriter()
    writer.varint(handle.offset)
    writer.varint(handle.byteCount)
    return writer.bytes
  }

  // MARK: - One block

  private struct BlockBuilder {
    private(set) var lastKey: [UInt8]
    private var entries = WireWriter()
    private var restarts: [UInt32] = [0]
    private var entryCount = 0

    init(after lastKey: [UInt8] = []) {
      self.lastKey = lastKey
    }

    var isEmpty: Bool { entryCount == 0 }
    var byteCount: Int { entries.bytes.count + 4 * restarts.count + 4 }

    mutating func append(key: [UInt8], value: [UInt8]) {
      var shared = 0
      if entryCount % TableWriter.restartInterval != 0 {
        shared = zip(lastKey, key).prefix { $0 == $1 }.count
      } else if entryCount > 0 {
        restarts.append(UInt32(entries.bytes.count))
      }
      entries.varint(UInt64(shared))
      entries.varint(UInt64(key.count - shared))
      entries.varint(UInt64(value.count))
      entries.raw(key[shared...])
      entries.raw(value)
      lastKey = key
      entryCount += 1
    }

    func finished() -> [UInt8] {
      var writer = entries
      for restart in restarts { writer.fixed32(restart) }
      writer.fixed32(UInt32(restarts.count))
      return writer.bytes
    }
  }
}
