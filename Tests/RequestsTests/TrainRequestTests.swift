import Configuration
import JSONDocuments
import Testing

@testable import Requests

struct TrainRequestTests {
  static let files: FakeFiles = {
    var files = FakeFiles.sample
    files.files["/r/data/rooms_ring_camera/train/1-of-2.tfrecord"] = ""
    files.files["/r/data/untested/train/1-of-1.tfrecord"] = ""
    files.files["/r/data/empty/train/readme.txt"] = ""
    files.files["/m/half/gqn_config.json"] = #"{"SEQ_LENGTH": 12, "Z_CHANNELS": 3}"#
    files.files["/m/broken/gqn_config.json"] = #"{"SEQ_LENGHT": 12}"#
    for directory in ["half", "broken"] { files.files["/m/\(directory)/checkpoint"] = "" }
    files.files["/m/begun/gqn_config.json"] = #"{"SEQ_LENGTH": 12}"#
    return files
  }()
  static let reading = Reading(files: files)

  /// A valid request with some of its parts replaced.
  static func request(
    dataset: String = #"{"name": "rooms_ring_camera"}"#,
    model: String = #"{"directory": "rooms-mine"}"#, steps: String = "200000", more: String = ""
  ) -> String {
    """
    {"version": 1, "type": "train", "dataset": \(dataset), "model": \(model), "steps": \(steps)\
    \(more.isEmpty ? "" : ", " + more)}
    """
  }

  @Test func `everything that is given is read`() throws {
    let found = try Self.reading.training(
      """
      {
        "version": 1, "type": "train", "name": "train-rooms", "priority": -10, "after": ["first"],
        "dataset": {"name": "rooms_ring_camera", "root": "data"},
        "model": {"directory": "rooms/mine", "config": {"SEQ_LENGTH": 6, "LSTM_OUTPUT_CHANNELS": 64}},
        "steps": 200000, "batchSize": 12, "seed": 1, "objective": "tf-gqn",
        "checkpoint": {"everySteps": 500, "everyMinutes": 2.5, "keep": 3, "keepEvery": 50000},
        "evaluate": {"everySteps": 2000, "records": 50},
        "summaries": {"everySteps": 10, "imagesEverySteps": 0},
        "gradientClipping": 100, "klWarmUp": 1000, "memory": "1.5G", "threads": 2
      }
      """)
    var sizes = Hyperparameters()
    sizes.generationSteps = 6
    sizes.hiddenChannels = 64
    #expect(
      found
        == TrainRequest(
          name: "train-rooms", priority: -10, after: ["first"],
          dataset: TrainingData(
            name: "rooms_ring_camera", root: "/r/data",
            trainFolder: "/r/data/rooms_ring_camera/train",
            testFolder: "/r/data/rooms_ring_camera/test"),
          model: TrainedModel(directory: "rooms/mine", hyperparameters: sizes), steps: 200_000,
          batchSize: 12, seed: 1, objective: .tfGQN,
          checkpoint: Checkpointing(
            everySteps: 500, everyMinutes: 2.5, keep: 3, keepEvery: 50_000),
          evaluation: Evaluating(everySteps: 2000, records: 50),
          summaries: Summaries(everySteps: 10, imagesEverySteps: 0), gradientClipping: 100,
          klWarmUp: 1000, memory: 3 << 29, threads: 2))
  }

  @Test func `what is left out has its default`() throws {
    let found = try Self.reading.training(Self.request())
    #expect(found.name == "ring" && found.batchSize == 36 && found.objective == .paper)
    #expect(found.model.hyperparameters == Hyperparameters())
    #expect(found.checkpoint == Checkpointing() && found.evaluation == Evaluating())
    #expect(found.gradientClipping == nil && found.klWarmUp == 0 && found.memory == nil)
    #expect(found.warnings.isEmpty)
  }

  @Test func `all that is wrong is told together`() {
    let problems = Self.reading.problems(
      """
      {"version": 1, "type": "train",
       "dataset": {"name": "rooms_ring_camera", "split": "test"},
       "model": {"directory": "../mine", "config": {"SEQ_LENGHT": 8, "ENC_CHANNELS": 5}},
       "steps": 0, "batchSize": 5000, "seed": -1, "objective": "papers",
       "checkpoint": {"everySteps": -1, "everyMinutes": -1, "keep": 0, "evry": 1},
       "evaluate": {"everySteps": 1.5, "records": 0}, "summaries": {"everySteps": 0, "images": 1},
       "gradientClipping": 0, "klWarmUp": -1, "memory": "8X", "threads": 0, "learningRate": 1}
      """)
    #expect(
      problems == [
        "/dataset/split: unknown key, expected one of \"name\", \"root\"",
        "/model/directory: \"../mine\" is not a folder below the models' folder; write a relative "
          + "path without \"..\", hidden or empty parts",
        "/model/config/ENC_CHANNELS: 5 is not even",
        "/model/config/SEQ_LENGHT: unknown key. Did you mean \"SEQ_LENGTH\"?",
        "/steps: 0 is not in 1...1000000000",
        "/batchSize: 5000 is not in 1...4096",
        "/seed: -1 is not in 0...18446744073709551615",
        "/objective: \"papers\" is not one of \"paper\", \"tf-gqn\". Did you mean \"paper\"?",
        "/checkpoint/everySteps: -1 is not in 0...1000000000",
        "/checkpoint/everyMinutes: -1 is not in 0...100000",
        "/checkpoint/keep: 0 is not in 1...1000",
        "/checkpoint/evry: unknown key, expected one of \"everySteps\", \"everyMinutes\", \"keep\", "
          + "\"keepEvery\"",
        "/evaluate/everySteps: 1.5 is not a whole number, expected one in 0...1000000000",
        "/evaluate/records: 0 is not in 1...1000000",
        "/summaries/everySteps: 0 is not in 1...1000000000",
        "/summaries/images: unknown key, expected one of \"everySteps\", \"imagesEverySteps\"",
        "/gradientClipping: 0 is not above 0 and at most 1000000000000",
        "/klWarmUp: -1 is not in 0...1000000000",
        "/memory: \"8X\" is no amount of memory, such as \"800M\" or \"8G\"",
        "/threads: 0 is not in 1...256",
        "/learningRate: unknown key, expected one of \"version\", \"type\", \"name\", \"priority\", "
          + "\"after\", \"dataset\", \"model\", \"steps\", \"batchSize\", \"seed\", \"objective\", "
          + "\"checkpoint\", \"evaluate\", \"summaries\", \"gradientClipping\", \"klWarmUp\", "
          + "\"memory\", \"threads\"",
      ])
  }

  @Test func `the least that is needed is asked for`() {
    #expect(
      Self.reading.problems(#"{"version": 1, "type": "train"}"#) == [
        "/dataset: is missing, expected an object with \"name\"",
        "/model: is missing, expected an object with \"directory\"",
        "/steps: is missing, expected the number of training steps in all",
      ])
  }

  // MARK: - Dataset

  @Test(arguments: [
    (
      #"{"name": "rooms_ring_camra"}"#,
      "/dataset/name: no folder \"rooms_ring_camra\" in /r/data. Did you mean "
        + "\"rooms_ring_camera\"?"
    ),
    (
      #"{"name": "ring", "root": "elsewhere"}"#,
      "/dataset/root: no folder \"elsewhere\" in /r"
    ),
    (
      #"{"name": "empty"}"#,
      "/dataset/name: /r/data/empty/train has no .tfrecord files; download some of the dataset's "
        + "files, or generate a dataset"
    ),
    (#"{"name": "../data"}"#, "/dataset/name: \"../data\" is no safe name"),
  ])
  func `a dataset that is not there is one problem`(dataset: String, problem: String) {
    let problems = Self.reading.problems(Self.request(dataset: dataset))
    #expect(problems.count == 1 && problems[0].hasPrefix(problem), "\(problems)")
  }

  @Test func `without a test split nothing is measured, and that is told`() throws {
    let found = try Self.reading.training(Self.request(dataset: #"{"name": "untested"}"#))
    #expect(found.evaluation.everySteps == 0 && found.dataset.testFolder == nil)
    #expect(found.warnings.map(\.description).first?.contains("no test split") == true)
    let silent = try Self.reading.training(
      Self.request(dataset: #"{"name": "untested"}"#, more: #""evaluate": {"everySteps": 0}"#))
    #expect(silent.warnings.isEmpty)
  }

  @Test func `a daemon reads datasets of its folders only`() {
    var reading = Self.reading
    reading.readRoots = ["/q"]
    #expect(
      reading.problems(Self.request())[0].hasPrefix(
        "/dataset/name: \"data\" leads out of the folders that may be read"))
  }

  // MARK: - Model

  @Test func `a snapshot that is there must be of the same network`() throws {
    #expect(
      Self.reading.problems(
        Self.request(model: #"{"directory": "half", "config": {"Z_CHANNELS": 3}}"#)) == [
          "/model/config: the snapshot in \"half\" has SEQ_LENGTH 12, not 8. A training goes on with "
            + "the network that is there: give it these values, or another \"directory\""
        ])
    let schedules = """
      , "ADAM_LR_ALPHA": 1e-3, "ADAM_LR_BETA": 1e-6, "ANNEAL_LR_TAU": 9, "GENERATOR_SIGMA_ALPHA": 3,
      "GENERATOR_SIGMA_BETA": 1, "ANNEAL_SIGMA_TAU": 8
      """
    for more in ["", schedules] {
      let same =
        #"{"directory": "half", "config": {"SEQ_LENGTH": 12, "Z_CHANNELS": 3\#(more)}}"#
      #expect(try Self.reading.training(Self.request(model: same)).model.directory == "half")
    }
    // Without a checkpoint there is no network yet.
    let begun = try Self.reading.training(Self.request(model: #"{"directory": "begun"}"#))
    #expect(begun.model.hyperparameters.generationSteps == 8)
    #expect(
      Self.reading.problems(Self.request(model: #"{"directory": "broken"}"#)) == [
        "/model/directory: /m/broken/gqn_config.json: /SEQ_LENGHT: unknown key. Did you mean "
          + "\"SEQ_LENGTH\"?"
      ])
  }

  @Test(arguments: ["/m/x", "", ".hidden", "a//b", "a/../b", "a/.b"])
  func `a folder elsewhere is refused`(directory: String) {
    let problems = Self.reading.problems(
      Self.request(model: "{\"directory\": \"\(directory)\"}"))
    #expect(problems.count == 1 && problems[0].hasPrefix("/model/directory: "))
  }

  // MARK: - Canonical form

  @Test func `what does not change the weights leaves no trace`() throws {
    func text(_ more: String, steps: String = "200000") throws -> String {
      String(
        decoding: try Self.reading.training(Self.request(steps: steps, more: more)).canonicalJSON(),
        as: UTF8.self)
    }
    let plain = try text("")
    for more in [
      #""name": "x""#, #""priority": 1"#, #""checkpoint": {"everySteps": 7}"#, #""threads": 2"#,
      #""evaluate": {"everySteps": 3}"#, #""summaries": {"everySteps": 3}"#,
    ] {
      #expect(try text(more) == plain)
    }
    #expect(try text("", steps: "5") == plain)
    var others = [plain]
    for more in [
      #""batchSize": 1"#, #""seed": 1"#, #""objective": "tf-gqn""#, #""gradientClipping": 1"#,
      #""klWarmUp": 1"#, #""memory": "2G""#,
    ] {
      others.append(try text(more))
    }
    #expect(Set(others).count == others.count)
    #expect(plain.contains(#""SEQ_LENGTH":"8""#))
  }

  // MARK: - Header

  @Test func `the header is read without looking at any file`() throws {
    let header = try RequestHeader.read(Array(Self.request().utf8), fileName: "t.json")
    #expect(header.type == .train && header.name == "t" && header.outputDirectory == nil)
  }
}
