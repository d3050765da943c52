internal import LinuxSystem
internal import Digests

/// Writes a checkpoint of one shard that TensorFlow reads, tensor by tensor.
///
///     let writer = try TensorBundleWriter(prefix: "models/rooms/model.ckpt-1000")
///     try writer.append("GQN/eta_g/bias", shape: [3], floats: bias)
///     try writer.append("global_step", integer: 1000)
///     try writer.finish()
///
/// Nothing is to be seen under the final names before ``finish()``; a writer that is given up
/// removes what it wrote. Tensors may come in any order and are stored in that order; TensorFlow's
/// own saver sorts them by name.
package final class TensorBundleWriter {
  private let prefix: String
  private var data: AtomicFile?
  private var byteCount = 0
  /// Of the last tensor's bytes so far.
  private var checksum = CRC32C()
  private var entries: [BundleEntry] = []
  private var names: Set<String> = []

  /// Numbers that are converted at a time.
  private static let pieceCount = 1 << 15

  /// Creates the file of the tensors beside its final place.
  package init(prefix: String) throws(BundleError) {
    self.prefix = prefix
    let path = TensorBundle.dataPath(prefix: prefix, shard: 0, of: 1)
    data = try BundleError.wrapping { () throws(SystemError) in try AtomicFile(path) }
  }

  // MARK: - Tensors

  /// Appends a tensor of type `DT_FLOAT`.
  ///
  /// - Precondition: `floats` has as many elements as `shape`, and `name` is new and not empty.
  package func append(
    _ name: String, shape: [Int], floats: Span<Float>
  ) throws(BundleError) {
    begin(name, .float, shape: shape, count: floats.count)
    try write(unsafe floats.bytes)
  }

  /// Appends a tensor of type `DT_BFLOAT16`: half the size, 8 bits of precision. Numbers are
  /// rounded to the nearest, ties to even; a NaN stays one.
  ///
  /// - Precondition: `floats` has as many elements as `shape`, and `name` is new and not empty.
  package func append(
    _ name: String, shape: [Int], roundingToBFloat16 floats: Span<Float>
  ) throws(BundleError) {
    begin(name, .bfloat16, shape: shape, count: floats.count)
    for start in stride(from: 0, to: floats.count, by: Self.pieceCount) {
      let range = start..<min(start + Self.pieceCount, floats.count)
      let halves = range.map { Self.bfloat16(floats[$0]) }
      try write(unsafe halves.span.bytes)
    }
  }

  /// Appends a scalar of type `DT_INT64`.
  ///
  /// - Precondition: `name` is new and not empty.
  package func append(_ name: String, integer: Int64) throws(BundleError) {
    begin(name, .int64, shape: [], count: 1)
    try write(unsafe [integer.littleEndian].span.bytes)
  }

  /// Publishes the tensors, then the index, each complete and on the disk before it gets its name.
  ///
  /// A reader never finds an index whose tensors are missing, as long as every checkpoint has its
  /// own prefix. The writer must not be used any more.
  package func finish() throws(BundleError) {
    try BundleError.wrapping { () throws(SystemError) in
      try data.take()?.commit(.contentAndName)
      try AtomicFile.write(
        BundleIndex.serialized(entries), to: prefix + ".index", .contentAndName)
    }
  }

  // MARK: - Parts

  private func begin(_ name: String, _ dataType: DataType, shape: [Int], count: Int) {
    precondition(!name.isEmpty && names.insert(name).inserted, "\"\(name)\" comes twice")
    precondition(count == shape.reduce(1, *), "\(count) values for shape \(shape)")
    entries.append(
      BundleEntry(
        name: name, dataType: dataType, shape: shape, shard: 0, offset: byteCount, byteCount: 0,
        checksum: 0, isSliced: false))
    checksum = CRC32C()
  }

  /// Appends to the bytes of the last tensor. The machine is taken to be little-endian, as
  /// everything that Swift runs on under Linux is.
  private func write(_ bytes: RawSpan) throws(BundleError) {
    do { try data?.append(bytes) } catch { throw .file(error) }
    checksum.update(bytes)
    byteCount += bytes.byteCount
    entries[entries.count - 1].byteCount += bytes.byteCount
    entries[entries.count - 1].checksum = checksum.value
  }

  static func bfloat16(_ value: Float) -> UInt16 {
    let bits = value.bitPattern
    // Rounding could carry a NaN's payload away and leave infinity, so its quiet bit is set.
    if value.isNaN { return UInt16(bits >> 16) | 0x40 }
    // Adds half of the last place that stays, minus one if that place is even.
    return UInt16((bits + 0x7fff + (bits >> 16 & 1)) >> 16)
  }
}
