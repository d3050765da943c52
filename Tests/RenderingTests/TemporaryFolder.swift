import Glibc
import Testing

/// Makes a folder of a test's own, which the test removes.
func makeTemporaryFolder() throws -> String {
  var template = Array("/tmp/gqn-rendering-XXXXXX".utf8CString)
  try #require(unsafe mkdtemp(&template) != nil)
  return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
