package import Tensors

/// Weights that are a function of the variables' names: for trials of everything around a network, and
/// for comparisons across languages, without storing or sending a file.
///
/// The numbers are small enough for every activation to stay of order 1. Pictures of such a network
/// mean nothing.
package enum UntrainedWeights {
  /// Fills a store.
  ///
  /// - Parameters:
  ///   - store: receives a value for each of its variables.
  ///   - salt: another number gives other weights.
  package static func fill(_ store: inout ParameterStore, salt: UInt64 = 0) {
    for variable in store.layout.variables {
      let scale = scale(of: variable)
      let offset: Float = variable.name == VariableNames.image.bias ? 0.5 : 0
      var random = SplitMix64(seed: fnv1a64(variable.name, salt: salt))
      var values = store.mutableValues(variable.name)
      for index in values.indices {
        let uniform = Float(Double(random.next() >> 40) / 8_388_608 - 1)
        values[index] = uniform * scale + offset
      }
    }
  }

  /// Kernels keep the variance of what they are applied to (times a gain); biases are up to 0.1.
  private static func scale(of variable: ParameterLayout.Variable) -> Float {
    let shape = variable.shape
    guard shape.extents.count == 4 else { return 0.1 }
    let isUpsample = variable.name == VariableNames.upsample.kernel
    let fanIn = isUpsample ? shape[3] : shape[0] * shape[1] * shape[2]
    let gain =
      variable.name.contains("Encoder/")
      ? 1.4 : variable.name == VariableNames.image.kernel ? 0.25 : 1
    return Float(gain * (3 / Double(fanIn)).squareRoot())
  }
}
