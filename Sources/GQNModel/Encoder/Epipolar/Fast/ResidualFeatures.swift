internal import Kernels
internal import Tensors

/// The residual layers of the features of views in training, see ``EpipolarEncoder/featureLayers``: all but the first.
///
/// What a layer is given is kept for the way back, rectified and with zeros around it; its outputs are added to the map
/// where it stands.
final class ResidualFeatures {
  private let layout: BorderedMap
  private let layers: [FeatureWeights]
  /// Floats from one element of a map to the next, and of a layer's sums of gradients.
  private let element, sumCount: Int
  /// What each layer is given, `[picture, layer, H/2 + 4, W/2 + 4, channels]`.
  private let inputs: SharedBlock
  private let zeros: SharedBlock
  /// To the map, and back to the layer's input.
  private let toMap, back: DirectConvolution

  init(_ sizes: Hyperparameters, pictures: Int) {
    layout = BorderedMap(sizes)
    layers = (1..<sizes.epipolar.featureLayers).map {
      FeatureWeights(VariableNames.features($0), sizes)
    }
    element = FastRays.mapElement(sizes)
    sumCount = FeatureWeights.gradientCount(sizes)
    inputs = SharedBlock(count: pictures * layers.count * layout.count)
    zeros = SharedBlock(count: layout.channels)
    toMap = layout.convolution(
      dilation: 2, outputRow: layout.width * element, outputStep: element)
    back = layout.convolution(dilation: 2, outputRow: layout.row, outputStep: layout.channels)
  }

  /// Floats a picture.
  static func count(_ sizes: Hyperparameters) -> Int {
    (sizes.epipolar.featureLayers - 1) * BorderedMap(sizes).count
  }

  /// Puts the weights into the order of the convolutions.
  func load(_ weights: Weights) {
    for layer in layers { layer.load(weights) }
  }

  /// Adds sums of gradients, layer by layer, to those of the variables.
  func addGradients(_ sums: UnsafePointer<Float>, to gradients: WeightGradients) {
    for (index, layer) in layers.enumerated() {
      unsafe layer.addGradients(sums + index * sumCount, to: gradients)
    }
  }

  /// What a layer is given of a picture.
  private func input(_ picture: Int, _ layer: Int) -> UnsafeMutablePointer<Float> {
    unsafe inputs.base + (picture * layers.count + layer) * layout.count
  }

  /// Takes a picture's features through the layers.
  ///
  /// - Parameters:
  ///   - picture: its number.
  ///   - map: `[H/2, W/2, element]`, what the first layer made; its features are replaced.
  func forward(picture: Int, map: UnsafeMutablePointer<Float>) {
    let channels = layout.channels
    for (index, layer) in layers.enumerated() {
      let input = unsafe input(picture, index)
      for row in 0..<layout.height {
        let target = unsafe input + layout.start() + row * layout.row
        let source = unsafe map + row * layout.width * element
        for column in 0..<layout.width {
          for channel in 0..<channels {
            let feature = unsafe source[column * element + channel]
            unsafe target[column * channels + channel] = feature < 0 ? 0 : feature
          }
        }
      }
      unsafe toMap.forward(
        input, weights: layer.forward.base, bias: layer.bias.base, ending: .add, into: map)
    }
  }

  /// Goes back through the layers, the last one first.
  ///
  /// - Parameters:
  ///   - picture: its number.
  ///   - gradients: of its map, with zeros around it; receives that of what the first layer made.
  ///   - scratch: laid out as the gradients, with zeros around it too; receives what has no meaning.
  ///   - sums: are added to: of each layer the weights, then the bias.
  func backward(
    picture: Int, gradients: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>,
    into sums: UnsafeMutablePointer<Float>
  ) {
    let (channels, start) = (layout.channels, layout.start())
    let row = layout.width * channels
    for (index, layer) in layers.enumerated().reversed() {
      let input = unsafe input(picture, index)
      let weights = unsafe sums + index * sumCount
      unsafe back.backwardToWeights(input, gradient: gradients + start, into: weights)
      unsafe RayKernels.addRows(
        layout.positions, columns: channels, gradients, stride: channels,
        to: weights + back.weightCount)
      unsafe back.forward(
        gradients, weights: layer.back.base, bias: zeros.base, into: scratch + start)
      for place in stride(from: start, to: start + layout.height * layout.row, by: layout.row) {
        unsafe RayKernels.rectifyGradient(count: row, rectified: input + place, scratch + place)
        unsafe RayKernels.addRows(
          1, columns: row, scratch + place, stride: 0, to: gradients + place)
      }
    }
  }
}
