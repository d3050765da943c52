package import Tensors
internal import TensorFlowFormats

/// What a checkpoint of a training holds beside the variables.
///
/// The whole is tf-gqn's: each variable `NAME` with `NAME/Adam` and `NAME/Adam_1`, the first and second
/// moments; `beta1_power` and `beta2_power`; `global_step`. Names that begin with `gqn/` are ours, and
/// TensorFlow passes them by.
package struct TrainingCheckpoint: Sendable, Equatable {
  /// Steps that were taken (`global_step`).
  package var step: Int
  /// β₁ and β₂ to the power of one more than the steps (`beta1_power`, `beta2_power`).
  package var beta1Power, beta2Power: Float
  /// Further whole numbers by name, such as the seed.
  package var numbers: [String: Int64]

  /// What follows a variable's name in the name of its first and of its second moment.
  package static let firstMoment = "/Adam"
  package static let secondMoment = "/Adam_1"
  private static let ownScope = "gqn/"

  /// Gathers the numbers.
  package init(step: Int, beta1Power: Float, beta2Power: Float, numbers: [String: Int64] = [:]) {
    self.step = step
    self.beta1Power = beta1Power
    self.beta2Power = beta2Power
    self.numbers = numbers
  }

  /// Reads the numbers of a snapshot's checkpoint; its variables are read by
  /// ``Snapshot/values(_:suffix:pool:)``.
  ///
  /// - Throws: ``SnapshotError``.
  package init(_ snapshot: Snapshot) throws(SnapshotError) {
    let bundle = snapshot.bundle
    guard bundle.entry(named: "beta1_power") != nil else {
      throw .file(
        "\(snapshot.prefix).index has no beta1_power: a snapshot for rendering alone cannot learn. Copy "
          + "the whole checkpoint here.")
    }
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

  /// Writes a checkpoint into a folder, see ``SnapshotFolder/write(step:keep:keepEvery:_:)``.
  ///
  /// - Parameters:
  ///   - parameters: the weights.
  ///   - firstMoments: Adam's m, in the same layout.
  ///   - secondMoments: Adam's v, in the same layout.
  ///   - folder: where it goes.
  ///   - keep: how many of the newest stay.
  ///   - keepEvery: those whose step is a multiple of it stay for good; 0 for none.
  /// - Throws: ``SnapshotError/file(_:)``; what was there before is as it was.
  package func write(
    parameters: borrowing ParameterStore, firstMoments: borrowing ParameterStore,
    secondMoments: borrowing ParameterStore, to folder: SnapshotFolder, keep: Int, keepEvery: Int
  ) throws(SnapshotError) {
    // TensorFlow's saver has tensors in the order of their names.
    var tensors = parameters.layout.variables.flatMap { variable in
      ["", Self.firstMoment, Self.secondMoment].map { (variable: variable, suffix: $0) }
    }
    tensors.sort { $0.variable.name + $0.suffix < $1.variable.name + $1.suffix }
    let scalars = numbers.map { (name: Self.ownScope + $0.key, value: $0.value) }
      .sorted { $0.name < $1.name }
    try folder.write(step: step, keep: keep, keepEvery: keepEvery) { writer throws(BundleError) in
      for (variable, suffix) in tensors {
        let (name, shape) = (variable.name + suffix, variable.shape.extents)
        switch suffix {
        case Self.firstMoment:
          try writer.append(name, shape: shape, floats: firstMoments.values(variable.name))
        case Self.secondMoment:
          try writer.append(name, shape: shape, floats: secondMoments.values(variable.name))
        default: try writer.append(name, shape: shape, floats: parameters.values(variable.name))
        }
      }
      try writer.append("beta1_power", shape: [], floats: [beta1Power].span)
      try writer.append("beta2_power", shape: [], floats: [beta2Power].span)
      try writer.append("global_step", integer: Int64(step))
      for (name, value) in scalars {
        try writer.append(name, integer: value)
      }
    }
  }
}
