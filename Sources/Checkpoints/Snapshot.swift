package import GQNModel
package import Kernels
package import LinuxSystem
package import TensorFlowFormats
package import Tensors

internal import Digests
internal import Synchronization

/// A trained network as it lies in a folder: `gqn_config.json` and one of its checkpoints.
package struct Snapshot: Sendable {
  /// The folder.
  package let folder: String
  /// The checkpoint's path without its endings, such as `models/rooms/model.ckpt-2000000`.
  package let prefix: String
  /// The training step (`global_step`), or the number in the name where that is missing.
  package let step: Int
  /// The network's sizes.
  package let hyperparameters: Hyperparameters
  /// All tensors of the checkpoint.
  package let bundle: TensorBundle
  /// SHA-256 of the index (which holds a checksum of every tensor) and the configuration: 64 digits.
  package let digest: String

  /// Opens a snapshot; weights are read later.
  ///
  /// - Parameters:
  ///   - folder: its folder.
  ///   - step: which of its checkpoints; the newest by default, as the file `checkpoint` says.
  ///   - hyperparameters: the network's sizes; those of `gqn_config.json` by default.
  ///   - roots: the folders in which all files must lie, links followed; any by default.
  /// - Throws: ``SnapshotError``.
  package init(
    folder: String, step: Int? = nil, hyperparameters: Hyperparameters? = nil,
    within roots: ReadRoots? = nil
  ) throws(SnapshotError) {
    let sizes =
      if let hyperparameters {
        hyperparameters
      } else {
        try ConfigurationFile.read(folder: folder, within: roots)
      }
    let prefix =
      if let step {
        try Self.prefix(ofStep: step, in: folder)
      } else {
        try Self.newestPrefix(in: folder, within: roots)
      }
    self.folder = folder
    self.prefix = prefix
    self.hyperparameters = sizes
    do throws(BundleError) {
      bundle = try TensorBundle(prefix: prefix, within: roots)
    } catch {
      throw .file("\(error)")
    }
    let stored = try? bundle.integer("global_step")
    self.step = stored.map { Int(clamping: $0) } ?? Self.stepInName(prefix) ?? 0
    digest = try Self.digest(prefix: prefix, sizes, within: roots)
  }

  private static func digest(
    prefix: String, _ hyperparameters: Hyperparameters, within roots: ReadRoots?
  ) throws(SnapshotError) -> String {
    let index: [UInt8]
    do throws(SystemError) {
      index = try WholeFile.read(prefix + ".index", limit: 1 << 26, within: roots)
    } catch {
      throw .file("\(error)")
    }
    let content = index + ConfigurationFile.content(hyperparameters)
    return SHA256.hexDigest(of: content.span)
  }
}

// MARK: - Weights

extension Snapshot {
  /// How many numbers the variables for rendering have.
  package var parameterCount: Int {
    ParameterLayout(hyperparameters.renderingVariables).parameterCount
  }

  /// Reads the weights that rendering needs, and checks the checksum of each.
  ///
  /// - Parameters:
  ///   - imageSize: other picture sizes than the configuration's, multiples of 4; every layer is a
  ///     convolution.
  ///   - pool: reads several variables at a time.
  /// - Returns: the network with these weights.
  /// - Throws: ``SnapshotError``; all variables that are missing or have another shape or type are
  ///   named at once.
  package func network(
    imageSize: (height: Int, width: Int)? = nil, pool: ThreadPool
  ) throws(SnapshotError) -> GenerativeQueryNetwork {
    var sizes = hyperparameters
    if let imageSize {
      (sizes.imageHeight, sizes.imageWidth) = imageSize
    }
    let store = try values(ParameterLayout(sizes.renderingVariables), pool: pool)
    return GenerativeQueryNetwork(sizes, parameters: store)
  }

  /// Reads variables, and checks the checksum of each.
  ///
  /// - Parameters:
  ///   - layout: which, with their shapes.
  ///   - suffix: follows the names in the checkpoint, such as `/Adam`.
  ///   - pool: reads several variables at a time.
  /// - Returns: their values, under the layout's names.
  /// - Throws: ``SnapshotError``; all variables that are missing or have another shape or type are
  ///   named at once.
  package func values(
    _ layout: ParameterLayout, suffix: String = "", pool: ThreadPool
  ) throws(SnapshotError) -> ParameterStore {
    try checkShapes(layout.variables, suffix: suffix)
    var store = ParameterStore(layout)
    // The largest first, so that no thread is left with one of them at the end.
    let order = layout.variables.sorted { $0.shape.count > $1.shape.count }
    let failure = Mutex<BundleError?>(nil)
    unsafe store.withUnsafeMutableBlock { block in
      pool.parallelFor(count: order.count) { index, _ in
        let variable = order[index]
        let values = unsafe UnsafeMutableBufferPointer(rebasing: block[layout[variable.name]])
        if let error = unsafe read(variable.name + suffix, variable.shape, into: values) {
          failure.withLock { $0 = error }
        }
      }
    }
    if let error = failure.withLock({ $0 }) { throw .file("\(error)") }
    return store
  }

  /// Reads one variable; returns what went wrong, if anything did.
  private func read(
    _ name: String, _ shape: Shape, into values: UnsafeMutableBufferPointer<Float>
  ) -> BundleError? {
    do throws(BundleError) {
      try unsafe bundle.read(name, shape: shape.extents, into: values)
      return nil
    } catch {
      return error
    }
  }

  private func checkShapes(
    _ variables: [ParameterLayout.Variable], suffix: String
  ) throws(SnapshotError) {
    var problems: [String] = []
    for variable in variables {
      let (name, expected) = (variable.name + suffix, variable.shape)
      guard let entry = bundle.entry(named: name) else {
        problems.append("\(name) is missing, expected \(expected)")
        continue
      }
      if entry.dataType != .float && entry.dataType != .bfloat16 {
        problems.append(
          "\(name) is \(entry.dataType) \(entry.shape), expected \(DataType.float) "
            + "\(expected)")
      } else if entry.shape != expected.extents {
        problems.append("\(name) is \(entry.shape), expected \(expected)")
      }
    }
    guard !problems.isEmpty else { return }
    var hint = "Use the gqn_config.json that the network was trained with."
    if !hyperparameters.keysIgnoredByTFGQN.isEmpty {
      hint +=
        " tf-gqn ignores \(hyperparameters.keysIgnoredByTFGQN.joined(separator: ", ")): a snapshot "
        + "of its making has the sizes 256, 64, 5 and 1 there."
    }
    throw .variables(prefix: prefix, problems: problems, hint: hint)
  }
}
