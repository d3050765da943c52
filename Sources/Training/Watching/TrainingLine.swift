internal import Diagnostics
internal import Evaluation
internal import Pages

/// The line of a training that people read.
struct TrainingLine {
  let step, steps: Int
  let means: TrainingMeans
  let secondsLeft: Double?

  /// For example `step 1200/200000: loss 7012.3 = likelihood 7000.1 + KL 12.2, 103.2 above the floor, RMSE
  /// 20.1, 8.3 samples/s, 3 h 05 min left`; the likelihood is the negative logarithm of it.
  var text: String {
    var text =
      "step \(step)/\(steps): loss \(Self.tenths(means.loss)) = likelihood "
      + "\(Self.tenths(means.negativeLogLikelihood)) + KL \(HTMLText.number(means.kl)), "
      + "\(Self.tenths(means.aboveFloor)) above the floor, RMSE "
      + "\(Self.tenths(means.reconstructionRMSE)), \(HTMLText.number(means.samplesPerSecond)) samples/s"
    if let secondsLeft, step < steps { text += ", \(Self.duration(secondsLeft)) left" }
    return text
  }

  /// The line of a measurement on the test split; a baseline that there is none of is left out.
  static func text(step: Int, _ means: EvaluationMeans) -> String {
    let baselines = [
      ("the best constant picture has", means.constantPicture),
      ("the nearest view has", means.nearestView),
    ].filter { $0.1.pictures > 0 }.map { "\($0.0) \(tenths($0.1.rootMeanSquaredError))" }
    return "step \(step), \(counted(means.scenes, "test scene")): RMSE "
      + "\(tenths(means.sample.rootMeanSquaredError)) generated, "
      + "\(tenths(means.meanOfSamples.rootMeanSquaredError)) as a mean"
      + (baselines.isEmpty ? "" : "; " + baselines.joined(separator: ", "))
  }

  private static func tenths(_ number: Double) -> String {
    abs(number) < 1e15 ? "\((number * 10).rounded() / 10)" : "\(number)"
  }

  /// For example `3 d 04 h`, `3 h 05 min`, `2 min 07 s`, `4 s`.
  static func duration(_ seconds: Double) -> String {
    let whole = Int(max(0, min(seconds, 1e12)).rounded())
    func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    if whole >= 86_400 { return "\(whole / 86_400) d \(padded(whole % 86_400 / 3600)) h" }
    if whole >= 3600 { return "\(whole / 3600) h \(padded(whole % 3600 / 60)) min" }
    if whole >= 60 { return "\(whole / 60) min \(padded(whole % 60)) s" }
    return "\(whole) s"
  }
}
