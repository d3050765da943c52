/// The CRC of 32 bits of IEEE 802.3, which ends every chunk of a PNG file.
///
/// Bytes may be given in any number of pieces, as to ``CRC32C``.
///
/// - Source: PNG (ISO/IEC 15948), annex D.
package struct CRC32: Digest, Equatable {
  private static let arithmetic = ReflectedCRC(polynomial: 0xedb8_8320)
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
    var checksum = CRC32()
    checksum.update(bytes)
    return checksum.value
  }
}
