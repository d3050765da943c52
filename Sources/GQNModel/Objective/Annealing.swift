extension Hyperparameters {
  /// Standard deviation of a pixel at a training step, counted from 0.
  ///
  /// - Source: tf-gqn `gqn/gqn_model.py`, `_linear_noise_annealing`.
  package func pixelSigma(step: Int) -> Double {
    Self.annealed(from: firstPixelSigma, to: lastPixelSigma, over: pixelSigmaSteps, step: step)
  }

  /// Learning rate at a training step, counted from 0.
  ///
  /// - Source: tf-gqn `gqn/gqn_model.py`, `_linear_lr_annealing`.
  package func learningRate(step: Int) -> Double {
    Self.annealed(
      from: firstLearningRate, to: lastLearningRate, over: learningRateSteps, step: step)
  }

  /// A straight line from the first value at step 0 to the last one, which is kept from then on.
  private static func annealed(
    from first: Double, to last: Double, over steps: Int, step: Int
  ) -> Double {
    guard step < steps else { return last }
    return last + (first - last) * (1 - Double(step) / Double(steps))
  }
}
