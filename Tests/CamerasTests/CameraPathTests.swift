import Cameras
import Testing

struct CameraPathTests {
  // MARK: - Orbit

  @Test func `an orbit closes without showing its first frame twice`() throws {
    let orbit = CameraPath.Orbit(radius: 2, level: .height(0.5), lookingAt: SIMD3(0, 0, 0.1))
    let poses = try orbit.cameras(frames: 8).map(\.pose)
    #expect(poses.count == 8)
    #expect(distance(poses[0].position, SIMD3(2, 0, 0.5)) < 1e-12)
    #expect(distance(poses[2].position, SIMD3(0, 2, 0.5)) < 1e-12)
    let step = distance(poses[0].position, poses[1].position)
    for (pose, next) in zip(poses, poses.dropFirst() + poses.prefix(1)) {
      #expect(abs(distance(pose.position, next.position) - step) < 1e-12)
      #expect(distance(pose.direction, unit(SIMD3(0, 0, 0.1) - pose.position)) < 1e-12)
    }
  }

  @Test func `an orbit on a sphere is what orbiting makes`() throws {
    let orbit = CameraPath.Orbit(radius: 10 / 3, level: .elevation(0.4), startDegrees: 25)
    for (index, camera) in try orbit.cameras(frames: 9).enumerated() {
      let azimuth = (25 + 40 * Double(index)) * Double.pi / 180
      let expected = Pose.orbiting(azimuth: azimuth, elevation: 0.4, radius: 10 / 3)
      #expect(distance(camera.pose.position, expected.position) < 1e-12)
      #expect(distance(camera.pose.direction, expected.direction) < 1e-12)
    }
  }

  @Test func `an arc shows both ends, and a negative one flies clockwise`() throws {
    let arc = CameraPath.Orbit(centre: SIMD3(1, 1, 1), radius: 2, startDegrees: 90, degrees: -180)
    let poses = try arc.cameras(frames: 3).map(\.pose)
    #expect(distance(poses[0].position, SIMD3(1, 3, 1)) < 1e-12)
    #expect(distance(poses[1].position, SIMD3(3, 1, 1)) < 1e-12)
    #expect(distance(poses[2].position, SIMD3(1, -1, 1)) < 1e-12)
  }

  @Test(arguments: [720.0, -360])
  func `any whole number of turns closes`(degrees: Double) throws {
    let poses = try CameraPath.Orbit(radius: 1, degrees: degrees).cameras(frames: 6).map(\.pose)
    #expect(distance(poses[0].position, poses[5].position) > 0.5)
  }

  @Test func `an orbit through its target names the frame`() {
    let orbit = CameraPath.Orbit(radius: 1, lookingAt: SIMD3(1, 0, 0))
    #expect(throws: CameraError.targetAtCamera(frame: 1)) { try orbit.cameras(frames: 4) }
  }

  @Test(arguments: [0, -1, 100_001, Int.max])
  func `the number of frames has bounds`(frames: Int) {
    #expect(throws: CameraError.frameCount(frames)) {
      try CameraPath.Orbit(radius: 1).cameras(frames: frames)
    }
  }

  @Test func `numbers that are not finite are refused`() {
    #expect(throws: CameraError.notFinite(frame: 1)) {
      try CameraPath.Orbit(radius: .infinity).cameras(frames: 2)
    }
    #expect(throws: CameraError.notFinite(frame: 2)) {
      let key = Pose(position: .zero, yaw: 0, pitch: 0)
      var other = key
      other.position.x = .nan
      return try CameraPath.Keyframes(keys: [key, other]).cameras(frames: 2)
    }
  }

  // MARK: - Line and look

  @Test func `a line looks at its target all the way`() throws {
    let line = CameraPath.Line(
      from: SIMD3(-2, 0, 1), to: SIMD3(2, 0, 1), lookingAt: SIMD3(0, 3, 0))
    let poses = try line.cameras(frames: 5).map(\.pose)
    for (index, pose) in poses.enumerated() {
      #expect(pose.position == SIMD3(-2 + Double(index), 0, 1))
      #expect(distance(pose.direction, unit(SIMD3(0, 3, 0) - pose.position)) < 1e-12)
    }
  }

  @Test func `a line between poses turns the shorter way`() throws {
    let line = CameraPath.Line(
      from: Pose(position: .zero, yawDegrees: 350, pitchDegrees: 0),
      to: Pose(position: SIMD3(1, 0, 0), yawDegrees: 10, pitchDegrees: 20))
    let poses = try line.cameras(frames: 3).map(\.pose)
    #expect(abs(poses[1].yawDegrees - 360) < 1e-9 && abs(poses[1].pitchDegrees - 10) < 1e-9)
    #expect(distance(poses[2].direction, line.lastDirection) < 1e-12)
  }

  @Test func `a single frame stands at the start`() throws {
    let line = CameraPath.Line(from: SIMD3(1, 0, 0), to: SIMD3(2, 0, 0), lookingAt: .zero)
    #expect(try line.cameras(frames: 1).map(\.pose.position) == [SIMD3(1, 0, 0)])
  }

  @Test func `a look round closes, and may go on for turns`() throws {
    let round = CameraPath.Look(
      position: SIMD3(0, 0, 1), yawDegrees: SIMD2(30, 390), pitchDegrees: SIMD2(-5, -5))
    #expect(
      try round.cameras(frames: 4).map { $0.pose.yawDegrees.rounded() } == [30, 120, 210, 300])
    let spiral = CameraPath.Look(
      position: .zero, yawDegrees: SIMD2(0, 720), pitchDegrees: SIMD2(0, 40))
    let poses = try spiral.cameras(frames: 5).map(\.pose)
    #expect(poses.map { $0.yawDegrees.rounded() } == [0, 180, 360, 540, 720])
    #expect(poses.map { $0.pitchDegrees.rounded() } == [0, 10, 20, 30, 40])
  }
}

extension CameraPath.Line {
  fileprivate var lastDirection: SIMD3<Double> {
    Pose(position: .zero, yawDegrees: 10, pitchDegrees: 20).direction
  }
}
