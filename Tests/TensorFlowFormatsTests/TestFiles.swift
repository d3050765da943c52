import FoundationEssentials
import Testing

/// Paths and bytes that the tests of this target share.
enum TestFiles {
  static let package = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  /// Files of this target, see `Fixtures/README.md`.
  static func fixture(_ name: String) -> String {
    "\(package)/Tests/TensorFlowFormatsTests/Fixtures/\(name)"
  }

  /// Larger files beside the package, which need not be there.
  static func shared(_ name: String) -> String { "\(package)/../shared/\(name)" }

  static var hasShared: Bool { FileManager.default.fileExists(atPath: shared("fixtures/tf-gqn")) }

  static func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: path)))
  }

  static func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }
}

/// A new folder that goes away with the value.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appending(path: "formats-\(UUID())").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func path(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file of this content and returns its path.
  func file(_ name: String, _ bytes: [UInt8]) throws -> String {
    try Data(bytes).write(to: URL(filePath: path(name)))
    return path(name)
  }

  func names() throws -> [String] { try TestFiles.names(in: path) }
}
