internal import Kernels

/// The layout of a view's map with zeros around it, `[H/2 + 2 border, W/2 + 2 border, channels]`, which convolutions need
/// no test of the border for.
struct BorderedMap: Sendable {
  /// Sides without the border, features in whole blocks.
  let height, width, channels: Int
  /// As many rows and columns on every side as the farthest tap reaches.
  let border: Int

  init(_ sizes: Hyperparameters) {
    (height, width) = (sizes.imageHeight / 2, sizes.imageWidth / 2)
    channels = FastRays.padded(sizes.epipolar.featureChannels)
    border = sizes.epipolar.featureLayers > 1 ? 2 : 1
  }

  /// Floats of a row, and of the map.
  var row: Int { (width + 2 * border) * channels }
  var count: Int { (height + 2 * border) * row }
  /// Elements, those of the border among them.
  var positions: Int { (height + 2 * border) * (width + 2 * border) }

  /// Where the element is whose row and column lie so many before the first one within the border.
  func start(reach: Int = 0) -> Int { (border - reach) * (row + channels) }

  /// A 3×3 convolution of such a map.
  func convolution(dilation: Int = 1, outputRow: Int, outputStep: Int) -> DirectConvolution {
    DirectConvolution(
      rows: height, columns: width, kernel: 3, dilation: dilation, inputWidth: width + 2 * border,
      inputChannels: channels, outputChannels: channels, outputRow: outputRow,
      outputStep: outputStep)
  }
}
