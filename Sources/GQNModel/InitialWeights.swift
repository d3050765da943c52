package import Tensors

/// The weights that training begins with.
package enum InitialWeights {
  /// Fills a store as TensorFlow's layers do where nothing else is said: kernels uniformly in ±√(6 / (fan in +
  /// fan out)), biases with 0.
  ///
  /// tf-gqn says nothing else. Each variable's numbers depend on the seed and its name alone.
  /// - Parameters:
  ///   - store: receives a value for each of its variables.
  ///   - seed: another number gives other weights.
  /// - Source: Glorot, Bengio, "Understanding the difficulty of training deep feedforward neural networks",
  ///   AISTATS 2010; `tf.glorot_uniform_initializer`, the default of `tf.layers.conv2d`.
  package static func fill(_ store: inout ParameterStore, seed: UInt64) {
    for variable in store.layout.variables {
      let shape = variable.shape
      var values = store.mutableValues(variable.name)
      guard shape.extents.count == 4 else {
        for index in values.indices {
          values[index] = 0
        }
        continue
      }
      // Of the transposed convolution TensorFlow takes out for in; the sum is the same.
      let receptiveField = shape[0] * shape[1]
      let limit = (6 / Double(receptiveField * (shape[2] + shape[3]))).squareRoot()
      var random = SplitMix64(seed: fnv1a64(variable.name, salt: seed))
      for index in values.indices {
        values[index] = Float((Double(random.next() >> 40) / 8_388_608 - 1) * limit)
      }
    }
  }
}
