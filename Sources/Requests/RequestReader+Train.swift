import Configuration
import Diagnostics
import JSONDocuments

extension RequestReader {
  private static let stepRange = 0...1_000_000_000

  func trainRequest(_ object: JSONObjectReader) -> TrainRequest? {
    let (name, priority, after) = order(in: object)
    let dataset = object.required("dataset", "an object with \"name\"")
      .flatMap { trainingData($0) }
    let model = object.required("model", "an object with \"directory\"")
      .flatMap { trainedModel($0) }
    let steps = object.required("steps", "the number of training steps in all")
      .flatMap { $0.integer(in: 1...Self.stepRange.upperBound) }
    // Values that are wrong have been reported; defaults stand in for them until the end.
    var request = TrainRequest(
      name: name ?? "", priority: priority ?? 0, after: after ?? [],
      dataset: dataset ?? TrainingData(name: "", root: "", trainFolder: ""),
      model: model ?? TrainedModel(directory: "", hyperparameters: Hyperparameters()),
      steps: steps ?? 1)
    if let value = object.optional("batchSize")?.integer(in: 1...4096) { request.batchSize = value }
    if let value = object.optional("seed")?.integer(in: 0...UInt64.max) { request.seed = value }
    if let value = object.optional("objective")?.choice(of: TrainingObjective.self) {
      request.objective = value
    }
    object.optional("checkpoint").map { checkpointing($0, into: &request.checkpoint) }
    let evaluate = object.optional("evaluate")
    evaluate.map { evaluating($0, into: &request.evaluation) }
    object.optional("summaries").map { summaries($0, into: &request.summaries) }
    request.gradientClipping = object.optional("gradientClipping")?.positiveNumber(upTo: 1e12)
    if let value = object.optional("klWarmUp")?.integer(in: Self.stepRange) {
      request.klWarmUp = value
    }
    request.memory = memory(in: object)
    request.threads = threads(in: object)
    object.finish()
    if let dataset, dataset.testFolder == nil, request.evaluation.everySteps > 0 {
      request.evaluation.everySteps = 0
      let place = evaluate ?? object.cursor
      place.warning(
        "\(quoted(dataset.name)) has no test split with record files: the snapshot is not measured "
          + "while it learns")
    }
    guard name != nil, priority != nil, after != nil, dataset != nil, model != nil, steps != nil
    else { return nil }
    request.warnings = report.warnings
    return request
  }

  /// `memory`: a number of bytes, or text such as `"8G"`.
  func memory(in object: JSONObjectReader) -> Int? {
    guard let cursor = object.optional("memory") else { return nil }
    guard case .string(let text) = cursor.value else { return cursor.integer(in: 1...Int.max) }
    guard let count = ByteCount.read(text) else {
      cursor.problem(
        "\(quoted(text, limit: 80)) is no amount of memory, such as \"800M\" or \"8G\"")
      return nil
    }
    return count
  }

  /// `threads`.
  func threads(in object: JSONObjectReader) -> Int? {
    object.optional("threads")?.integer(in: 1...256)
  }

  // MARK: - Model

  private func trainedModel(_ cursor: JSONCursor) -> TrainedModel? {
    guard let object = cursor.object("an object with \"directory\"") else { return nil }
    let place = object.required("directory", "a folder below the models' folder")
    let directory = place.flatMap { modelDirectory($0) }
    let configuration = object.optional("config")
    var hyperparameters: Hyperparameters? = Hyperparameters()
    if let configuration {
      hyperparameters = configuration.object("an object with keys of gqn_config.json")
        .map { Hyperparameters(reading: $0) }
    }
    object.finish()
    guard let place, let directory, let hyperparameters else { return nil }
    // A configuration with a problem is no reason to complain of its consequences.
    if report.isClean {
      compare(hyperparameters, withSnapshotIn: directory, at: configuration ?? place)
    }
    return TrainedModel(directory: directory, hyperparameters: hyperparameters)
  }

  private func modelDirectory(_ cursor: JSONCursor) -> String? {
    guard let text = pathText(cursor) else { return nil }
    guard Self.isWritableDirectory(text) else {
      cursor.problem(
        "\(quoted(text, limit: 80)) is not a folder below the models' folder; write a relative path "
          + "without \"..\", hidden or empty parts")
      return nil
    }
    // What is there already must be there itself: nothing is written through a link.
    if let models = context.files.resolved(context.modelsFolder),
      let found = context.files.resolved(Self.joined(context.modelsFolder, text)),
      found != models + "/" + text
    {
      cursor.problem(
        "\(quoted(text, limit: 80)) leads through a link to \(printable(found)); name a folder "
          + "below \(printable(context.modelsFolder)) itself")
      return nil
    }
    return text
  }

  /// A training goes on with the snapshot that is there, whose network must be the one asked for. Its schedules need not.
  /// Without a checkpoint there is none, whatever an earlier training wrote of its network.
  private func compare(
    _ hyperparameters: Hyperparameters, withSnapshotIn directory: String, at cursor: JSONCursor
  ) {
    let folder = Self.joined(context.modelsFolder, directory)
    let file = folder + "/gqn_config.json"
    guard context.files.kind(of: folder + "/checkpoint") == .regular,
      context.files.kind(of: file) == .regular
    else { return }
    let document: JSONValue
    do {
      document = try JSONValue(parsing: context.files.contents(of: file, limit: 1 << 20))
    } catch {
      cursor.problem("\(printable(file)): \(printable("\(error)", limit: 500))")
      return
    }
    let inner = ProblemReport(limit: 5)
    guard let object = JSONCursor(document, report: inner).object() else {
      cursor.problem("\(printable(file)) is no object")
      return
    }
    let there = Hyperparameters(reading: object)
    guard inner.isClean else {
      for problem in inner.summary { cursor.problem("\(printable(file)): \(problem)") }
      return
    }
    let differences = hyperparameters.networkDifferences(to: there)
    guard !differences.isEmpty else { return }
    let list = differences.map { "\($0.key) \($0.others), not \($0.own)" }.joined(separator: "; ")
    cursor.problem(
      "the snapshot in \(quoted(directory)) has \(list). A training goes on with the network that is "
        + "there: give it these values, or another \"directory\"")
  }

  // MARK: - Settings

  private func checkpointing(_ cursor: JSONCursor, into settings: inout Checkpointing) {
    guard let object = cursor.object() else { return }
    read("everySteps", in: object, &settings.everySteps)
    if let value = object.optional("everyMinutes")?.number(in: 0...100_000) {
      settings.everyMinutes = value
    }
    if let value = object.optional("keep")?.integer(in: 1...1000) { settings.keep = value }
    read("keepEvery", in: object, &settings.keepEvery)
    object.finish()
  }

  private func evaluating(_ cursor: JSONCursor, into settings: inout Evaluating) {
    guard let object = cursor.object() else { return }
    read("everySteps", in: object, &settings.everySteps)
    if let value = object.optional("records")?.integer(in: 1...1_000_000) {
      settings.records = value
    }
    object.finish()
  }

  private func summaries(_ cursor: JSONCursor, into settings: inout Summaries) {
    guard let object = cursor.object() else { return }
    if let value = object.optional("everySteps")?.integer(in: 1...Self.stepRange.upperBound) {
      settings.everySteps = value
    }
    read("imagesEverySteps", in: object, &settings.imagesEverySteps)
    object.finish()
  }

  private func read(_ key: String, in object: JSONObjectReader, _ steps: inout Int) {
    if let value = object.optional(key)?.integer(in: Self.stepRange) { steps = value }
  }
}
