internal import Diagnostics
internal import JSONDocuments
internal import LinuxSystem

/// A JSON document in a file.
struct JSONFile {
  let path: String

  /// The document; nil after a problem.
  func read(limit: Int, _ report: ImportReport) -> JSONValue? {
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try WholeFile.read(path, limit: limit)
    } catch {
      report.add(printable("\(error)", limit: 500))
      return nil
    }
    do throws(JSONDocumentError) {
      return try JSONValue(parsing: bytes, limits: JSONLimits(byteCount: limit))
    } catch {
      report.add("\(printable(path)): \(error)")
      return nil
    }
  }
}
