internal import Configuration
internal import Diagnostics
internal import Evaluation
internal import Images
internal import LinuxSystem
internal import Pages
internal import Requests

/// The page of a training: how far it is, its curves, and what it makes of a few scenes. One file that needs
/// no other.
struct TrainingPage {
  let request: TrainRequest
  let step: Int
  let secondsLeft: Double?
  /// When the page is written; it may be looked at long after the training was killed.
  let time: Timestamp
  /// Why the training ended before its last step, if it did.
  let error: TrainingError?
  let threads: Int
  let lines: [MetricsLine]
  let pictures: [TrainingPictures]
  let picturesStep: Int
  let warnings: [String]

  /// The page.
  ///
  /// - Throws: an `ImageError` where a picture cannot be coded.
  var html: String {
    get throws {
      var body = Page.warnings((error.map { ["\($0)"] } ?? []) + warnings)
      body += Page.section("Curves", charts)
      body += Page.section("What it makes of scenes, step \(picturesStep)", try gallery)
      body += Page.section("Facts", PageFact.table(facts))
      body += Page.section("Files", files)
      var page = Page(title: request.model.directory, subtitle: subtitle, body: body)
      page.style = CurveChart.style + "\n" + Self.style
      return page.html
    }
  }

  private static let style = """
    progress{width:100%;max-width:30rem;height:.6rem;accent-color:var(--path)}
    .learned{display:grid;grid-template-columns:minmax(0,5fr) repeat(3,minmax(0,2fr));gap:.75rem;
    margin-bottom:1.5rem;align-items:start}
    .learned img{width:100%}
    .learned .sequence{grid-column:1/-1;max-width:60rem}
    .learned .sequence img{height:6rem;object-fit:contain;object-position:left;border:0;
    background:none}
    @media(max-width:44rem){.learned{grid-template-columns:repeat(3,1fr)}
    .learned figure:first-child{grid-column:1/-1}}
    """

  private var subtitle: String {
    let left =
      switch error {
      case .interrupted: ", stopped"
      case .some: ", failed"
      case nil:
        if step >= request.steps {
          ", done"
        } else {
          (secondsLeft.map { ", about \(TrainingLine.duration($0)) left" } ?? "")
            + " (as of \(time.minute))"
        }
      }
    return
      "<p>Learns from <strong>\(HTMLText.escape(request.dataset.name))</strong>: step \(step) of "
      + "\(request.steps)\(left)</p>\n"
      + "<progress max=\"\(request.steps)\" value=\"\(step)\">\(step) of \(request.steps)</progress>"
  }

  // MARK: - Curves

  private var charts: String {
    func series(_ value: (MetricsLine) -> Double?) -> [(x: Double, y: Double)] {
      lines.compactMap { line in value(line).map { (x: Double(line.step), y: $0) } }
    }
    func rmse(_ measure: (EvaluationMeans) -> AverageDifference) -> [(x: Double, y: Double)] {
      series { line in
        line.evaluation.map(measure).flatMap { $0.pictures > 0 ? $0.rootMeanSquaredError : nil }
      }
    }
    let charts = [
      CurveChart(
        "Loss above its floor, nats an image",
        [
          .init("train", series { $0.training?.aboveFloor }),
          .init("test", series { $0.evaluation?.elbo?.aboveFloor }, isMarked: true),
        ], xLabel: "step", isLogarithmic: true),
      CurveChart(
        "RMSE, 0 to 255",
        [
          .init("reconstructed, train", series { $0.training?.reconstructionRMSE }),
          .init("generated, test", rmse(\.sample), isMarked: true),
          .init("best constant picture", rmse(\.constantPicture)),
          .init("nearest view", rmse(\.nearestView)),
        ], xLabel: "step"),
      CurveChart(
        "KL divergence, nats an image",
        [
          .init("train", series { $0.training?.kl }),
          .init("test", series { $0.evaluation?.elbo?.kl }, isMarked: true),
        ], xLabel: "step", isLogarithmic: true),
      CurveChart(
        "Norm of the gradient", [.init("train", series { $0.training?.gradientNorm })],
        xLabel: "step", isLogarithmic: true),
    ].map(\.figure).joined()
    return charts.isEmpty ? "" : "<div class=\"charts\">\n\(charts)</div>\n"
  }

  // MARK: - Pictures

  private var gallery: String {
    get throws {
      var html = ""
      for scene in pictures {
        html += "<div class=\"learned\">\n"
        for (picture, caption) in [
          (Image.contactSheet(of: scene.context.map(\.image), columns: 5, gap: 1), "given views"),
          (scene.target.image, "target: the truth"),
          (scene.inference.image, "target_inference: reconstructed, has seen the truth"),
          (scene.generation.image, "target_generation: generated, a sample of the prior"),
        ] {
          html += try Self.figure(picture, caption)
        }
        html += try Self.figure(
          scene.drawSequence.image, "draw_sequence: the reconstruction, step by step",
          class: "sequence")
        html += "</div>\n"
      }
      return html
    }
  }

  private static func figure(
    _ image: Image, _ caption: String, class name: String? = nil
  ) throws -> String {
    PagePicture(
      try PNG.encode(image), width: image.width, height: image.height, caption: caption
    ).figure(class: name)
  }

  // MARK: - Facts

  private var facts: [PageFact] {
    let last = lines.last { $0.training != nil }?.training
    let sizes = request.model.hyperparameters
    var facts = [
      PageFact("Objective", request.objective.rawValue),
      PageFact(
        "Network",
        "\(sizes.encoder.rawValue), \(sizes.imageWidth) x \(sizes.imageHeight) pixels, "
          + "\(counted(sizes.contextSize, "given view")), ENC \(sizes.encoderChannels), LSTM "
          + "\(sizes.hiddenChannels), canvas \(sizes.canvasChannels), Z \(sizes.latentChannels), "
          + counted(sizes.generationSteps, "step")),
      PageFact("Batch", counted(request.batchSize, "scene")),
      PageFact("Seed", "\(request.seed)"),
    ]
    if let last {
      facts += [
        PageFact("Pixels' σ", HTMLText.number(last.pixelSigma)),
        PageFact("Learning rate", HTMLText.number(last.learningRate)),
        PageFact(
          "Speed",
          "\(HTMLText.number(last.samplesPerSecond)) scenes a second with "
            + counted(threads, "thread")),
      ]
    }
    if let clipping = request.gradientClipping {
      facts.append(PageFact("Gradients clipped to", HTMLText.number(clipping)))
    }
    if request.klWarmUp > 0 {
      facts.append(PageFact("KL warm-up", counted(request.klWarmUp, "step")))
    }
    facts.append(PageFact("Memory, at most", "\(Machine.peakMemoryBytes >> 20) MiB"))
    return facts
  }

  private var files: String {
    let items = [
      ("metrics.jsonl", "every number of the curves, a line each"),
      ("gqn_config.json", "the network's sizes and schedules"),
      ("checkpoint", "names the newest checkpoint"),
    ].map {
      "<li><a href=\"\(HTMLText.link($0.0))\">\($0.0)</a> <span>\($0.1)</span></li>\n"
    }.joined()
    return "<ul class=\"files\">\n\(items)</ul>\n"
      + "<p>TensorBoard shows the event files: tensorboard --logdir "
      + "\(HTMLText.escape(request.model.directory))</p>\n"
  }
}
