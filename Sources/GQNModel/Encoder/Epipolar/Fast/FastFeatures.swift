internal import Kernels
internal import Tensors

/// The features of views in training: the function of ``EpipolarEncoder/view(frame:pose:parameters:)`` on many pictures,
/// and its gradients.
///
/// The convolutions have few channels; they are computed directly, on pictures with their border of zeros around them.
/// Channels are padded to whole blocks.
final class FastFeatures {
  private let sizes: Hyperparameters
  private let layout: BorderedMap
  /// Floats of a map's element.
  private let element: Int
  /// A picture with its border: `[H + 3, W + 3, 3]`; and as the colour path looks it up, `[H, W, 4]`.
  private let framed: SharedBlock
  let pictures: SharedBlock
  /// The edges, see ``BorderedMap``; the maps, `[H/2, W/2, element]`.
  private let edges: SharedBlock
  let maps: SharedBlock
  /// Gradients of the maps' features and of the edges, see ``BorderedMap``.
  private let mapGradients, edgeGradients: SharedBlock
  /// The weights of the edges, and of the features' first layer.
  private let edgesWeights, edgesBias, zeros: SharedBlock
  private let first: FeatureWeights
  private let toEdges, toMaps, back: DirectConvolution
  /// The features' other layers.
  private let residual: ResidualFeatures

  private static let colours = Hyperparameters.imageChannels

  init(_ sizes: Hyperparameters, pictures count: Int) {
    self.sizes = sizes
    let (H, W) = (sizes.imageHeight, sizes.imageWidth)
    layout = BorderedMap(sizes)
    let (height, width, channels) = (layout.height, layout.width, layout.channels)
    element = FastRays.mapElement(sizes)
    framed = SharedBlock(count: count * (H + 3) * (W + 3) * Self.colours)
    pictures = SharedBlock(count: sizes.hasColourPath ? count * H * W * 4 : 0)
    edges = SharedBlock(count: count * layout.count)
    mapGradients = SharedBlock(count: count * layout.count)
    edgeGradients = SharedBlock(count: count * layout.count)
    maps = SharedBlock(count: count * height * width * element)
    toEdges = DirectConvolution(
      rows: height, columns: width, kernel: 5, stride: 2, inputWidth: W + 3,
      inputChannels: Self.colours, outputChannels: channels, outputRow: layout.row,
      outputStep: channels)
    toMaps = layout.convolution(outputRow: width * element, outputStep: element)
    back = layout.convolution(outputRow: layout.row, outputStep: channels)
    edgesWeights = SharedBlock(count: toEdges.weightCount)
    edgesBias = SharedBlock(count: channels)
    zeros = SharedBlock(count: channels)
    first = FeatureWeights(VariableNames.features(0), sizes)
    residual = ResidualFeatures(sizes, pictures: count)
  }

  /// Bytes a picture.
  static func byteCount(_ sizes: Hyperparameters) -> Int {
    let (H, W) = (sizes.imageHeight, sizes.imageWidth)
    return 4
      * ((H + 3) * (W + 3) * colours + (sizes.hasColourPath ? H * W * 4 : 0)
        + 3 * BorderedMap(sizes).count + H / 2 * (W / 2) * FastRays.mapElement(sizes)
        + ResidualFeatures.count(sizes))
  }

  /// Floats of a picture in each of the arrays.
  var pictureCount: Int { sizes.imageHeight * sizes.imageWidth * 4 }
  var mapCount: Int { layout.height * layout.width * element }
  private var framedCount: Int {
    (sizes.imageHeight + 3) * (sizes.imageWidth + 3) * Self.colours
  }

  // MARK: - Weights

  /// Floats of the gradients of the layers' weights and biases.
  var gradientCount: Int { Self.gradientCount(sizes) }

  /// The same for a network of some sizes.
  static func gradientCount(_ sizes: Hyperparameters) -> Int {
    let channels = FastRays.padded(sizes.epipolar.featureChannels)
    return (25 * colours + 1) * channels
      + sizes.epipolar.featureLayers * FeatureWeights.gradientCount(sizes)
  }

  /// Puts the weights into the order of the convolutions.
  func load(_ weights: Weights) {
    let (F, channels) = (sizes.epipolar.featureChannels, layout.channels)
    let edges = unsafe weights[VariableNames.featureEdges.kernel]
    for row in 0..<25 * Self.colours {
      for channel in 0..<F {
        unsafe edgesWeights.base[row * channels + channel] = edges[row * F + channel]
      }
    }
    for channel in 0..<F {
      unsafe edgesBias.base[channel] = weights[VariableNames.featureEdges.bias][channel]
    }
    first.load(weights)
    residual.load(weights)
  }

  /// Adds sums of gradients, in the order of ``backward(picture:into:)``, to those of the variables.
  func addGradients(_ sums: UnsafePointer<Float>, to gradients: WeightGradients) {
    let (F, channels) = (sizes.epipolar.featureChannels, layout.channels)
    let edges = unsafe gradients[VariableNames.featureEdges.kernel]
    for row in 0..<25 * Self.colours {
      for channel in 0..<F {
        unsafe edges[row * F + channel] += sums[row * channels + channel]
      }
    }
    let bias = unsafe sums + toEdges.weightCount
    for channel in 0..<F {
      unsafe gradients[VariableNames.featureEdges.bias][channel] += bias[channel]
    }
    unsafe first.addGradients(bias + channels, to: gradients)
    unsafe residual.addGradients(
      bias + channels + FeatureWeights.gradientCount(sizes), to: gradients)
  }

  // MARK: - Pictures

  /// Computes the map of a picture.
  ///
  /// - Parameters:
  ///   - picture: its number.
  ///   - frame: `[H, W, 3]`.
  func forward(picture: Int, frame: Span<Float>) {
    let (H, W, colours) = (sizes.imageHeight, sizes.imageWidth, Self.colours)
    // Of the border, one row and column lie before the picture and two behind it.
    let framed = unsafe framed.base + picture * framedCount
    for row in 0..<H {
      let target = unsafe framed + ((row + 1) * (W + 3) + 1) * colours
      for index in 0..<W * colours {
        unsafe target[index] = frame[row * W * colours + index]
      }
    }
    if sizes.hasColourPath {
      let target = unsafe pictures.base + picture * pictureCount
      for index in frame.indices {
        unsafe target[index / colours * 4 + index % colours] = frame[index]
      }
    }
    let edges = unsafe edges.base + picture * layout.count
    let map = unsafe maps.base + picture * mapCount
    unsafe toEdges.forward(
      framed, weights: edgesWeights.base, bias: edgesBias.base, ending: .rectify,
      into: edges + layout.start())
    unsafe toMaps.forward(
      edges + layout.start(reach: 1), weights: first.forward.base, bias: first.bias.base,
      into: map)
    unsafe residual.forward(picture: picture, map: map)
    for row in 0..<layout.height {
      for column in 0..<layout.width {
        let target =
          unsafe map + (row * layout.width + column) * element + sizes.epipolar.featureChannels
        for colour in 0..<colours {
          let first = (2 * row * W + 2 * column) * colours + colour
          let below = first + W * colours
          unsafe target[colour] =
            (frame[first] + frame[first + colours] + frame[below] + frame[below + colours]) / 4
        }
      }
    }
  }

  /// The gradients of the maps of some pictures that follow one another, set to 0.
  func clearedMapGradients(_ pictures: Range<Int>) -> RayKernels.MapGradients {
    let first = unsafe mapGradients.base + pictures.lowerBound * layout.count
    unsafe first.update(repeating: 0, count: pictures.count * layout.count)
    return unsafe RayKernels.MapGradients(
      first + layout.start(), view: layout.count, row: layout.row, element: layout.channels)
  }

  /// Adds the gradients of the layers' weights by a picture's map.
  ///
  /// - Parameters:
  ///   - picture: its number.
  ///   - sums: ``gradientCount`` floats: of each layer the weights, then the bias.
  func backward(picture: Int, into sums: UnsafeMutablePointer<Float>) {
    let (channels, inside, before) = (layout.channels, layout.start(), layout.start(reach: 1))
    let edges = unsafe edges.base + picture * layout.count
    let gradients = unsafe mapGradients.base + picture * layout.count
    let byEdges = unsafe edgeGradients.base + picture * layout.count
    let edgesBias = unsafe sums + toEdges.weightCount
    let ofFirst = unsafe edgesBias + channels
    unsafe residual.backward(
      picture: picture, gradients: gradients, scratch: byEdges,
      into: ofFirst + FeatureWeights.gradientCount(sizes))
    // `back` has the layout of the gradients, which the first layer's weights are multiplied with.
    unsafe back.backwardToWeights(edges + before, gradient: gradients + inside, into: ofFirst)
    unsafe back.forward(
      gradients + before, weights: first.back.base, bias: zeros.base, into: byEdges + inside)
    unsafe RayKernels.rectifyGradient(count: layout.count, rectified: edges, byEdges)
    unsafe toEdges.backwardToWeights(
      framed.base + picture * framedCount, gradient: byEdges + inside, into: sums)
    // The border counts as 0.
    unsafe RayKernels.addRows(
      layout.positions, columns: channels, byEdges, stride: channels, to: edgesBias)
    unsafe RayKernels.addRows(
      layout.positions, columns: channels, gradients, stride: channels,
      to: ofFirst + back.weightCount)
  }
}
