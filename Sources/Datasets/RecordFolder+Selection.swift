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
  /// - Returns: how many records were passed or handed on: all of the split where none of the numbers was
  ///   among them.
  package func forEach(
    of numbers: RecordNumbers, _ body: (Int, Result<DatasetScene, DatasetError>) -> Bool
  ) -> Int {
    var sequence = RecordSequence(self)
    var number = 0
    while number <= numbers.last, let step = sequence.next() {
      switch step {
      case .damage(let damage):
        guard body(number, .failure(.damaged(damage.message))) else { return number }
      case .record(let location, let file):
        defer { number += 1 }
        guard numbers.contains(number) else { continue }
        guard body(number, Self.scene(in: file, at: location.offset)) else { return number + 1 }
      }
    }
    return number
  }

  private static func scene(
    in file: RecordFile, at offset: Int
  ) -> Result<DatasetScene, DatasetError> {
    let record: Record
    do throws(RecordError) {
      record = try file.record(at: offset)
    } catch {
      return .failure(.damaged("\(error)"))
    }
    do throws(DatasetError) {
      return .success(try DatasetScene(record, file: file.path))
    } catch {
      return .failure(error)
    }
  }
}
