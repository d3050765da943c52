internal import GQNModel
package import Kernels
internal import LinuxSystem
internal import TensorFlowFormats
internal import Tensors

/// Snapshots for rendering alone: without Adam's moments and the inference core, a fifth of the size.
package enum SnapshotExport {
  /// How numbers are stored.
  package enum Precision: String, CaseIterable, Sendable {
    /// As they are; tf-gqn reads them too.
    case float32
    /// Rounded to 8 bits of precision, half the size; for this program alone, which widens them again.
    case bfloat16
  }

  /// Writes what rendering needs of a snapshot into another folder.
  ///
  /// - Parameters:
  ///   - snapshot: the whole one.
  ///   - folder: is created where it is missing.
  ///   - precision: how numbers are stored.
  ///   - pool: reads several variables at a time.
  /// - Returns: how many bytes the tensors have.
  /// - Throws: ``SnapshotError``.
  @discardableResult package static func write(
    _ snapshot: Snapshot, to folder: String, precision: Precision, pool: ThreadPool
  ) throws(SnapshotError) -> Int {
    let layout = ParameterLayout(snapshot.hyperparameters.renderingVariables)
    let store = try snapshot.values(layout, pool: pool)
    do throws(SystemError) {
      _ = try Folder(creating: folder)
      try AtomicFile.write(
        ConfigurationFile.content(snapshot.hyperparameters),
        to: Paths.join(folder, ConfigurationFile.name), .contentAndName)
    } catch {
      throw .file("\(error)")
    }
    try SnapshotFolder(folder).write(step: snapshot.step, keep: 1, keepEvery: 0) {
      writer throws(BundleError) in
      for variable in layout.variables.sorted(by: { $0.name < $1.name }) {
        let (shape, values) = (variable.shape.extents, store.values(variable.name))
        switch precision {
        case .float32: try writer.append(variable.name, shape: shape, floats: values)
        case .bfloat16:
          try writer.append(variable.name, shape: shape, roundingToBFloat16: values)
        }
      }
      try writer.append("global_step", integer: Int64(snapshot.step))
    }
    return layout.parameterCount * (precision == .float32 ? 4 : 2)
  }
}
