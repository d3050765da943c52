internal import CommandLineArguments
internal import Evaluation
internal import Glibc
internal import JSONDocuments
internal import Jobs
internal import LinuxSystem
internal import Rendering
internal import Requests
internal import Serving
internal import Training

/// `gqn worker`: does one job of the queue, as `gqnd` asks it to.
struct WorkerCommand: Subcommand {
  static let command = Command(
    "worker", "Do one job of the queue",
    discussion: """
      Reads request.json in JOBFOLDER and reports on file descriptor 3, or on standard output where \
      that is not open, one JSON object a line.
      """,
    example: "gqn worker jobs/running/orbit-1a2b3c --root .",
    arguments: [Argument("JOBFOLDER", "The job's folder.", completion: .folder)],
    options: [
      .value("root", "DIR", "Where relative paths start, and what may be read.", default: "."),
      CommonOptions.models,
      .value("output", "DIR", "The folder below which renders are written.", default: "output"),
      .value("read-root", "DIR", "A further folder that may be read.", isRepeated: true),
      .value("name", "NAME", "The request's name where it gives none.", default: "render"),
      .value("frames", "RANGE", "Frames to render even if they are there, such as 3-17,40."),
      CommonOptions.threads,
    ], isHidden: true)

  private static let requestByteLimit = 16 << 20

  private let folder, output, name: String
  private let context: RequestContext
  private let threads: Int?
  private let remaking: FrameNumbers
  private let reports = WorkerReports()

  init(_ parsed: ParsedCommand) throws(UsageError) {
    folder = try parsed.argument("JOBFOLDER")
    let root = RequestFile.absolutePath(try parsed.string("root"))
    output = RequestFile.absolutePath(try parsed.string("output"))
    name = try parsed.string("name")
    context = RequestContext(
      baseFolder: root, modelsFolder: RequestFile.absolutePath(try parsed.string("models")),
      readRoots: [root] + parsed.strings("read-root").map(RequestFile.absolutePath))
    threads = try parsed.intIfGiven("threads", in: CommonOptions.threadRange)
    let frames = parsed.stringIfGiven("frames")
    guard let numbers = frames.map(FrameNumbers.init) ?? FrameNumbers() else {
      throw parsed.error(
        .badValue(
          subject: "--frames", value: frames ?? "", expected: "numbers and ranges, such as 3-17,40")
      )
    }
    remaking = numbers
  }

  func run() throws(CommandFailure) {
    do throws(CommandFailure) {
      let message: String? =
        switch try readRequest() {
        case .render(let request): try render(request)
        case .train(let request): try train(request)
        case .evaluate(let request): try evaluate(request)
        }
      if let message { reports.send(WorkerReport(message: message)) }
    } catch {
      reports.send(WorkerReport(message: error.message))
      throw error
    }
  }

  private func readRequest() throws(CommandFailure) -> Request {
    let path = Paths.join(folder, "request.json")
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try WholeFile.read(path, limit: Self.requestByteLimit, followingLinks: false)
    } catch {
      throw CommandFailure(error.errorNumber == ENOENT ? .noInput : .badData, "\(error)")
    }
    do throws(RequestError) {
      return try Request.read(bytes, fileName: name + ".json", in: context)
    } catch {
      throw CommandFailure(.badData, "\(error)")
    }
  }

  /// Renders, and returns what went otherwise than asked.
  private func render(_ request: RenderRequest) throws(CommandFailure) -> String? {
    let job = RenderJob(
      request, outputRoot: output, threads: threads, remaking: remaking,
      readRoots: context.readRoots)
    let summary: RenderJob.Summary
    do throws(RenderingError) {
      summary = try job.run {
        reports.send($0.framesDone, of: $0.frames, "frames", $0.framesOfThisRun, $0.seconds)
      }
    } catch {
      throw CommandFailure(error, request: name + ".json")
    }
    for warning in summary.warnings { Console.error("gqn: warning: \(warning)") }
    return Self.message(summary.warnings)
  }

  /// Trains, and returns what went otherwise than asked. What it says of its steps goes to the job's log.
  private func train(_ request: TrainRequest) throws(CommandFailure) -> String? {
    let job = TrainJob(
      request, models: context.modelsFolder, threads: least(request.threads))
    do throws(TrainingError) {
      let summary = try job.run { news in
        switch news {
        case .progress(let now):
          reports.send(now.stepsDone, of: now.steps, "steps", now.stepsOfThisRun, now.seconds)
        case .line(let line): Console.error(line)
        case .warning(let warning): Console.error("gqn: warning: \(warning)")
        }
      }
      return Self.message(summary.warnings)
    } catch {
      throw CommandFailure(error, request: name + ".json")
    }
  }

  /// Measures, and returns what went otherwise than asked.
  private func evaluate(_ request: EvaluateRequest) throws(CommandFailure) -> String? {
    let job = EvaluateJob(
      request, outputRoot: output, threads: least(request.threads), memoryLimit: request.memory)
    do throws(RenderingError) {
      let summary = try job.run {
        reports.send($0.scenesDone, of: $0.scenes, "scenes", $0.scenesDone, $0.seconds)
      }
      let warnings = summary.report.warnings + summary.report.passedOver
      for warning in warnings { Console.error("gqn: warning: \(warning)") }
      return Self.message(summary.report.warnings)
    } catch {
      throw CommandFailure(error, request: name + ".json")
    }
  }

  /// A request may ask for fewer threads than the daemon gives, not for more.
  private func least(_ asked: Int?) -> Int? {
    guard let asked else { return threads }
    return min(asked, threads ?? asked)
  }

  private static func message(_ warnings: [String]) -> String? {
    warnings.isEmpty ? nil : warnings.joined(separator: "; ")
  }
}

/// Where a worker's reports go.
private struct WorkerReports {
  private let descriptor: Int32 =
    fcntl(ChildProcess.reportDescriptor, F_GETFL) >= 0
    ? ChildProcess.reportDescriptor : STDOUT_FILENO

  /// Sends how far the work is; `now` of what is done this run did, in so many seconds.
  func send(_ done: Int, of total: Int, _ unit: String, _ now: Int, _ seconds: Double) {
    let rate = seconds > 0 ? Double(now) / seconds : 0
    send(
      WorkerReport(
        progress: JobProgress(
          done: done, before: done - now, total: total, unit: unit, rate: rate > 0 ? rate : nil,
          secondsLeft: rate > 0 ? Double(total - done) / rate : nil)))
  }

  /// Sends a line. When nobody reads any more the daemon has died, and this work with it: the next
  /// daemon begins it anew.
  func send(_ report: WorkerReport) {
    guard let line = try? JSONWriter.bytes(of: report, pretty: false) else { return }
    let text = line + [0x0A]
    // One write: a line is shorter than what a pipe takes at once.
    guard unsafe Glibc.write(descriptor, text, text.count) < 0, errno == EPIPE else { return }
    raise(SIGTERM)
  }
}
