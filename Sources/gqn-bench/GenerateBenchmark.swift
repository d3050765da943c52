internal import Datasets
internal import Generators
internal import Images
internal import Kernels
internal import LinuxSystem
internal import RayTracing
internal import Synchronization

/// Measures one generator.
struct GenerateBenchmark {
  struct Settings {
    let scenes: Int
    let side: Int?
    let threads, runs: Int
  }

  /// Fast pictures are not what they should be.
  private struct Mismatch: Error, CustomStringConvertible {
    let generator: SceneGenerator
    var description: String {
      "\(generator.rawValue): a picture differs from that of the plain form; run the tests"
    }
  }

  private let generator: SceneGenerator
  private let settings: Settings
  private let side: Int

  init(_ generator: SceneGenerator, _ settings: Settings) {
    self.generator = generator
    self.settings = settings
    side = settings.side ?? generator.pixels
  }

  func run() throws -> GenerateReport.Row {
    try check()
    let views = generator.views * settings.scenes
    var (single, all) = (Timings(), Timings())
    let (alone, pool) = (ThreadPool(threadCount: 1), ThreadPool(threadCount: settings.threads))
    for _ in 0..<settings.runs {
      try single.time { try make(alone) }
      try all.time { try make(pool) }
    }
    var (describing, tracing, coding) = (Timings(), Timings(), Timings())
    for _ in 0..<settings.runs {
      let scenes = describing.time { (0..<settings.scenes).map { scene($0) } }
      let taken = tracing.time { scenes.flatMap { pictures($0) } }
      try coding.time {
        for picture in taken { _ = try Self.coded(picture) }
      }
    }
    let perView = 1 / Double(views)
    return GenerateReport.Row(
      name: generator.rawValue, pixels: side, threads: pool.threadCount,
      viewsPerSecondOfOneThread: Double(views) / single.median,
      viewsPerSecond: Double(views) / all.median, mostViewsPerSecond: Double(views) / all.minimum,
      describingSeconds: describing.median * perView, tracingSeconds: tracing.median * perView,
      codingSeconds: coding.median * perView)
  }

  private func scene(_ index: Int) -> GeneratedScene {
    generator.scene(seed: 1, split: .train, index: index)
  }

  private func pictures(_ scene: GeneratedScene) -> [Image] {
    scene.cameras.map { scene.render($0, width: side, height: side) }
  }

  private static func coded(_ picture: Image) throws(ImageError) -> [UInt8] {
    try JPEG.encode(
      picture, quality: DatasetGenerator.quality, chroma: DatasetGenerator.chroma)
  }

  /// Makes all scenes, each on one thread.
  private func make(_ pool: ThreadPool) throws(ImageError) {
    let failure = Mutex<ImageError?>(nil)
    pool.parallelFor(count: settings.scenes) { index, _ in
      for picture in pictures(scene(index)) {
        do throws(ImageError) {
          _ = try Self.coded(picture)
        } catch {
          failure.withLock { $0 = error }
        }
      }
    }
    if let error = failure.withLock({ $0 }) { throw error }
  }

  private func check() throws(Mismatch) {
    for index in 0..<min(4, settings.scenes) {
      let scene = scene(index)
      for camera in scene.cameras.prefix(3) {
        let view = scene.view(camera, width: side, height: side)
        guard scene.contents.image(view) == scene.contents.plainImage(view) else {
          throw Mismatch(generator: generator)
        }
      }
    }
  }
}
