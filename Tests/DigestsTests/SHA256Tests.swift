import Digests
import Testing

struct SHA256Tests {
  /// NIST's examples for FIPS 180-4, and the empty and long ones of its test vectors.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopq"
        + "klmnopqrlmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
    (
      String(repeating: "a", count: 1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
  ])
  func `the published vectors`(text: String, digest: String) {
    #expect(SHA256.hexDigest(of: Array(text.utf8).span) == digest)
  }

  @Test(arguments: [0, 1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 127, 128, 129, 1000])
  func `pieces give what the whole gives, and reading changes nothing`(count: Int) {
    let bytes = scatteredBytes(count)
    let whole = SHA256.hexDigest(of: bytes.span)
    for piece in [1, 7, 63, 64, 65, 130] {
      var hash = SHA256()
      for start in stride(from: 0, to: count, by: piece) {
        hash.update(bytes.span.extracting(start..<min(start + piece, count)))
        _ = hash.digest
      }
      #expect(hash.hexDigest == whole, "pieces of \(piece)")
      #expect(hash.digest.count == 32)
    }
  }
}
