import JSONDocuments
import Testing

@testable import Rendering

struct ManifestTests {
  private var manifest: Manifest {
    var manifest = Manifest(
      program: "gqn 0.1", pictureVersion: 1, name: "ring \"demo\"\n",
      model: .init(name: "rooms", step: 2_000_000, digest: String(repeating: "0a", count: 32)),
      sampling: .init(noise: "independent", seed: .max, temperature: 0.1, samples: 3),
      frameCount: 2, framesPerSecond: 23.976, frameSize: [256, 128],
      views: [
        .init(
          name: "0.png", width: 64, height: 65,
          encodedPose: [0.1, -1e-20, 3, .leastNonzeroMagnitude, 1, -0.0, 16_777_215])
      ],
      warnings: ["more than was asked for"],
      run: .init(
        host: "h", processor: "p", threads: 2, instructionSet: "AVX2", startSeconds: 0.25,
        renderSeconds: 1e-3, renderedFrames: 2, peakMemoryBytes: 1 << 40), raw: true)
    manifest.files = ["frames.npy"]
    manifest.pictures = [.init(file: "frames/000001.png", bytes: 1234, digest: "ab")]
    manifest.complete = true
    return manifest
  }

  @Test func `a manifest reads back as it was written`() throws {
    let bytes = try JSONWriter.bytes(of: manifest)
    #expect(Manifest(bytes) == manifest)
    #expect(try JSONWriter.bytes(of: #require(Manifest(bytes))) == bytes)
  }

  @Test func `what is cut off or of another kind is no manifest`() throws {
    let bytes = try JSONWriter.bytes(of: manifest)
    let content = bytes.count - (bytes.last == UInt8(ascii: "\n") ? 1 : 0)
    for length in 0..<content {
      #expect(Manifest(Array(bytes.prefix(length))) == nil, "\(length) of \(bytes.count) bytes")
    }
    for text in ["[]", "{}", "{\"version\": 1}", "\u{0}"] {
      #expect(Manifest(Array(text.utf8)) == nil)
    }
  }
}
