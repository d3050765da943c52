import FoundationEssentials
import Images

/// Where the tests' files lie.
enum Files {
  private static let package = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Files kept with the tests.
  static let fixtures = package.appending(path: "Tests/ImagesTests/Fixtures")

  /// Inputs that once made a reader fail.
  static let failCases = package.appending(path: "Tests/ImagesTests/FailCases")

  /// Files that TensorFlow wrote; beside the package, and not everywhere.
  static let tensorFlow = package.deletingLastPathComponent()
    .appending(path: "shared/fixtures/tf-gqn/dataset")

  static var hasTensorFlowFiles: Bool {
    FileManager.default.fileExists(atPath: tensorFlow.path(percentEncoded: false))
  }

  static func bytes(_ url: URL) throws -> [UInt8] { try Array(Data(contentsOf: url)) }

  static func fixture(_ path: String) throws -> [UInt8] {
    try bytes(fixtures.appending(path: path))
  }

  /// Names, without the ending, of the files of a folder that have the ending; sorted.
  static func names(in folder: URL, ending: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))
      .filter { $0.hasSuffix(ending) }.map { String($0.dropLast(ending.count)) }.sorted()
  }
}

/// An array in NumPy's format, version 1.0: 10 bytes, a header whose length they end with, elements.
struct NumPyArray {
  let shape: [Int]
  let data: ArraySlice<UInt8>

  init(_ file: [UInt8]) throws {
    let start = 10 + Int(file[8]) + Int(file[9]) << 8
    let header = String(decoding: file[10..<start], as: UTF8.self)
    let list = header.drop { $0 != "(" }.dropFirst().prefix { $0 != ")" }
    shape = list.split(separator: ",").compactMap { Int($0.filter(\.isNumber)) }
    data = file[start...]
  }

  /// The elements of an array of little-endian 32-bit floats.
  var floats: [Float] {
    stride(from: data.startIndex, to: data.endIndex, by: 4).map { first in
      Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(data[first + $1]) << (8 * UInt32($1)) })
    }
  }

  /// The bytes as a picture; one channel becomes three equal ones.
  var image: Image {
    let bytes = shape[2] == 1 ? data.flatMap { [$0, $0, $0] } : Array(data)
    return Image(width: shape[1], height: shape[0], pixels: bytes)
  }
}
