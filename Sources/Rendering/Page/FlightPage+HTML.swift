internal import Pages

extension FlightPage {
  /// The page. The same content gives the same bytes.
  package var html: String {
    var body = Page.note(note) + Page.warnings(warnings) + hero
    body += Page.section("Distance from the truth", errorCurve)
    body += Page.section("Given views", gallery(views, class: "views"))
    body += Page.section("Uncertainty", gallery(uncertainty, class: "pair"))
    body += Page.section(
      "Contact sheet",
      contactSheet.map { $0.figure(class: "sheet", embeddingLimit: embeddingLimit) } ?? "")
    body += Page.section("Facts", PageFact.table(facts))
    body += Page.section("Files", linkList)
    var page = Page(
      title: title,
      subtitle: "<p>Rendered by the model <strong>\(HTMLText.escape(model))</strong></p>",
      body: body)
    if frames != nil { page.script = PageScript.javaScript }
    return page.html
  }

  // MARK: - Sections

  /// The flight beside its map.
  private var hero: String {
    var html = "<div class=\"hero\">\n"
    if let flight {
      html += "<figure class=\"flight\">\n"
      html += "<div class=\"twins\">\n"
      html += flight.image(id: "flight", embeddingLimit: embeddingLimit)
      if let truthPrefix {
        html +=
          "<img id=\"truth\" hidden data-prefix=\"\(HTMLText.link(truthPrefix))\" alt=\"truth\">\n"
      }
      html += "</div>\n"
      html += scrubber
      html += "<figcaption>\(HTMLText.escape(flight.caption))</figcaption>\n</figure>\n"
    }
    if !map.views.isEmpty || !map.path.isEmpty {
      html += """
        <figure>
        \(map.svg)<figcaption><span class="key view"></span>given views \
        <span class="key path"></span>flight, with looking directions \
        <span class="key start"></span>start <span class="key end"></span>end. \
        Seen from above, in the model’s units.</figcaption>
        </figure>

        """
    }
    return html + "</div>\n"
  }

  /// Hidden until the script has found the frames.
  private var scrubber: String {
    guard let frames, frames.count > 0 else { return "" }
    return """
      <div id="controls" class="controls" hidden>
      <button id="play" type="button">Pause</button>
      <input id="scrub" type="range" aria-label="Frame" min="0" max="\(frames.count - 1)" \
      value="0" data-prefix="\(HTMLText.link(frames.prefix))" data-digits="\(frames.digits)" \
      data-rate="\(HTMLText.number(frames.perSecond))">
      <output id="count" for="scrub"></output>
      </div>

      """
  }

  private var errorCurve: String {
    guard errors.count > 1 else { return "" }
    let chart = LineChart(errors, title: "Root mean squared error of each frame")
    return """
      <figure>
      \(chart.svg)<figcaption>Root mean squared error of each frame in levels of 0…255, of generated \
      pictures (no reconstructions).</figcaption>
      </figure>

      """
  }

  private func gallery(_ pictures: [PagePicture], class name: String) -> String {
    guard !pictures.isEmpty else { return "" }
    let figures = pictures.map { $0.figure(embeddingLimit: embeddingLimit) }.joined()
    return "<div class=\"\(name)\">\n\(figures)</div>\n"
  }

  private var linkList: String {
    guard !links.isEmpty else { return "" }
    let items = links.map {
      "<li><a href=\"\(HTMLText.link($0.path))\">\(HTMLText.escape($0.path))</a> "
        + "<span>\(HTMLText.escape($0.text))</span></li>\n"
    }
    return "<ul class=\"files\">\n\(items.joined())</ul>\n"
  }
}
