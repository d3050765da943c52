internal import Kernels
internal import Tensors

/// The features of views in training: the function of ``EpipolarEncoder/view(frame:pose:parameters:)`` on many pictures,
/// and its gradients.
///
/// The two convolutions have few channels; they are computed directly, on pictures with their border of zeros around
/// them. Channels are padded to whole blocks.
final class FastFeatures {
  private let sizes: Hyperparameters
  /// Sides of a map, features in whole blocks, floats of a map's element.
  private let height, width, channels, element: Int
  /// A picture with its border: `[H + 3, W + 3, 3]`; and as the colour path looks it up, `[H, W, 4]`.
  private let framed: SharedBlock
  let pictures: SharedBlock
  /// The first layer's outputs with a border, `[H/2 + 2, W/2 + 2, channels]`; the maps, `[H/2, W/2, element]`.
  private let edges: SharedBlock
  let maps: SharedBlock
  /// Gradients of the maps' features and of the edges, with a border, `[H/2 + 2, W/2 + 2, channels]`.
  private let mapGradients, edgeGradients: SharedBlock
  /// The layers' weights, and those of the second one back to its input.
  private let edgesWeights, edgesBias, mapsWeights, mapsBias, backWeights, zeros: SharedBlock
  private let toEdges, toMaps, back: DirectConvolution

  private static let colours = Hyperparameters.imageChannels

  init(_ sizes: Hyperparameters, pictures count: Int) {
    self.sizes = sizes
    let (H, W) = (sizes.imageHeight, sizes.imageWidth)
    (height, width) = (H / 2, W / 2)
    channels = FastRays.padded(sizes.epipolar.featureChannels)
    element = FastRays.mapElement(sizes)
    framed = SharedBlock(count: count * (H + 3) * (W + 3) * Self.colours)
    pictures = SharedBlock(count: sizes.hasColourPath ? count * H * W * 4 : 0)
    let bordered = count * (height + 2) * (width + 2) * channels
    edges = SharedBlock(count: bordered)
    mapGradients = SharedBlock(count: bordered)
    edgeGradients = SharedBlock(count: bordered)
    maps = SharedBlock(count: count * height * width * element)
    toEdges = DirectConvolution(
      rows: height, columns: width, kernel: 5, stride: 2, inputWidth: W + 3,
      inputChannels: Self.colours, outputChannels: channels, outputRow: (width + 2) * channels,
      outputStep: channels)
    toMaps = DirectConvolution(
      rows: height, columns: width, kernel: 3, inputWidth: width + 2, inputChannels: channels,
      outputChannels: channels, outputRow: width * element, outputStep: element)
    back = DirectConvolution(
      rows: height, columns: width, kernel: 3, inputWidth: width + 2, inputChannels: channels,
      outputChannels: channels, outputRow: (width + 2) * channels, outputStep: channels)
    edgesWeights = SharedBlock(count: toEdges.weightCount)
    mapsWeights = SharedBlock(count: toMaps.weightCount)
    backWeights = SharedBlock(count: back.weightCount)
    edgesBias = SharedBlock(count: channels)
    mapsBias = SharedBlock(count: channels)
    zeros = SharedBlock(count: channels)
  }

  /// Bytes a picture.
  static func byteCount(_ sizes: Hyperparameters) -> Int {
    let (H, W) = (sizes.imageHeight, sizes.imageWidth)
    let channels = FastRays.padded(sizes.epipolar.featureChannels)
    return 4
      * ((H + 3) * (W + 3) * colours + (sizes.hasColourPath ? H * W * 4 : 0)
        + 3 * (H / 2 + 2) * (W / 2 + 2) * channels + H / 2 * (W / 2) * FastRays.mapElement(sizes))
  }

  /// Floats of a picture in each of the arrays.
  var pictureCount: Int { sizes.imageHeight * sizes.imageWidth * 4 }
  var mapCount: Int { height * width * element }
  private var borderedCount: Int { (height + 2) * (width + 2) * channels }
  private var framedCount: Int {
    (sizes.imageHeight + 3) * (sizes.imageWidth + 3) * Self.colours
  }
  /// Where the first element within the border is.
  private var inside: Int { (width + 3) * channels }

  // MARK: - Weights

  /// Floats of the gradients of the layers' weights and biases.
  var gradientCount: Int { Self.gradientCount(sizes) }

  /// The same for a network of some sizes.
  static func gradientCount(_ sizes: Hyperparameters) -> Int {
    let channels = FastRays.padded(sizes.epipolar.featureChannels)
    return (25 * colours + 9 * channels + 2) * channels
  }

  /// Puts the weights into the order of the convolutions.
  func load(_ weights: Weights) {
    let F = sizes.epipolar.featureChannels
    let edges = unsafe weights[VariableNames.featureEdges.kernel]
    for row in 0..<25 * Self.colours {
      for channel in 0..<F {
        unsafe edgesWeights.base[row * channels + channel] = edges[row * F + channel]
      }
    }
    let features = unsafe weights[VariableNames.features.kernel]
    for tap in 0..<9 {
      for input in 0..<F {
        for output in 0..<F {
          let weight = unsafe features[(tap * F + input) * F + output]
          unsafe mapsWeights.base[(tap * channels + input) * channels + output] = weight
          // Back, taps run the other way.
          unsafe backWeights.base[((8 - tap) * channels + output) * channels + input] = weight
        }
      }
    }
    for channel in 0..<F {
      unsafe edgesBias.base[channel] = weights[VariableNames.featureEdges.bias][channel]
      unsafe mapsBias.base[channel] = weights[VariableNames.features.bias][channel]
    }
  }

  /// Adds sums of gradients, in the order of ``backward(picture:into:)``, to those of the variables.
  func addGradients(_ sums: UnsafePointer<Float>, to gradients: WeightGradients) {
    let F = sizes.epipolar.featureChannels
    let edges = unsafe gradients[VariableNames.featureEdges.kernel]
    for row in 0..<25 * Self.colours {
      for channel in 0..<F {
        unsafe edges[row * F + channel] += sums[row * channels + channel]
      }
    }
    let ofMaps = unsafe sums + toEdges.weightCount
    let features = unsafe gradients[VariableNames.features.kernel]
    for tap in 0..<9 {
      for input in 0..<F {
        for output in 0..<F {
          unsafe features[(tap * F + input) * F + output] +=
            ofMaps[(tap * channels + input) * channels + output]
        }
      }
    }
    let biases = unsafe ofMaps + toMaps.weightCount
    for channel in 0..<F {
      unsafe gradients[VariableNames.featureEdges.bias][channel] += biases[channel]
      unsafe gradients[VariableNames.features.bias][channel] += biases[channels + channel]
    }
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
    let edges = unsafe edges.base + picture * borderedCount
    let map = unsafe maps.base + picture * mapCount
    unsafe toEdges.forward(
      framed, weights: edgesWeights.base, bias: edgesBias.base, rectify: true, into: edges + inside)
    unsafe toMaps.forward(
      edges, weights: mapsWeights.base, bias: mapsBias.base, rectify: false, into: map)
    for row in 0..<height {
      for column in 0..<width {
        let target =
          unsafe map + (row * width + column) * element + sizes.epipolar.featureChannels
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
    let first = unsafe mapGradients.base + pictures.lowerBound * borderedCount
    unsafe first.update(repeating: 0, count: pictures.count * borderedCount)
    return unsafe RayKernels.MapGradients(
      first + inside, view: borderedCount, row: (width + 2) * channels, element: channels)
  }

  /// Adds the gradients of the layers' weights by a picture's map.
  ///
  /// - Parameters:
  ///   - picture: its number.
  ///   - sums: ``gradientCount`` floats: weights of the first layer, of the second, biases of both.
  func backward(picture: Int, into sums: UnsafeMutablePointer<Float>) {
    let edges = unsafe edges.base + picture * borderedCount
    let gradients = unsafe mapGradients.base + picture * borderedCount
    let byEdges = unsafe edgeGradients.base + picture * borderedCount
    let ofMaps = unsafe sums + toEdges.weightCount
    let biases = unsafe ofMaps + toMaps.weightCount
    // `back` has the layout of the gradients, which the second layer's weights are multiplied with.
    unsafe back.backwardToWeights(edges, gradient: gradients + inside, into: ofMaps)
    unsafe back.forward(
      gradients, weights: backWeights.base, bias: zeros.base, rectify: false,
      into: byEdges + inside)
    unsafe RayKernels.rectifyGradient(count: borderedCount, rectified: edges, byEdges)
    unsafe toEdges.backwardToWeights(
      framed.base + picture * framedCount, gradient: byEdges + inside, into: sums)
    // The border counts as 0.
    let positions = (height + 2) * (width + 2)
    unsafe RayKernels.addRows(
      positions, columns: channels, byEdges, stride: channels, to: biases)
    unsafe RayKernels.addRows(
      positions, columns: channels, gradients, stride: channels, to: biases + channels)
  }
}
