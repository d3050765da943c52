extension FlightPage {
  /// The page. The same content gives the same bytes.
  package var html: String {
    var html = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(HTMLText.escape(title))</title>
      <style>
      \(PageStyle.css)
      </style>
      </head>
      <body>
      <header>
      <h1>\(HTMLText.escape(title))</h1>
      <p>Rendered by the model <strong>\(HTMLText.escape(model))</strong></p>
      </header>
      <main>

      """
    html += notices + hero
    html += section("Given views", gallery(views, class: "views"))
    html += section("Uncertainty", gallery(uncertainty, class: "pair"))
    html += section("Contact sheet", contactSheet.map { figure($0, class: "sheet") } ?? "")
    html += section("Facts", factTable)
    html += section("Files", linkList)
    html += "</main>\n"
    if frames != nil { html += "<script>\n\(PageScript.javaScript)\n</script>\n" }
    return html + "</body>\n</html>\n"
  }

  // MARK: - Sections

  private func section(_ title: String, _ content: String) -> String {
    guard !content.isEmpty else { return "" }
    return "<section>\n<h2>\(title)</h2>\n\(content)</section>\n"
  }

  private var notices: String {
    var html = ""
    if let note { html += "<p class=\"note\">\(HTMLText.escape(note))</p>\n" }
    guard !warnings.isEmpty else { return html }
    html += "<ul class=\"warnings\" aria-label=\"Warnings\">\n"
    for warning in warnings { html += "<li>\(HTMLText.escape(warning))</li>\n" }
    return html + "</ul>\n"
  }

  /// The flight beside its map.
  private var hero: String {
    var html = "<div class=\"hero\">\n"
    if let flight {
      html += "<figure class=\"flight\">\n\(image(flight, id: "flight"))"
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

  private func gallery(_ pictures: [Picture], class name: String) -> String {
    guard !pictures.isEmpty else { return "" }
    let figures = pictures.map { figure($0, class: nil) }.joined()
    return "<div class=\"\(name)\">\n\(figures)</div>\n"
  }

  private var factTable: String {
    guard !facts.isEmpty else { return "" }
    let rows = facts.map {
      "<tr><th scope=\"row\">\(HTMLText.escape($0.name))</th>"
        + "<td>\(HTMLText.escape($0.value))</td></tr>\n"
    }
    return "<table>\n\(rows.joined())</table>\n"
  }

  private var linkList: String {
    guard !links.isEmpty else { return "" }
    let items = links.map {
      "<li><a href=\"\(HTMLText.link($0.path))\">\(HTMLText.escape($0.path))</a> "
        + "<span>\(HTMLText.escape($0.text))</span></li>\n"
    }
    return "<ul class=\"files\">\n\(items.joined())</ul>\n"
  }

  // MARK: - Pictures

  private func figure(_ picture: Picture, class name: String?) -> String {
    let attribute = name.map { " class=\"\($0)\"" } ?? ""
    return "<figure\(attribute)>\n\(image(picture))"
      + "<figcaption>\(HTMLText.escape(picture.caption))</figcaption>\n</figure>\n"
  }

  private func image(_ picture: Picture, id: String? = nil) -> String {
    let name = id.map { " id=\"\($0)\"" } ?? ""
    return "<img\(name) src=\"\(source(picture))\" width=\"\(picture.width)\" "
      + "height=\"\(picture.height)\" alt=\"\(HTMLText.escape(picture.caption))\">\n"
  }

  private func source(_ picture: Picture) -> String {
    if picture.bytes.count > embeddingLimit, let fileName = picture.fileName {
      return HTMLText.link(fileName)
    }
    return HTMLText.dataURI(png: picture.bytes)
  }
}
