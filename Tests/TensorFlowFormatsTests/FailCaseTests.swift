import Testing

@testable import TensorFlowFormats

/// Files of `FailCases`: none of them is whole, and none may end the program.
struct FailCaseTests {
  static let folder = "\(TestFiles.package)/Tests/TensorFlowFormatsTests/FailCases"

  static func names(_ parser: String) -> [String] {
    (try? TestFiles.names(in: "\(folder)/\(parser)")) ?? []
  }

  @Test(arguments: names("index"))
  func `an index is refused`(name: String) throws {
    #expect(throws: BundleError.self) { try BundleIndex(path: "\(Self.folder)/index/\(name)") }
  }

  @Test(arguments: names("tfrecord"))
  func `a record file ends before it should`(name: String) throws {
    let outcome = try outcome(of: "\(Self.folder)/tfrecord/\(name)")
    #expect(outcome == "truncated" || outcome.hasSuffix("left over"))
  }

  @Test(arguments: names("example"))
  func `an example is refused`(name: String) throws {
    let bytes = try TestFiles.bytes("\(Self.folder)/example/\(name)")
    #expect(throws: ExampleError.self) { try Example(parsing: bytes.span) }
  }

  @Test(arguments: ["index", "tfrecord", "example"])
  func `there are files to try`(parser: String) {
    #expect(Self.names(parser).count >= 5)
  }
}
