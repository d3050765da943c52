internal import Evaluation
internal import Images
internal import LinuxSystem
internal import TensorFlowFormats

/// The TensorBoard event file of one run, with tf-gqn's tags where it has them.
struct EventLog {
  private let folder: String
  private let name: String

  /// Begins a file; what earlier runs wrote of steps beyond `step` does not count any more.
  init(folder: String, from step: Int) throws(SystemError) {
    let now = Machine.wallSeconds
    self.folder = folder
    // Never one of an earlier run of the same second, whose last record may be cut.
    var seconds = Int(now)
    var free = EventFile.name(seconds: seconds, host: Machine.hostName)
    while try FileFacts.ifPresent(Paths.join(folder, free)) != nil {
      seconds += 1
      free = EventFile.name(seconds: seconds, host: Machine.hostName)
    }
    name = free
    let session = Event(wallTime: now, step: Int64(step) + 1, .sessionStart)
    try append([.fileStart(wallTime: now), session])
  }

  /// Writes what a line of metrics has.
  func write(_ line: MetricsLine) throws(SystemError) {
    var values: [(tag: String, number: Double)] = []
    if let means = line.training {
      values += [
        ("loss", means.loss), ("target_llh", means.negativeLogLikelihood),
        ("kl_regularizer", means.kl), ("l2_reconstruction_train", means.reconstructionSquaredError),
        ("learning_rate", means.learningRate), ("sigma", means.pixelSigma),
        ("loss_above_floor", means.aboveFloor), ("rmse_reconstruction", means.reconstructionRMSE),
        ("gradient_norm", means.gradientNorm), ("samples_per_second", means.samplesPerSecond),
      ]
    }
    if let means = line.evaluation {
      values += [
        ("l2_reconstruction_eval", means.sample.meanSquaredError / (255 * 255)),
        ("rmse_generation", means.sample.rootMeanSquaredError),
        ("rmse_generation_mean", means.meanOfSamples.rootMeanSquaredError),
        ("ssim_generation", means.sample.structuralSimilarity),
      ]
      if let elbo = means.elbo { values.append(("loss_above_floor_eval", elbo.aboveFloor)) }
    }
    try append([
      Event(
        wallTime: line.time, step: Int64(line.step),
        .summary(values.map { .init($0.tag, .scalar(Float($0.number))) }))
    ])
  }

  /// Writes pictures, scaled as TensorFlow scales the floats of a summary.
  ///
  /// - Parameters:
  ///   - pictures: named as tf-gqn names them; each becomes `NAME/image`.
  ///   - step: steps that were made.
  /// - Throws: what could not be coded or written.
  func write(_ pictures: [(name: String, picture: FloatPicture)], step: Int) throws {
    let values = try pictures.map { name, picture in
      let bytes = SummaryScaling.bytes(picture.floats.span)
      let image = Image(width: picture.width, height: picture.height, pixels: bytes)
      return Event.Value(
        name + "/image",
        .image(.init(width: image.width, height: image.height, png: try PNG.encode(image))))
    }
    try append([Event(wallTime: Machine.wallSeconds, step: Int64(step), .summary(values))])
  }

  /// One write, so that a reader finds whole records but for the last one.
  private func append(_ events: [Event]) throws(SystemError) {
    try Folder(folder).append(events.flatMap(\.record), to: name)
  }
}
