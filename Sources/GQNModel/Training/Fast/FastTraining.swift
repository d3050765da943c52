internal import Kernels
internal import Tensors

/// The objective and its gradients in the fast form.
///
/// A batch is worked on in parts of equal size that fit the memory; what is summed over examples is then summed part by
/// part. The bits of a result depend on the size of the parts, but not on the number of threads.
final class FastTraining {
  let sizes: Hyperparameters
  let pool: ThreadPool
  /// How many examples a part has at most, and how many views an example.
  let examples, views: Int
  private let scratch: Scratch
  private let encoder: FastEncoder
  /// Of an epipolar network.
  private let epipolar: FastEpipolar?
  private let constants: GateConstants
  private let draw: FastDraw
  /// With a colour path: what is painted, `[examples, H, W, 4]` or more channels, its gradient, and that of the blended
  /// pictures.
  private let paintings, paintingGradients, blendedGradients: SharedBlock

  /// Whether a network can be computed this way: kernels of 5×5, and a picture by a 1×1 kernel.
  static func supports(_ sizes: Hyperparameters) -> Bool {
    sizes.gateKernelSize == 5 && sizes.latentKernelSize == 5 && sizes.imageKernelSize == 1
  }

  /// Bytes that an example of a part takes, gradients included.
  static func byteCount(_ sizes: Hyperparameters, views: Int) -> Int {
    FastEncoder.byteCount(sizes, views: views) + GateConstants.byteCount(sizes)
      + FastDraw.byteCount(sizes) + FastEpipolar.byteCount(sizes, views: views)
      + 4 * (sizes.hasColourPath ? colourChannels(sizes) * sizes.imageHeight * sizes.imageWidth : 0)
  }

  /// Numbers of a pixel that a colour path needs here: what is painted and its gradient, and that of what is blended.
  private static func colourChannels(_ sizes: Hyperparameters) -> Int {
    2 * sizes.paintedChannels + EpipolarSizes.blendedChannels
  }

  /// Allocates the memory of a part.
  init(_ sizes: Hyperparameters, examples: Int, views: Int, pool: ThreadPool) {
    self.sizes = sizes
    self.examples = examples
    self.views = views
    self.pool = pool
    let half = LatentGrid(height: 2 * sizes.latentHeight, width: 2 * sizes.latentWidth)
    let panel = WinogradKernels.panel
    let tiles = max(PictureGroups.rows, half.tiles)
    scratch = Scratch(
      threads: pool.threadCount,
      count: max(
        WinogradKernels.points * tiles * panel + half.positions * WinogradKernels.block,
        WinogradKernels.points * panel * panel))
    encoder = FastEncoder(sizes, examples: examples, views: views, pool: pool, scratch: scratch)
    epipolar =
      sizes.encoder == .epipolar
      ? FastEpipolar(sizes, examples: examples, views: views, pool: pool) : nil
    constants = GateConstants(sizes, examples: examples, pool: pool, scratch: scratch)
    draw = FastDraw(sizes, examples: examples, constants: constants, pool: pool, scratch: scratch)
    let pixels = sizes.hasColourPath ? examples * sizes.imageHeight * sizes.imageWidth : 0
    paintings = SharedBlock(count: pixels * sizes.paintedChannels)
    paintingGradients = SharedBlock(count: paintings.count)
    blendedGradients = SharedBlock(count: pixels * EpipolarSizes.blendedChannels)
  }

  /// Evaluates a batch.
  ///
  /// - Parameters:
  ///   - batch: of any size.
  ///   - parameters: all variables.
  ///   - settings: which objective.
  ///   - noise: ε.
  ///   - gradients: are added to; nil for the losses alone.
  ///   - preview: is given the image means after each step but the last.
  ///   - finished: is told of every stage's end.
  /// - Returns: losses and image means.
  func evaluate(
    _ batch: borrowing TrainingBatch, parameters: borrowing ParameterStore,
    settings: ObjectiveSettings, noise: TrainingNetwork.Noise,
    gradients: UnsafeMutablePointer<Float>?,
    preview: ((Int, borrowing Tensor) -> Void)? = nil, finished: (TrainingStage) -> Void
  ) -> TrainingNetwork.Evaluation {
    let values = parameters.values
    return unsafe values.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { preconditionFailure("a network without weights") }
      let layout = parameters.layout
      return unsafe evaluate(
        batch, Weights(layout, base), settings, noise,
        gradients.map { unsafe WeightGradients(layout, $0) }, preview, finished)
    }
  }

  private func evaluate(
    _ batch: borrowing TrainingBatch, _ weights: Weights, _ settings: ObjectiveSettings,
    _ noise: TrainingNetwork.Noise, _ gradients: WeightGradients?,
    _ preview: ((Int, borrowing Tensor) -> Void)?, _ finished: (TrainingStage) -> Void
  ) -> TrainingNetwork.Evaluation {
    precondition(batch.views == views, "\(batch.views) views in memory for \(views)")
    let B = batch.examples
    let steps = sizes.generationSteps
    prepare(weights)
    finished(.weights)
    let images = SharedBlock(count: batch.targetFrames.count)
    let previews = preview.map { _ in
      (1..<steps).map { _ in SharedBlock(count: batch.targetFrames.count) }
    }
    var negativeLogLikelihood = 0.0
    var klPerStep = [Double](repeating: 0, count: steps)
    let parts = (B + examples - 1) / examples
    for index in 0..<parts {
      let part = B * index / parts..<B * (index + 1) / parts
      let n = part.count
      let target = Self.range(part, of: batch.targetFrames.count / B)
      let targets = batch.targetFrames.span.extracting(target)
      let frames = batch.contextFrames.span.extracting(
        Self.range(part, of: batch.contextFrames.count / B))
      let poses = batch.contextPoses.span.extracting(
        Self.range(part, of: batch.contextPoses.count / B))
      let queries = batch.queryPoses.span.extracting(
        Self.range(part, of: batch.queryPoses.count / B))
      var representations = encoder.forward(frames: frames, poses: poses, examples: n)
      if let epipolar {
        epipolar.forward(frames: frames, poses: poses, queries: queries, examples: n)
        representations.grids = epipolar.rays
      }
      finished(.encoder)
      constants.forward(representations, queries: queries, examples: n, weights)
      finished(.constants)
      draw.forward(
        examples: n, targetFrames: targets,
        noise: { noise(part.lowerBound + $0, $1, &$2) }, objective: settings.objective)
      for (step, kl) in draw.divergences(examples: n, objective: settings.objective).enumerated() {
        klPerStep[step] += kl
      }
      finished(.draw)
      let imageGradients = SharedBlock(count: gradients == nil ? 0 : target.count)
      for (step, block) in (previews ?? []).enumerated() {
        unsafe paint(after: step, n, into: block.base + target.lowerBound)
      }
      unsafe paint(after: steps - 1, n, into: images.base + target.lowerBound)
      negativeLogLikelihood += unsafe likelihood(
        images.base + target.lowerBound, targets, n, settings, weight: 1 / Double(B),
        imageGradients)
      finished(.picture)
      if let gradients {
        unsafe back(
          representations, imageGradients.base, n,
          klWeight: Float(settings.klWeight / Double(B)), settings.objective, weights, gradients,
          finished)
      }
    }
    if let gradients {
      canvasGradients(weights, gradients)
      finished(.kernelGradients)
    }
    if let preview, let previews {
      for (step, block) in previews.enumerated() {
        preview(step, Tensor(batch.targetFrames.shape, block))
      }
    }
    return TrainingNetwork.Evaluation(
      losses: Losses(
        negativeLogLikelihood: negativeLogLikelihood / Double(B),
        klPerStep: klPerStep.map { $0 / Double(B) }),
      imageMeans: Tensor(batch.targetFrames.shape, images))
  }

  private static func range(_ part: Range<Int>, of count: Int) -> Range<Int> {
    part.lowerBound * count..<part.upperBound * count
  }

  /// Transforms all kernels and computes the canvas's matrices.
  private func prepare(_ weights: Weights) {
    encoder.arrangeBiases(weights)
    epipolar?.load(weights)
    draw.arrangeBiases(weights)
    draw.canvas.clearGradients()
    let kernels =
      draw.transformedKernels + constants.transformedKernels + encoder.transformedKernels
    let tasks = kernels.flatMap { kernel, name in kernel.inputs.indices.map { (kernel, name, $0) } }
    // The matrices take longest, so they come first.
    pool.parallelFor(count: tasks.count + 1) { index, _ in
      guard index > 0 else {
        draw.canvas.compute(weights)
        draw.canvas.arrange()
        return
      }
      let (kernel, name, input) = tasks[index - 1]
      unsafe kernel.transform(weights[name], input: input)
    }
  }

  /// The image means after a step: what is painted, mixed with what the views show where there is a colour path.
  private func paint(after step: Int, _ n: Int, into images: UnsafeMutablePointer<Float>) {
    guard sizes.hasColourPath, let epipolar else {
      unsafe draw.paint(after: step, examples: n, into: images)
      return
    }
    unsafe draw.paint(after: step, examples: n, into: paintings.base)
    unsafe epipolar.blend(paintings.base, examples: n)
    let pixels = sizes.imageHeight * sizes.imageWidth
    pool.parallelFor(count: n) { example, _ in
      unsafe RayKernels.mix(
        pixels: pixels, painted: sizes.paintedChannels,
        painting: paintings.base + example * pixels * sizes.paintedChannels,
        blended: epipolar.blended.base + example * epipolar.blendedCount,
        into: images + example * pixels * 3)
    }
  }

  /// The gradients of what was painted last and of the blended pictures, in place of the former.
  private func mixBackward(_ imageGradients: UnsafePointer<Float>, _ n: Int) {
    guard sizes.hasColourPath, let epipolar else { return }
    let pixels = sizes.imageHeight * sizes.imageWidth
    pool.parallelFor(count: n) { example, _ in
      let painting = example * pixels * sizes.paintedChannels
      unsafe RayKernels.mixBackward(
        pixels: pixels, painted: sizes.paintedChannels, painting: paintings.base + painting,
        blended: epipolar.blended.base + example * epipolar.blendedCount,
        gradient: imageGradients + example * pixels * 3, into: paintingGradients.base + painting,
        blendedGradients.base + example * epipolar.blendedCount)
    }
    unsafe epipolar.blendBackward(
      blendedGradients.base, examples: n, paintingGradients: paintingGradients.base)
  }

  /// The likelihood of some examples, and its gradient by the image means where there is room for it.
  private func likelihood(
    _ means: UnsafePointer<Float>, _ targets: Span<Float>, _ n: Int, _ settings: ObjectiveSettings,
    weight: Double, _ gradients: SharedBlock
  ) -> Double {
    let count = targets.count / n
    var values = [Double](repeating: 0, count: n)
    unsafe values.withUnsafeMutableBufferPointer { values in
      pool.parallelFor(count: n) { example, _ in
        let range = Self.range(example..<example + 1, of: count)
        let mean = unsafe Span(_unsafeStart: means + range.lowerBound, count: count)
        unsafe values[example] = PixelLikelihood.negativeLogarithm(
          mean: mean, target: targets.extracting(range), sigma: settings.pixelSigma)
        guard gradients.count > 0 else { return }
        var gradient = unsafe MutableSpan(
          _unsafeStart: gradients.base + range.lowerBound, count: count)
        PixelLikelihood.backward(
          mean: mean, target: targets.extracting(range), sigma: settings.pixelSigma,
          weight: weight, into: &gradient)
      }
    }
    return values.reduce(0, +)
  }

  private func back(
    _ representations: Representations, _ imageGradients: UnsafePointer<Float>, _ n: Int,
    klWeight: Float, _ objective: Objective, _ weights: Weights, _ gradients: WeightGradients,
    _ finished: (TrainingStage) -> Void
  ) {
    var kernels: [KernelGradient] = []
    unsafe mixBackward(imageGradients, n)
    unsafe draw.backward(
      examples: n,
      imageGradients: sizes.hasColourPath
        ? UnsafePointer(paintingGradients.base) : imageGradients, klWeight: klWeight,
      objective: objective, to: gradients, later: { kernels.append($0) })
    finished(.drawBackward)
    let representationGradients = constants.backward(
      representations, examples: n, weights, to: gradients, later: { kernels.append($0) })
    finished(.constantsBackward)
    encoder.backward(
      representationGradients, examples: n, to: gradients, later: { kernels.append($0) })
    if let epipolar, let rays = representationGradients.grids {
      epipolar.backward(rays, examples: n, to: gradients)
    }
    finished(.encoderBackward)
    let tasks = kernels.flatMap { kernel in
      (0..<kernel.kernel.gradientTasks).map { (kernel, $0) }
    }
    pool.parallelFor(count: tasks.count) { index, worker in
      let (gradient, task) = tasks[index]
      guard gradient.count > 0 else { return }
      unsafe gradient.kernel.addGradient(
        gradient.inputs, row: gradient.firstRow, gradient.gradients,
        row: gradient.firstGradientRow, count: gradient.count, task: task,
        scratch: scratch.base(worker), into: gradients[gradient.name])
    }
    finished(.kernelGradients)
  }

  /// From the canvas's matrices to the variables, once a batch.
  private func canvasGradients(_ weights: Weights, _ gradients: WeightGradients) {
    draw.canvas.addGradients(weights, to: gradients, pool: pool)
  }
}
