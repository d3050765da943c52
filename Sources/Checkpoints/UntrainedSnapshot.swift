package import GQNModel
internal import LinuxSystem
internal import Tensors
internal import TensorFlowFormats

/// Snapshots of networks that never learned anything: for trying the whole way from a request to a
/// film before there is a trained network, and for comparisons with other implementations.
package enum UntrainedSnapshot {
  /// Writes a snapshot of step 0 whose weights are functions of their names.
  ///
  /// - Parameters:
  ///   - hyperparameters: the network's sizes.
  ///   - folder: is created where it is missing.
  /// - Throws: ``SnapshotError/file(_:)``.
  package static func write(
    _ hyperparameters: Hyperparameters, folder: String
  ) throws(SnapshotError) {
    var store = ParameterStore(ParameterLayout(hyperparameters.renderingVariables))
    UntrainedWeights.fill(&store)
    do {
      _ = try Folder(creating: folder)
      try AtomicFile.write(
        ConfigurationFile.content(hyperparameters), to: folder + "/" + ConfigurationFile.name)
      let writer = try TensorBundleWriter(prefix: folder + "/model.ckpt-0")
      // In the order in which TensorFlow's saver writes them.
      for variable in store.layout.variables.sorted(by: { $0.name < $1.name }) {
        try writer.append(
          variable.name, shape: variable.shape.extents, floats: store.values(variable.name))
      }
      try writer.append("global_step", integer: 0)
      try writer.finish()
      try CheckpointState(
        modelCheckpointPath: "model.ckpt-0", allModelCheckpointPaths: ["model.ckpt-0"]
      ).write(folder: folder)
    } catch {
      throw .file("\(error)")
    }
  }
}
