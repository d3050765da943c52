import LinuxSystem
import Testing

@testable import Rendering

struct GalleryTests {
  private func entry(_ directory: String, finished: Int, film: String? = nil) -> GalleryPage.Entry {
    GalleryPage.Entry(
      directory: directory, name: directory + " <&>", model: "rooms, step 5", frameCount: 3,
      width: 64, height: 48, film: film, finished: finished)
  }

  @Test func `the newest render comes first, with its film`() throws {
    let html = GalleryPage([
      entry("old", finished: 1_700_000_000_000_000_000),
      entry("new", finished: 1_772_366_400_000_000_000, film: "flythrough.apng"),
    ]).html
    let new = try #require(html.firstRange(of: "href=\"new/index.html\""))
    let old = try #require(html.firstRange(of: "href=\"old/index.html\""))
    #expect(new.lowerBound < old.lowerBound)
    #expect(html.contains("src=\"new/flythrough.apng\""))
    #expect(html.contains("srcset=\"new/frames/000001.png\""))
    #expect(html.contains("src=\"old/frames/000001.png\""))
    #expect(html.contains("<strong title=\"new &lt;&amp;&gt;\">new &lt;&amp;&gt;</strong>"))
    #expect(html.contains("3 frames of 64 x 48, <time>2026-03-01</time>"))
    #expect(html.contains("2 renders, the newest first"))
  }

  @Test func `a folder without renders has a page that says so`() {
    #expect(GalleryPage([]).html.contains("Nothing has been rendered yet."))
  }

  @Test(arguments: [("1", [1]), ("3-5,8", [3, 4, 5, 8]), ("2,2", [2])])
  func `frames are given by numbers and ranges`(text: String, numbers: [Int]) throws {
    let frames = try #require(FrameNumbers(text))
    #expect((0...10).filter(frames.contains) == numbers)
  }

  @Test(arguments: ["", "0", "3-2", "1-2-3", "1,", "-1", "+1", "x", "99999999999999999999"])
  func `what is no range is refused`(text: String) {
    #expect(FrameNumbers(text) == nil)
  }
}
