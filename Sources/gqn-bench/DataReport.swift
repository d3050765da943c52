internal import LinuxSystem

/// What `gqn-bench data` prints.
struct DataReport: Encodable {
  let dataset: String
  /// Columns and rows that pictures are read at, and views of a scene.
  let frameSize: [Int]
  let views: Int
  let batch, threads, runs: Int
  let bytesPerPicture: Double
  /// Median and best.
  let scenesPerSecond, mostScenesPerSecond: Double
  /// Scenes whose pictures libjpeg-turbo decodes in a second, on one thread.
  let libjpegScenesPerSecond: Double
  /// The time of reading by that of libjpeg-turbo.
  let timeOfLibjpeg: Double
  /// The largest difference of a number from what the plain way to read gives.
  let difference: Double
  let peakMemoryBytes = Machine.peakMemoryBytes
  let processor = Machine.processorModel ?? "unknown"

  var text: String {
    let pixels = "\(frameSize[0])x\(frameSize[1])"
    let rows = [
      ["", "SCENES/S", "MICROSECONDS A SCENE"],
      row("reading, median", scenesPerSecond), row("reading, best", mostScenesPerSecond),
      row("libjpeg alone", libjpegScenesPerSecond),
    ]
    return """
      \(processor)
      \(dataset): \(views) views of \(pixels) pixels, \(Figures.fixed(bytesPerPicture, 0)) bytes each; \
      batches of \(batch), \(threads) threads read

      \(Console.table(rows))

      reading takes \(Figures.fixed(timeOfLibjpeg, 2)) of libjpeg's time; difference from the plain way \
      \(Figures.scientific(difference)); peak memory \(peakMemoryBytes / 1_000_000) MB
      """
  }

  private func row(_ name: String, _ rate: Double) -> [String] {
    [name, Figures.fixed(rate, 0), Figures.fixed(1e6 / rate, 1)]
  }
}
