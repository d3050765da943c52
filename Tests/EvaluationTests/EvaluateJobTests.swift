import Checkpoints
import GQNModel
import Glibc
import JSONDocuments
import Kernels
import LinuxSystem
import Rendering
import Requests
import TestSupport
import Tensors
import Testing

@testable import Evaluation

struct EvaluateJobTests {
  /// A folder with a dataset and a snapshot that has its inference core, and one that has not.
  struct Workspace: ~Copyable {
    let path: String

    init() throws {
      var template = Array("/tmp/gqn-evaluation-XXXXXX".utf8CString)
      try #require(unsafe mkdtemp(&template) != nil)
      let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
      try TinyDataset.write(root: path + "/data")
      let sizes = try ConfigurationFile.parse(
        Array(TinyDataset.configuration.utf8), path: "config")
      for (name, variables) in [
        ("whole", sizes.trainingVariables), ("small", sizes.renderingVariables),
      ] {
        var store = ParameterStore(ParameterLayout(variables))
        InitialWeights.fill(&store, seed: 1)
        let folder = path + "/models/" + name
        _ = try Folder(creating: folder)
        try AtomicFile.write(
          ConfigurationFile.content(sizes), to: folder + "/" + ConfigurationFile.name)
        try TrainingCheckpoint(step: 7, beta1Power: 1, beta2Power: 1).write(
          parameters: store, firstMoments: store, secondMoments: store, to: SnapshotFolder(folder),
          keep: 1, keepEvery: 0)
      }
      self.path = path
    }

    deinit { try? Folder.removeTree(path) }

    func request(
      model: String = "whole", records: Int = 3, more: String = ""
    ) throws -> EvaluateRequest {
      let text = """
        {"version": 1, "type": "evaluate", "name": "measured", "model": "\(model)",
         "dataset": {"name": "\(TinyDataset.name)"}, "records": \(records), "samples": 3\(more)}
        """
      let context = RequestContext(baseFolder: path, modelsFolder: path + "/models")
      let request = try Request.read(Array(text.utf8), fileName: "m.json", in: context)
      guard case .evaluate(let evaluate) = request else { throw RequestIsOfAnotherType() }
      return evaluate
    }

    func evaluate(
      model: String = "whole", records: Int = 3, more: String = "", threads: Int = 2
    ) throws -> EvaluateJob.Summary {
      try EvaluateJob(
        request(model: model, records: records, more: more), outputRoot: path + "/output",
        threads: threads
      ).run()
    }

    func text(_ file: String) throws -> String {
      String(
        decoding: try WholeFile.read("\(path)/output/measured/\(file)", limit: 1 << 24),
        as: UTF8.self)
    }
  }

  struct RequestIsOfAnotherType: Error {}

  @Test func `a report has measures, baselines and the bound`() throws {
    let work = try Workspace()
    var progress: [Int] = []
    let summary = try EvaluateJob(
      work.request(), outputRoot: work.path + "/output", threads: 2
    ).run { progress.append($0.scenesDone) }
    let report = summary.report
    #expect(progress == [1, 2, 3])
    #expect(report.scenes == 3 && report.model.step == 7 && report.settings.contextSize == 2)
    #expect(report.generation.sample.pictures == 9 && report.generation.meanOfSamples.pictures == 3)
    #expect(report.baselines.constantPicture.pictures == 3)
    // A mean over samples is nearer to anything than the samples are on the mean.
    #expect(
      report.generation.meanOfSamples.meanSquaredError
        <= report.generation.sample.meanSquaredError)
    let elbo = try #require(report.elbo)
    #expect(elbo.scenes == 3 && elbo.kl >= 0)
    #expect(abs(elbo.negativeElbo - elbo.negativeLogLikelihood - elbo.kl) < 1e-9)
    #expect(abs(elbo.aboveFloor - (elbo.negativeElbo - elbo.floor)) < 1e-9)
    #expect(elbo.aboveFloor > 0)
    #expect(abs(elbo.aboveFloorPerDimension * 768 - elbo.aboveFloor) < 1e-9)

    let document = try JSONValue(parsing: Array(work.text("report.json").utf8))
    let rmse = document[try #require(JSONPointer("/generation/sample/rootMeanSquaredError"))]
    #expect(rmse?.double == report.generation.sample.rootMeanSquaredError)
    let page = try work.text("report.html")
    for part in [
      "A sample of the prior", "Baseline: the nearest given view", "Evidence lower bound",
      "Scene 3: given views", "generated, a sample", "standard deviation", "step 7",
    ] {
      #expect(page.contains(part), "\(part)")
    }
    #expect(!page.contains("http://") && !page.contains("https://"))
  }

  @Test func `a single scene has no best constant picture`() throws {
    let work = try Workspace()
    let report = try work.evaluate(records: 1).report
    #expect(report.baselines.constantPicture.pictures == 0)
    #expect(report.baselines.nearestView.pictures == 1)
    #expect(report.baselines.nearestView.rootMeanSquaredError > 0)
    let page = try work.text("report.html")
    #expect(page.contains("nearest given view") && !page.contains("best constant picture"))
  }

  @Test func `without the inference core there is no bound`() throws {
    let work = try Workspace()
    let whole = try work.evaluate().report
    let small = try work.evaluate(model: "small").report
    #expect(small.elbo == nil && small.generation.sample.pictures == 9)
    #expect(small.baselines.constantPicture == whole.baselines.constantPicture)
    #expect(try !work.text("report.html").contains("Evidence lower bound"))
  }

  @Test func `the numbers depend on the seed and not on the threads`() throws {
    try WinogradKernels.withInstructionSet(limitedTo: "best") {
      let work = try Workspace()
      let one = try work.evaluate(threads: 1).report
      let two = try work.evaluate(threads: 2).report
      #expect(one.generation.sample == two.generation.sample && one.elbo == two.elbo)
      let other = try work.evaluate(more: #", "seed": 5"#).report
      #expect(other.generation.sample != one.generation.sample)
      #expect(other.baselines.nearestView == one.baselines.nearestView)
    }
  }

  @Test func `fewer scenes than asked for are told`() throws {
    let work = try Workspace()
    let report = try work.evaluate(more: #", "pictures": 1"#).report
    #expect(report.warnings.isEmpty)
    var request = try work.request()
    request.records = 100
    let summary = try EvaluateJob(request, outputRoot: work.path + "/output").run()
    #expect(summary.report.scenes == 3)
    #expect(summary.report.warnings.first?.contains("3 usable records, not 100") == true)
  }

  @Test func `damaged records are passed over and named`() throws {
    let work = try Workspace()
    let file = "\(work.path)/data/\(TinyDataset.name)/test/1-of-1.tfrecord"
    var bytes = try WholeFile.read(file, limit: 1 << 20)
    bytes[200] ^= 1
    try AtomicFile.write(bytes, to: file)
    let report = try work.evaluate().report
    #expect(report.scenes == 2 && report.passedOver.count == 1)
    #expect(report.passedOver[0].contains("1-of-1.tfrecord"))
    #expect(try work.text("report.html").contains("1-of-1.tfrecord"))
  }
}
