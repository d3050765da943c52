internal import Images
internal import Metrics

/// How far a picture of the network is from the truth, by the bytes of both before they are enlarged.
///
/// Errors are in levels, 0...255; see `PictureDifference`.
struct FrameDifference: Codable, Equatable {
  /// Root mean squared error.
  let rmse: Double
  /// Mean absolute error.
  let mae: Double
  /// Structural similarity, −1...1.
  let ssim: Double
  /// Peak signal-to-noise ratio in decibels; nil for equal pictures, where it is infinite.
  let psnr: Double?

  /// Compares two pictures of one size.
  init(of picture: Image, truth: Image) {
    let difference = PictureDifference(picture, truth: truth)
    self.init(
      rmse: difference.rootMeanSquaredError, mae: difference.meanAbsoluteError,
      ssim: difference.structuralSimilarity,
      psnr: difference.peakSignalToNoise.isFinite ? difference.peakSignalToNoise : nil)
  }

  private init(rmse: Double, mae: Double, ssim: Double, psnr: Double?) {
    self.rmse = rmse
    self.mae = mae
    self.ssim = ssim
    self.psnr = psnr
  }

  /// The numbers in a line: `RMSE 23.1 of 255 levels, PSNR 20.9 dB, SSIM 0.81`.
  var summary: String {
    func number(_ value: Double, _ scale: Double) -> String {
      "\((value * scale).rounded() / scale)"
    }
    let ratio = psnr.map { ", PSNR \(number($0, 10)) dB" } ?? ""
    return "RMSE \(number(rmse, 10)) of 255 levels\(ratio), SSIM \(number(ssim, 1000))"
  }

  /// The mean of each number over pictures, those without a number left out; nil for no pictures.
  static func mean(of errors: [FrameDifference]) -> FrameDifference? {
    guard !errors.isEmpty else { return nil }
    func mean(_ numbers: [Double]) -> Double { numbers.reduce(0, +) / Double(numbers.count) }
    let ratios = errors.compactMap(\.psnr)
    return FrameDifference(
      rmse: mean(errors.map(\.rmse)), mae: mean(errors.map(\.mae)), ssim: mean(errors.map(\.ssim)),
      psnr: ratios.isEmpty ? nil : mean(ratios))
  }
}
