package import LinuxSystem

/// Why a record can not be read.
package enum RecordError: Error, Equatable, Sendable {
  /// The operating system refused.
  case file(SystemError)
  /// The bytes of a record do not have their checksum. The record is lost; the next one can be
  /// read.
  case dataChecksum(path: String, offset: Int, found: UInt32, expected: UInt32)
  /// The length of a record does not have its checksum. Where the next one starts is unknown.
  case lengthChecksum(path: String, offset: Int, found: UInt32, expected: UInt32)
  /// The file ends inside a record.
  case truncated(path: String, offset: Int, needed: UInt64, available: Int)
  /// No record can start at this offset of this file.
  case outsideOfFile(path: String, offset: Int, byteCount: Int)
}

extension RecordError {
  /// Where the record starts, or nil where none can be named.
  package var offset: Int? {
    switch self {
    case .file: nil
    case .dataChecksum(_, let offset, _, _), .lengthChecksum(_, let offset, _, _),
      .truncated(_, let offset, _, _), .outsideOfFile(_, let offset, _):
      offset
    }
  }

  /// Whether the records after this one can still be read.
  package var isSkippable: Bool {
    switch self {
    case .dataChecksum: true
    case .file, .lengthChecksum, .truncated, .outsideOfFile: false
    }
  }
}

extension RecordError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .file(let error):
      "\(error)"
    case .dataChecksum(let path, let offset, let found, let expected):
      "\(path), record at byte \(offset): checksum is \(found.hexadecimal), expected "
        + "\(expected.hexadecimal). The record is damaged and left out; copy the file again."
    case .lengthChecksum(let path, let offset, let found, let expected):
      "\(path), record at byte \(offset): checksum of the length is \(found.hexadecimal), expected "
        + "\(expected.hexadecimal). "
        + (offset == 0
          ? "Either this is not a TFRecord file, or it is compressed or damaged; name another one."
          : "The file is damaged and nothing after this byte can be read; copy it again.")
    case .truncated(let path, let offset, let needed, let available):
      "\(path), record at byte \(offset): the file ends after \(available) of the record's "
        + "\(needed) bytes. It is cut off; copy it again."
    case .outsideOfFile(let path, let offset, let byteCount):
      "\(path), byte \(offset): no record starts here, the file has \(byteCount) bytes. Choose "
        + "another record."
    }
  }
}
