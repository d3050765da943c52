/// The Castagnoli CRC of 32 bits, which guards TensorFlow's checkpoints and records.
///
/// Bytes may be given in any number of pieces:
///
///     var checksum = CRC32C()
///     checksum.update(header.span)
///     checksum.update(body.span)
///     checksum.value
///
/// - Source: RFC 3720, section 12.1 and appendix B.4.
package struct CRC32C: Digest, Equatable {
  private static let arithmetic = ReflectedCRC(polynomial: 0x82f6_3b78)
  private var register: UInt32 = 0xffff_ffff

  /// The checksum of no bytes, 0.
  package init() {}

  /// Adds bytes to those summed so far.
  package mutating func update(_ bytes: RawSpan) {
    register = Self.arithmetic.register(register, after: bytes)
  }

  /// The checksum of all bytes so far.
  package var value: UInt32 { ~register }

  /// The checksum of `bytes`.
  package static func checksum(of bytes: Span<UInt8>) -> UInt32 {
    var checksum = CRC32C()
    checksum.update(bytes)
    return checksum.value
  }

  // MARK: - Masking

  /// A checksum as TensorFlow stores it.
  ///
  /// The CRC of bytes that themselves contain their CRC is a constant, so what is stored next to
  /// data is rotated and shifted by a number.
  ///
  /// - Source: TensorFlow `tensorflow/core/lib/hash/crc32c.h`, `Mask`.
  package static func masked(_ checksum: UInt32) -> UInt32 {
    (checksum >> 15 | checksum << 17) &+ 0xa282_ead8
  }

  /// The checksum that was stored as `stored`; undoes ``masked(_:)``.
  package static func unmasked(_ stored: UInt32) -> UInt32 {
    let rotated = stored &- 0xa282_ead8
    return rotated >> 17 | rotated << 15
  }
}
