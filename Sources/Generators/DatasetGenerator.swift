package import Datasets
package import Images
package import Kernels
internal import LinuxSystem
internal import RayTracing
internal import Synchronization

/// Writes a dataset of generated scenes.
package struct DatasetGenerator: Sendable {
  /// Scenes of a file where nothing else is asked for: a few megabytes.
  package static let scenesPerFile = 100
  /// The coding of DeepMind's own pictures, which is that of TensorFlow where nothing else is asked for.
  package static let quality = 95
  package static let chroma = JPEG.Chroma.halved

  private let generator: SceneGenerator
  private let seed: UInt64
  private let layout: DatasetLayout
  private let program: String

  /// A dataset to be written.
  ///
  /// - Parameters:
  ///   - generator: what makes its scenes.
  ///   - seed: the same seed gives the same bytes, whatever the threads.
  ///   - layout: how many scenes in which files.
  ///   - program: the program and its version, for the description.
  package init(
    _ generator: SceneGenerator, seed: UInt64, layout: DatasetLayout, program: String
  ) {
    self.generator = generator
    self.seed = seed
    self.layout = layout
    self.program = program
  }

  /// How far the work is.
  package struct Progress: Sendable {
    /// Scenes that are there or made, those that this run made, and those there will be.
    package let done, now, total: Int
    /// Seconds since this run began.
    package let seconds: Double
  }

  /// What was done.
  package struct Summary: Sendable {
    /// The dataset's folder.
    package let folder: String
    /// Files and scenes that this run wrote, of all.
    package let files, scenes, allFiles, allScenes: Int
    /// How long it took.
    package let seconds: Double
  }

  /// Writes every file that is not there yet.
  ///
  /// - Parameters:
  ///   - root: the folder for datasets; made where it is missing.
  ///   - pool: its threads take a scene each.
  ///   - progress: is told, on the calling thread, how far the work is.
  ///   - isCancelled: ends it early.
  /// - Returns: what was done.
  /// - Throws: ``GeneratorError``; files that are complete stay, and the next run goes on after them.
  package func write(
    root: String, pool: ThreadPool, progress: (Progress) -> Void = { _ in },
    isCancelled: @Sendable () -> Bool = { false }
  ) throws(GeneratorError) -> Summary {
    let start = Machine.monotonicSeconds
    let writer = try open(root)
    let before = layout.sceneCount - writer.missing.reduce(0) { $0 + $1.scenes.count }
    var written = 0
    for file in writer.missing {
      let sofar = written
      let records = try records(of: file, pool, isCancelled) { count in
        progress(
          Progress(
            done: before + sofar + count, now: sofar + count, total: layout.sceneCount,
            seconds: Machine.monotonicSeconds - start))
      }
      guard let records else {
        throw .interrupted(scenes: before + written, of: layout.sceneCount)
      }
      do throws(DatasetError) {
        try writer.write(records, as: file)
      } catch {
        throw .dataset(error)
      }
      written += file.scenes.count
    }
    let seconds = Machine.monotonicSeconds - start
    progress(
      Progress(
        done: layout.sceneCount, now: written, total: layout.sceneCount, seconds: seconds))
    return Summary(
      folder: writer.path, files: writer.missing.count, scenes: written,
      allFiles: layout.files.count, allScenes: layout.sceneCount, seconds: seconds)
  }

  private func open(_ root: String) throws(GeneratorError) -> DatasetWriter {
    let description = DatasetDescription(
      name: generator.rawValue, width: generator.pixels, height: generator.pixels,
      views: generator.views, fieldOfView: generator.fieldOfView,
      origin: .init(
        method: .generated, source: generator.rawValue, seed: seed, program: program))
    do throws(DatasetError) {
      return try DatasetWriter(description, layout: layout, root: root)
    } catch {
      throw .dataset(error)
    }
  }

  /// The scenes of a file, or nil where the work was called off.
  private func records(
    of file: DatasetLayout.File, _ pool: ThreadPool, _ isCancelled: @Sendable () -> Bool,
    _ progress: (_ made: Int) -> Void
  ) throws(GeneratorError) -> [SceneRecord]? {
    let made = Mutex<[(index: Int, record: Result<SceneRecord, GeneratorError>)]>([])
    pool.parallelFor(count: file.scenes.count) { index, worker in
      guard !isCancelled() else { return }
      let record = Result { () throws(GeneratorError) in
        try Self.record(
          generator.scene(seed: seed, split: file.split, index: file.scenes.lowerBound + index))
      }
      let count = made.withLock {
        $0.append((index, record))
        return $0.count
      }
      if worker == 0 { progress(count) }
    }
    let all = made.withLock { $0 }.sorted { $0.index < $1.index }
    guard all.count == file.scenes.count else { return nil }
    var records: [SceneRecord] = []
    for (_, record) in all { records.append(try record.get()) }
    return records
  }

  /// A scene as its dataset holds it.
  ///
  /// - Throws: ``GeneratorError/picture(_:)`` where memory is short.
  package static func record(_ scene: GeneratedScene) throws(GeneratorError) -> SceneRecord {
    var frames: [[UInt8]] = []
    for camera in scene.cameras.indices {
      do throws(ImageError) {
        frames.append(
          try JPEG.encode(scene.picture(camera), quality: quality, chroma: chroma))
      } catch {
        throw .picture("\(error)")
      }
    }
    return SceneRecord(frames: frames, poses: scene.cameras)
  }
}
