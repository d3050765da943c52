package import GQNModel
package import Kernels
package import Tensors
internal import TensorFlowFormats

/// Everything that a training needs to go on: the weights, Adam's moments, and the numbers beside them.
///
/// As tf-gqn's: each variable `NAME` with `NAME/Adam` and `NAME/Adam_1`, the first and second moments;
/// `beta1_power` and `beta2_power`, β₁ and β₂ to the power of one more than the steps; `global_step`.
/// Names that begin with `gqn/` are ours, and TensorFlow passes them by.
package struct TrainingCheckpoint: ~Copyable, Sendable {
  /// The weights, and the moments in the same layout.
  package var parameters, firstMoments, secondMoments: ParameterStore
  /// β₁ and β₂ to the power of one more than the steps.
  package var beta1Power, beta2Power: Float
  /// Steps that were taken.
  package var step: Int
  /// Further whole numbers by name, such as the seed.
  package var numbers: [String: Int64]

  private static let ownScope = "gqn/"

  /// Gathers a training's numbers.
  ///
  /// - Precondition: the three stores have the same layout.
  package init(
    parameters: consuming ParameterStore, firstMoments: consuming ParameterStore,
    secondMoments: consuming ParameterStore, beta1Power: Float, beta2Power: Float, step: Int,
    numbers: [String: Int64] = [:]
  ) {
    self.parameters = parameters
    self.firstMoments = firstMoments
    self.secondMoments = secondMoments
    self.beta1Power = beta1Power
    self.beta2Power = beta2Power
    self.step = step
    self.numbers = numbers
  }

  /// Reads the checkpoint of a snapshot, with every checksum.
  ///
  /// - Parameters:
  ///   - snapshot: an opened one, of tf-gqn or of this program.
  ///   - variables: what the network that learns has.
  ///   - pool: reads several variables at a time.
  /// - Throws: ``SnapshotError``; all that is missing is named at once.
  package init(
    _ snapshot: Snapshot, variables: [ParameterLayout.Variable], pool: ThreadPool
  ) throws(SnapshotError) {
    let layout = ParameterLayout(variables)
    parameters = try snapshot.values(layout, pool: pool)
    firstMoments = try snapshot.values(layout, suffix: "/Adam", pool: pool)
    secondMoments = try snapshot.values(layout, suffix: "/Adam_1", pool: pool)
    let bundle = snapshot.bundle
    do throws(BundleError) {
      beta1Power = try bundle.float("beta1_power")
      beta2Power = try bundle.float("beta2_power")
      step = Int(clamping: try bundle.integer("global_step"))
      numbers = [:]
      for entry in bundle.entries where entry.name.hasPrefix(Self.ownScope) {
        let name = String(entry.name.dropFirst(Self.ownScope.count))
        numbers[name] = try bundle.integer(entry.name)
      }
    } catch {
      throw .file("\(error)")
    }
  }

  /// Writes it into a folder, see ``SnapshotFolder/write(step:keep:keepEvery:_:)``.
  package func write(
    to folder: SnapshotFolder, keep: Int, keepEvery: Int
  ) throws(SnapshotError) {
    // TensorFlow's saver has tensors in the order of their names.
    var tensors = parameters.layout.variables.flatMap { variable in
      ["", "/Adam", "/Adam_1"].map { (name: variable.name + $0, variable: variable, kind: $0) }
    }
    tensors.sort { $0.name < $1.name }
    var scalars: [(name: String, value: Int64)] = numbers.map { (Self.ownScope + $0.key, $0.value) }
    scalars.append(("global_step", Int64(step)))
    scalars.sort { $0.name < $1.name }
    try folder.write(step: step, keep: keep, keepEvery: keepEvery) { writer throws(BundleError) in
      for (name, variable, kind) in tensors {
        let shape = variable.shape.extents
        switch kind {
        case "/Adam":
          try writer.append(name, shape: shape, floats: firstMoments.values(variable.name))
        case "/Adam_1":
          try writer.append(name, shape: shape, floats: secondMoments.values(variable.name))
        default: try writer.append(name, shape: shape, floats: parameters.values(variable.name))
        }
      }
      try writer.append("beta1_power", shape: [], floats: [beta1Power].span)
      try writer.append("beta2_power", shape: [], floats: [beta2Power].span)
      for (name, value) in scalars {
        try writer.append(name, integer: value)
      }
    }
  }
}
