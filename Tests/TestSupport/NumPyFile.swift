public import Tensors

internal import FoundationEssentials

/// Reading of reference arrays: NumPy files, version 1.0, little-endian, C order.
public enum NumPyFile {
  /// Why a reference array cannot be used.
  public struct Unreadable: Error {
    /// Which file.
    public let path: String
  }

  /// A float32 array with its shape.
  public static func floats(_ path: String) throws -> (shape: Shape, values: [Float]) {
    let (shape, data) = try open(path, type: "<f4")
    let values = unsafe data.withUnsafeBytes { bytes in
      (0..<shape.count).map {
        Float(
          bitPattern: UInt32(
            littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
      }
    }
    return (shape, values)
  }

  /// An array of bytes with its shape.
  public static func bytes(_ path: String) throws -> (shape: Shape, values: [UInt8]) {
    let (shape, data) = try open(path, type: "|u1")
    return (shape, Array(data))
  }

  private static func open(_ path: String, type: String) throws -> (Shape, Data) {
    let file = try Data(contentsOf: URL(filePath: path))
    guard file.count > 10, file.prefix(8) == Data([0x93] + Array("NUMPY".utf8) + [1, 0]) else {
      throw Unreadable(path: path)
    }
    let start = 10 + Int(file[8]) + 256 * Int(file[9])
    let header = String(decoding: file[10..<start], as: UTF8.self)
    guard header.contains("'\(type)'"), header.contains("'fortran_order': False"),
      let open = header.firstIndex(of: "("), let close = header.firstIndex(of: ")")
    else { throw Unreadable(path: path) }
    let axes = header[header.index(after: open)..<close].split(separator: ",").compactMap {
      Int($0.filter { $0 != " " })
    }
    let shape = Shape(axes)
    let size = type == "<f4" ? 4 : 1
    guard file.count == start + size * shape.count else { throw Unreadable(path: path) }
    return (shape, file.subdata(in: start..<file.count))
  }
}
