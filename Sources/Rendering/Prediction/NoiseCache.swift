internal import GQNModel
internal import Kernels
internal import Synchronization

/// The noise of the frames of a batch; what frames share is drawn once.
struct NoiseCache {
  private let hyperparameters: Hyperparameters
  private let sampling: LatentSampling
  private var known: [SIMD2<Int>: LatentNoise] = [:]

  init(_ hyperparameters: Hyperparameters, _ sampling: LatentSampling) {
    self.hyperparameters = hyperparameters
    self.sampling = sampling
  }

  /// The noise of each query.
  mutating func noise(
    for queries: ArraySlice<ViewPredictor.Query>, pool: ThreadPool
  ) -> [LatentNoise] {
    let keys = queries.map { sampling.key(frame: $0.frame, sample: $0.sample) }
    // Noise that only this batch needs would fill the memory of a long flight.
    known = known.filter { keys.contains($0.key) }
    var missing: [SIMD2<Int>] = []
    for key in keys where known[key] == nil && !missing.contains(key) {
      missing.append(key)
    }
    let drawn = Mutex<[Int: LatentNoise]>([:])
    pool.parallelFor(count: missing.count) { index, _ in
      let key = missing[index]
      let noise = LatentNoise(hyperparameters) { step, epsilon in
        sampling.write(frame: key.x, sample: key.y, step: step, into: &epsilon)
      }
      drawn.withLock { $0[index] = noise }
    }
    for (index, noise) in drawn.withLock({ $0 }) {
      known[missing[index]] = noise
    }
    return keys.compactMap { known[$0] }
  }
}
