internal import TensorFlowFormats

/// A part of a dataset that cannot be used: it is reported and passed over.
package struct Damage: Sendable, Equatable, Codable {
  /// The file, and where in it the damaged record starts; 0 where the file itself cannot be read.
  package let file: String
  package let offset: Int
  /// What is wrong, where, what to do.
  package let message: String

  package init(file: String, offset: Int, message: String) {
    self.file = file
    self.offset = offset
    self.message = message
  }

  init(_ error: RecordError, file: String) {
    self.init(file: file, offset: error.offset ?? 0, message: "\(error)")
  }

  /// A file that ends inside the header of a record, which TensorFlow passes over in silence.
  static func cut(file: String, at offset: Int, byteCount: Int) -> Damage {
    Damage(
      file: file, offset: offset,
      message: "\(file), byte \(offset): the file ends after \(byteCount) of the 12 bytes that a "
        + "record begins with. It is cut off; copy it again.")
  }
}
