internal import Cameras
internal import GQNModel
internal import Kernels
internal import LinuxSystem
internal import Tensors
internal import Training

/// Measures steps of training, and what they are compared with.
struct TrainBenchmark {
  struct Settings {
    let sizes: Hyperparameters
    let batch: Int
    let objective: Objective
    let memory, threads, runs: Int
    let usesPlainForm: Bool
  }

  private let settings: Settings
  private let pool: ThreadPool
  private let objective: ObjectiveSettings

  init(_ settings: Settings) {
    self.settings = settings
    pool = ThreadPool(threadCount: settings.threads)
    objective = ObjectiveSettings(
      settings.objective, pixelSigma: settings.sizes.pixelSigma(step: 0))
  }

  func run() -> TrainReport {
    let sizes = settings.sizes
    let network = TrainingNetwork(
      sizes, pool: pool, memory: settings.memory, usesPlainForm: settings.usesPlainForm)
    let batch = batch(settings.batch)
    var parameters = ParameterStore(ParameterLayout(sizes.trainingVariables))
    InitialWeights.fill(&parameters, seed: 1)
    var gradients = ParameterStore(parameters.layout)
    var adam = Adam(parameters.layout)
    var report = TrainReport(settings, threads: pool.threadCount)
    report.examplesAtATime = network.examplesAtATime(batch: settings.batch, views: batch.views)
    // Once, so that all memory has been used; the weights stay small with a rate of 0.
    _ = network.gradients(
      of: batch, parameters: parameters, settings: objective, noise: noise, into: &gradients)
    adam.update(&parameters, gradients: gradients, learningRate: 0, pool: pool)
    report.peakMemoryBytes = Machine.peakMemoryBytes
    time(network, batch, &parameters, &gradients, &adam, &report)
    if !settings.usesPlainForm { compare(network, parameters, &gradients, &report) }
    return report
  }

  /// Steps and products in turns.
  private func time(
    _ network: TrainingNetwork, _ batch: borrowing TrainingBatch,
    _ parameters: inout ParameterStore, _ gradients: inout ParameterStore, _ adam: inout Adam,
    _ report: inout TrainReport
  ) {
    let limit = TrainingLimit(
      settings.sizes, examples: report.examplesAtATime, views: batch.views, pool: pool)
    var (steps, limits, updates) = (Timings(), Timings(), Timings())
    var (processor, limitProcessor) = (Timings(), Timings())
    var stages: [TrainingStage: Timings] = [:]
    for _ in 0..<settings.runs {
      let (start, used) = (Machine.monotonicSeconds, Machine.processorSeconds)
      var last = start
      var parts: [TrainingStage: Double] = [:]
      _ = network.gradients(
        of: batch, parameters: parameters, settings: objective, noise: noise, into: &gradients,
        finished: { stage in
          let now = Machine.monotonicSeconds
          parts[stage, default: 0] += now - last
          last = now
        })
      let evaluated = Machine.monotonicSeconds
      adam.update(&parameters, gradients: gradients, learningRate: 0, pool: pool)
      let end = Machine.monotonicSeconds
      steps.append(end - start)
      let stillUsed = Machine.processorSeconds
      processor.append(stillUsed - used)
      updates.append(end - evaluated)
      for (stage, seconds) in parts {
        stages[stage, default: Timings()].append(seconds)
      }
      limits.time { limit.run() }
      limitProcessor.append(Machine.processorSeconds - stillUsed)
    }
    let perSample = 1 / Double(settings.batch)
    report.secondsPerSample = steps.median * perSample
    report.leastSecondsPerSample = steps.minimum * perSample
    report.processorSecondsPerSample = processor.median * perSample
    // The limit's batch has as many examples as are worked on at a time.
    let perExample = 1 / Double(report.examplesAtATime)
    report.limitSecondsPerSample = limits.median * perExample
    report.leastLimitSecondsPerSample = limits.minimum * perExample
    report.limitProcessorSecondsPerSample = limitProcessor.median * perExample
    report.operationsPerSample = limit.operationsPerExample
    for stage in TrainingStage.allCases {
      report.stages.append(
        .init(name: stage.rawValue, seconds: (stages[stage]?.median ?? 0) * perSample))
    }
    report.stages.append(.init(name: "adam", seconds: updates.median * perSample))
  }

  /// One example by both forms.
  private func compare(
    _ network: TrainingNetwork, _ parameters: borrowing ParameterStore,
    _ gradients: inout ParameterStore, _ report: inout TrainReport
  ) {
    let batch = batch(1)
    let plain = TrainingNetwork(settings.sizes, pool: pool, usesPlainForm: true)
    var expected = ParameterStore(gradients.layout)
    let fastLosses = network.gradients(
      of: batch, parameters: parameters, settings: objective, noise: noise, into: &gradients
    ).losses
    let plainLosses = plain.gradients(
      of: batch, parameters: parameters, settings: objective, noise: noise, into: &expected
    ).losses
    report.lossDifference =
      abs(fastLosses.total - plainLosses.total) / plainLosses.total
    for variable in gradients.layout.variables {
      let (a, b) = (gradients.values(variable.name), expected.values(variable.name))
      var (difference, largest) = (Float(0), Float(0))
      for index in a.indices {
        // A NaN is no small difference.
        let one = abs(a[index] - b[index])
        difference = one <= difference ? difference : one
        largest = max(largest, abs(b[index]))
      }
      let relative = Double(difference / max(largest, .leastNormalMagnitude))
      report.maxGradientDifference =
        relative <= report.maxGradientDifference ? report.maxGradientDifference : relative
    }
  }

  private var noise: TrainingNetwork.Noise {
    { example, step, epsilon in
      GaussianNoise(seed: 1).write(frame: example, sample: 0, step: step, into: &epsilon)
    }
  }

  /// Pictures of no meaning, and cameras on a ring that look at its middle: what a ray's point is seen by takes time.
  private func batch(_ examples: Int) -> TrainingBatch {
    var batch = TrainingBatch(
      settings.sizes, examples: examples, views: settings.sizes.contextSize)
    var random = SplitMix64(seed: 1)
    func fill(_ tensor: inout Tensor, _ scale: Float, _ offset: Float) {
      var span = tensor.mutableSpan
      for index in span.indices {
        span[index] = (Float(random.next() >> 40) / 8_388_608 - 1) * scale + offset
      }
    }
    fill(&batch.contextFrames, 0.5, 0.5)
    fill(&batch.targetFrames, 0.5, 0.5)
    let cameras = BenchmarkScene.cameras(3 * (batch.views + 1)).map { $0.encoded(as: .training) }
    func place(_ tensor: inout Tensor, _ range: Range<Int>, _ camera: Int) {
      var span = tensor.mutableSpan(of: range)
      for index in span.indices { span[index] = cameras[camera % cameras.count][index] }
    }
    for example in 0..<examples {
      for view in 0..<batch.views {
        place(
          &batch.contextPoses, batch.pose(example: example, view: view), example + 3 * view + 1)
      }
      place(&batch.queryPoses, batch.query(example: example), example)
    }
    return batch
  }
}
