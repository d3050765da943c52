import Cameras
import Testing

struct KeyframesTests {
  static let room = [
    Pose(position: SIMD3(0, 0, 0), yawDegrees: 350, pitchDegrees: 0),
    Pose(position: SIMD3(2, 0, 0.5), yawDegrees: 10, pitchDegrees: -20),
    Pose(position: SIMD3(2.5, 3, 0.5), yawDegrees: 100, pitchDegrees: -20),
    Pose(position: SIMD3(-1, 3.2, 1), yawDegrees: 200, pitchDegrees: 30),
    Pose(position: SIMD3(-1.2, 3.1, 1), yawDegrees: 210, pitchDegrees: 25),
  ]

  /// The measure that speed is constant in.
  static func step(_ a: Pose, _ b: Pose) -> Double {
    let way = b.position - a.position
    let turn = SIMD2(b.yaw - a.yaw, b.pitch - a.pitch) * CameraPath.Keyframes.radianLength
    return ((way * way).sum() + (turn * turn).sum()).squareRoot()
  }

  @Test(arguments: [false, true])
  func `every key lies on the path`(loop: Bool) throws {
    let poses = try CameraPath.Keyframes(keys: Self.room, loop: loop).cameras(frames: 20_000)
      .map(\.pose)
    for key in Self.room {
      let nearest = poses.map {
        distance($0.position, key.position) + distance($0.direction, key.direction)
      }
      .min()
      #expect(try #require(nearest) < 2e-3, "\(key)")
    }
  }

  @Test func `keys with times are met exactly`() throws {
    let path = CameraPath.Keyframes(keys: Self.room, times: [0, 1, 2, 4, 8])
    let poses = try path.cameras(frames: 9).map(\.pose)
    for (key, frame) in zip(Self.room, [0, 1, 2, 4, 8]) {
      #expect(distance(poses[frame].position, key.position) < 1e-12)
      #expect(distance(poses[frame].direction, key.direction) < 1e-12)
    }
  }

  @Test(arguments: [false, true])
  func `the speed is constant`(loop: Bool) throws {
    let poses = try CameraPath.Keyframes(keys: Self.room, loop: loop).cameras(frames: 600)
      .map(\.pose)
    let steps = zip(poses, poses.dropFirst()).map { Self.step($0, $1) }
    let mean = steps.reduce(0, +) / Double(steps.count)
    let worst = steps.map { abs($0 / mean - 1) }.max()
    #expect(try #require(worst) < 0.015)
  }

  @Test func `a loop flies on from the last frame to the first`() throws {
    let poses = try CameraPath.Keyframes(keys: Self.room, loop: true).cameras(frames: 600)
      .map(\.pose)
    var seam = poses[0]
    let turns = ((poses[599].yaw - seam.yaw) / (2 * .pi)).rounded()
    seam.yaw += turns * 2 * .pi
    let ratio = Self.step(poses[599], seam) / Self.step(poses[0], poses[1])
    #expect(abs(ratio - 1) < 0.02)
  }

  @Test(arguments: [(350.0, 10.0), (10, 350), (-170, 170), (90, 725)])
  func `yaw goes the shorter way round`(from: Double, to: Double) throws {
    let keys = [from, to].map { Pose(position: .zero, yawDegrees: $0, pitchDegrees: 0) }
    let poses = try CameraPath.Keyframes(keys: keys).cameras(frames: 21).map(\.pose)
    let turn = (to - from).remainder(dividingBy: 360)
    #expect(abs(poses[10].yawDegrees - (from + turn / 2)) < 1e-6)
    #expect(abs(poses[20].yawDegrees - (from + turn)) < 1e-6)
  }

  @Test func `a turn on the spot takes time and does not wander`() throws {
    let corner = SIMD3(2.0, 0, 0)
    let keys = [
      Pose(position: .zero, yaw: 0, pitch: 0), Pose(position: corner, yaw: 0, pitch: 0),
      Pose(position: corner, yaw: 2, pitch: 0), Pose(position: SIMD3(2, -3, 0), yaw: 2, pitch: 0),
    ]
    let poses = try CameraPath.Keyframes(keys: keys).cameras(frames: 701).map(\.pose)
    // 2 units of way, 2 radians, 3 units: the turn takes 2 of 7 parts of the time.
    let turning = poses.filter { $0.yaw > 1e-6 && $0.yaw < 2 - 1e-6 }
    #expect((195...205).contains(turning.count))
    for pose in turning { #expect(distance(pose.position, corner) < 1e-9) }
  }

  @Test func `no angle swings past a key and no leg leaves its surroundings`() throws {
    let keys = [
      Pose(position: SIMD3(0, 0, 0), yaw: 0, pitch: -1.5),
      Pose(position: SIMD3(0.01, 0, 0), yaw: 0.1, pitch: 1.5),
      Pose(position: SIMD3(5, 0, 0), yaw: 2, pitch: 1.5),
      Pose(position: SIMD3(5, 0.02, 0), yaw: 1.9, pitch: -1.5),
    ]
    let poses = try CameraPath.Keyframes(keys: keys).cameras(frames: 5000).map(\.pose)
    for pose in poses {
      #expect(abs(pose.pitch) <= 1.5 + 1e-12)
      #expect(pose.yaw >= 0 && pose.yaw <= 2 + 1e-12)
      #expect(pose.position.x > -0.05 && pose.position.x < 5.05 && abs(pose.position.y) < 0.05)
    }
  }

  @Test func `equal keys stand still, and next to others do no harm`() throws {
    let key = Self.room[1]
    let still = try CameraPath.Keyframes(keys: [key, key]).cameras(frames: 3).map(\.pose)
    #expect(still == [key, key, key])
    let path = [Self.room[0], key, key, Self.room[2]]
    let moving = try CameraPath.Keyframes(keys: path).cameras(frames: 100).map(\.pose)
    #expect(moving.allSatisfy { $0.isFinite })
    let hold = try CameraPath.Keyframes(keys: path, times: [0, 1, 2, 3]).cameras(frames: 31)
    #expect(hold[10...20].allSatisfy { distance($0.pose.position, key.position) < 1e-12 })
  }

  @Test func `faults are named`() {
    func path(_ count: Int, _ times: [Double]?, loop: Bool = false) throws(CameraError) {
      _ = try CameraPath.Keyframes(
        keys: Array(Self.room.prefix(count)), times: times, loop: loop
      ).cameras(frames: 10)
    }
    #expect(throws: CameraError.tooFewKeys(found: 1, needed: 2)) { try path(1, nil) }
    #expect(throws: CameraError.timeCount(found: 2, expected: 3)) { try path(3, [0, 1]) }
    #expect(throws: CameraError.timesNotRising(key: 3)) { try path(3, [0, 2, 2]) }
    #expect(throws: CameraError.openTimedLoop) { try path(3, [0, 1, 2], loop: true) }
  }
}
