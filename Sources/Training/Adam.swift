package import Kernels
package import Tensors

/// The optimizer Adam in TensorFlow's formulation.
///
///     lr_t = lr · √(1 − β2^t) / (1 − β1^t)
///     m += (1 − β1) · (g − m)      v += (1 − β2) · (g² − v)      w −= lr_t · m / (√v + ε)
///
/// All of it is computed in single precision, as TensorFlow does, so that a snapshot can go back and
/// forth between both.
/// - Source: Kingma, Ba, "Adam", ICLR 2015, end of section 2; `tf.train.AdamOptimizer`.
package struct Adam: ~Copyable, Sendable {
  /// Decay of the first and the second moment, and what keeps the quotient finite.
  package static let beta1: Float = 0.9
  package static let beta2: Float = 0.999
  package static let epsilon: Float = 1e-8

  /// m of every variable (`NAME/Adam` in a checkpoint).
  package var firstMoment: ParameterStore
  /// v of every variable (`NAME/Adam_1`).
  package var secondMoment: ParameterStore
  /// β1^t for the next step t, counted from 1 (`beta1_power`): multiplied up, as TensorFlow does.
  package var beta1Power = beta1
  /// β2^t for the next step (`beta2_power`).
  package var beta2Power = beta2

  /// Creates an optimizer that has not made a step.
  package init(_ layout: ParameterLayout) {
    firstMoment = ParameterStore(layout)
    secondMoment = ParameterStore(layout)
  }

  /// Numbers that a thread works on at a time; sums are taken over as many first.
  private static let chunk = 1 << 16

  /// Makes one step.
  ///
  /// - Parameters:
  ///   - parameters: w; changed.
  ///   - gradients: g, of the same layout.
  ///   - learningRate: lr.
  ///   - scale: what every gradient is multiplied by first; see ``clippingScale(of:toNorm:)``.
  ///   - pool: the threads that work, which do not change the result.
  package mutating func update(
    _ parameters: inout ParameterStore, gradients: borrowing ParameterStore, learningRate: Double,
    scale: Float = 1, pool: ThreadPool
  ) {
    let rate = Float(learningRate) * (1 - beta2Power).squareRoot() / (1 - beta1Power)
    let count = gradients.layout.blockCount
    precondition(
      parameters.layout.blockCount == count && firstMoment.layout.blockCount == count,
      "\(count) gradients for \(parameters.layout.blockCount) parameters and "
        + "\(firstMoment.layout.blockCount) moments")
    let rates = (
      weights: rate, first: 1 - Self.beta1, second: 1 - Self.beta2, epsilon: Self.epsilon,
      scale: scale
    )
    let values = gradients.values
    unsafe values.withUnsafeBufferPointer { g in
      unsafe parameters.withUnsafeMutableBlock { w in
        unsafe firstMoment.withUnsafeMutableBlock { m in
          unsafe secondMoment.withUnsafeMutableBlock { v in
            guard let g = g.baseAddress, let w = w.baseAddress, let m = m.baseAddress,
              let v = v.baseAddress
            else { return }
            Self.inChunks(of: count, pool) { start, count in
              unsafe TrainingKernels.adam(
                rates, count: count, gradients: g + start, weights: w + start, first: m + start,
                second: v + start)
            }
          }
        }
      }
    }
    beta1Power *= Self.beta1
    beta2Power *= Self.beta2
  }

  private static func inChunks(
    of count: Int, _ pool: ThreadPool, _ body: (_ start: Int, _ count: Int) -> Void
  ) {
    let chunks = (count + chunk - 1) / chunk
    pool.parallelFor(count: chunks) { index, _ in
      body(index * chunk, min(chunk, count - index * chunk))
    }
  }

  /// The Euclidean norm of all gradients together.
  ///
  /// - Parameters:
  ///   - gradients: of all variables.
  ///   - pool: the threads that work, which do not change the result.
  /// - Returns: the root of the sum of squares.
  package static func norm(
    of gradients: borrowing ParameterStore, pool: ThreadPool
  ) -> Double {
    let values = gradients.values
    let count = values.count
    var sums = [Double](repeating: 0, count: (count + chunk - 1) / chunk)
    unsafe sums.withUnsafeMutableBufferPointer { sums in
      inChunks(of: count, pool) { start, count in
        var sum = 0.0
        for index in start..<start + count {
          sum += Double(values[index]) * Double(values[index])
        }
        unsafe sums[start / chunk] = sum
      }
    }
    return sums.reduce(0, +).squareRoot()
  }

  /// What gradients are multiplied by to have at most a given norm: 1 where they have it already.
  ///
  /// - Source: `tf.clip_by_global_norm`.
  package static func clippingScale(of norm: Double, toNorm limit: Double) -> Float {
    norm > limit ? Float(limit / norm) : 1
  }
}
