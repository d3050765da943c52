import Glibc
import LinuxSystem
import Testing

/// A folder of a test's own, removed when the value ends.
struct TemporaryFolder: ~Copyable {
  let path: String

  init() throws {
    var template = Array("/tmp/gqn-generators-XXXXXX".utf8CString)
    try #require(unsafe mkdtemp(&template) != nil)
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { try? Folder.removeTree(path) }

  func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }
}
