package import Configuration
internal import JSONDocuments
package import LinuxSystem

/// `gqn_config.json`: the hyperparameters beside a checkpoint, with tf-gqn's names.
package enum ConfigurationFile {
  /// The file's name in a snapshot's folder.
  package static let name = "gqn_config.json"
  private static let byteLimit = 1 << 20

  /// Reads the file of a folder, which must lie within `roots` if these are given.
  ///
  /// - Throws: ``SnapshotError`` with everything that is wrong in it.
  package static func read(
    folder: String, within roots: ReadRoots? = nil
  ) throws(SnapshotError) -> Hyperparameters {
    let path = folder + "/" + name
    let bytes: [UInt8]
    do {
      bytes = try WholeFile.read(path, limit: byteLimit, within: roots)
    } catch {
      throw .file("\(error)")
    }
    return try parse(bytes, path: path)
  }

  /// Reads the content of such a file.
  ///
  /// - Parameters:
  ///   - bytes: the content.
  ///   - path: names it in messages.
  /// - Returns: the hyperparameters, with tf-gqn's defaults for keys that are missing.
  /// - Throws: ``SnapshotError/configuration(path:problems:)``.
  package static func parse(_ bytes: [UInt8], path: String) throws(SnapshotError) -> Hyperparameters
  {
    let value: JSONValue
    do {
      value = try JSONValue(parsing: bytes)
    } catch {
      throw .configuration(path: path, problems: ["\(error)"])
    }
    let report = ProblemReport()
    guard let object = JSONCursor(value, report: report).object() else {
      throw .configuration(path: path, problems: report.summary.map(\.description))
    }
    let sizes = Hyperparameters(reading: object)
    guard report.isClean else {
      throw .configuration(path: path, problems: report.summary.map(\.description))
    }
    return sizes
  }

  /// The file's content for a network, byte for byte as tf-gqn writes it: keys sorted, two spaces.
  package static func content(_ sizes: Hyperparameters) -> [UInt8] {
    let lines = sizes.configuration.map { "  \"\($0.key)\": \($0.text)" }
    return Array("{\n\(lines.joined(separator: ",\n"))\n}".utf8)
  }
}
