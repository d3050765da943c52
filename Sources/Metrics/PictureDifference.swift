internal import Glibc
package import Images

/// How far two pictures of the same size are apart, by the measures of the field.
///
/// All numbers are in levels, 0...255, unless said. Averages are taken in double precision over all
/// pixels and channels. Over several pictures it is the numbers of the single ones that are averaged,
/// the RMSE too.
package struct PictureDifference: Sendable, Equatable {
  /// Mean squared error, in squared levels.
  package let meanSquaredError: Double
  /// Mean absolute error.
  package let meanAbsoluteError: Double
  /// Structural similarity, −1...1; see ``StructuralSimilarity``.
  package let structuralSimilarity: Double

  /// Root mean squared error.
  package var rootMeanSquaredError: Double { meanSquaredError.squareRoot() }

  /// Peak signal-to-noise ratio in decibels; infinite for equal pictures.
  package var peakSignalToNoise: Double { 10 * log10(255 * 255 / meanSquaredError) }

  /// Compares two pictures.
  ///
  /// - Parameters:
  ///   - picture: `[height, width, 3]` floats in 0...1; what lies outside counts as it is.
  ///   - truth: the same of the picture it should be.
  ///   - height: rows.
  ///   - width: columns.
  /// - Precondition: both have 3 · `height` · `width` numbers.
  package init(_ picture: Span<Float>, truth: Span<Float>, height: Int, width: Int) {
    precondition(
      picture.count == 3 * height * width && truth.count == picture.count && !picture.isEmpty,
      "\(picture.count) and \(truth.count) numbers for \(width) × \(height) pixels")
    var squares = 0.0
    var distances = 0.0
    for index in picture.indices {
      let difference = 255 * (Double(picture[index]) - Double(truth[index]))
      squares += difference * difference
      distances += abs(difference)
    }
    meanSquaredError = squares / Double(picture.count)
    meanAbsoluteError = distances / Double(picture.count)
    structuralSimilarity = StructuralSimilarity.mean(picture, truth, height: height, width: width)
  }

  /// Compares two pictures of bytes.
  ///
  /// - Precondition: both have the same size.
  package init(_ picture: Image, truth: Image) {
    precondition(
      picture.width == truth.width && picture.height == truth.height,
      "\(picture.width) × \(picture.height) pixels beside \(truth.width) × \(truth.height)")
    self.init(
      picture.unitFloats.span, truth: truth.unitFloats.span, height: picture.height,
      width: picture.width)
  }
}
