/// The header of a NumPy array file, version 1.0, for little-endian float32 in C order.
///
///     6 bytes  \x93NUMPY     2 bytes  version 1, 0     2 bytes  length of the header text
///     text     {'descr': '<f4', 'fortran_order': False, 'shape': (120, 64, 64, 3), }
///     spaces and a line feed up to a multiple of 64 bytes; then the elements
///
/// - Source: numpy.lib.format, "Format version 1.0".
public enum NumPyArray {
  /// The bytes that stand before the elements.
  public static func header(_ shape: Shape) -> [UInt8] {
    let axes = shape.extents.map(String.init).joined(separator: ", ")
    let tuple = shape.extents.count == 1 ? "(\(axes),)" : "(\(axes))"
    let text = "{'descr': '<f4', 'fortran_order': False, 'shape': \(tuple), }"
    let unpadded = 10 + text.utf8.count + 1
    let length = (unpadded + 63) / 64 * 64 - 10
    let padding = String(repeating: " ", count: length - text.utf8.count - 1)
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 255), UInt8(length >> 8)]
      + Array((text + padding + "\n").utf8)
  }
}
