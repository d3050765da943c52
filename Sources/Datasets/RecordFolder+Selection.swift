internal import TensorFlowFormats

extension RecordFolder {
  /// Goes through the split once and hands on the chosen records, in order.
  ///
  /// Damage is handed on in place of a record. Where it hides the way through a file, the records after it
  /// are not counted, and the next file follows.
  ///
  /// - Parameters:
  ///   - numbers: which records, counted as ``scene(_:)`` does.
  ///   - body: is called with each record's number and what became of it; it ends the walk by returning
  ///     false.
  /// - Returns: how many records were passed or handed on: fewer than the split has once all were found.
  package func forEach(
    of numbers: RecordNumbers, _ body: (Int, Result<DatasetScene, DatasetError>) -> Bool
  ) -> Int {
    var passed = 0
    for index in files.indices {
      let path = path(of: index)
      do throws(RecordError) {
        let file = try RecordFile(path: path)
        var reader = RecordReader(file)
        while passed <= numbers.last, let offset = try reader.skip() {
          defer { passed += 1 }
          guard numbers.contains(passed) else { continue }
          if !body(passed, Self.scene(in: file, at: offset, path)) { return passed + 1 }
        }
      } catch {
        if !body(passed, .failure(.damaged("\(error)"))) { return passed }
      }
      if passed > numbers.last { break }
    }
    return passed
  }

  private static func scene(
    in file: RecordFile, at offset: Int, _ path: String
  ) -> Result<DatasetScene, DatasetError> {
    do throws(RecordError) {
      let record = try file.record(at: offset)
      do throws(DatasetError) {
        return .success(try DatasetScene(record, file: path))
      } catch {
        return .failure(error)
      }
    } catch {
      return .failure(.damaged("\(error)"))
    }
  }
}
