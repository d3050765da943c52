import Cameras
import GQNModel
import Glibc
import Images
import Kernels
import TestSupport
import Testing

@testable import Rendering

/// Pictures of another field of view than that of an epipolar network.
struct FieldOfViewTests {
  private func sizes(_ width: Int = 64, _ height: Int = 64) -> Hyperparameters {
    var sizes = Hyperparameters()
    sizes.encoder = .epipolar
    (sizes.imageWidth, sizes.imageHeight) = (width, height)
    sizes.epipolar.fieldOfView = 40
    return sizes
  }

  private func epipolarScene() throws -> TestScene {
    try TestScene {
      $0.encoder = .epipolar
      $0.epipolar.fieldOfView = 40
      $0.epipolar.depthSamples = 3
      $0.epipolar.featureChannels = 4
      $0.epipolar.pointChannels = 5
      $0.epipolar.rayChannels = 6
    }
  }

  @Test func `the part of a wider picture is that of the network's angle`() throws {
    let window = try #require(
      PictureWindow(width: 100, height: 80, fieldOfView: 60, for: sizes()))
    let expected = 80 * tan(20 * Double.pi / 180) / tan(30 * Double.pi / 180)
    #expect(abs(window.height - expected) < 1e-9 && abs(window.width - expected) < 1e-9)
    #expect(abs(window.left * 2 + window.width - 100) < 1e-9)
    #expect(abs(window.top * 2 + window.height - 80) < 1e-9)
    // The shape is the network's.
    let wide = try #require(
      PictureWindow(width: 100, height: 80, fieldOfView: 60, for: sizes(96, 64)))
    #expect(abs(wide.width / wide.height - 1.5) < 1e-9)
  }

  @Test(arguments: [(64, 64, 39.0), (64, 64, 20), (60, 64, 40), (40, 80, 40), (64, 64, 1)])
  func `a picture that shows less has no such part`(width: Int, height: Int, angle: Double) {
    #expect(
      PictureWindow(width: width, height: height, fieldOfView: angle, for: sizes()) == nil)
  }

  @Test(arguments: [40, 40.15, 39.9])
  func `a picture of nearly the same angle is taken whole`(angle: Double) throws {
    let window = try #require(
      PictureWindow(width: 128, height: 128, fieldOfView: angle, for: sizes()))
    #expect(window.left == 0 && window.top == 0 && window.width == 128 && window.height == 128)
  }

  @Test func `a predictor sees the part that its own pictures would show`() throws {
    let scene = try epipolarScene()
    let query = TestScene.camera(3)
    let own = try ViewPredictor(snapshot: scene.folder, threads: 1)
    #expect(own.fieldOfView == 40)
    // A picture with 24 pixels of 40 degrees about the middle of 48.
    let wide = TestScene.picture(0, width: 48, height: 48)
    let angle = 2 * atan(2 * tan(20 * Double.pi / 180)) * 180 / .pi
    try own.addContextViews([(wide, TestScene.camera(0))], fieldOfView: angle)
    let cropped = try ViewPredictor(snapshot: scene.folder, threads: 1)
    let part = wide.cropped(left: 12, top: 12, width: 24, height: 24)
    try cropped.addContextViews([(part, TestScene.camera(0))], fieldOfView: 40)
    let (image, other) = (try own.renderQueryView(query), try cropped.renderQueryView(query))
    let largest = zip(image.pixels, other.pixels).map { abs(Int($0) - Int($1)) }.max() ?? 255
    #expect(largest <= 2, "a byte differs by \(largest)")
    // Where nobody knows the angle it is the network's own.
    let assumed = try ViewPredictor(snapshot: scene.folder, threads: 1)
    assumed.addContextView(part, camera: TestScene.camera(0))
    let same = try assumed.renderQueryView(query)
    #expect(
      zip(same.pixels, other.pixels).allSatisfy { abs(Int($0) - Int($1)) <= 60 })
    #expect(throws: RenderingError.narrowPicture(fieldOfView: 30, needed: 40)) {
      try own.addContextViews([(part, TestScene.camera(0))], fieldOfView: 30)
    }
    #expect(own.contextCount == 1)
  }

  @Test func `the truth shows as much as the network's pictures`() throws {
    let wide = TestScene.picture(0, width: 48, height: 48)
    let part = wide.cropped(left: 12, top: 12, width: 24, height: 24)
    let angle = 2 * atan(2 * tan(20 * Double.pi / 180)) * 180 / .pi
    let truth = SceneTruth(
      source: .record([wide, part]), views: [],
      fit: PictureFit(sizes: sizes(24, 24), fieldOfView: angle))
    let image = try truth.image(0, TestScene.camera(0))
    let largest = zip(image.pixels, part.pixels).map { abs(Int($0) - Int($1)) }.max() ?? 255
    #expect(image.width == 24 && largest <= 2, "a byte differs by \(largest)")
    let narrow = SceneTruth(
      source: .record([part]), views: [], fit: PictureFit(sizes: sizes(24, 24), fieldOfView: 30))
    #expect(throws: RenderingError.narrowPicture(fieldOfView: 30, needed: 40)) {
      try narrow.image(0, TestScene.camera(0))
    }
    #expect(truth.nearestView(to: TestScene.camera(0)) == nil)
  }

  @Test func `another network does not ask for the angle`() throws {
    let scene = try TestScene()
    let predictor = try ViewPredictor(snapshot: scene.folder, threads: 1)
    #expect(predictor.fieldOfView == nil)
    try predictor.addContextViews(
      [(TestScene.picture(0), TestScene.camera(0))], fieldOfView: 3)
    #expect(predictor.contextCount == 1)
  }

  @Test func `an epipolar network knows one encoding of cameras`() throws {
    let scene = try epipolarScene()
    #expect {
      try ViewPredictor(snapshot: scene.folder, poseEncoding: .predictor, threads: 1)
    } throws: { error in
      "\(error)".contains("leave out \"poseEncoding\"")
    }
  }

  @Test func `a picture depends on where the query looks, and on every view`() throws {
    try WinogradKernels.withInstructionSet(limitedTo: "best") {
      let scene = try epipolarScene()
      let predictor = try scene.predictor()
      let first = try predictor.renderQueryView(TestScene.camera(0))
      #expect(try predictor.renderQueryView(TestScene.camera(1)) != first)
      #expect(
        try predictor.renderQueryViews([TestScene.camera(2), TestScene.camera(0)])[1] == first)
      predictor.addContextView(TestScene.picture(5), camera: TestScene.camera(0))
      #expect(try predictor.renderQueryView(TestScene.camera(0)) != first)
      predictor.clearContext()
      #expect(throws: RenderingError.noContextViews) {
        try predictor.renderQueryView(TestScene.camera(0))
      }
    }
  }
}
