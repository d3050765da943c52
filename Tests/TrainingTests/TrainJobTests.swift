import Checkpoints
import Evaluation
import FoundationEssentials
import GQNModel
import Glibc
import JSONDocuments
import Kernels
import LinuxSystem
import Requests
import TensorFlowFormats
import TestSupport
import Tensors
import Testing

@testable import Training

/// Trainings of a tiny network, from the request to the snapshot's folder.
struct TrainJobTests {
  /// A folder with a dataset in `data`, and models in `models`.
  struct Workspace: ~Copyable {
    let path: String

    init(test: Int = 3) throws {
      var template = Array("/tmp/gqn-training-XXXXXX".utf8CString)
      try #require(unsafe mkdtemp(&template) != nil)
      let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
      try TinyDataset.write(root: path + "/data", test: test)
      self.path = path
    }

    deinit { try? Folder.removeTree(path) }

    func request(
      steps: Int, directory: String = "learned", more: [String] = []
    ) throws -> TrainRequest {
      let text = TinyDataset.request(steps: steps, directory: directory, more: more)
      let context = RequestContext(baseFolder: path, modelsFolder: path + "/models")
      let request = try Request.read(
        Array(text.utf8), fileName: "learn.json", in: context)
      guard case .train(let train) = request else { throw RequestIsOfAnotherType() }
      return train
    }

    @discardableResult func train(
      steps: Int, directory: String = "learned", more: [String] = [], threads: Int = 2,
      tell: (TrainJob.News) -> Void = { _ in }
    ) throws -> TrainJob.Summary {
      try TrainJob(
        request(steps: steps, directory: directory, more: more), models: path + "/models",
        threads: threads
      ).run(tell: tell)
    }

    func folder(_ directory: String = "learned") -> String { "\(path)/models/\(directory)" }

    /// All bytes of a checkpoint's tensors.
    func weights(_ directory: String = "learned", step: Int) throws -> [UInt8] {
      try WholeFile.read(
        "\(folder(directory))/model.ckpt-\(step).data-00000-of-00001", limit: 1 << 26)
    }

    func lines(_ directory: String = "learned") throws -> [MetricsLine] {
      try WholeFile.read(folder(directory) + "/metrics.jsonl", limit: 1 << 24)
        .split(separator: 0x0A)
        .map { try JSONDecoder().decode(MetricsLine.self, from: Data($0)) }
    }
  }

  struct RequestIsOfAnotherType: Error {}

  static let quiet = [#""evaluate": {"everySteps": 0}"#, #""summaries": {"everySteps": 1000}"#]

  // MARK: - The whole

  @Test func `a training leaves a snapshot, numbers, events and a page`() throws {
    let work = try Workspace()
    var lines: [String] = []
    var progress: [Int] = []
    let summary = try work.train(
      steps: 30,
      more: [
        #""evaluate": {"everySteps": 20, "records": 2}"#,
        #""summaries": {"everySteps": 10, "imagesEverySteps": 15}"#,
        #""checkpoint": {"everySteps": 10, "keep": 2}"#,
      ]
    ) { news in
      switch news {
      case .line(let line): lines.append(line)
      case .progress(let now): progress.append(now.stepsDone)
      case .warning(let warning): Issue.record("\(warning)")
      }
    }
    #expect(summary.steps == 30 && summary.stepsOfThisRun == 30)
    #expect(Snapshot.steps(in: work.folder()) == [20, 30])
    #expect(Set(progress) == Set(1...30))

    let metrics = try work.lines()
    #expect(metrics.map(\.step) == [10, 20, 20, 30, 30])
    let (first, last) = (try #require(metrics.first?.training), try #require(summary.training))
    #expect(first.steps == 10 && last.loss < first.loss)
    #expect(abs(last.loss - last.negativeLogLikelihood - last.kl) < 1e-9)
    let evaluation = try #require(summary.evaluation)
    #expect(evaluation.scenes == 2 && evaluation.sample.pictures == 8)
    #expect(evaluation.elbo?.scenes == 2)

    #expect(lines.count == 6)
    #expect(lines[1].hasPrefix("step 10/30: loss ") && lines[1].contains(" above the floor, RMSE "))
    #expect(lines[3].hasPrefix("step 20, 2 test scenes: RMSE "))
    #expect(lines[3].contains(" as a mean; the best constant picture has "))

    let page = String(
      decoding: try WholeFile.read(summary.page, limit: 1 << 24), as: UTF8.self)
    for part in [
      "step 30 of 30, done", "Loss above its floor", "generated, a sample of the prior",
      "reconstructed, has seen the truth", "draw_sequence", "data:image/png;base64,",
    ] {
      #expect(page.contains(part), "\(part)")
    }
    #expect(!page.contains("http://") && !page.contains("https://"))
  }

  @Test func `a single test scene has no best constant picture`() throws {
    let work = try Workspace()
    var lines: [String] = []
    let summary = try work.train(
      steps: 2, more: [#""evaluate": {"everySteps": 2, "records": 1}"#]
    ) { news in
      if case .line(let line) = news { lines.append(line) }
    }
    let line = try #require(lines.first { $0.contains("1 test scene") })
    #expect(
      line.hasPrefix("step 2, 1 test scene: RMSE ")
        && line.contains(" as a mean; the nearest view has "))
    #expect(!line.contains("constant"))
    let page = String(
      decoding: try WholeFile.read(summary.page, limit: 1 << 24), as: UTF8.self)
    #expect(page.contains("nearest view") && !page.contains("best constant picture"))
  }

  @Test func `events have tf-gqn's names`() throws {
    let work = try Workspace()
    try work.train(
      steps: 4,
      more: [
        #""evaluate": {"everySteps": 4, "records": 1}"#,
        #""summaries": {"everySteps": 2, "imagesEverySteps": 4}"#,
      ])
    let file = try #require(
      Folder.names(in: work.folder()).first { EventFile.isOne($0) })
    let events = try EventFile.events(in: work.folder() + "/" + file)
    var scalars: [String: [Int64]] = [:]
    var images: [String: Event.Image] = [:]
    for event in events {
      guard case .summary(let values) = event.content else { continue }
      for value in values {
        switch value.content {
        case .scalar: scalars[value.tag, default: []].append(event.step)
        case .image(let image): images[value.tag] = image
        case .other: Issue.record("\(value.tag)")
        }
      }
    }
    for tag in [
      "loss", "target_llh", "kl_regularizer", "learning_rate", "l2_reconstruction_train",
      "rmse_reconstruction", "loss_above_floor",
    ] {
      #expect(scalars[tag] == [2, 4], "\(tag)")
    }
    #expect(scalars["rmse_generation"] == [4] && scalars["l2_reconstruction_eval"] == [4])
    for tag in [
      "context_frame_01", "context_frame_02", "target_image", "target_inference",
      "target_generation",
    ] {
      #expect(images[tag + "/image"]?.width == TinyDataset.pixels, "\(tag)")
    }
    // One picture for each of the two generation steps.
    #expect(images["draw_sequence/image"]?.width == 2 * TinyDataset.pixels)
    #expect(events[1].content == .sessionStart && events[1].step == 1)
  }

  @Test func `the run is noted as tf-gqn's script does`() throws {
    let work = try Workspace()
    try work.train(steps: 1, more: Self.quiet)
    let name = try #require(
      Folder.names(in: work.folder()).first { $0.hasSuffix("-runcmd.json") })
    // 20180524_130507123-runcmd.json
    #expect(name.count == 18 + "-runcmd.json".count && name.contains("_"))
    let document = try JSONValue(
      parsing: WholeFile.read(work.folder() + "/" + name, limit: 1 << 20))
    guard case .object(let members) = document, case .object(let arguments) = members["parsed_args"]
    else {
      Issue.record("\(document)")
      return
    }
    #expect(arguments["dataset"] == .string(TinyDataset.name))
    #expect(arguments["batch_size"] == .integer(3) && members["unparsed_args"] == .array([]))
  }

  // MARK: - Going on

  /// The trainings that follow have the same last weights.
  @Test func `a training in parts becomes the one that never stopped`() throws {
    try WinogradKernels.withInstructionSet(limitedTo: "best") {
      let work = try Workspace()
      let checkpoint = #""checkpoint": {"everySteps": 7, "keep": 100}"#
      try work.train(
        steps: 30, directory: "whole", more: Self.quiet + [checkpoint], threads: 2)
      for (steps, threads) in [(1, 2), (12, 1), (13, 3), (30, 2)] {
        let summary = try work.train(
          steps: steps, directory: "parts", more: Self.quiet + [checkpoint], threads: threads)
        #expect(summary.steps == steps)
      }
      for step in [7, 21, 28, 30] {
        #expect(
          try work.weights("whole", step: step) == work.weights("parts", step: step), "step \(step)"
        )
      }
      #expect(try work.train(steps: 30, directory: "parts", more: Self.quiet).stepsOfThisRun == 0)
    }
  }

  @Test func `the options go on too`() throws {
    try WinogradKernels.withInstructionSet(limitedTo: "best") {
      let work = try Workspace()
      let options =
        Self.quiet + [
          #""gradientClipping": 50"#, #""klWarmUp": 20"#, #""objective": "tf-gqn""#, #""seed": 9"#,
        ]
      try work.train(steps: 16, directory: "whole", more: options)
      try work.train(steps: 9, directory: "parts", more: options)
      try work.train(steps: 16, directory: "parts", more: options)
      #expect(try work.weights("whole", step: 16) == work.weights("parts", step: 16))
      // And each of them matters.
      for (index, other) in options.indices.dropFirst(Self.quiet.count).enumerated() {
        var fewer = options
        fewer.remove(at: other)
        try work.train(steps: 16, directory: "other\(index)", more: fewer)
        #expect(
          try work.weights("other\(index)", step: 16) != work.weights("whole", step: 16),
          "\(options[other])")
      }
    }
  }

  @Test func `what a killed run wrote beyond its checkpoint is put right`() throws {
    let work = try Workspace()
    let more = [
      #""evaluate": {"everySteps": 0}"#, #""summaries": {"everySteps": 2, "imagesEverySteps": 0}"#,
      #""checkpoint": {"everySteps": 5, "everyMinutes": 0, "keep": 9}"#,
    ]
    try work.train(steps: 10, more: more)
    // As if the run had been killed after step 10 and before its checkpoint was written.
    let folder = work.folder()
    try CheckpointState(modelCheckpointPath: "model.ckpt-5", allModelCheckpointPaths: [])
      .write(folder: folder)
    let log = folder + "/metrics.jsonl"
    try AtomicFile.write(
      WholeFile.read(log, limit: 1 << 20) + Array(#"{"step":12,"ti"#.utf8), to: log)
    try AtomicFile.write([1, 2, 3], to: folder + "/.new-model.ckpt-10.index")
    try work.train(steps: 14, more: more)
    #expect(try work.lines().map(\.step) == [2, 4, 6, 8, 10, 12, 14])
    let names = try Folder.names(in: folder)
    #expect(!names.contains { $0.hasPrefix(".new-") })
    let files = names.filter { EventFile.isOne($0) }
    #expect(files.count == 2)
    let second = try EventFile.events(in: folder + "/" + files[1])
    #expect(second[1].content == .sessionStart && second[1].step == 6)
  }

  /// Killed after its checkpoint of step 4 or of the last step, and before these weights were measured.
  @Test(arguments: [4, 8])
  func `a measurement that a kill prevented is made up for, once`(step: Int) throws {
    try WinogradKernels.withInstructionSet(limitedTo: "best") {
      let work = try Workspace()
      let more = [
        #""evaluate": {"everySteps": 4, "records": 1}"#,
        #""summaries": {"everySteps": 4, "imagesEverySteps": 0}"#,
        #""checkpoint": {"everySteps": 4, "keep": 9}"#,
      ]
      try work.train(steps: step, more: more)
      let measured = try work.lines()
      let lost = try #require(measured.last)
      #expect(lost.step == step && lost.evaluation != nil)
      try AtomicFile.write(
        measured.dropLast().flatMap { try JSONWriter.bytes(of: $0, pretty: false) + [0x0A] },
        to: work.folder() + "/metrics.jsonl")
      for _ in 1...2 {
        try work.train(steps: 8, more: more)
        let evaluations = try work.lines().filter { $0.evaluation != nil }
        #expect(evaluations.map(\.step) == [4, 8])
        #expect(evaluations.first { $0.step == step }?.evaluation == lost.evaluation)
      }
    }
  }

  @Test func `a damaged checkpoint is passed over and named`() throws {
    try WinogradKernels.withInstructionSet(limitedTo: "best") {
      let work = try Workspace()
      let more = Self.quiet + [#""checkpoint": {"everySteps": 5, "keep": 9}"#]
      try work.train(steps: 10, more: more)
      let newest = work.folder() + "/model.ckpt-10.data-00000-of-00001"
      var bytes = try work.weights(step: 10)
      let good = bytes
      bytes[bytes.count / 2] ^= 1
      try AtomicFile.write(bytes, to: newest)
      var warnings: [String] = []
      let summary = try work.train(steps: 10, more: more) { news in
        if case .warning(let warning) = news { warnings.append(warning) }
      }
      #expect(summary.stepsOfThisRun == 5)
      #expect(
        warnings.contains { $0.contains("step 10") && $0.contains("checksum") }, "\(warnings)")
      #expect(try work.weights(step: 10) == good)
    }
  }

  @Test func `other files of the dataset are told, and the data begins anew`() throws {
    let work = try Workspace()
    try work.train(steps: 3, more: Self.quiet)
    try TinyDataset.write(root: work.path + "/data", train: 20)
    var warnings: [String] = []
    try work.train(steps: 5, more: Self.quiet) { news in
      if case .warning(let warning) = news { warnings.append(warning) }
    }
    #expect(warnings.contains { $0.contains("has other files than") }, "\(warnings)")
  }

  @Test func `another request for the same snapshot is told`() throws {
    let work = try Workspace()
    try work.train(steps: 3, more: Self.quiet)
    var warnings: [String] = []
    try work.train(steps: 5, more: Self.quiet + [#""seed": 4"#]) { news in
      if case .warning(let warning) = news { warnings.append(warning) }
    }
    #expect(warnings.contains { $0.contains("with other settings") }, "\(warnings)")
  }

  @Test func `schedules may change on the way, the network may not`() throws {
    try WinogradKernels.withInstructionSet(limitedTo: "best") {
      let work = try Workspace()
      func train(
        _ directory: String, steps: Int, _ change: (inout Hyperparameters) -> Void = { _ in }
      ) throws {
        var request = try work.request(steps: steps, directory: directory, more: Self.quiet)
        change(&request.model.hyperparameters)
        _ = try TrainJob(request, models: work.path + "/models", threads: 2).run { _ in }
      }
      func slow(_ sizes: inout Hyperparameters) { sizes.firstLearningRate = 1e-5 }
      for directory in ["old", "new", "parts"] { try train(directory, steps: 3) }
      try train("old", steps: 5)
      try train("new", steps: 5, slow)
      try train("parts", steps: 4, slow)
      try train("parts", steps: 5, slow)
      #expect(try work.weights("new", step: 5) != work.weights("old", step: 5))
      #expect(try work.weights("new", step: 5) == work.weights("parts", step: 5))
      #expect(try ConfigurationFile.read(folder: work.folder("new")).firstLearningRate == 1e-5)
      #expect(throws: TrainingError.self) { try train("new", steps: 6) { $0.latentChannels += 1 } }
      #expect(try ConfigurationFile.read(folder: work.folder("new")).firstLearningRate == 1e-5)
    }
  }

  // MARK: - What goes wrong

  @Test func `numbers that are none end the training and leave the last good snapshot`() throws {
    let work = try Workspace()
    let more = Self.quiet + [#""checkpoint": {"everySteps": 1, "keep": 3}"#]
    try work.train(steps: 2, more: more)
    // One weight beyond all numbers makes the next step's likelihood infinite.
    let request = try work.request(steps: 5, more: more)
    let snapshot = try Snapshot(folder: work.folder())
    let checkpoint = try TrainingCheckpoint(snapshot)
    let pool = ThreadPool(threadCount: 1)
    let layout = ParameterLayout(snapshot.hyperparameters.trainingVariables)
    var parameters = try snapshot.values(layout, pool: pool)
    var bias = parameters.mutableValues("GQN/eta_g/bias")
    bias[0] = .infinity
    try checkpoint.write(
      parameters: parameters,
      firstMoments: snapshot.values(layout, suffix: "/Adam", pool: pool),
      secondMoments: snapshot.values(layout, suffix: "/Adam_1", pool: pool),
      to: SnapshotFolder(work.folder()), keep: 3, keepEvery: 0)
    let before = try work.weights(step: 2)
    let error = #expect(throws: TrainingError.self) {
      try TrainJob(request, models: work.path + "/models", threads: 1).run()
    }
    let text = "\(try #require(error))"
    #expect(text.hasPrefix("step 3: the likelihood of the pictures is no finite number"))
    #expect(text.contains("The checkpoint of step 2") && text.contains("\"gradientClipping\""))
    #expect(try work.weights(step: 2) == before)
    #expect(Snapshot.steps(in: work.folder()) == [1, 2])
  }

  @Test func `a page says when the training was so far`() throws {
    let page = TrainingPage(
      request: try Workspace().request(steps: 10), step: 4, secondsLeft: 125,
      time: try #require(Timestamp("2025-01-31T12:34:56Z")), error: nil, threads: 1, lines: [],
      pictures: [], picturesStep: 0, warnings: [])
    let line = "step 4 of 10, about 2 min 05 s left (as of 2025-01-31 12:34 UTC)</p>"
    #expect(try page.html.contains(line))
  }

  @Test func `before there is a checkpoint nothing binds the next training`() throws {
    let work = try Workspace()
    var request = try work.request(steps: 3, more: Self.quiet)
    request.model.hyperparameters.firstLearningRate = 1e30
    request.model.hyperparameters.lastLearningRate = 1e30
    let job = TrainJob(request, models: work.path + "/models", threads: 1)
    let error = #expect(throws: TrainingError.self) { try job.run() }
    let text = "\(try #require(error))"
    #expect(text.contains("There is no checkpoint yet.") && text.hasSuffix("; it will begin anew."))
    let page = String(
      decoding: try WholeFile.read(work.folder() + "/index.html", limit: 1 << 24), as: UTF8.self)
    #expect(page.contains("of 3, failed") && page.contains("is no finite number any more"))
    #expect(!page.contains(" left (as of "))

    let wider = #""LSTM_OUTPUT_CHANNELS": 8"#
    let context = RequestContext(baseFolder: work.path, modelsFolder: work.path + "/models")
    let other = TinyDataset.request(steps: 1, more: Self.quiet)
      .replacing(wider, with: #""LSTM_OUTPUT_CHANNELS": 12"#)
    guard
      case .train(let train) = try Request.read(
        Array(other.utf8), fileName: "learn.json", in: context)
    else { throw RequestIsOfAnotherType() }
    _ = try TrainJob(train, models: work.path + "/models", threads: 1).run()
    #expect(try ConfigurationFile.read(folder: work.folder()).hiddenChannels == 12)
  }

  @Test func `a network that the checkpoint does not fit is not written down`() throws {
    let work = try Workspace()
    try work.train(steps: 1, more: Self.quiet)
    let file = work.folder() + "/gqn_config.json"
    let content = try WholeFile.read(file, limit: 1 << 20)
    try Folder(work.folder()).remove("gqn_config.json")
    var request = try work.request(steps: 2, more: Self.quiet)
    request.model.hyperparameters.hiddenChannels = 12
    let error = #expect(throws: TrainingError.self) {
      try TrainJob(request, models: work.path + "/models").run()
    }
    #expect("\(try #require(error))".contains("do not fit gqn_config.json"))
    #expect(try FileFacts.ifPresent(file) == nil)
    try work.train(steps: 2, more: Self.quiet)
    #expect(try WholeFile.read(file, limit: 1 << 20) == content)
  }

  @Test func `damaged records are told of once, with their place`() throws {
    let work = try Workspace()
    let file = "\(work.path)/data/\(TinyDataset.name)/train/1-of-2.tfrecord"
    var bytes = try WholeFile.read(file, limit: 1 << 24)
    bytes[bytes.count / 2] ^= 1
    try AtomicFile.write(bytes, to: file)
    var warnings: [String] = []
    // 11 scenes are left, so that these are several epochs.
    let summary = try work.train(steps: 12, more: Self.quiet) { news in
      if case .warning(let warning) = news { warnings.append(warning) }
    }
    #expect(warnings.count == 1, "\(warnings)")
    #expect(
      warnings.first?.hasPrefix("passed over: \(file), record at byte ") ?? false
        && warnings.first?.contains("checksum") ?? false, "\(warnings)")
    #expect(summary.warnings == warnings)
    let page = String(
      decoding: try WholeFile.read(summary.page, limit: 1 << 24), as: UTF8.self)
    #expect(page.contains("passed over: "))
  }

  @Test func `what is kept for good is written, whatever else is due`() throws {
    let work = try Workspace()
    let checkpoint =
      #""checkpoint": {"everySteps": 4, "everyMinutes": 0, "keep": 1, "keepEvery": 5}"#
    try work.train(steps: 12, more: Self.quiet + [checkpoint])
    #expect(Snapshot.steps(in: work.folder()) == [5, 10, 12])
  }

  @Test func `memory that is too little is told`() throws {
    let work = try Workspace()
    let summary = try work.train(steps: 1, more: Self.quiet + [#""memory": "10M""#])
    let warning = try #require(summary.warnings.first)
    #expect(warning.hasPrefix("/memory: 10 MiB are less than the "), "\(warning)")
    let enough = try work.train(
      steps: 1, directory: "enough", more: Self.quiet + [#""memory": "200M""#])
    #expect(enough.warnings == [])
  }

  @Test func `a line has no fewer steps than half of what it asks for`() throws {
    let work = try Workspace()
    let more = [
      #""evaluate": {"everySteps": 0}"#, #""summaries": {"everySteps": 4, "imagesEverySteps": 5}"#,
      #""checkpoint": {"everySteps": 5, "everyMinutes": 0, "keep": 9}"#,
    ]
    try work.train(steps: 15, more: more)
    // As if the run had been killed after step 15 and gone on from the checkpoint of step 5, 10 and 15.
    for (step, steps) in [(5, 16), (10, 16), (15, 20)] {
      try CheckpointState(
        modelCheckpointPath: "model.ckpt-\(step)", allModelCheckpointPaths: []
      ).write(folder: work.folder())
      try work.train(steps: steps, more: more)
    }
    let lines = try work.lines()
    #expect(lines.map(\.step) == [4, 8, 12, 20])
    #expect(lines.compactMap { $0.training?.steps } == [4, 3, 2, 5])
    // And pictures are drawn for the page at every start, but written as events when they are due.
    let files = try Folder.names(in: work.folder()).filter { EventFile.isOne($0) }
    let pictured = try files.map { file in
      try EventFile.events(in: work.folder() + "/" + file).filter { event in
        guard case .summary(let values) = event.content else { return false }
        return values.contains { $0.tag.hasPrefix("target_image") }
      }.map(\.step)
    }
    #expect(pictured == [[0, 5, 10, 15], [10, 15, 16], [15, 16], [20]])
  }

  @Test func `a snapshot for rendering alone does not learn`() throws {
    let work = try Workspace()
    try work.train(steps: 1, directory: "whole", more: Self.quiet)
    try SnapshotExport.write(
      try Snapshot(folder: work.folder("whole")), to: work.folder("small"), precision: .float32,
      pool: ThreadPool(threadCount: 1))
    let error = #expect(throws: TrainingError.self) {
      try work.train(steps: 2, directory: "small", more: Self.quiet)
    }
    let text = "\(try #require(error))"
    #expect(text.contains("beta1_power") && text.contains("for rendering alone cannot learn"))
  }

  @Test func `scenes with too few views are refused before anything is written`() throws {
    let work = try Workspace()
    var request = try work.request(steps: 1)
    request.model.hyperparameters.contextSize = 4
    let error = #expect(throws: TrainingError.self) {
      try TrainJob(request, models: work.path + "/models").run()
    }
    #expect(
      "\(try #require(error))".hasPrefix("/dataset/name: the scenes of \(work.path)/data"))
    #expect(!FileManager.default.fileExists(atPath: work.path + "/models"))
  }

  @Test func `a second training of the same snapshot is refused`() throws {
    let work = try Workspace()
    try work.train(steps: 1, more: Self.quiet)
    let lock = try FileLock(folder: Folder(work.folder()))
    #expect(throws: TrainingError.self) { try work.train(steps: 2, more: Self.quiet) }
    _ = consume lock
    try work.train(steps: 2, more: Self.quiet)
  }

  @Test func `a link below the models' folder is not followed`() throws {
    let work = try Workspace()
    _ = try Folder(creating: work.path + "/models")
    try #require(
      unsafe symlink(work.path + "/data", work.path + "/models/link") == 0)
    // One that is not there yet is found out when it is written.
    #expect(throws: TrainingError.self) {
      try work.train(steps: 1, directory: "link/inside", more: Self.quiet)
    }
    #expect(throws: RequestError.self) { try work.request(steps: 1, directory: "link") }
  }

  // MARK: - tf-gqn

  @Test(
    .enabled(
      if: PackageFolder.hasShared("fixtures/tf-gqn/narrow-pool/train/model"),
      Comment(rawValue: PackageFolder.sharedIsMissing)))
  func `a snapshot that tf-gqn trained goes on`() throws {
    let work = try Workspace()
    let source = PackageFolder.shared + "/fixtures/tf-gqn/narrow-pool/train/model"
    let target = work.folder("theirs")
    _ = try Folder(creating: target)
    for name in try Folder.names(in: source) {
      try AtomicFile.write(
        WholeFile.read("\(source)/\(name)", limit: 1 << 28), to: "\(target)/\(name)")
    }
    if try FileFacts.ifPresent(target + "/gqn_config.json") == nil {
      try AtomicFile.write(
        WholeFile.read(
          PackageFolder.shared + "/fixtures/tf-gqn/narrow-pool/gqn_config.json", limit: 1 << 20),
        to: target + "/gqn_config.json")
    }
    var request = try work.request(steps: 4, directory: "new", more: Self.quiet)
    request.model.directory = "theirs"
    request.model.hyperparameters = try ConfigurationFile.read(folder: target)
    request.batchSize = 1
    request.summaries.imagesEverySteps = 0
    var warnings: [String] = []
    let summary = try TrainJob(request, models: work.path + "/models").run { news in
      if case .warning(let warning) = news { warnings.append(warning) }
    }
    #expect(summary.stepsOfThisRun == 1 && Snapshot.steps(in: target).last == 4)
    #expect(warnings.contains { $0.contains("does not say how far in the data") })
  }
}
