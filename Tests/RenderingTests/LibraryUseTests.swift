import Cameras
import Images
import Rendering
import Testing

/// The library as a program uses it: only its products are imported, and every test here is an example.
struct LibraryUseTests {
  @Test func `a flight around a scene`() throws {
    let scene = try TestScene()
    let (snapshotFolder, picture, otherPicture) = (
      scene.folder, TestScene.picture(0), TestScene.picture(1)
    )

    let predictor = try ViewPredictor(snapshot: snapshotFolder)
    predictor.addContextView(
      picture,
      camera: Camera(Pose(position: [0.9, 0, 0], yawDegrees: 180, pitchDegrees: 0)))
    predictor.addContextView(
      otherPicture,
      camera: Camera(Pose(position: [0, 0.9, 0], yawDegrees: 90, pitchDegrees: 0)))

    let orbit = (0..<12).map { frame in
      Camera(.orbiting(azimuth: Double(frame) / 12 * 2 * .pi, elevation: 0.2, radius: 0.9))
    }
    let frames = try predictor.renderQueryViews(orbit)
    let files = try frames.map { try PNG.encode($0) }

    #expect(files.count == 12)
    for (frame, file) in zip(frames, files) {
      #expect(frame.width == predictor.frameWidth && frame.height == predictor.frameHeight)
      #expect(try Image(contentsOf: file, name: "frame") == frame)
    }
  }

  @Test func `samples of what a view may look like`() throws {
    let scene = try TestScene()
    let (snapshotFolder, picture, camera) = (
      scene.folder, TestScene.picture(0), TestScene.camera(0)
    )

    let predictor = try ViewPredictor(
      snapshot: snapshotFolder, frameSize: (width: 32, height: 24), threads: 2)
    predictor.addContextView(picture, camera: camera)
    let behind = Camera(Pose(position: [0, 0, 0], yawDegrees: 0, pitchDegrees: 0))
    let samples = try (0..<4).map { seed in
      try predictor.renderQueryView(behind, sampling: LatentSampling(seed: UInt64(seed)))
    }
    let mean = try predictor.renderQueryView(behind, sampling: LatentSampling(noise: .mean))

    #expect(Set(samples.map(\.pixels)).count == 4)
    #expect(!samples.contains(mean))
    #expect(mean.width == 32 && mean.height == 24)
  }

  @Test func `errors say what to do`() throws {
    do {
      _ = try ViewPredictor(snapshot: "/models/that/is/not/there")
      Issue.record("a snapshot from nowhere")
    } catch {
      #expect("\(error)".contains("/models/that/is/not/there"))
    }
  }
}
