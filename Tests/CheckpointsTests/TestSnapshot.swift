import GQNModel
import LinuxSystem
import Tensors
import TensorFlowFormats

@testable import Checkpoints

/// Snapshots of few numbers, whole or with something wrong in them.
struct TestSnapshot {
  var sizes: Hyperparameters = {
    var sizes = Hyperparameters()
    (sizes.imageHeight, sizes.imageWidth) = (8, 12)
    sizes.encoderChannels = 4
    sizes.latentChannels = 2
    sizes.hiddenChannels = 3
    sizes.canvasChannels = 2
    sizes.generationSteps = 2
    return sizes
  }()
  var salt: UInt64 = 0
  /// Variables that are left out.
  var missing: Set<String> = []
  /// Variables that are written with another shape.
  var reshaped: [String: [Int]] = [:]
  /// Variables that are written as half as precise numbers.
  var rounded: Set<String> = []
  /// Variables that are written as an integer.
  var integers: Set<String> = []
  var globalStep: Int64?

  /// The variables that the network has.
  var store: ParameterStore {
    var store = ParameterStore(ParameterLayout(sizes.renderingVariables))
    UntrainedWeights.fill(&store, salt: salt)
    return store
  }

  /// Writes the configuration and a checkpoint; the file `checkpoint` names it.
  func write(to folder: String, step: Int) throws {
    _ = try Folder(creating: folder)
    try AtomicFile.write(
      ConfigurationFile.content(sizes), to: folder + "/" + ConfigurationFile.name)
    let name = "model.ckpt-\(step)"
    let writer = try TensorBundleWriter(prefix: "\(folder)/\(name)")
    let store = store
    for variable in store.layout.variables where !missing.contains(variable.name) {
      if integers.contains(variable.name) {
        try writer.append(variable.name, integer: 1)
      } else if let shape = reshaped[variable.name] {
        let zeros = [Float](repeating: 0, count: shape.reduce(1, *))
        try writer.append(variable.name, shape: shape, floats: zeros.span)
      } else if rounded.contains(variable.name) {
        try writer.append(
          variable.name, shape: variable.shape.extents,
          roundingToBFloat16: store.values(variable.name))
      } else {
        try writer.append(
          variable.name, shape: variable.shape.extents, floats: store.values(variable.name))
      }
    }
    if let globalStep {
      try writer.append("global_step", integer: globalStep)
    }
    try writer.finish()
    try CheckpointState(modelCheckpointPath: name, allModelCheckpointPaths: [name])
      .write(folder: folder)
  }
}
