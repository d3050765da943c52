import FoundationEssentials
import Glibc
import Images
import LinuxSystem
import Tensors
import TestSupport
import Testing

/// What lies in an output folder, and that its files agree with each other.
struct OutputTests {
  @Test func `the folder holds all that is promised`() throws {
    let work = try Workspace()
    let request = RequestText(
      trajectory: RequestText.poses(30), output: #"{"directory": "films/first"}"#)
    let report = try work.render(request)
    let folder = "output/films/first"
    #expect(
      work.names(folder) == [
        ".lock", "contact-sheet.png", "flythrough.apng", "frames", "index.html", "manifest.json",
        "trajectory.json",
      ])
    #expect(report.frames == 30)
    #expect(report.renderedFrames == 30)
    #expect(report.folder == work.path(folder))
    #expect(report.page == work.path(folder + "/index.html"))
    #expect(report.warnings.contains { $0.contains("untrained") })

    let names = work.names(folder + "/frames")
    #expect(names == (1...30).map { $0 < 10 ? "00000\($0).png" : "0000\($0).png" })
    for name in names {
      let frame = try work.image("\(folder)/frames/\(name)")
      #expect((frame.width, frame.height) == (16, 16))
    }
    // 24 of the frames, in 6 columns.
    let sheet = try work.image(folder + "/contact-sheet.png")
    #expect(sheet.width >= 6 * 16)
    #expect(sheet.height >= 4 * 16)

    let manifest = try JSONDecoder().decode(
      ManifestFile.self, from: Data(try work.bytes(folder + "/manifest.json")))
    #expect(manifest.complete)
    #expect(manifest.frameCount == 30)
    #expect(manifest.frameSize == [16, 16])
    #expect(manifest.files == ["contact-sheet.png", "flythrough.apng"])
    #expect(manifest.pictures.map(\.file) == names.map { "frames/\($0)" })
    for picture in manifest.pictures {
      #expect(try work.bytes("\(folder)/\(picture.file)").count == picture.bytes)
    }
  }

  @Test func `the trajectory file has the poses that were asked for`() throws {
    struct Trajectory: Decodable {
      struct Frame: Decodable {
        let file: String
        let position: [Double]
        let yaw, pitch: Double
        let encoded: [Float]
      }
      let framesPerSecond: Double
      let frames: [Frame]
    }
    let work = try Workspace()
    let request = RequestText(
      trajectory: #"{"type": "look", "position": [1, 2, 3], "yaw": [0, 90], "frames": 3}"#,
      output: #"{"framesPerSecond": 12.5}"#)
    try work.render(request)
    let file = try JSONDecoder().decode(
      Trajectory.self, from: Data(try work.bytes("output/flight/trajectory.json")))
    #expect(file.framesPerSecond == 12.5)
    #expect(file.frames.map(\.file) == (1...3).map { "frames/00000\($0).png" })
    for (frame, yaw) in zip(file.frames, [0.0, 45, 90]) {
      #expect(frame.position == [1, 2, 3])
      #expect(abs(frame.yaw - yaw) < 1e-9)
      #expect(frame.pitch == 0)
      #expect(frame.encoded.count == 7)
    }
  }

  @Test func `the page needs no other server and says that the network is untrained`() throws {
    let work = try Workspace()
    try work.render(RequestText())
    let page = try work.text("output/flight/index.html")
    #expect(page.contains("This snapshot is untrained"))
    for mark in ["src=\"http", "href=\"http", "src=\"//", "href=\"//", "url(http", "@import"] {
      #expect(!page.contains(mark), "\(mark)")
    }
    #expect(page.contains("src=\"data:image/"))
  }

  @Test func `raw numbers agree with the pictures`() throws {
    let work = try Workspace()
    try work.render(RequestText(output: #"{"raw": true}"#))
    let (shape, values) = try NumPyFile.floats(work.path("output/flight/frames.npy"))
    #expect(shape.extents == [4, 16, 16, 3])
    for frame in 0..<4 {
      let picture = try work.image("output/flight/frames/00000\(frame + 1).png")
      let numbers = values[frame * 768..<(frame + 1) * 768].map { min(max($0, 0), 1) }
      expectClose(
        picture.pixels.map { Float($0) / 255 }, numbers, within: 0.501 / 255, "frame \(frame)")
    }
  }

  @Test func `mean and deviation of two samples follow from the samples`() throws {
    let work = try Workspace()
    let request = RequestText(
      sampling: #"{"samples": 2, "noise": "independent", "temperature": 3}"#,
      output: #"{"raw": true}"#)
    try work.render(request)
    func numbers(_ name: String) throws -> [Float] {
      let (shape, values) = try NumPyFile.floats(work.path("output/flight/\(name).npy"))
      #expect(shape.extents == [4, 16, 16, 3])
      return values
    }
    let first = try numbers("frames").map { min(max($0, 0), 1) }
    let mean = try numbers("mean")
    let deviation = try numbers("deviation")
    // Of two numbers, both lie one standard deviation from their mean.
    expectClose(zip(first, mean).map { abs($0 - $1) }, deviation, within: 1e-5)
    #expect(deviation.max() ?? 0 > 0.001)
    for frame in 0..<4 {
      let part = frame * 768..<(frame + 1) * 768
      for (name, values) in [("mean", mean), ("deviation", deviation.map { 2 * $0 })] {
        let picture = try work.image("output/flight/\(name)/00000\(frame + 1).png")
        expectClose(
          picture.pixels.map { Float($0) / 255 }, Array(values[part]), within: 0.501 / 255, name)
      }
    }
    #expect(
      try work.manifest(request).files
        == ["frames.npy", "mean.npy", "deviation.npy", "contact-sheet.png", "flythrough.apng"])
  }

  @Test func `the nearest filter enlarges pixels to squares`() throws {
    let work = try Workspace()
    var request = RequestText()
    try work.render(request)
    let small = try work.image("output/flight/frames/000001.png")
    request.output = #"{"scale": 3}"#
    #expect(try work.render(request).renderedFrames == 4)
    let large = try work.image("output/flight/frames/000001.png")
    #expect((large.width, large.height) == (48, 48))
    #expect(large == small.enlarged(by: 3, filter: .nearest))
  }

  @Test func `the lanczos filter enlarges smoothly`() throws {
    let work = try Workspace()
    var request = RequestText(output: #"{"scale": 3}"#)
    try work.render(request)
    let squares = try work.image("output/flight/frames/000001.png")
    request.output = #"{"scale": 3, "scaleFilter": "lanczos"}"#
    try work.render(request)
    let smooth = try work.image("output/flight/frames/000001.png")
    #expect((smooth.width, smooth.height) == (48, 48))
    func steps(_ image: Image) -> Int {
      zip(image.pixels, image.pixels.dropFirst(3)).map { abs(Int($0) - Int($1)) }.max() ?? 0
    }
    #expect(steps(smooth) < steps(squares))
  }

  @Test(.enabled(if: Program.hasFFmpeg, "ffmpeg is not installed"))
  func `films of all kinds have all frames`() throws {
    let work = try Workspace()
    let request = RequestText(
      trajectory: RequestText.poses(7),
      output: #"{"video": ["gif", "apng", "webm", "mp4"], "framesPerSecond": 10, "scale": 2}"#)
    try work.render(request)
    for film in ["flythrough.gif", "flythrough.apng", "flythrough.webm", "flythrough.mp4"] {
      let result = try Subprocess.run(
        "ffprobe",
        [
          "-v", "error", "-count_frames", "-select_streams", "v:0", "-show_entries",
          "stream=width,height,r_frame_rate,nb_read_frames", "-of", "csv=p=0",
          work.path("output/flight/" + film),
        ])
      #expect(result.output == "32,32,10/1,7\n", "\(film): \(result)")
    }
    let manifest = try work.manifest(request)
    #expect(
      manifest.files == [
        "contact-sheet.png", "flythrough.gif", "flythrough.apng", "flythrough.webm",
        "flythrough.mp4",
      ])
    #expect(work.partialFiles() == [])
  }

  @Test(arguments: ["mp4", "webm", "gif"])
  func `a film that needs ffmpeg is refused where there is none`(kind: String) throws {
    let work = try Workspace()
    try work.write(RequestText(output: #"{"video": ["\#(kind)"]}"#).text, to: "film.json")
    let outcome = try work.run("render", "film.json", path: "/nowhere")
    expectRefusal(
      outcome, 65,
      "film.json: /output/video/0: \"\(kind)\" needs the program ffmpeg, which is not in PATH")
    #expect(!work.has("output"))
  }

  @Test func `what ffmpeg says of a film it cannot make is told`() throws {
    let work = try Workspace()
    try work.write("#!/bin/sh\necho no such codec >&2\nexit 1\n", to: "bin/ffmpeg")
    #expect(unsafe chmod(work.path("bin/ffmpeg"), 0o755) == 0)
    let request = RequestText(output: #"{"video": ["mp4"]}"#)
    try work.write(request.text, to: request.file)
    let outcome = try work.run(
      "render", request.file, path: work.path("bin") + ":/usr/bin:/bin")
    expectRefusal(outcome, 1, "ffmpeg exited with status 1. It said: no such codec.")
    #expect(work.frames(request).count == 4)
    #expect(try !work.manifest(request).complete)
  }
}
