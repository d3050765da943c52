/// A self-contained page of HTML: one file that asks for nothing from elsewhere.
///
/// The same content gives the same bytes. Whatever stands in `body` has to be escaped already: see
/// ``HTMLText``, ``PagePicture`` and ``PageFact``.
package struct Page: Sendable {
  /// The title of the window, plain text.
  package var title: String
  /// The lines below the title at the top, as HTML; the title itself stands above them.
  package var subtitle: String
  /// What is in the page, as HTML.
  package var body: String
  /// Attributes of the element that holds the body, such as `class="gallery"`.
  package var bodyAttributes = ""
  /// Style beyond that of all pages.
  package var style = ""
  /// The page's script, if it has one.
  package var script: String?

  /// Begins a page.
  package init(title: String, subtitle: String, body: String) {
    self.title = title
    self.subtitle = subtitle
    self.body = body
  }

  /// The page.
  package var html: String {
    let title = HTMLText.escape(title)
    var html = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(title)</title>
      <style>
      \(PageStyle.css)

      """
    if !style.isEmpty { html += style + "\n" }
    html += """
      </style>
      </head>
      <body>
      <header>
      <h1>\(title)</h1>
      \(subtitle)
      </header>
      <main\(bodyAttributes.isEmpty ? "" : " " + bodyAttributes)>
      \(body)</main>

      """
    if let script { html += "<script>\n\(script)\n</script>\n" }
    return html + "</body>\n</html>\n"
  }

  /// A part of a page with a heading; nothing where there is no content.
  ///
  /// - Parameters:
  ///   - title: the heading, plain text.
  ///   - content: HTML.
  /// - Returns: HTML.
  package static func section(_ title: String, _ content: String) -> String {
    guard !content.isEmpty else { return "" }
    return "<section>\n<h2>\(HTMLText.escape(title))</h2>\n\(content)</section>\n"
  }

  /// What must be known before the rest is judged, in a frame of its own.
  package static func note(_ text: String?) -> String {
    text.map { "<p class=\"note\">\(HTMLText.escape($0))</p>\n" } ?? ""
  }

  /// What went otherwise than asked, as a list; nothing where there is nothing.
  package static func warnings(_ warnings: [String]) -> String {
    guard !warnings.isEmpty else { return "" }
    let items = warnings.map { "<li>\(HTMLText.escape($0))</li>\n" }.joined()
    return "<ul class=\"warnings\" aria-label=\"Warnings\">\n\(items)</ul>\n"
  }
}
