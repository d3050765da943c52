import Cameras
import Testing

struct PoseTests {
  struct Scene: Decodable { let cameras: [[Double]] }
  static let shepardMetzler = "shepard_metzler_5_parts/cameras.json"

  static func genuinePoses() throws -> [Pose] {
    try Fixture.json([Scene].self, shepardMetzler).flatMap(\.cameras).map {
      Pose(position: SIMD3($0[0], $0[1], $0[2]), yaw: $0[3], pitch: $0[4])
    }
  }

  @Test(arguments: [
    (0.0, 0.0, SIMD3(1.0, 0, 0)),
    (90, 0, SIMD3(0, -1, 0)),
    (180, 0, SIMD3(-1, 0, 0)),
    (270, 0, SIMD3(0, 1, 0)),
    (0, 90, SIMD3(0, 0, 1)),
    (45, -90, SIMD3(0, 0, -1)),
    (0, 30, SIMD3(0.75.squareRoot(), 0, 0.5)),
  ])
  func `yaw turns to the right and pitch looks up`(
    yaw: Double, pitch: Double, direction: SIMD3<Double>
  ) {
    let pose = Pose(position: .zero, yawDegrees: yaw, pitchDegrees: pitch)
    #expect(distance(pose.direction, direction) < 1e-15)
    #expect(abs(pose.yawDegrees - yaw) < 1e-12 && abs(pose.pitchDegrees - pitch) < 1e-12)
  }

  @Test(arguments: [
    SIMD3(1.0, 2, 3), SIMD3(-4, 0.5, -1), SIMD3(0, 0, 2), SIMD3(0, 0, -2), SIMD3(-3, 0, 0),
    SIMD3(0, -1e-3, 5),
  ])
  func `a pose that looks at a point does`(target: SIMD3<Double>) throws {
    let position = SIMD3(0.25, -0.5, 0.125)
    let pose = try #require(Pose(position: position, lookingAt: position + target))
    #expect(pose.position == position)
    #expect(distance(pose.direction, unit(target)) < 1e-15)
    #expect(abs(pose.pitch) <= .pi / 2)
  }

  @Test func `straight up and down have yaw 0`() {
    #expect(Pose(position: .zero, lookingAt: SIMD3(0, 0, 3))?.yaw == 0)
    #expect(Pose(position: .zero, lookingAt: SIMD3(0, -0.0, -3))?.yaw == 0)
  }

  @Test func `nothing looks at itself`() {
    #expect(Pose(position: SIMD3(1, 2, 3), lookingAt: SIMD3(1, 2, 3)) == nil)
  }

  @Test(
    .enabled(if: Fixture.hasShared(shepardMetzler), "needs the genuine Shepard-Metzler cameras"))
  func `genuine cameras look at the origin from the sphere that orbiting flies`() throws {
    let poses = try Self.genuinePoses()
    #expect(poses.count == 30)
    for pose in poses {
      let radius = size(pose.position)
      #expect(abs(radius - 10.0 / 3) < 1e-6)
      #expect(distance(pose.direction, unit(pose.position * -1)) < 1e-6)
      // The azimuth and elevation come out of the pose's angles, the position must follow.
      let orbiting = Pose.orbiting(
        azimuth: .pi - pose.yaw, elevation: -pose.pitch, radius: radius)
      #expect(distance(orbiting.position, pose.position) < 2e-6)
      #expect(orbiting.yaw == .pi - (.pi - pose.yaw) && orbiting.pitch == pose.pitch)
      let looking = try #require(Pose(position: pose.position, lookingAt: .zero))
      #expect(abs((looking.yaw - pose.yaw).remainder(dividingBy: 2 * .pi)) < 1e-6)
      #expect(abs(looking.pitch - pose.pitch) < 1e-6)
    }
  }
}

func size(_ vector: SIMD3<Double>) -> Double { (vector * vector).sum().squareRoot() }
func distance(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double { size(a - b) }
func unit(_ vector: SIMD3<Double>) -> SIMD3<Double> { vector / size(vector) }
