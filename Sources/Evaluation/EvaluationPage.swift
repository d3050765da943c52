internal import Diagnostics
internal import Images
internal import Pages

/// `report.html`: the numbers, and scenes to look at. One file that needs no other.
package enum EvaluationPage {
  /// The page of a report.
  ///
  /// - Parameters:
  ///   - report: the numbers.
  ///   - scenes: what is shown.
  /// - Returns: HTML.
  /// - Throws: an `ImageError` where a picture cannot be coded.
  package static func html(
    _ report: EvaluationReport, _ scenes: [PicturedScene]
  ) throws -> String {
    var body = Page.warnings(report.warnings + passedOver(report.passedOver))
    body += Page.section("Generation", measures(report))
    if let elbo = report.elbo { body += Page.section("Evidence lower bound", table(elbo)) }
    body += Page.section("Scenes", try gallery(scenes))
    body += Page.section("Facts", PageFact.table(facts(report)))
    var page = Page(
      title: report.name,
      subtitle: "<p>The model <strong>\(HTMLText.escape(report.model.name))</strong>, step "
        + "\(report.model.step), on \(counted(report.scenes, "scene")) of "
        + "\(HTMLText.escape(report.dataset.name)), \(HTMLText.escape(report.dataset.split))</p>",
      body: body)
    page.style = style
    return page.html
  }

  /// What the scenes need of a page's style.
  package static let style = """
    .measures th,.measures td{width:auto;text-align:right}
    .measures th:first-child{text-align:left}
    .measures thead th{color:var(--ink);font-weight:600}
    .scene{display:grid;grid-template-columns:minmax(0,5fr) repeat(4,minmax(0,2fr));gap:.75rem;
    margin-bottom:1.25rem;align-items:start}
    .scene img{width:100%}
    @media(max-width:44rem){.scene{grid-template-columns:repeat(4,1fr)}
    .scene figure:first-child{grid-column:1/-1}}
    """

  // MARK: - Numbers

  private static func measures(_ report: EvaluationReport) -> String {
    let rows = [
      ("A sample of the prior", report.generation.sample),
      ("The mean of \(report.settings.samples) samples", report.generation.meanOfSamples),
      ("Baseline: the best constant picture", report.baselines.constantPicture),
      ("Baseline: the nearest given view", report.baselines.nearestView),
    ]
    let cells = rows.filter { $0.1.pictures > 0 }.map { name, measure in
      let numbers = [
        measure.rootMeanSquaredError, measure.meanAbsoluteError, measure.meanSquaredError,
        measure.peakSignalToNoise, measure.structuralSimilarity,
      ].map { "<td>\(HTMLText.number($0))</td>" }.joined()
      return "<tr><th scope=\"row\">\(HTMLText.escape(name))</th>\(numbers)</tr>\n"
    }
    let heads = ["RMSE", "MAE", "MSE", "PSNR, dB", "SSIM"]
      .map { "<th scope=\"col\">\($0)</th>" }.joined()
    return """
      <table class="measures">
      <thead><tr><th></th>\(heads)</tr></thead>
      <tbody>
      \(cells.joined())</tbody>
      </table>
      <p>Errors are in levels of 0 to 255. Every picture of the network is generated: drawn from the \
      prior, which has not seen the truth.</p>

      """
  }

  private static func table(_ elbo: ElboMeasurement.Result) -> String {
    PageFact.table([
      PageFact("Above the floor", "\(HTMLText.number(elbo.aboveFloor)) nats an image"),
      PageFact(
        "For each number of a picture", "\(HTMLText.number(elbo.aboveFloorPerDimension)) nats"),
      PageFact("KL divergence", "\(HTMLText.number(elbo.kl)) nats an image"),
      PageFact(
        "Negative ELBO",
        "\(HTMLText.number(elbo.negativeElbo)) nats an image; the floor is "
          + "\(HTMLText.number(elbo.floor)) at σ = \(HTMLText.number(elbo.pixelSigma))"),
      PageFact(
        "RMSE of reconstructions",
        "\(HTMLText.number(elbo.reconstructionRMSE)) (the posterior has seen the truth)"),
    ])
  }

  private static func facts(_ report: EvaluationReport) -> [PageFact] {
    [
      PageFact("Checkpoint", "step \(report.model.step), \(report.model.digest.prefix(16))"),
      PageFact("Dataset", report.dataset.folder),
      PageFact("Given views", "\(report.settings.contextSize) of each scene"),
      PageFact("Seed", "\(report.settings.seed)"),
      PageFact("Duration", "\(HTMLText.number(report.seconds)) s"),
      PageFact("Program", report.program),
    ]
  }

  private static func passedOver(_ records: [String]) -> [String] {
    guard records.count > 5 else { return records }
    return records.prefix(5) + ["and \(records.count - 5) more records that could not be used"]
  }

  // MARK: - Pictures

  /// The scenes, a row each.
  ///
  /// - Throws: an `ImageError` where a picture cannot be coded.
  package static func gallery(_ scenes: [PicturedScene]) throws -> String {
    var html = ""
    for scene in scenes {
      let context = Image.contactSheet(of: scene.context, columns: 5, gap: 1)
      html += "<div class=\"scene\">\n"
      for (image, caption) in [
        (context, "Scene \(scene.number + 1): given views"),
        (scene.truth, "truth"),
        (scene.mean, "generated, mean, RMSE \(HTMLText.number(scene.rootMeanSquaredError))"),
        (scene.sample, "generated, a sample"),
        (scene.deviation, "standard deviation, ×2"),
      ] {
        html += PagePicture(
          try PNG.encode(image), width: image.width, height: image.height, caption: caption
        ).figure()
      }
      html += "</div>\n"
    }
    return html
  }
}
