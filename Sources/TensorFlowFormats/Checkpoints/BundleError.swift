package import LinuxSystem

/// Why a checkpoint can not be read or written.
package enum BundleError: Error, Equatable, Sendable {
  /// The operating system refused.
  case file(SystemError)
  /// A file named `.index` that is no table.
  case notAnIndex(path: String, byteCount: Int)
  /// A block of the index does not have the checksum that is stored with it.
  case blockChecksum(path: String, offset: Int, found: UInt32, expected: UInt32)
  /// A block of the index is compressed, which TensorFlow does not do in checkpoints.
  case compressed(path: String, offset: Int, type: UInt8)
  /// Checksums are right, or there are none, and the content makes no sense.
  case malformed(path: String, offset: Int, problem: String)
  /// Written on a big-endian machine.
  case bigEndian(path: String)
  /// Written in a later version of the format.
  case tooNew(path: String, version: Int)
  /// A shard ends before a tensor does.
  case shardTooShort(path: String, name: String, needed: Int, found: Int)
  /// No tensor has this name.
  case noTensor(path: String, name: String)
  /// A tensor is of another type than the caller reads.
  case wrongType(path: String, name: String, found: DataType, expected: DataType)
  /// A tensor has another shape than the caller expects.
  case wrongShape(path: String, name: String, found: [Int], expected: [Int])
  /// A variable that was saved in parts by a partitioner.
  case sliced(path: String, name: String)
  /// The bytes of a tensor do not have the checksum that the index has for them.
  case tensorChecksum(
    path: String, offset: Int, name: String, found: UInt32, expected: UInt32)
  /// A `checkpoint` file that does not read as one.
  case badState(path: String, line: Int, problem: String)
}

extension BundleError {
  /// What `body` returns; its error becomes ``file(_:)``.
  static func wrapping<Value: ~Copyable>(
    _ body: () throws(SystemError) -> Value
  ) throws(BundleError) -> Value {
    do { return try body() } catch { throw .file(error) }
  }
}

extension BundleError: CustomStringConvertible {
  private static let copyAgain =
    "The file is truncated or altered; copy it again or choose another step."

  package var description: String {
    switch self {
    case .file(let error):
      "\(error)"
    case .notAnIndex(let path, let byteCount):
      "\(path): \(byteCount) bytes that do not end like the index of a TensorFlow checkpoint. "
        + Self.copyAgain
    case .blockChecksum(let path, let offset, let found, let expected):
      "\(path), byte \(offset): block checksum is \(found.hexadecimal), expected "
        + "\(expected.hexadecimal). \(Self.copyAgain)"
    case .compressed(let path, let offset, let type):
      "\(path), byte \(offset): the block is compressed "
        + "(\(type == TableFormat.snappy ? "Snappy" : "type \(type)")). Only uncompressed indexes "
        + "can be read, which is what TensorFlow writes; save the checkpoint again with TensorFlow."
    case .malformed(let path, let offset, let problem):
      "\(path), byte \(offset): \(problem). \(Self.copyAgain)"
    case .bigEndian(let path):
      "\(path): the checkpoint was written on a big-endian machine. Save it again on a "
        + "little-endian one."
    case .tooNew(let path, let version):
      "\(path): the checkpoint needs a reader of format version \(version), this one has version "
        + "\(BundleIndex.formatVersion). Save it with TensorFlow 1 or 2."
    case .shardTooShort(let path, let name, let needed, let found):
      "\(path): the file has \(found) bytes, but tensor \"\(name)\" ends at byte \(needed). "
        + Self.copyAgain
    case .noTensor(let path, let name):
      "\(path): there is no tensor \"\(name)\". The checkpoint is not of this model, or not whole; "
        + "compare gqn_config.json with the one it was trained with."
    case .wrongType(let path, let name, let found, let expected):
      "\(path): tensor \"\(name)\" is \(found), expected \(expected). Save it as \(expected)."
    case .wrongShape(let path, let name, let found, let expected):
      "\(path): tensor \"\(name)\" has shape \(found), expected \(expected). The checkpoint and "
        + "gqn_config.json do not belong together; use the configuration it was trained with."
    case .sliced(let path, let name):
      "\(path): tensor \"\(name)\" was saved in slices by a partitioner, which can not be read. "
        + "Save the checkpoint again without partitioning."
    case .tensorChecksum(let path, let offset, let name, let found, let expected):
      "\(path), byte \(offset): checksum of tensor \"\(name)\" is \(found.hexadecimal), expected "
        + "\(expected.hexadecimal). \(Self.copyAgain)"
    case .badState(let path, let line, let problem):
      "\(path), line \(line): \(problem). Correct the line, or write "
        + "model_checkpoint_path: \"model.ckpt-STEP\" into the file."
    }
  }
}
