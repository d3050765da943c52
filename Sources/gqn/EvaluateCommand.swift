internal import CommandLineArguments
internal import Diagnostics
internal import Evaluation
internal import Rendering
internal import Requests

/// `gqn evaluate`: carries out an evaluate request in the foreground.
struct EvaluateCommand: Subcommand {
  static let command = Command(
    "evaluate", "Measure a snapshot on scenes of a dataset",
    discussion: """
      FILE is a request of type "evaluate" (docs/requests.md). Of each scene the model is shown some views, \
      and what it imagines from another one is compared with the truth: RMSE, MAE, MSE, PSNR and SSIM, \
      beside the best constant picture and the nearest given view, and the evidence lower bound where the \
      snapshot has its inference core.
      """,
    example: "gqn evaluate measure-rooms.json",
    arguments: [Argument("FILE", "The request, a JSON file.", completion: .file)],
    options: [
      CommonOptions.models,
      CommonOptions.output,
      CommonOptions.threads,
      CommonOptions.memory,
      .flag("json", "Print the report as one JSON object."),
    ])

  private let file, models, output: String
  private let threads, memory: Int?
  private let printsJSON: Bool

  init(_ parsed: ParsedCommand) throws(UsageError) {
    file = try parsed.argument("FILE")
    models = try parsed.string("models")
    output = RequestFile.absolutePath(try parsed.string("output"))
    threads = try parsed.intIfGiven("threads", in: CommonOptions.threadRange)
    memory = try parsed.byteCountIfGiven("memory")
    printsJSON = parsed.flag("json")
  }

  func run() throws(CommandFailure) {
    let requestFile = try RequestFile(file)
    let request = try requestFile.request(models: models)
    guard case .evaluate(let request) = request else { throw requestFile.isOf(request.type) }
    let job = EvaluateJob(
      request, outputRoot: output, threads: threads ?? request.threads,
      memoryLimit: memory ?? request.memory)
    var progress = ProgressLine(unit: "scenes")
    let summary: EvaluateJob.Summary
    do throws(RenderingError) {
      summary = try job.run {
        progress.show($0.scenesDone, of: $0.scenes, $0.scenesDone, $0.seconds)
      }
    } catch {
      progress.end()
      throw CommandFailure(error, request: file)
    }
    progress.end()
    for warning in summary.report.warnings + summary.report.passedOver.prefix(5) {
      Console.error("gqn: warning: \(printable(warning, limit: 2000))")
    }
    if printsJSON {
      try Console.outputJSON(summary.report)
    } else {
      Console.output(Self.table(summary.report))
      Console.output("\(counted(summary.report.scenes, "scene")): \(summary.page)")
    }
  }

  /// The measures, a row each.
  private static func table(_ report: EvaluationReport) -> String {
    var table = TextTable("GENERATED", "RMSE", "MAE", "MSE", "PSNR", "SSIM")
    for (name, measure) in [
      ("a sample", report.generation.sample),
      ("mean of \(report.settings.samples) samples", report.generation.meanOfSamples),
      ("best constant picture", report.baselines.constantPicture),
      ("nearest given view", report.baselines.nearestView),
    ] where measure.pictures > 0 {
      table.append(
        [name]
          + [
            measure.rootMeanSquaredError, measure.meanAbsoluteError, measure.meanSquaredError,
            measure.peakSignalToNoise,
          ].map { "\(($0 * 100).rounded() / 100)" }
          + ["\((measure.structuralSimilarity * 1000).rounded() / 1000)"])
    }
    var text = table.text()
    if let elbo = report.elbo {
      func tenths(_ number: Double) -> String { "\((number * 10).rounded() / 10)" }
      text +=
        "\nELBO: \(tenths(elbo.aboveFloor)) nats an image above its floor, KL \(tenths(elbo.kl)); "
        + "reconstructions have RMSE \(tenths(elbo.reconstructionRMSE))"
    }
    return text
  }
}
