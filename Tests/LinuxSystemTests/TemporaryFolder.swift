import Glibc
import Testing

@testable import LinuxSystem

/// A folder of a test's own, removed when the value ends.
struct TemporaryFolder: ~Copyable {
  let path: String

  init() throws {
    var template = Array("/tmp/gqn-system-XXXXXX".utf8CString)
    try #require(unsafe mkdtemp(&template) != nil)
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { try? Folder.removeTree(path) }

  func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

  func names() throws -> [String] { try Folder.names(in: path) }
}

func text(_ path: String) throws -> String {
  String(decoding: try WholeFile.read(path, limit: 1 << 20), as: UTF8.self)
}
