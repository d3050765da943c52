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

  /// Makes one step.
  ///
  /// - Parameters:
  ///   - parameters: w; changed.
  ///   - gradients: g, of the same layout.
  ///   - learningRate: lr.
  ///   - scale: what every gradient is multiplied by first; see ``clippingScale(of:toNorm:)``.
  package mutating func update(
    _ parameters: inout ParameterStore, gradients: borrowing ParameterStore, learningRate: Double,
    scale: Float = 1
  ) {
    let rate = Float(learningRate) * (1 - beta2Power).squareRoot() / (1 - beta1Power)
    Self.step(
      &parameters, &firstMoment, &secondMoment, gradients: gradients, rate: rate, scale: scale)
    beta1Power *= Self.beta1
    beta2Power *= Self.beta2
  }

  private static func step(
    _ parameters: inout ParameterStore, _ first: inout ParameterStore,
    _ second: inout ParameterStore, gradients: borrowing ParameterStore, rate: Float, scale: Float
  ) {
    let g = gradients.values
    var w = parameters.mutableValues
    var m = first.mutableValues
    var v = second.mutableValues
    precondition(
      g.count == w.count && g.count == m.count,
      "\(g.count) gradients for \(w.count) parameters and \(m.count) moments")
    for index in g.indices {
      let gradient = scale * g[index]
      m[index] += (1 - beta1) * (gradient - m[index])
      v[index] += (1 - beta2) * (gradient * gradient - v[index])
      w[index] -= rate * m[index] / (v[index].squareRoot() + epsilon)
    }
  }

  /// The Euclidean norm of all gradients together.
  package static func norm(of gradients: borrowing ParameterStore) -> Double {
    let values = gradients.values
    var sum = 0.0
    for index in values.indices {
      sum += Double(values[index]) * Double(values[index])
    }
    return sum.squareRoot()
  }

  /// What gradients are multiplied by to have at most a given norm: 1 where they have it already.
  ///
  /// - Source: `tf.clip_by_global_norm`.
  package static func clippingScale(of norm: Double, toNorm limit: Double) -> Float {
    norm > limit ? Float(limit / norm) : 1
  }
}
