import Glibc
import LinuxSystem
import Testing

/// A folder of a test's own, removed when the value ends.
struct TemporaryFolder: ~Copyable {
  let path: String

  init() throws {
    var template = Array("/tmp/gqn-serving-XXXXXX".utf8CString)
    try #require(unsafe mkdtemp(&template) != nil)
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { try? Folder.removeTree(path) }

  func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }
}

func text(_ path: String) throws -> String {
  String(decoding: try WholeFile.read(path, limit: 1 << 20), as: UTF8.self)
}

/// Runs a line of shell in a folder.
func shell(_ line: String, in folder: String) throws {
  let result = try Subprocess.run("sh", ["-c", "cd '\(folder)' && \(line)"])
  try #require(result.succeeded, "\(line): \(result.errors)")
}
