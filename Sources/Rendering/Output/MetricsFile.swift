/// `metrics.json`: how far each frame is from the truth, and all of them on average.
struct MetricsFile: Encodable {
  struct Frame: Encodable {
    let file: String
    let truth: String
    let difference: FrameDifference
  }

  let version = 1
  /// What was compared: samples of the prior, never reconstructions of pictures that were shown.
  let kind = "generation"
  /// The unit of `rmse` and `mae`.
  let unit = "levels of 0...255"
  /// The means over the frames.
  let mean: FrameDifference
  /// The same of the mean of several samples, where there are several.
  let meanOfSamples: FrameDifference?
  let frames: [Frame]

  /// Gathers what a manifest's pictures say, in the order of their names; nil where the truth is not known.
  init?(_ pictures: [Manifest.Picture]) {
    func differences(in folder: String) -> [(name: Substring, difference: FrameDifference)] {
      pictures.compactMap { picture in
        guard picture.file.hasPrefix(folder + "/"), let difference = picture.difference else {
          return nil
        }
        return (picture.file.dropFirst(folder.count + 1), difference)
      }
    }
    let drawn = differences(in: OutputPlan.frames)
    guard let mean = FrameDifference.mean(of: drawn.map(\.difference)) else { return nil }
    self.mean = mean
    meanOfSamples = FrameDifference.mean(
      of: differences(in: OutputPlan.mean).map(\.difference))
    frames = drawn.map { name, difference in
      Frame(
        file: "\(OutputPlan.frames)/\(name)", truth: "\(OutputPlan.truth)/\(name)",
        difference: difference)
    }
  }
}
