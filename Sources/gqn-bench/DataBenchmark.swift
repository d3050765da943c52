internal import CImageCodecs
internal import Datasets
internal import Images
internal import LinuxSystem
internal import TensorFlowFormats
internal import Tensors

/// Measures the reader of a training, and libjpeg-turbo on the same pictures.
struct DataBenchmark {
  struct Settings {
    let scenes, batch, contextViews: Int
    let side: Int?
    let threads, runs: Int
  }

  private let records: RecordFolder
  private let settings: Settings
  private let size: BatchSize

  init(_ records: RecordFolder, _ settings: Settings) throws {
    self.records = records
    self.settings = settings
    let image = try records.scene(0).image(0)
    size = BatchSize(
      scenes: settings.batch, contextViews: settings.contextViews,
      width: settings.side ?? image.width, height: settings.side ?? image.height)
  }

  func run(named name: String) throws -> DataReport {
    let batches = max(1, settings.scenes / settings.batch)
    var batch = SceneBatch(size)
    var (reading, libjpeg) = (Timings(), Timings())
    var position: ReadingPosition?
    var difference = 0.0
    var byteCount = 0
    // The first run is not counted: it finds the files on the disk, and its result is checked.
    for run in 0...settings.runs {
      var sources: [SceneBatch.Source] = []
      // What is timed begins with opening the files.
      let start = Machine.monotonicSeconds
      let reader = try TrainingReader(
        records, .init(size: size, seed: 1, threads: settings.threads), from: position)
      for _ in 0..<batches {
        try reader.next(&batch)
        sources += batch.sources
      }
      let seconds = Machine.monotonicSeconds - start
      position = reader.position
      let pictures = try Self.pictures(of: sources)
      if run == 0 {
        difference = try self.difference(batch)
        continue
      }
      reading.append(seconds)
      try libjpeg.time { try BareDecoding.decode(pictures) }
      byteCount = pictures.reduce(0) { $0 + $1.count }
    }
    let scenes = Double(batches * settings.batch)
    return DataReport(
      dataset: name, frameSize: [size.width, size.height], views: size.views,
      batch: settings.batch, threads: settings.threads, runs: settings.runs,
      bytesPerPicture: Double(byteCount) / scenes / Double(size.views),
      scenesPerSecond: scenes / reading.median, mostScenesPerSecond: scenes / reading.minimum,
      libjpegScenesPerSecond: scenes / libjpeg.median,
      timeOfLibjpeg: reading.median / libjpeg.median, difference: difference)
  }

  /// The bytes of the pictures that were decoded.
  private static func pictures(of sources: [SceneBatch.Source]) throws -> [[UInt8]] {
    var files: [String: RecordFile] = [:]
    return try sources.flatMap { source in
      let file = try files[source.file] ?? RecordFile(path: source.file)
      files[source.file] = file
      let scene = try DatasetScene(file.record(at: source.offset), file: source.file)
      return source.views.map { scene.frames[$0] }
    }
  }

  /// The largest difference of a batch from what the plain way to read gives.
  private func difference(_ batch: borrowing SceneBatch) throws -> Double {
    var context: [Float] = []
    var targets: [Float] = []
    for source in batch.sources {
      let record = try RecordFile(path: source.file).record(at: source.offset)
      let scene = try DatasetScene(record, file: source.file)
      for (place, view) in source.views.enumerated() {
        let image = try scene.image(view)
        var frame = [Float](repeating: 0, count: 3 * size.width * size.height)
        var span = frame.mutableSpan
        Bilinear.resize(
          image.unitFloats.span, width: image.width, height: image.height, channels: 3,
          toWidth: size.width, height: size.height, into: &span)
        if place < size.contextViews { context += frame } else { targets += frame }
      }
    }
    return max(
      KernelCase.difference(batch.contextFrames.array(), context),
      KernelCase.difference(batch.targetFrames.array(), targets))
  }
}

/// libjpeg-turbo by itself, with the settings that pictures of datasets are decoded with.
private enum BareDecoding {
  struct Failure: Error {}

  /// Decodes pictures one after another into the same memory.
  static func decode(_ pictures: [[UInt8]]) throws {
    var pixels: [UInt8] = []
    var message = [CChar](repeating: 0, count: 200)
    for picture in pictures {
      var header = gqn_jpeg_header()
      var code = unsafe gqn_jpeg_read_header(
        picture, picture.count, &header, &message, message.count)
      let count = 3 * header.width * header.height
      if pixels.count != count { pixels = [UInt8](repeating: 0, count: count) }
      if code == 0 {
        code = unsafe gqn_jpeg_decode_rgb(
          picture, picture.count, gqn_jpeg_dct_fast, &pixels, count, &message, message.count)
      }
      guard code == 0 else { throw Failure() }
    }
  }
}
