internal import TensorFlowFormats

/// Goes through the records of files, one file after another, by their headers alone.
struct RecordSequence: Sendable {
  /// What comes next.
  enum Step: Sendable {
    case record(RecordLocation, of: RecordFile)
    /// A file that cannot be read, or not to its end; the next one follows.
    case damage(Damage)
  }

  private let records: RecordFolder
  private var waiting: ArraySlice<Int>
  private var reader: RecordReader?

  /// Begins with the first of some of a split's files.
  init(_ records: RecordFolder, files: [Int]) {
    self.records = records
    waiting = files[...]
  }

  /// Begins with the first of all files.
  init(_ records: RecordFolder) {
    self.init(records, files: Array(records.files.indices))
  }

  /// The next record or damage, or nil at the end of the last file.
  mutating func next() -> Step? {
    while true {
      guard let file = reader?.file else {
        guard let index = waiting.popFirst() else { return nil }
        let path = records.path(of: index)
        do throws(RecordError) {
          reader = RecordReader(try RecordFile(path: path))
        } catch {
          return .damage(Damage(error, file: path))
        }
        continue
      }
      do throws(RecordError) {
        if let location = try reader?.nextLocation() { return .record(location, of: file) }
        if let damage = endOfFile() { return .damage(damage) }
      } catch {
        reader = nil
        return .damage(Damage(error, file: file.path))
      }
    }
  }

  /// Leaves the file; returns what its end lacks.
  private mutating func endOfFile() -> Damage? {
    guard let reader = self.reader.take(), reader.trailingByteCount > 0 else { return nil }
    return .cut(file: reader.file.path, at: reader.offset, byteCount: reader.trailingByteCount)
  }
}
