internal import CommandLineArguments
internal import Diagnostics
internal import FoundationEssentials
internal import JSONDocuments
internal import LinuxSystem
internal import Rendering
internal import Requests

/// `gqn render`: carries out a render request in the foreground.
struct RenderCommand: Subcommand {
  static let command = Command(
    "render", "Render a request now and show progress",
    discussion: """
      FILE is a request of type "render" (docs/requests.md). Its relative paths start from its own \
      folder. Frames that an earlier run of the same request finished are kept, so that a run that \
      was stopped goes on where it was.
      """,
    example: "gqn render jobs/examples/orbit.json --threads 2",
    arguments: [Argument("FILE", "The request, a JSON file.", completion: .file)],
    options: [
      CommonOptions.models,
      CommonOptions.output,
      CommonOptions.threads,
      CommonOptions.memory,
      .flag("json", "Print what was done as one JSON object."),
    ])

  private let file, models, output: String
  private let threads, memory: Int?
  private let printsJSON: Bool

  init(_ parsed: ParsedCommand) throws(UsageError) {
    file = try parsed.argument("FILE")
    models = try parsed.string("models")
    output = try parsed.string("output")
    threads = try parsed.intIfGiven("threads", in: CommonOptions.threadRange)
    memory = try parsed.byteCountIfGiven("memory")
    printsJSON = parsed.flag("json")
  }

  func run() throws(CommandFailure) {
    let requestFile = try RequestFile(file)
    let request = try requestFile.request(models: models)
    guard case .render(let request) = request else { throw requestFile.isOf(request.type) }
    let job = RenderJob(
      request, outputRoot: RequestFile.absolutePath(output), threads: threads,
      memoryLimit: memory)
    var progress = ProgressLine(unit: "frames")
    let summary: RenderJob.Summary
    do throws(RenderingError) {
      summary = try job.run {
        progress.show($0.framesDone, of: $0.frames, $0.framesOfThisRun, $0.seconds)
      }
    } catch {
      progress.end()
      throw CommandFailure(error, request: file)
    }
    progress.end()
    for warning in summary.warnings {
      Console.error("gqn: warning: \(warning)")
    }
    try report(summary)
  }

  private func report(_ summary: RenderJob.Summary) throws(CommandFailure) {
    guard printsJSON else {
      let (frames, rendered) = (summary.frames, summary.renderedFrames)
      let seconds = ProgressLine.duration(summary.renderSeconds)
      let done =
        switch rendered {
        case 0: "\(counted(frames, "frame")), which \(frames == 1 ? "was" : "were") there already"
        case frames: "\(counted(frames, "frame")), rendered in \(seconds)"
        default: "\(counted(frames, "frame")), \(rendered) of them rendered now in \(seconds)"
        }
      Console.output("\(done): \(summary.page)")
      return
    }
    struct Report: Encodable {
      let folder, page: String
      let frames, renderedFrames: Int
      let startSeconds, renderSeconds: Double
      let warnings: [String]
    }
    let report = Report(
      folder: summary.folder, page: summary.page, frames: summary.frames,
      renderedFrames: summary.renderedFrames, startSeconds: summary.startSeconds,
      renderSeconds: summary.renderSeconds, warnings: summary.warnings)
    try Console.outputJSON(report)
  }
}

extension CommandFailure {
  /// What a rendering error means for whoever called the program; what is wrong with the request or
  /// what it names begins with the request's file.
  init(_ error: RenderingError, request: String) {
    switch error {
    case .snapshot, .scene, .frameSize, .noContextViews, .narrowPicture:
      self.init(.badData, "\(printable(request)): \(error)")
    case .output: self.init(.cannotWrite, "\(error)")
    case .program, .memoryLimit: self.init(.failed, "\(error)")
    case .interrupted: self.init(.cancelled, "\(error)")
    }
  }
}
