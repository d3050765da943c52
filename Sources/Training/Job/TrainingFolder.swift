internal import Checkpoints
internal import GQNModel
internal import Glibc
internal import JSONDocuments
internal import Kernels
internal import LinuxSystem
internal import Rendering
internal import Requests

/// The folder of a snapshot that learns: holds the lock, and knows what an earlier run left.
///
/// It is laid out as tf-gqn's: `checkpoint`, `model.ckpt-N.index`, `model.ckpt-N.data-00000-of-00001`,
/// `gqn_config.json`, `TIME-runcmd.json` and `events.out.tfevents.TIME.HOST`; `metrics.jsonl` and `index.html`
/// are ours.
struct TrainingFolder: ~Copyable {
  let path: String
  let snapshots: SnapshotFolder
  private let lock: FileLock

  /// Opens or creates the folder.
  ///
  /// - Parameters:
  ///   - request: names it and the network.
  ///   - models: the folder below which it is made; links below it are refused.
  /// - Returns: the folder, locked until the value ends.
  /// - Throws: ``TrainingError/output(_:)``, ``TrainingError/snapshot(_:)``.
  static func open(
    _ request: TrainRequest, models: String
  ) throws(TrainingError) -> TrainingFolder {
    let folder = TrainingFolder(
      path: Paths.join(models, request.model.directory),
      lock: try lock(request.model.directory, below: models))
    do throws(SnapshotError) {
      try folder.snapshots.removeUnfinished()
    } catch {
      throw .output("\(error)")
    }
    return folder
  }

  private init(path: String, lock: consuming FileLock) {
    self.path = path
    self.lock = lock
    snapshots = SnapshotFolder(path)
  }

  private static func lock(
    _ directory: String, below models: String
  ) throws(TrainingError) -> FileLock {
    do throws(SystemError) {
      return try FileLock(folder: try Folder(creating: models).descend(to: directory))
    } catch {
      throw .output("\(error)")
    }
  }

  /// The trainer that goes on from the newest checkpoint that can be read, or a new one where there is
  /// none.
  ///
  /// It goes on with the network that is there, and with no other; its schedules may be new ones.
  /// `gqn_config.json` is written once it is known to be true.
  ///
  /// - Returns: the trainer, the numbers of its checkpoint if it has one, and what is to be said of
  ///   checkpoints that could not be read.
  /// - Throws: ``TrainingError/snapshot(_:)`` where there are checkpoints and none can be gone on from;
  ///   ``TrainingError/output(_:)``.
  func trainer(
    _ request: TrainRequest, pool: ThreadPool
  ) throws(TrainingError) -> (trainer: Trainer, numbers: [String: Int64]?, warnings: [String]) {
    let sizes = request.model.hyperparameters
    let steps = snapshots.candidates
    if !steps.isEmpty { try checkNetwork(sizes) }
    var problems: [String] = []
    for step in steps {
      let (trainer, checkpoint): (Trainer, TrainingCheckpoint)
      do throws(SnapshotError) {
        let snapshot = try Snapshot(folder: path, step: step, hyperparameters: sizes)
        checkpoint = try TrainingCheckpoint(snapshot)
        trainer = try Trainer(request, from: snapshot, checkpoint, pool: pool)
      } catch {
        problems.append("the checkpoint of step \(step) cannot be gone on from: \(error)")
        continue
      }
      try writeConfiguration(sizes)
      return (trainer, checkpoint.numbers, problems)
    }
    if let problem = problems.first {
      let others = problems.count > 1 ? "\nNor can the \(problems.count - 1) others." : ""
      throw .snapshot(problem + others + "\nGive the training another directory, or mend this one.")
    }
    try writeConfiguration(sizes)
    return (Trainer(request, pool: pool), nil, [])
  }

  /// Refuses another network than `gqn_config.json` tells of.
  private func checkNetwork(_ sizes: Hyperparameters) throws(TrainingError) {
    let file = Paths.join(path, ConfigurationFile.name)
    do {
      guard try FileFacts.ifPresent(file) != nil else { return }
      let differences = sizes.networkDifferences(to: try ConfigurationFile.read(folder: path))
      guard !differences.isEmpty else { return }
      let keys = differences.map(\.key).joined(separator: ", ")
      throw TrainingError.snapshot(
        "\(file): the network that is there has other values of \(keys); give the training "
          + "these values, or another directory")
    } catch let error as TrainingError {
      throw error
    } catch {
      throw .snapshot("\(error)")
    }
  }

  private func writeConfiguration(_ sizes: Hyperparameters) throws(TrainingError) {
    let file = Paths.join(path, ConfigurationFile.name)
    let content = ConfigurationFile.content(sizes)
    do throws(SystemError) {
      if try FileFacts.ifPresent(file) != nil,
        try WholeFile.read(file, limit: 1 << 20) == content
      {
        return
      }
      try AtomicFile.write(content, to: file, .contentAndName)
    } catch {
      throw .output("\(error)")
    }
  }

  /// Whether nobody has measured the weights of a step, the folder's newest, on the test split.
  func lacksEvaluation(of step: Int) throws(TrainingError) -> Bool {
    do throws(SystemError) {
      return try !MetricsLog(folder: path, upTo: step).lines.contains {
        $0.step == step && $0.evaluation != nil
      }
    } catch {
      throw .output("\(error)")
    }
  }

  /// Notes what this run was asked for, in the layout of tf-gqn's training script and under its names where
  /// it has them.
  ///
  /// - Source: tf-gqn `utils/runscript.py`, `save_run_command`.
  func writeRunCommand(_ request: TrainRequest, threads: Int) throws(TrainingError) {
    let arguments = JSONValue.object([
      "batch_size": .integer(Int128(request.batchSize)),
      "chkpt_steps": .integer(Int128(request.checkpoint.everySteps)),
      "data_dir": .string(request.dataset.root),
      "dataset": .string(request.dataset.name),
      "gradient_clipping": request.gradientClipping.map { .number($0) } ?? .null,
      "kl_warm_up": .integer(Int128(request.klWarmUp)),
      "log_steps": .integer(Int128(request.summaries.everySteps)),
      "model_dir": .string(path),
      "objective": .string(request.objective.rawValue),
      "program": .string(RenderJob.program),
      "seed": .integer(Int128(request.seed)),
      "threads": .integer(Int128(threads)),
      "train_steps": .integer(Int128(request.steps)),
    ])
    let document = JSONValue.object(["parsed_args": arguments, "unparsed_args": .array([])])
    do {
      try AtomicFile.write(
        try JSONWriter.bytes(of: document),
        to: Paths.join(path, Self.timeStamp() + "-runcmd.json"))
    } catch {
      throw .output("\(error)")
    }
  }

  /// Local time to the millisecond, such as `20180524_130507123`.
  private static func timeStamp() -> String {
    let now = Machine.wallSeconds
    var seconds = time_t(now)
    var parts = unsafe tm()
    guard unsafe localtime_r(&seconds, &parts) != nil else { return "\(seconds)" }
    func padded(_ number: Int32, _ digits: Int) -> String {
      let text = "\(number)"
      return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
    let milliseconds = Int32((now - now.rounded(.down)) * 1000)
    return unsafe padded(parts.tm_year + 1900, 4) + padded(parts.tm_mon + 1, 2)
      + padded(parts.tm_mday, 2) + "_" + padded(parts.tm_hour, 2) + padded(parts.tm_min, 2)
      + padded(parts.tm_sec, 2) + padded(milliseconds, 3)
  }
}
