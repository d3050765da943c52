import FoundationEssentials
import Glibc
import LinuxSystem
import Testing

/// Runs that are stopped, repeated and changed: what they leave, and what they render again.
@Suite(.serialized) struct ResumeTests {
  @Test func `pictures depend neither on threads nor on how often a run was killed`() throws {
    let work = try Workspace(steps: 24)
    let request = RequestText(trajectory: RequestText.look(300))
    try work.render(request, "--threads", "1")
    let expected = try work.pictures(request)
    #expect(expected.count == 301)

    try work.remove("output")
    try work.render(request, "--threads", "2")
    #expect(try work.pictures(request) == expected)

    for _ in 0..<3 {
      try work.remove("output")
      // Killed twice on the way, which counts as one run that was stopped at any two moments.
      for _ in 0..<2 {
        let there = work.frames(request).count
        let run = try work.start(request)
        let moment = there + Int.random(in: 1...100)
        #expect(try run.wait { work.frames(request).count >= moment })
        run.send(SIGKILL)
        #expect(try run.wait().ending == .killed(signal: SIGKILL), "at frame \(moment)")
        #expect(!work.has("output/flight/flythrough.apng"))
        #expect(!work.has("output/flight/index.html"))
      }
      let report = try work.render(request)
      #expect(report.renderedFrames > 0)
      #expect(try work.pictures(request) == expected)
      #expect(try work.manifest(request).complete)
      #expect(work.partialFiles() == [])
    }
  }

  @Test func `a killed run keeps what its manifest knows`() throws {
    let work = try Workspace(steps: 24)
    let request = RequestText(trajectory: RequestText.look(300))
    let run = try work.start(request)
    #expect(try run.wait { (try? work.manifest(request).pictures.isEmpty) == false })
    run.send(SIGKILL)
    #expect(try run.wait().ending == .killed(signal: SIGKILL))
    let known = try work.manifest(request).pictures.count
    #expect(try work.manifest(request).complete == false)
    #expect(try work.render(request).renderedFrames == 300 - known)
  }

  @Test func `a finished run that is started again renders nothing`() throws {
    let work = try Workspace()
    let request = RequestText()
    #expect(try work.render(request).renderedFrames == 4)
    let expected = try work.pictures(request)
    let written = try FileFacts(of: work.path("output/flight/frames/000001.png")).inode
    #expect(try work.render(request).renderedFrames == 0)
    #expect(try work.pictures(request) == expected)
    #expect(try FileFacts(of: work.path("output/flight/frames/000001.png")).inode == written)
    let outcome = try work.run("render", "flight.json")
    #expect(outcome.output.hasPrefix("4 frames, which were there already: "))
  }

  @Test(arguments: ["shared", "independent"])
  func `a longer trajectory keeps what is valid`(noise: String) throws {
    let work = try Workspace()
    var request = RequestText(
      trajectory: RequestText.poses(5), sampling: #"{"noise": "\#(noise)"}"#)
    try work.render(request)
    request.trajectory = RequestText.poses(9)
    #expect(try work.render(request).renderedFrames == 4)
    let grown = try work.pictures(request)
    try work.remove("output")
    try work.render(request)
    #expect(try work.pictures(request) == grown)
  }

  @Test func `a changed seed renders all frames again`() throws {
    let work = try Workspace()
    var request = RequestText()
    try work.render(request)
    let before = try work.pictures(request)
    request.sampling = #"{"seed": 1}"#
    #expect(try work.render(request).renderedFrames == 4)
    #expect(try work.pictures(request) != before)
  }

  @Test func `a changed picture renders all frames again`() throws {
    let work = try Workspace()
    let request = RequestText()
    try work.render(request)
    let before = try work.pictures(request)
    try work.copy("1.png", to: "2.png")
    try work.write(work.bytes("0.png"), to: "1.png")
    #expect(try work.render(request).renderedFrames == 4)
    #expect(try work.pictures(request) != before)
  }

  @Test func `a changed snapshot renders all frames again`() throws {
    let work = try Workspace()
    let request = RequestText()
    try work.render(request)
    let before = try work.pictures(request)
    try work.remove("models/tiny")
    try work.writeSnapshot("tiny", steps: 3)
    #expect(try work.render(request).renderedFrames == 4)
    #expect(try work.pictures(request) != before)
  }

  @Test func `frames that were cut off or removed are rendered again`() throws {
    let work = try Workspace()
    let request = RequestText()
    try work.render(request)
    let expected = try work.pictures(request)
    try work.edit("output/flight/frames/000002.png") { $0.removeLast() }
    try work.remove("output/flight/frames/000004.png")
    #expect(try work.render(request).renderedFrames == 2)
    #expect(try work.pictures(request) == expected)
  }

  @Test func `what an earlier flight left is removed, and nothing else`() throws {
    let work = try Workspace()
    var request = RequestText(
      trajectory: RequestText.poses(5), sampling: #"{"samples": 2}"#, output: #"{"raw": true}"#)
    try work.render(request)
    // As a killed run leaves them, unknown to any manifest.
    let stray = ["frames/000006.png", "frames/.000007.png.part", ".flythrough.mp4.part"]
    let others = ["notes.txt", "frames/notes.png", "frames/0000006.png", "mean/mine.png"]
    for file in stray + others { try work.write("x", to: "output/flight/\(file)") }

    request.trajectory = RequestText.poses(3)
    request.sampling = "{}"
    request.output = #"{"video": []}"#
    try work.render(request)
    #expect(
      work.frames(request) == [
        "0000006.png", "000001.png", "000002.png", "000003.png", "notes.png",
      ])
    #expect(work.names("output/flight/mean") == ["mine.png"])
    #expect(work.names("output/flight/deviation") == [])
    #expect(work.partialFiles() == [])
    #expect(
      work.names("output/flight") == [
        ".lock", "contact-sheet.png", "deviation", "frames", "index.html", "manifest.json", "mean",
        "notes.txt", "trajectory.json",
      ])
  }

  @Test func `a manifest cannot have files elsewhere removed`() throws {
    let work = try Workspace()
    var request = RequestText(trajectory: RequestText.poses(3))
    try work.render(request)
    let text = try work.text("output/flight/manifest.json")
    try work.write(
      text.replacing("frames/000003.png", with: "../../0.png"), to: "output/flight/manifest.json")
    request.trajectory = RequestText.poses(2)
    try work.render(request)
    #expect(work.has("0.png"))
    #expect(work.frames(request) == ["000001.png", "000002.png"])
  }

  @Test func `a killed run with another seed leaves no frame to the first`() throws {
    let work = try Workspace(steps: 24)
    let first = RequestText(trajectory: RequestText.look(100))
    var second = first
    second.sampling = #"{"seed": 1}"#
    try work.render(first)
    let expected = try work.pictures(first)
    let frame = "output/flight/frames/000001.png"
    // Frames of both may have the same sizes, so that sizes cannot tell them apart.
    let written = try FileFacts(of: work.path(frame)).inode
    let run = try work.start(second)
    #expect(try run.wait { try FileFacts(of: work.path(frame)).inode != written })
    run.send(SIGKILL)
    #expect(try run.wait().ending == .killed(signal: SIGKILL))
    #expect(try work.manifest(first).complete == false)
    #expect(try work.pictures(first) != expected)
    try work.render(first)
    #expect(try work.pictures(first) == expected)
  }

  @Test func `raw numbers that a killed run did not come to are made up for`() throws {
    let work = try Workspace(steps: 24)
    var request = RequestText(trajectory: RequestText.look(60))
    try work.render(request)
    request.output = #"{"raw": true}"#
    let run = try work.start(request)
    // The file has its full size from the start, filled with zeros.
    #expect(try run.wait { work.has("output/flight/.frames.npy.part") })
    run.send(SIGKILL)
    #expect(try run.wait().ending == .killed(signal: SIGKILL))
    #expect(try work.render(request).renderedFrames > 0)
    let resumed = try work.bytes("output/flight/frames.npy")
    try work.remove("output")
    try work.render(request)
    #expect(try work.bytes("output/flight/frames.npy") == resumed)
  }

  @Test(arguments: [SIGTERM, SIGINT])
  func `asked to stop, a run ends in good order and the next one goes on`(signal: Int32) throws {
    let work = try Workspace(steps: 24)
    let request = RequestText(trajectory: RequestText.look(300))
    let run = try work.start(request)
    #expect(try run.wait { work.frames(request).count > 20 })
    run.send(signal)
    let outcome = try run.wait()
    #expect(outcome.ending == .exited(2))
    #expect(outcome.errors.contains("gqn: asked to stop after "), "\(outcome.errors)")
    #expect(outcome.errors.contains("run it again to go on"))
    #expect(work.partialFiles() == [])
    let manifest = try work.manifest(request)
    let there = work.frames(request).count
    #expect(!manifest.complete)
    #expect(manifest.pictures.count == there)
    for picture in manifest.pictures {
      #expect(try work.bytes("output/flight/\(picture.file)").count == picture.bytes)
    }
    #expect(try work.render(request).renderedFrames == 300 - there)
    let resumed = try work.pictures(request)
    try work.remove("output")
    try work.render(request)
    #expect(try work.pictures(request) == resumed)
  }

  @Test func `asked to stop, a run does not wait for ffmpeg`() throws {
    let work = try Workspace()
    try work.write("#!/bin/sh\n> \"\(work.path("started"))\"\nexec sleep 60\n", to: "bin/ffmpeg")
    #expect(unsafe chmod(work.path("bin/ffmpeg"), 0o755) == 0)
    let request = RequestText(output: #"{"video": ["mp4"]}"#)
    let run = try work.start(request, path: work.path("bin") + ":/usr/bin:/bin")
    #expect(try run.wait { work.has("started") })
    run.send(SIGTERM)
    let outcome = try run.wait()
    #expect(outcome.ending == .exited(2), "\(outcome.errors)")
    #expect(outcome.errors.contains("asked to stop after 4 of 4 frames"), "\(outcome.errors)")
    #expect(!work.has("output/flight/flythrough.mp4"))
  }

  @Test func `two runs do not write into one folder`() throws {
    let work = try Workspace()
    let request = RequestText()
    try work.render(request)
    let lock = try FileLock(work.path("output/flight/.lock"))
    let outcome = try work.run("render", request.file)
    #expect(outcome.ending == .exited(73))
    #expect(outcome.errors.contains("is locked by process \(getpid()) on "), "\(outcome.errors)")
    _ = consume lock
  }
}
