import FoundationEssentials
import Testing

/// Files that tests read.
enum Fixture {
  private static let testsFolder =
    "/"
    + #filePath.split(separator: "/").dropLast()
    .joined(separator: "/")

  /// Real data beside the package, which not everyone has.
  static let sharedData =
    "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/") + "/shared/data"

  static func hasShared(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: sharedData + "/" + path)
  }

  /// The numbers of a little-endian float32 `.npy` file of version 1.0.
  static func floats(_ name: String) throws -> [Float] {
    let bytes = Array(try Data(contentsOf: URL(filePath: testsFolder + "/Fixtures/" + name)))
    let start = 10 + Int(bytes[8]) + Int(bytes[9]) << 8
    return stride(from: start, to: bytes.count, by: 4).map { index in
      let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[index + $1]) << (8 * $1) }
      return Float(bitPattern: bits)
    }
  }

  static func json<Value: Decodable>(_ type: Value.Type, _ path: String) throws -> Value {
    try JSONDecoder().decode(
      type, from: try Data(contentsOf: URL(filePath: sharedData + "/" + path)))
  }
}
