/// Files of events, which TensorBoard shows: TFRecord files, an ``Event`` a record.
package enum EventFile {
  /// The name of a new file; TensorBoard takes a folder's files in the order of their names.
  ///
  /// - Parameters:
  ///   - seconds: when it is begun, since 1970.
  ///   - host: the machine's name.
  /// - Returns: for example `events.out.tfevents.1700000000.render1`.
  package static func name(seconds: Int, host: String) -> String {
    let digits = String(max(0, seconds))
    let padded = String(repeating: "0", count: max(0, 10 - digits.count)) + digits
    // A host's name has no slash; whatever it is, the file stays in its folder.
    let safe = host.unicodeScalars.map { $0 == "/" || $0.value < 0x20 ? "-" : String($0) }.joined()
    return "events.out.tfevents.\(padded).\(safe)"
  }

  /// Whether a file of this name is one that TensorBoard looks at.
  package static func isOne(_ name: String) -> Bool { name.contains("tfevents") }

  /// Reads all events of a file, up to where a killed program may have cut it.
  ///
  /// - Throws: ``RecordError`` where the file cannot be read or a record is damaged, ``ExampleError`` where
  ///   one is no event.
  package static func events(in path: String) throws -> [Event] {
    var reader = RecordReader(try RecordFile(path: path))
    var events: [Event] = []
    do {
      while let record = try reader.next() {
        events.append(try Event(parsing: record.bytes.span))
      }
    } catch RecordError.truncated {
      return events
    }
    return events
  }
}
