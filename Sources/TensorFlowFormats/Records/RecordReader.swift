/// Goes through the records of a file from the first to the last.
///
///     var reader = RecordReader(file)
///     while let record = try reader.next() { ... }
///
/// A damaged record does not end the reading: after an error, ``next()`` gives the record after
/// it if the error ``RecordError/isSkippable``, and `nil` otherwise.
package struct RecordReader: Sendable {
  package let file: RecordFile
  /// Where the next record starts.
  package private(set) var offset = 0
  private var isFinished = false

  /// Reads `file` from its start.
  package init(_ file: RecordFile) { self.file = file }

  /// The bytes after the last record if the file ends inside the 12 bytes of a record's header,
  /// otherwise 0. TensorFlow takes this for a regular end, and so does ``next()``; it still means
  /// that the file was cut.
  package var trailingByteCount: Int {
    let rest = file.byteCount - offset
    return rest < RecordFile.headerByteCount ? rest : 0
  }

  /// The next record, or `nil` at the end.
  package mutating func next() throws(RecordError) -> Record? {
    guard let location = try nextLocation() else { return nil }
    do { return try file.record(at: location.offset) } catch {
      if !error.isSkippable { isFinished = true }
      throw error
    }
  }

  /// Passes the next record by without reading its data, and returns its offset, or `nil` at the
  /// end. The checksum of the data is not compared.
  package mutating func skip() throws(RecordError) -> Int? { try nextLocation()?.offset }

  /// Passes the next record by without reading its data, and returns where it is, or `nil` at the end.
  /// The checksum of the data is not compared.
  package mutating func nextLocation() throws(RecordError) -> RecordLocation? {
    guard !isFinished, file.byteCount - offset >= RecordFile.headerByteCount else { return nil }
    do {
      let location = try file.location(ofRecordAt: offset)
      offset += RecordFile.headerByteCount + location.byteCount + RecordFile.footerByteCount
      return location
    } catch {
      isFinished = true
      throw error
    }
  }
}
