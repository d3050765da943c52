import TestSupport
import Tensors
import Testing

@testable import GQNModel

/// The generator's word on the depths of pixels: it decides what the colour path shows.
struct EpipolarDepthLogitTests {
  private let test = EpipolarCase(size: (12, 20), views: 1, count: 1)
  private var query: [Float] { test.pose(0) }
  /// A camera beside the query's that looks the same way.
  private var viewPose: [Float] {
    var pose = query
    pose[0] -= 0.2
    pose[1] += 0.15
    return pose
  }

  private func parameters(
    _ sizes: Hyperparameters, _ variables: [ParameterLayout.Variable], bias: [Int: Float] = [:]
  ) -> ParameterStore {
    var parameters = ParameterStore(ParameterLayout(variables))
    UntrainedWeights.fill(&parameters)
    var biases = parameters.mutableValues(VariableNames.image.bias)
    for (channel, value) in bias { biases[channel] = value }
    return parameters
  }

  /// What a view shows of a pixel's point at a depth, and how much it sees it.
  private func shown(_ view: EpipolarView, pixel: Int, depth: Int) -> (ViewPlace, [Float]) {
    let sizes = test.sizes
    let plane = PicturePlane(sizes)
    let (row, column) = pixel.quotientAndRemainder(dividingBy: sizes.imageWidth)
    let point = plane.point(
      EpipolarCamera(encoded: query), x: Double(column) + 0.5, y: Double(row) + 0.5,
      depth: sizes.epipolar.depths[depth])
    let place = plane.place(of: point, in: view.camera)
    let taps = BilinearTaps(
      x: place.x, y: place.y, height: sizes.imageHeight, width: sizes.imageWidth)
    return (place, (0..<3).map { taps.sample(view.picture, channels: 3, channel: $0) })
  }

  @Test func `a logit of one pixel and depth shows the view's colour there, and changes no other`()
  {
    let sizes = test.sizes
    let (D, pixels) = (test.depths, sizes.imageHeight * sizes.imageWidth)
    let parameters = parameters(sizes, sizes.trainingVariables)
    let view = EpipolarEncoder(sizes).view(
      frame: test.picture(0).span, pose: viewPose, parameters: parameters)
    let path = ColourPath(sizes)
    func blended(_ logits: [Float]) -> [Float] {
      path.blended(
        ColourPath.Input(
          query: EpipolarCamera(encoded: query),
          scores: uniformNumbers(pixels * D, seed: 3), depthLogits: logits),
        views: [view], parameters: parameters)
    }
    let zeros = [Float](repeating: 0, count: pixels * D)
    let silent = blended([])
    #expect(blended(zeros) == silent)
    var seen = 0
    for pixel in stride(from: 0, to: pixels, by: 7) {
      for depth in 0..<D {
        let (place, colour) = shown(view, pixel: pixel, depth: depth)
        var logits = zeros
        logits[pixel * D + depth] = 60
        let picture = blended(logits)
        for other in 0..<pixels where other != pixel || place.weight == 0 {
          #expect(picture[other * 4..<other * 4 + 4] == silent[other * 4..<other * 4 + 4])
        }
        guard place.weight > 1e-3 else { continue }
        seen += 1
        expectClose(
          Array(picture[pixel * 4..<pixel * 4 + 4]), colour + [1], within: 1e-5,
          "pixel \(pixel), depth \(depth)")
      }
    }
    #expect(seen > 40)
  }

  /// The biases of what is painted say of all pixels that they lie at one depth, and that all is copied.
  @Test(arguments: [0, 1, 3], RenderingForm.allCases)
  func `a picture shows the depth that the generator names`(depth: Int, form: RenderingForm) {
    let sizes = test.sizes
    let network = GenerativeQueryNetwork(
      sizes,
      parameters: parameters(sizes, sizes.renderingVariables, bias: [3: 60, 4 + depth: 80]))
    let scene = network.representation(frame: test.picture(0).span, pose: viewPose)
    let mean = form.imageMeans(
      network, scene, [Query(pose: query) { uniformNumbers($1, seed: UInt64($0)) }])[0]
    var seen = 0
    for pixel in 0..<sizes.imageHeight * sizes.imageWidth {
      let (place, colour) = shown(scene.views[0], pixel: pixel, depth: depth)
      guard place.weight > 1e-3 else { continue }
      seen += 1
      expectClose(
        Array(mean[pixel * 3..<pixel * 3 + 3]), colour, within: 2e-5, "pixel \(pixel)")
    }
    #expect(seen > 40)
  }

  /// Without logits the generator paints four channels, and the other weights are the same: the picture is that of logits
  /// which say nothing.
  @Test(arguments: RenderingForm.allCases)
  func `logits of 0 are none`(form: RenderingForm) {
    func mean(hasDepthLogits: Bool) -> [Float] {
      var test = test
      test.hasDepthLogits = hasDepthLogits
      let sizes = test.sizes
      var store = parameters(sizes, sizes.renderingVariables)
      let painted = sizes.paintedChannels
      // The kernel `[1, 1, canvas, painted]` and the bias by channels, the same for the first four.
      let numbers = uniformNumbers(4 * (sizes.canvasChannels + 1), seed: 8).map { 0.3 * $0 }
      for (name, first) in [(VariableNames.image.kernel, 4), (VariableNames.image.bias, 0)] {
        var values = store.mutableValues(name)
        for index in values.indices {
          let (row, channel) = index.quotientAndRemainder(dividingBy: painted)
          values[index] = channel < 4 ? numbers[first + row * 4 + channel] : 0
        }
      }
      let network = GenerativeQueryNetwork(sizes, parameters: store)
      let scene = network.representation(frame: test.picture(0).span, pose: viewPose)
      return form.imageMeans(
        network, scene, [Query(pose: query) { uniformNumbers($1, seed: UInt64($0)) }])[0]
    }
    expectClose(mean(hasDepthLogits: true), mean(hasDepthLogits: false), within: 1e-6)
  }
}
