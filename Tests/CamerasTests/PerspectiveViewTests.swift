import Cameras
import Testing

/// Where points of the world are in a picture.
struct PerspectiveViewTests {
  static let poses = [
    Pose(position: SIMD3(0, 0, 0), yaw: 0, pitch: 0),
    Pose(position: SIMD3(1, -2, 3), yawDegrees: 200, pitchDegrees: -12),
    Pose(position: SIMD3(-1, 0.5, 0), yawDegrees: -75, pitchDegrees: 60),
    Pose(position: SIMD3(0, 0, 5), yawDegrees: 30, pitchDegrees: -90),
  ]

  /// At yaw 0 a camera looks along +x; its left is +y, as a growing yaw turns it to the right.
  @Test func `left is left and up is up`() throws {
    let view = PerspectiveView(pose: Self.poses[0], fieldOfView: 90, width: 200, height: 100)
    let left = try #require(view.project(SIMD3(2, 1, 0)))
    #expect(abs(left.x - 75) < 1e-9 && abs(left.y - 50) < 1e-9 && left.depth == 2)
    let above = try #require(view.project(SIMD3(2, 0, 1)))
    #expect(abs(above.x - 100) < 1e-9 && abs(above.y - 25) < 1e-9)
    #expect(view.project(SIMD3(-1, 0, 0)) == nil)
    #expect(view.project(SIMD3(0, 1, 0)) == nil)
  }

  @Test(arguments: poses) func `the axes are those of the pose's matrix`(pose: Pose) throws {
    let view = PerspectiveView(pose: pose, fieldOfView: 40, width: 64, height: 64)
    var matrix: [Double] = []
    for row in 0..<3 {
      matrix += [view.right[row], view.up[row], -view.forward[row], pose.position[row]]
    }
    let found = try Pose(cameraToWorld: matrix + [0, 0, 0, 1])
    #expect(abs((found.yaw - pose.yaw).remainder(dividingBy: 2 * .pi)) < 1e-9)
    #expect(abs(found.pitch - pose.pitch) < 1e-9)
  }

  @Test(arguments: poses) func `a point of a pixel's ray is in the pixel`(pose: Pose) throws {
    let view = PerspectiveView(pose: pose, fieldOfView: 55, width: 48, height: 32)
    for (x, y) in [(0.5, 0.5), (47.5, 31.5), (24, 16), (10.25, 20.75), (-3, 40)] {
      for t in [0.1, 1, 7] {
        let point = pose.position + t * view.direction(x: x, y: y)
        let found = try #require(view.project(point))
        #expect(abs(found.x - x) < 1e-9)
        #expect(abs(found.y - y) < 1e-9)
        #expect(abs(found.depth - t) < 1e-9)
      }
    }
  }

  @Test(arguments: [20.0, 50, 120]) func `the field of view is from top to bottom`(angle: Double) {
    let view = PerspectiveView(pose: Self.poses[1], fieldOfView: angle, width: 30, height: 64)
    let (top, bottom) = (view.direction(x: 15, y: 0), view.direction(x: 15, y: 64))
    func length(_ v: SIMD3<Double>) -> Double { (v * v).sum().squareRoot() }
    let cosine = (top * bottom).sum() / (length(top) * length(bottom))
    // cos 2a = (1 − t²) / (1 + t²) with t = tan a, where t is half the height at the distance 1.
    let half = length(top - bottom) / 2
    #expect(abs(cosine - (1 - half * half) / (1 + half * half)) < 1e-12)
    let expected = Pose(position: .zero, yawDegrees: 0, pitchDegrees: angle).direction.x
    #expect(abs(cosine - expected) < 1e-12)
  }

  @Test func `an orbiting camera has the origin in the middle`() throws {
    for step in 0..<12 {
      let pose = Pose.orbiting(azimuth: Double(step), elevation: Double(step - 6) / 5, radius: 3)
      let view = PerspectiveView(pose: pose, fieldOfView: 20, width: 64, height: 64)
      let origin = try #require(view.project(.zero))
      #expect(abs(origin.x - 32) < 1e-9 && abs(origin.y - 32) < 1e-9)
      #expect(abs(origin.depth - 3) < 1e-9)
    }
  }
}
