import Glibc
import LinuxSystem
import Testing

/// `output/index.html`, as `gqn render` keeps it.
struct GalleryTests {
  private static let page = "output/index.html"

  @Test func `a render is listed once, the newest first`() throws {
    let work = try Workspace()
    for name in ["first", "second", "first"] {
      let report = try work.render(RequestText(name: name))
      #expect(report.warnings.allSatisfy { !$0.contains("list of renders") })
    }
    let html = try work.text(Self.page)
    #expect(html.contains("2 renders, the newest first"))
    let first = try #require(html.firstRange(of: "href=\"first/index.html\""))
    let second = try #require(html.firstRange(of: "href=\"second/index.html\""))
    // Rendered anew, though no frame was missing.
    #expect(first.lowerBound < second.lowerBound)
    #expect(html.contains("src=\"first/flythrough.apng\""))
    #expect(work.partialFiles() == [])
  }

  @Test func `a page that somebody else made is left alone`() throws {
    let work = try Workspace()
    try work.write("my own page", to: Self.page)
    let report = try work.render(RequestText())
    let warning = try #require(report.warnings.last)
    #expect(warning.hasPrefix("the list of renders is not up to date: "))
    #expect(warning.contains("output/index.html is not of gqn's making; move it away"))
    #expect(try work.text(Self.page) == "my own page")
    #expect(work.has("output/flight/index.html"))
  }

  @Test func `a page that cannot be written is a warning`() throws {
    let work = try Workspace()
    try work.write("", to: "output/index.html/in-the-way")
    try work.write("[]", to: "output/.gallery.json")
    try work.write(RequestText().text, to: "flight.json")
    let outcome = try work.run("render", "flight.json")
    #expect(outcome.ending == .exited(0))
    #expect(
      outcome.errors.contains("gqn: warning: the list of renders is not up to date: cannot move"))
    #expect(try work.manifest(RequestText()).complete)
  }
}
