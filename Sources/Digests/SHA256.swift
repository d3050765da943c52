/// The SHA-256 digest of bytes given in any number of pieces.
///
/// The value can be copied, and ``digest`` read, at any point; reading it changes nothing.
///
/// - Source: FIPS 180-4, sections 5.1.1, 5.3.3 and 6.2.
package struct SHA256: Digest {
  /// The eight words of the hash value, H(0) to H(7) of section 6.2.
  private var state = SIMD8<UInt32>(
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
    0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19)
  /// The bytes after the last whole block; always fewer than 64.
  private var pending: [UInt8] = []
  private var byteCount: UInt64 = 0

  /// The digest of no bytes.
  package init() {}

  /// Adds bytes to those digested so far.
  package mutating func update(_ bytes: RawSpan) {
    byteCount &+= UInt64(bytes.byteCount)
    unsafe bytes.withUnsafeBytes { bytes in
      var offset = 0
      if !pending.isEmpty {
        offset = min(64 - pending.count, bytes.count)
        unsafe pending.append(contentsOf: bytes[..<offset])
        guard pending.count == 64 else { return }
        unsafe pending.withUnsafeBytes { unsafe Self.compress(&state, block: $0, at: 0) }
        pending.removeAll(keepingCapacity: true)
      }
      while offset <= bytes.count - 64 {
        unsafe Self.compress(&state, block: bytes, at: offset)
        offset += 64
      }
      unsafe pending.append(contentsOf: bytes[offset...])
    }
  }

  /// The 32 bytes of the digest of everything so far.
  package var digest: [UInt8] {
    var padded = self
    var tail: [UInt8] = [0x80]
    tail += [UInt8](repeating: 0, count: (64 + 55 - pending.count) % 64)
    for shift in stride(from: 56, through: 0, by: -8) {
      tail.append(UInt8(truncatingIfNeeded: (byteCount &* 8) >> UInt64(shift)))
    }
    padded.update(tail.span)
    return padded.state.indices.flatMap { word in
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: padded.state[word] >> UInt32($0)) }
    }
  }

  /// The digest of everything so far as 64 lower-case hexadecimal digits.
  package var hexDigest: String {
    let digits = Array("0123456789abcdef".utf8)
    let text = digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }

  /// ``hexDigest`` of `bytes`.
  package static func hexDigest(of bytes: Span<UInt8>) -> String {
    var hash = SHA256()
    hash.update(bytes)
    return hash.hexDigest
  }

  // MARK: - One block

  /// Works one block of 64 bytes into the hash value; the names are those of section 6.2.2.
  private static func compress(
    _ state: inout SIMD8<UInt32>, block: UnsafeRawBufferPointer, at offset: Int
  ) {
    unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { w in
      for t in 0..<16 {
        unsafe w[t] = UInt32(
          bigEndian: block.loadUnaligned(fromByteOffset: offset + 4 * t, as: UInt32.self))
      }
      for t in 16..<64 {
        let (early, late) = unsafe (w[t - 15], w[t - 2])
        let sigma0 = rotated(early, 7) ^ rotated(early, 18) ^ early >> 3
        let sigma1 = rotated(late, 17) ^ rotated(late, 19) ^ late >> 10
        unsafe w[t] = sigma1 &+ w[t - 7] &+ sigma0 &+ w[t - 16]
      }
      var (a, b, c, d) = (state[0], state[1], state[2], state[3])
      var (e, f, g, h) = (state[4], state[5], state[6], state[7])
      unsafe roundConstants.withUnsafeBufferPointer { k in
        for t in 0..<64 {
          let sum1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
          let t1 = unsafe h &+ sum1 &+ (e & f ^ ~e & g) &+ k[t] &+ w[t]
          let sum0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)
          let t2 = sum0 &+ (a & b ^ a & c ^ b & c)
          (h, g, f, e) = (g, f, e, d &+ t1)
          (d, c, b, a) = (c, b, a, t1 &+ t2)
        }
      }
      state &+= SIMD8(a, b, c, d, e, f, g, h)
    }
  }

  private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word &>> count | word &<< (32 &- count)
  }

  /// K of section 4.2.2: the first 32 bits of the fractions of the cube roots of the first 64
  /// primes.
  private static let roundConstants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4,
    0xab1c_5ed5, 0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe,
    0x9bdc_06a7, 0xc19b_f174, 0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f,
    0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da, 0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7,
    0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967, 0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc,
    0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85, 0xa2bf_e8a1, 0xa81a_664b,
    0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070, 0x19a4_c116,
    0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7,
    0xc671_78f2,
  ]
}
