/// `metrics.json`: how far each frame is from the truth, and all of them on average.
struct MetricsFile: Encodable {
  struct Frame: Encodable {
    let file: String
    let truth: String
    let difference: FrameDifference
    /// The same of the nearest given view.
    let nearestView: FrameDifference?
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
  /// The same of what needs no network: the given view whose camera is nearest.
  let nearestView: FrameDifference?
  let frames: [Frame]

  /// Gathers what a manifest's pictures say, in the order of their names; nil where the truth is not known.
  init?(_ pictures: [Manifest.Picture]) {
    func compared(in folder: String) -> [(name: Substring, picture: Manifest.Picture)] {
      pictures.compactMap { picture in
        guard picture.file.hasPrefix(folder + "/"), picture.difference != nil else { return nil }
        return (picture.file.dropFirst(folder.count + 1), picture)
      }
    }
    let drawn = compared(in: OutputPlan.frames)
    guard let mean = FrameDifference.mean(of: drawn.compactMap(\.picture.difference)) else {
      return nil
    }
    self.mean = mean
    meanOfSamples = FrameDifference.mean(
      of: compared(in: OutputPlan.mean).compactMap(\.picture.difference))
    nearestView = FrameDifference.mean(of: drawn.compactMap(\.picture.nearestView))
    frames = drawn.compactMap { name, picture in
      picture.difference.map {
        Frame(
          file: picture.file, truth: "\(OutputPlan.truth)/\(name)", difference: $0,
          nearestView: picture.nearestView)
      }
    }
  }
}
