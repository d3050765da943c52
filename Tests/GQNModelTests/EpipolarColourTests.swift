import Kernels
import TestSupport
import Tensors
import Testing

@testable import GQNModel

/// The colour path of the epipolar representation by itself: what it sees, and what it does where it sees nothing.
struct EpipolarColourTests {
  /// A camera that stands at a place and looks horizontally, along x where nothing else is said.
  private func pose(_ x: Float, _ y: Float, _ z: Float = 0, sine: Float = 0, cosine: Float = 1)
    -> [Float]
  {
    [x, y, z, sine, cosine, 0, 1]
  }

  private func parameters(_ sizes: Hyperparameters, salt: UInt64 = 0) -> ParameterStore {
    var parameters = ParameterStore(ParameterLayout(sizes.trainingVariables))
    UntrainedWeights.fill(&parameters, salt: salt)
    return parameters
  }

  private func views(
    _ test: EpipolarCase, _ poses: [[Float]], _ parameters: borrowing ParameterStore
  ) -> [EpipolarView] {
    let encoder = EpipolarEncoder(test.sizes)
    var views: [EpipolarView] = []
    for (number, pose) in poses.enumerated() {
      views.append(
        encoder.view(frame: test.picture(number).span, pose: pose, parameters: parameters))
    }
    return views
  }

  /// Logits of order 1, `[H · W, D]`; none for a network without them.
  private func depthLogits(_ sizes: Hyperparameters) -> [Float] {
    uniformNumbers(sizes.imageHeight * sizes.imageWidth * sizes.depthLogitChannels, seed: 12)
      .map { 2 * $0 }
  }

  // MARK: - Angles

  @Test func `cosines are those of known triangles`() {
    let point = SIMD3(1.0, 2, 3)
    func cosine(_ first: SIMD3<Double>, _ second: SIMD3<Double>) -> Double {
      ViewingAngle.cosine(at: point, from: point + first, and: point + second)
    }
    #expect(abs(cosine(SIMD3(2, 0, 0), SIMD3(0, 0, 5))) < 1e-15)
    #expect(abs(cosine(SIMD3(1, 1, 0), SIMD3(-3, -3, 0)) + 1) < 1e-15)
    #expect(abs(cosine(SIMD3(0, 2, 0), SIMD3(0, 7, 0)) - 1) < 1e-15)
    // 60 degrees in an equilateral triangle, and the angle of 3, 4, 5.
    #expect(abs(cosine(SIMD3(1, -1, 0), SIMD3(1, 0, -1)) - 0.5) < 1e-15)
    #expect(abs(cosine(SIMD3(3, 0, 0), SIMD3(3, 4, 0)) - 0.6) < 1e-15)
    #expect(cosine(SIMD3(0, 0, 0), SIMD3(1, 0, 0)) == 0)
  }

  /// What the kernel keeps of each point is compared with what the plain form looks up.
  @Test(arguments: EpipolarCase.all.filter(\.hasColourPath), ["baseline", "AVX2", "AVX-512"])
  func `the kernel keeps what the views show`(test: EpipolarCase, instructions: String) {
    let sizes = test.sizes
    let parameters = parameters(sizes)
    let poses = (0..<test.views).map { test.pose(100 + $0) }
    let views = views(test, poses, parameters)
    let query = EpipolarCamera(encoded: test.pose(0))
    let (D, V) = (sizes.epipolar.depthSamples, test.views)
    let fast = FastRays(sizes)
    let coarse = uniformNumbers(fast.grid.count * D, seed: 11)
    let path = ColourPath(sizes)
    let logits = depthLogits(sizes)
    let input = ColourPath.Input(
      query: query, scores: path.upsampling.forward(coarse), depthLogits: logits)
    let weights = RayWeights(sizes, parameters)
    let pictures = FastViews(views, sizes).pictures
    let spread = SharedBlock(count: fast.spreadCount)
    let kept = SharedBlock(count: fast.keptRowCount(views: V))
    let scratch = SharedBlock(count: fast.blendScratchCount(views: V))
    let blended = SharedBlock(count: sizes.imageWidth * 4)
    WinogradKernels.withInstructionSet(limitedTo: instructions) {
      unsafe coarse.withUnsafeBufferPointer { coarse in
        guard let base = coarse.baseAddress else { return }
        unsafe fast.spread(base, stride: 1, into: spread.base)
      }
      for index in [0, sizes.imageHeight / 2, sizes.imageHeight - 1] {
        unsafe logits.withUnsafeBufferPointer { logits in
          unsafe RayKernels.blend(
            fast.bundle(fast.pixels, query, views.map(\.camera)), fast.colours(weights),
            pictures: pictures.base, spread: spread.base,
            depthLogits: logits.isEmpty
              ? nil : logits.baseAddress.map { unsafe $0 + index * sizes.imageWidth * D },
            logitStride: D, row: index, scratch: scratch.base, kept: kept.base,
            keptStride: fast.keptCount(views: V), into: blended.base)
        }
        let row = path.row(index, input, views, parameters)
        func vector(_ column: Int, _ depth: Int, _ vector: Int) -> Float {
          let first = column / 16 * fast.keptCount(views: V)
          return unsafe kept.base[
            first + (depth * (8 + RayKernels.colourKept * V) + vector) * 16 + column % 16]
        }
        var (points, seen, shares): ([Float], [Float], [Float]) = ([], [], [])
        for column in 0..<sizes.imageWidth {
          for depth in 0..<D {
            points += (0..<8).map { vector(column, depth, $0) }
            for view in 0..<V {
              let first = 8 + RayKernels.colourKept * view
              seen += (0..<4).map { vector(column, depth, first + $0) }
              shares.append(vector(column, depth, first + 4))
            }
          }
        }
        expectClose(points, row.points, within: 2e-5, "points of row \(index)")
        expectClose(seen, row.views, within: 2e-5, "views of row \(index)")
        expectClose(shares, row.shares, within: 2e-5, "shares of row \(index)")
        expectClose(
          (0..<row.blended.count).map { unsafe blended.base[$0] }, row.blended, within: 2e-5,
          "row \(index)")
      }
    }
  }

  @Test func `a view from the query's place has the cosine 1, wherever it looks`() {
    let test = EpipolarCase(views: 1)
    let parameters = parameters(test.sizes)
    let views = views(test, [pose(0.5, -2, 1, sine: 0.28, cosine: 0.96)], parameters)
    let scores = [Float](repeating: 0, count: 16 * 16 * test.depths)
    let row = ColourPath(test.sizes).row(
      8,
      ColourPath.Input(
        query: EpipolarCamera(encoded: pose(0.5, -2, 1)), scores: scores, depthLogits: []),
      views, parameters)
    let cosines = stride(from: 3, to: row.views.count, by: 4).map { row.views[$0] }
    #expect(row.weights.contains { $0 > 0 } && row.weights.contains { $0 == 0 })
    for (weight, cosine) in zip(row.weights, cosines) {
      #expect(weight > 0 ? abs(cosine - 1) < 1e-6 : cosine == 0)
    }
  }

  // MARK: - Borders

  /// The blended pictures of a flight sideways past views that lose the points one after the other.
  private func flight(_ places: [Float]) -> [[Float]] {
    var test = EpipolarCase(size: (8, 12), views: 2)
    test.depths = 3
    let parameters = parameters(test.sizes, salt: 3)
    let views = views(test, [pose(0, 0), pose(0.2, 0.4, 0.1)], parameters)
    let coarse = uniformNumbers(2 * 3 * 3, seed: 9)
    return places.map { place in
      let camera = EpipolarCamera(encoded: pose(0.3, place))
      let path = ColourPath(test.sizes)
      return path.blended(
        ColourPath.Input(
          query: camera, scores: path.upsampling.forward(coarse),
          depthLogits: depthLogits(test.sizes)), views: views, parameters: parameters)
    }
  }

  @Test func `nothing jumps where a view loses a point`() {
    var (start, end, steps) = (Float(0), Float(10), 800)
    var change: Float = 0
    // The largest change is looked at more and more closely: where it is a jump it stays.
    for level in 0..<4 {
      let places = (0...steps).map { start + (end - start) * Float($0) / Float(steps) }
      let pictures = flight(places)
      let changes = zip(pictures, pictures.dropFirst()).map { before, after in
        zip(before, after).reduce(Float(0)) { max($0, abs($1.0 - $1.1)) }
      }
      change = changes.reduce(0, max)
      let largest = changes.firstIndex(of: change) ?? 0
      (start, end, steps) = (places[largest], places[largest + 1], 16)
      guard level == 0 else { continue }
      #expect(change > 0.01)
      // The first picture is covered, the last one sees nothing of the views any more.
      func coverage(_ picture: [Float]) -> [Float] {
        stride(from: 3, to: picture.count, by: 4).map { picture[$0] }
      }
      #expect(coverage(pictures[0]).allSatisfy { $0 > 0.1 })
      #expect(coverage(pictures[800]).allSatisfy { $0 == 0 })
    }
    #expect(change < 1e-3)
  }

  /// The query looks away from all that the views show.
  @Test(arguments: [true, false], ["baseline", "AVX2", "AVX-512"])
  func `what no view sees is imagined alone`(plain: Bool, instructions: String) {
    let test = EpipolarCase(size: (12, 20), views: 2, count: 1)
    let sizes = test.sizes
    func evaluate(copying bias: Float) -> (means: [Float], gradients: [String: [Float]]) {
      var batch = TrainingBatch(sizes, examples: 1, views: 2)
      func fill(_ tensor: inout Tensor, _ range: Range<Int>, _ values: [Float]) {
        var span = tensor.mutableSpan(of: range)
        for index in span.indices { span[index] = values[index] }
      }
      for view in 0..<2 {
        fill(&batch.contextFrames, batch.frame(example: 0, view: view), test.picture(view))
        fill(
          &batch.contextPoses, batch.pose(example: 0, view: view), pose(Float(view) * 0.1, 0))
      }
      fill(&batch.targetFrames, batch.target(example: 0), test.picture(7))
      fill(&batch.queryPoses, batch.query(example: 0), pose(-0.5, 0, cosine: -1))
      var parameters = parameters(sizes)
      var biases = parameters.mutableValues(VariableNames.image.bias)
      biases[3] = bias
      var gradients = ParameterStore(parameters.layout)
      let network = TrainingNetwork(
        sizes, pool: ThreadPool(threadCount: 2), usesPlainForm: plain)
      let evaluation = network.gradients(
        of: batch, parameters: parameters, settings: ObjectiveSettings(pixelSigma: 0.8),
        noise: { example, step, epsilon in
          GaussianNoise(seed: 5).write(frame: example, sample: 0, step: step, into: &epsilon)
        }, into: &gradients)
      var result: [String: [Float]] = [:]
      for variable in gradients.layout.variables {
        let values = gradients.values(variable.name)
        result[variable.name] = values.indices.map { values[$0] }
      }
      return (evaluation.imageMeans.array(), result)
    }
    WinogradKernels.withInstructionSet(limitedTo: instructions) {
      let (means, gradients) = evaluate(copying: 0)
      #expect(means.allSatisfy { $0.isFinite })
      #expect(gradients.values.joined().allSatisfy { $0.isFinite })
      for (name, gradient) in gradients where name.contains("/colours/") {
        #expect(gradient.allSatisfy { $0 == 0 }, "\(name)")
      }
      // How much the generator would have copied does not matter.
      #expect(evaluate(copying: 5).means == means)
      let ofBias = gradients[VariableNames.image.bias] ?? []
      #expect(ofBias.count == sizes.paintedChannels && ofBias.contains { $0 != 0 })
      #expect(ofBias.dropFirst(3).allSatisfy { $0 == 0 })
    }
  }

  // MARK: - Many views

  /// A scene may have a thousand views; memory is laid out for as many as there are.
  @Test func `a hundred views are weighed as a few`() {
    let test = EpipolarCase(size: (8, 20), depths: 3, views: 100, count: 1)
    let network = untrainedNetwork(test.sizes)
    var scene = SceneRepresentation(network.hyperparameters)
    for view in 0..<test.views {
      scene.add(
        network.representation(
          frame: test.picture(view).span, pose: test.pose(100 + view)))
    }
    let query = Query(pose: test.pose(0)) { step, count in
      uniformNumbers(count, seed: UInt64(step))
    }
    let expected = RenderingForm.plain.imageMeans(network, scene, [query])
    let actual = RenderingForm.fast.imageMeans(network, scene, [query])
    expectClose(actual[0], expected[0], within: 1e-4)
  }
}
