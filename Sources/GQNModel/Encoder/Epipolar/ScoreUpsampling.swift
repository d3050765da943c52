/// The scores of the rays through the latent grid, for the rays through the pixels: bilinear in the picture.
struct ScoreUpsampling {
  let latent, pixels: RayGrid
  /// How many depths.
  let depths: Int

  private func taps(_ pixel: Int) -> BilinearTaps {
    let (row, column) = pixel.quotientAndRemainder(dividingBy: pixels.columns)
    return BilinearTaps(
      x: (Float(column) + 0.5) / Float(latent.side), y: (Float(row) + 0.5) / Float(latent.side),
      height: latent.rows, width: latent.columns)
  }

  /// `[h · w, D]` becomes `[H · W, D]`.
  func forward(_ scores: [Float]) -> [Float] {
    (0..<pixels.count).flatMap { pixel in
      let taps = taps(pixel)
      return (0..<depths).map { taps.sample(scores, channels: depths, channel: $0) }
    }
  }

  /// Adds the gradient `[H · W, D]` to that of the latent grid's scores, `[h · w, D]`.
  func backward(_ gradient: [Float], into scores: inout [Float]) {
    for pixel in 0..<pixels.count {
      let taps = taps(pixel)
      for depth in 0..<depths {
        taps.backward(
          gradient[pixel * depths + depth], channels: depths, channel: depth, into: &scores)
      }
    }
  }
}
