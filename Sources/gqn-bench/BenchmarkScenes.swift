internal import Glibc
internal import Images
internal import LinuxSystem
internal import TensorFlowFormats
internal import Tensors

/// Record files to measure with, removed with the value: soft waves and a little noise, which take about
/// as many bytes (2 KB a picture) as the rooms' do.
final class BenchmarkScenes {
  let path = "/tmp/gqn-bench-data-\(getpid())"

  private static let files = 4
  private static let scenesOfFile = 250
  private static let views = 10
  private static let side = 64

  init() throws {
    _ = try Folder(creating: path)
    var random = SplitMix64(seed: 1)
    for file in 0..<Self.files {
      var bytes: [UInt8] = []
      for _ in 0..<Self.scenesOfFile {
        let frames = try (0..<Self.views).map { _ in
          try JPEG.encode(Self.picture(&random), quality: 92, chroma: .halved)
        }
        let cameras = (0..<5 * Self.views).map { _ in Float(random.next() >> 40) * 0x1p-24 }
        let example = Example(features: [
          "frames": .bytes(frames), "cameras": .floats(cameras),
        ])
        RecordWriter.append(example.serialized().span, to: &bytes)
      }
      try AtomicFile.write(bytes, to: "\(path)/\(file + 1)-of-\(Self.files).tfrecord")
    }
  }

  deinit { try? Folder.removeTree(path) }

  private static func picture(_ random: inout SplitMix64) -> Image {
    let waves = (0..<3).map { _ in (0..<3).map { _ in Double(random.next() >> 40) * 0x1p-24 } }
    var pixels: [UInt8] = []
    for y in 0..<side {
      for x in 0..<side {
        let noise = Double(random.next() >> 60)
        for wave in waves {
          let phase = wave[0] * Double(x) / 4 + wave[1] * Double(y) / 4 + 6 * wave[2]
          pixels.append(UInt8(120 + 100 * sin(phase) + noise))
        }
      }
    }
    return Image(width: side, height: side, pixels: pixels)
  }
}
