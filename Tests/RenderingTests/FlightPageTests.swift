import Glibc
import LinuxSystem
import Pages
import Testing

@testable import Rendering

struct FlightPageTests {
  @Test func `the page holds what it was given`() {
    let html = samplePage().html
    for part in [
      "<title>ring-demo</title>", "<strong>rooms-demo</strong>", "noise by construction",
      "<th scope=\"row\">Steps</th><td>8</td>", "Image 3 was resized", "Given views",
      "href=\"flythrough.mp4\"", "Contact sheet", "Uncertainty", "id=\"scrub\"",
      "data-prefix=\"frames/\" data-digits=\"6\" data-rate=\"24\"", "max=\"119\"",
    ] { #expect(html.contains(part), "\(part)") }
  }

  @Test func `the page asks for nothing from elsewhere`() {
    let html = samplePage().html
    for part in ["http:", "https:", "<link", "@import", "url(\"", "src=\"//"] {
      #expect(!html.contains(part), "\(part)")
    }
  }

  @Test func `the same content gives the same bytes`() {
    #expect(samplePage().html == samplePage().html)
  }

  @Test func `the truth is shown in step where it is known`() {
    var page = samplePage()
    #expect(!page.html.contains("id=\"truth\"") && !page.html.contains("id=\"chart-now\""))
    page.truthPrefix = "truth/"
    page.errors = [1, 2, 3]
    for part in [
      "<img id=\"truth\" hidden data-prefix=\"truth/\"", "id=\"chart-now\"",
      "Distance from the truth",
    ] {
      #expect(page.html.contains(part), "\(part)")
    }
  }

  @Test func `an empty page has a title and no empty sections`() {
    let html = FlightPage(title: "t", model: "m").html
    #expect(!html.contains("<h2>"))
    #expect(!html.contains("<script"))
    #expect(!html.contains("<svg"))
    #expect(html.hasSuffix("</html>\n"))
  }

  @Test func `a large picture is named instead of held`() {
    var page = FlightPage(title: "t", model: "m")
    page.flight = .init(
      [1, 2, 3], fileName: "fly #1.apng", width: 64, height: 64, caption: "Flight")
    #expect(page.html.contains("src=\"data:image/png;base64,AQID\""))
    page.embeddingLimit = 2
    #expect(page.html.contains("src=\"fly%20%231.apng\""))
    page.flight?.fileName = nil
    #expect(page.html.contains("src=\"data:image/png;base64,AQID\""))
  }

  @Test func `hostile text stays text`() {
    let hostile = "</title><script>alert('1')</script>\"&\u{0}"
    var page = FlightPage(title: hostile, model: hostile)
    page.note = hostile
    page.warnings = [hostile]
    page.facts = [.init(hostile, hostile)]
    page.links = [.init("javascript:alert(1)", hostile), .init("//host/\"x", hostile)]
    page.views = [.init([1], width: 1, height: 1, caption: hostile)]
    page.frames = .init(prefix: "\"><script>", digits: 6, count: 1, perSecond: 24)
    page.flight = .init([1], fileName: hostile, width: 1, height: 1, caption: hostile)
    page.embeddingLimit = 0
    let html = page.html
    // The page's own script is the only one.
    #expect(html.split(separator: "<script", omittingEmptySubsequences: false).count == 2)
    #expect(!html.contains("alert('1')"))
    #expect(!html.contains("\u{0}"))
    #expect(html.contains("href=\"javascript%3Aalert%281%29\""))
    #expect(html.contains("href=\"./host/%22x\""))
  }

  @Test func `the script is small`() {
    #expect(PageScript.javaScript.utf8.count < 2100)
  }

  /// Writes the sample to look at, where `GQN_SAMPLE_PAGE` names a folder.
  @Test(.enabled(if: samplePath != nil, "GQN_SAMPLE_PAGE names no folder"))
  func `a sample to look at`() throws {
    let path = try #require(samplePath)
    let frames = try Folder(creating: "\(path)/frames")
    for frame in 0..<120 {
      let number = String("\(1_000_001 + frame)".dropFirst())
      try AtomicFile.write(samplePicture(3 * Double(frame)), to: "\(number).png", in: frames)
    }
    try AtomicFile.write(Array(samplePage().html.utf8), to: "\(path)/index.html")
  }
}

private let samplePath: String? = unsafe getenv("GQN_SAMPLE_PAGE").map {
  unsafe String(cString: $0)
}

/// A page with one of everything, out of made-up data.
private func samplePage() -> FlightPage {
  func circle(_ degrees: Double, _ radius: Double) -> MapCamera {
    let (x, y) = (radius * cos(degrees * .pi / 180), radius * sin(degrees * .pi / 180))
    return MapCamera(x: x, y: y, z: 0.3, dx: -x, dy: -y)
  }
  var page = FlightPage(title: "ring-demo", model: "rooms-demo")
  page.note = "This snapshot is untrained: its pictures are noise by construction."
  page.warnings = [
    "Image 3 was resized from 640×480 to 64×64 pixels.",
    "4 views were given; the snapshot was trained with 5.",
  ]
  page.facts = [
    .init("Frames", "120 at 24 a second"), .init("Size", "64 × 64, enlarged 4 times"),
    .init("Steps", "8"), .init("Noise", "shared, seed 7, temperature 1"),
    .init("Snapshot", "step 2000000, sha256 5f1a…09c2"), .init("Rendered", "in 41 s on 2 threads"),
  ]
  page.frames = .init(prefix: "frames/", digits: 6, count: 120, perSecond: 24)
  page.flight = .init(
    samplePicture(0), fileName: "flythrough.apng", width: 64, height: 64,
    caption: "The flight: 120 frames, 5 seconds.")
  let angles = [20.0, 95, 160, 250]
  page.views = angles.enumerated().map { index, angle in
    .init(
      samplePicture(angle), width: 64, height: 64,
      caption: "\(index + 1): position (0.9, 0.1, 0.3), yaw \(Int(angle))°, pitch -12°")
  }
  page.contactSheet = .init(
    samplePicture(40, width: 512, height: 128), width: 512, height: 128,
    caption: "Every tenth frame.")
  page.uncertainty = [
    .init(samplePicture(1), width: 64, height: 64, caption: "Mean of 16 samples"),
    .init(samplePicture(2), width: 64, height: 64, caption: "Standard deviation of 16 samples"),
  ]
  page.map = TopDownMap(
    views: angles.map { circle($0, 0.7) }, path: (0..<120).map { circle(Double($0) * 3, 0.95) })
  page.links = [
    .init("flythrough.mp4", "the flight as a video"), .init("frames", "every frame as PNG"),
    .init("trajectory.json", "the pose of every frame"),
    .init("manifest.json", "digests, seed and versions"),
  ]
  return page
}

// MARK: - A picture without an encoder

/// A made-up room as PNG: a floor, a wall and a ball, seen from an angle in degrees.
private func samplePicture(_ degrees: Double, width: Int = 64, height: Int = 64) -> [UInt8] {
  let ball = Double(width) * (0.5 + 0.35 * sin(degrees * .pi / 180))
  var rows: [UInt8] = []
  for y in 0..<height {
    rows.append(0)
    for x in 0..<width {
      let distance = hypot(Double(x) - ball, Double(y) - 0.6 * Double(height))
      if distance < Double(height) / 6 {
        rows += [UInt8(220 - distance * 6), 80, 60]
      } else if 2 * y < height {
        rows += [120, UInt8(140 + 60 * x / width), 190]
      } else {
        rows += [UInt8(110 + 100 * y / height), 150, 110]
      }
    }
  }
  return png(rows: rows, width: width, height: height)
}

/// RGB rows, each after its filter byte, as a PNG with stored (uncompressed) blocks.
private func png(rows: [UInt8], width: Int, height: Int) -> [UInt8] {
  func big(_ value: UInt32) -> [UInt8] {
    stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: value >> UInt32($0)) }
  }
  func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + content
    var crc = UInt32.max
    for byte in body {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return big(UInt32(content.count)) + body + big(~crc)
  }
  var (a, b): (UInt32, UInt32) = (1, 0)
  for byte in rows {
    a = (a + UInt32(byte)) % 65521
    b = (b + a) % 65521
  }
  var stream: [UInt8] = [0x78, 0x01]
  for start in stride(from: 0, to: rows.count, by: 0xFFFF) {
    let block = rows[start..<min(start + 0xFFFF, rows.count)]
    let count = UInt16(block.count)
    stream.append(start + 0xFFFF >= rows.count ? 1 : 0)
    for value in [count, ~count] {
      stream += [UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8)]
    }
    stream += block
  }
  let header = big(UInt32(width)) + big(UInt32(height)) + [8, 2, 0, 0, 0]
  return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header)
    + chunk("IDAT", stream + big(b << 16 | a)) + chunk("IEND", [])
}
