import Glibc
import LinuxSystem
import Testing

/// A folder of a test's own, removed when the value ends.
struct TemporaryFolder: ~Copyable {
  let path: String

  init() throws {
    var template = Array("/tmp/gqn-checkpoints-XXXXXX".utf8CString)
    try #require(unsafe mkdtemp(&template) != nil)
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { try? Folder.removeTree(path) }

  func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file of the folder, whose subfolders are made.
  func write(_ name: String, _ text: String) throws {
    let path = self(name)
    let parent = path.split(separator: "/").dropLast().joined(separator: "/")
    _ = try Folder(creating: "/" + parent)
    try AtomicFile.write(Array(text.utf8), to: path)
  }
}
