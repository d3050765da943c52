import Digests
import Testing

/// A reflected CRC bit by bit, straight from its definition.
func bitwiseChecksum(of bytes: some Sequence<UInt8>, polynomial: UInt32) -> UInt32 {
  var register: UInt32 = 0xffff_ffff
  for byte in bytes {
    register ^= UInt32(byte)
    for _ in 0..<8 {
      register = register & 1 == 0 ? register >> 1 : register >> 1 ^ polynomial
    }
  }
  return ~register
}

/// Bytes without a pattern, the same on every run.
func scatteredBytes(_ count: Int) -> [UInt8] {
  var state: UInt32 = 12345
  return (0..<count).map { _ in
    state = state &* 1_664_525 &+ 1_013_904_223
    return UInt8(truncatingIfNeeded: state >> 24)
  }
}

struct ChecksumTests {
  /// RFC 3720, appendix B.4; the last one is the check value of the common CRC catalogues.
  static let castagnoliVectors: [(bytes: [UInt8], checksum: UInt32)] = [
    ([], 0),
    ([UInt8](repeating: 0, count: 32), 0x8a91_36aa),
    ([UInt8](repeating: 0xff, count: 32), 0x62a8_ab43),
    ([UInt8](0..<32), 0x46dd_794e),
    ([UInt8]((0..<32).reversed()), 0x113f_db5c),
    (
      [0x01, 0xc0, 0, 0] + [UInt8](repeating: 0, count: 12) + [0x14, 0, 0, 0, 0, 0, 4, 0]
        + [0, 0, 0, 0x14, 0, 0, 0, 0x18, 0x28, 0, 0, 0] + [UInt8](repeating: 0, count: 4)
        + [2, 0, 0, 0, 0, 0, 0, 0],
      0xd996_3a56
    ),
    (Array("123456789".utf8), 0xe306_9283),
  ]

  @Test(arguments: castagnoliVectors)
  func `CRC32C of the published vectors`(bytes: [UInt8], checksum: UInt32) {
    #expect(CRC32C.checksum(of: bytes.span) == checksum)
  }

  /// The catalogue's check value, and the IEND chunk that every PNG file ends with.
  @Test(
    arguments: [("123456789", 0xcbf4_3926), ("IEND", 0xae42_6082), ("", 0)] as [(String, UInt32)])
  func `CRC32 of the published vectors`(text: String, checksum: UInt32) {
    #expect(CRC32.checksum(of: Array(text.utf8).span) == checksum)
  }

  @Test(arguments: [0, 1, 2, 7, 8, 9, 15, 16, 17, 31, 33, 63, 65, 255, 1023, 4099])
  func `eight bytes a step gives what bit by bit gives`(count: Int) {
    // From an odd address too.
    for start in 0...min(count, 3) {
      let bytes = scatteredBytes(count)[start...]
      let copy = scatteredBytes(count)
      let span = copy.span.extracting(start..<count)
      #expect(CRC32C.checksum(of: span) == bitwiseChecksum(of: bytes, polynomial: 0x82f6_3b78))
      #expect(CRC32.checksum(of: span) == bitwiseChecksum(of: bytes, polynomial: 0xedb8_8320))
    }
  }

  @Test(arguments: [1, 3, 8, 11, 64, 100])
  func `pieces give what the whole gives`(piece: Int) {
    let bytes = scatteredBytes(257)
    var castagnoli = CRC32C()
    var ieee = CRC32()
    for start in stride(from: 0, to: bytes.count, by: piece) {
      let range = start..<min(start + piece, bytes.count)
      castagnoli.update(bytes.span.extracting(range))
      ieee.update(bytes.span.extracting(range))
    }
    #expect(castagnoli.value == CRC32C.checksum(of: bytes.span))
    #expect(ieee.value == CRC32.checksum(of: bytes.span))
  }

  @Test(arguments: [0, 1, 0x8a91_36aa, 0xffff_ffff, 0xa282_ead8] as [UInt32])
  func `unmasking undoes masking, and masking changes`(checksum: UInt32) {
    let masked = CRC32C.masked(checksum)
    #expect(CRC32C.unmasked(masked) == checksum)
    #expect(masked != checksum)
    #expect(CRC32C.masked(masked) != checksum)
  }

  /// The header of a record of 17 bytes as TensorFlow wrote it.
  @Test func `the masked checksum is TensorFlow's`() {
    let length: [UInt8] = [17, 0, 0, 0, 0, 0, 0, 0]
    #expect(CRC32C.masked(CRC32C.checksum(of: length.span)) == 0x2eb5_6d9d)
  }
}
