internal import Glibc
internal import Pages

/// The page of the output folder: all renders, the newest first, each with a moving picture.
///
/// The page is one file; pictures are those that lie in the renders' folders.
package struct GalleryPage: Sendable {
  /// One render.
  package struct Entry: Codable, Sendable, Equatable {
    /// Its folder, from the page.
    package var directory: String
    /// Its name.
    package var name: String
    /// The snapshot's name and step.
    package var model: String
    /// How many frames it has.
    package var frameCount: Int
    /// A frame's width and height in pixels.
    package var width, height: Int
    /// The moving picture in its folder, where there is one.
    package var film: String?
    /// When it was finished, in nanoseconds since 1970.
    package var finished: Int
  }

  /// The renders, in any order.
  package var entries: [Entry]

  /// A page of renders.
  package init(_ entries: [Entry]) { self.entries = entries }

  /// The page. The same content gives the same bytes.
  package var html: String {
    let newestFirst = entries.sorted {
      ($0.finished, $1.directory) > ($1.finished, $0.directory)
    }
    let cards = newestFirst.map(card).joined()
    let count = entries.count == 1 ? "1 render" : "\(entries.count) renders"
    var page = Page(
      title: "Renders",
      subtitle:
        "<p>\(entries.isEmpty ? "Nothing has been rendered yet." : "\(count), the newest first")</p>",
      body: cards)
    page.bodyAttributes = "class=\"gallery\""
    page.style = Self.css
    return page.html
  }

  private static let css = """
    .gallery{display:grid;grid-template-columns:repeat(auto-fill,minmax(11rem,1fr));gap:1.75rem 1.5rem;
    margin-top:1.75rem}
    .gallery a{display:block;color:inherit;text-decoration:none;min-width:0}
    .gallery img{width:100%}
    .gallery strong{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden;
    margin-top:.5rem;font-weight:600}
    .gallery time{white-space:nowrap}
    .gallery a:hover strong{color:var(--path)}
    .gallery span{display:block;color:var(--soft);font-size:.85rem;line-height:1.4}
    """

  /// Those who want no motion see the first frame.
  private func card(_ entry: Entry) -> String {
    let frame = link(entry, OutputPlan.frames + "/" + OutputPlan.fileName(0))
    let still = entry.film.map { _ in
      "<source media=\"(prefers-reduced-motion: reduce)\" srcset=\"\(frame)\">"
    }
    let name = HTMLText.escape(entry.name)
    let frames = entry.frameCount == 1 ? "1 frame" : "\(entry.frameCount) frames"
    return """
      <a href="\(link(entry, OutputPlan.page))">
      <picture>\(still ?? "")<img src="\(entry.film.map { link(entry, $0) } ?? frame)" \
      width="\(entry.width)" height="\(entry.height)" alt="Flight of \(name)" loading="lazy"></picture>
      <strong title="\(name)">\(name)</strong>
      <span>\(HTMLText.escape(entry.model))</span>
      <span>\(frames) of \(entry.width) x \(entry.height), \
      <time>\(Self.day(entry.finished))</time></span>
      </a>

      """
  }

  private func link(_ entry: Entry, _ file: String) -> String {
    HTMLText.link(entry.directory + "/" + file)
  }

  /// The day in UTC, such as `2026-03-01`.
  private static func day(_ nanoseconds: Int) -> String {
    var seconds = time_t(nanoseconds / 1_000_000_000)
    var parts = unsafe tm()
    guard unsafe gmtime_r(&seconds, &parts) != nil else { return "" }
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return unsafe "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
  }
}
