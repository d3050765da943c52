/// The four elements of a map between whose middles a place lies, and how much each counts.
///
/// Outside of the outermost middles the nearest elements are taken.
struct BilinearTaps {
  /// Indices of the elements, by rows; two may be the same.
  let elements: (Int, Int, Int, Int)
  /// Weights; they add up to 1.
  let weights: (Float, Float, Float, Float)

  /// - Parameters:
  ///   - x: to the right; element i covers `i...i + 1`.
  ///   - y: down.
  ///   - height: rows of the map.
  ///   - width: its columns.
  init(x: Float, y: Float, height: Int, width: Int) {
    let horizontal = Self.along(x, width)
    let vertical = Self.along(y, height)
    elements = (
      vertical.first * width + horizontal.first, vertical.first * width + horizontal.second,
      vertical.second * width + horizontal.first, vertical.second * width + horizontal.second
    )
    weights = (
      (1 - vertical.share) * (1 - horizontal.share), (1 - vertical.share) * horizontal.share,
      vertical.share * (1 - horizontal.share), vertical.share * horizontal.share
    )
  }

  private static func along(_ x: Float, _ extent: Int) -> (first: Int, second: Int, share: Float) {
    let place = min(max(x - 0.5, 0), Float(extent - 1))
    let first = Int(place)
    return (first, min(first + 1, extent - 1), place - Float(first))
  }

  /// The map's value there, channel by channel.
  func sample(_ map: [Float], channels: Int, channel: Int) -> Float {
    map[elements.0 * channels + channel] * weights.0
      + map[elements.1 * channels + channel] * weights.1
      + map[elements.2 * channels + channel] * weights.2
      + map[elements.3 * channels + channel] * weights.3
  }

  /// Adds the gradient of the map by one channel there.
  func backward(
    _ gradient: Float, channels: Int, channel: Int, into map: inout [Float]
  ) {
    map[elements.0 * channels + channel] += gradient * weights.0
    map[elements.1 * channels + channel] += gradient * weights.1
    map[elements.2 * channels + channel] += gradient * weights.2
    map[elements.3 * channels + channel] += gradient * weights.3
  }
}
