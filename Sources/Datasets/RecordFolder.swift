package import LinuxSystem
internal import TensorFlowFormats

/// The records of one split of a dataset, `ROOT/NAME/{train,test}/I-of-N.tfrecord`, as far as they are
/// here: partial downloads are normal.
package struct RecordFolder: Sendable {
  /// The folder.
  package let path: String
  /// The record files in the order of their numbers.
  package let files: [String]
  private let roots: ReadRoots?

  /// Lists the files.
  ///
  /// - Parameters:
  ///   - path: the folder.
  ///   - roots: the folders in which the files must lie, links followed; any by default.
  /// - Throws: ``DatasetError`` where the folder cannot be read or has none.
  package init(_ path: String, within roots: ReadRoots? = nil) throws(DatasetError) {
    self.path = path
    self.roots = roots
    let names: [String]
    do throws(SystemError) {
      names = try Folder.names(in: path)
    } catch {
      throw .damaged("\(error)")
    }
    files = names.filter { $0.hasSuffix(".tfrecord") && !$0.hasPrefix(".") }
      .sorted { (Self.number($0), $0) < (Self.number($1), $1) }
    guard !files.isEmpty else { throw .noRecords(folder: path) }
  }

  /// The path of a file.
  package func path(of index: Int) -> String { "\(path)/\(files[index])" }

  /// Bytes of all files; one that cannot be looked at counts as empty.
  package var byteCount: Int {
    files.indices.reduce(0) { $0 + ((try? FileFacts(of: path(of: $1)).size) ?? 0) }
  }

  /// How many files there are in all, as every name says that says anything: 2160 for
  /// `0003-of-2160.tfrecord`. Nil where the names disagree or say nothing.
  package var announcedFileCount: Int? {
    let counts = Set(files.compactMap(Self.announcedCount))
    return counts.count == 1 ? counts.first : nil
  }

  private static func announcedCount(_ name: String) -> Int? {
    let parts = name.dropLast(".tfrecord".count).split(
      separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[1] == "of", Int(parts[0]) != nil else { return nil }
    return Int(parts[2]).flatMap { $0 > 0 ? $0 : nil }
  }

  /// The number that a file's name begins with: `3` of `0003-of-2160.tfrecord`.
  private static func number(_ name: String) -> Int {
    Int(name.prefix { $0.isASCII && $0.isNumber }) ?? Int.max
  }

  /// Reads one record, counted from 0 over all files in order.
  ///
  /// - Throws: ``DatasetError``. Damage before the record matters only where it hides the way to it.
  package func scene(_ index: Int) throws(DatasetError) -> DatasetScene {
    var passed = 0
    for name in files {
      var record: Record?
      let filePath = path + "/" + name
      do throws(RecordError) {
        let file = try RecordFile(path: filePath, within: roots)
        var reader = RecordReader(file)
        while record == nil, let offset = try reader.skip() {
          if passed == index {
            record = try file.record(at: offset)
          }
          passed += 1
        }
      } catch {
        throw .damaged("\(error)")
      }
      if let record {
        return try DatasetScene(record, file: filePath)
      }
    }
    throw .noRecord(folder: path, record: index, count: passed)
  }
}
