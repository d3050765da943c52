import Cameras
import Testing

struct PoseMatrixTests {
  struct Transforms: Decodable {
    struct Frame: Decodable { let transform_matrix: [[Double]] }
    let frames: [Frame]
  }
  static let lego = "lego_sample/transforms_train.json"

  /// The matrix of a camera with its OpenGL axes, rolled by an angle.
  static func matrix(_ pose: Pose, rollDegrees: Double = 0, scale: Double = 1) -> [Double] {
    let right = Pose(position: .zero, yaw: pose.yaw + .pi / 2, pitch: 0).direction
    let up = Pose(position: .zero, yaw: pose.yaw, pitch: pose.pitch + .pi / 2).direction
    let (s, c) = sineAndCosine(degrees: rollDegrees)
    let columns = [
      right * c - up * s, right * s + up * c, pose.direction * -1,
    ].map { $0 * scale }
    return (0..<3).flatMap { row in columns.map { $0[row] } + [pose.position[row]] } + [0, 0, 0, 1]
  }

  static func sineAndCosine(degrees: Double) -> (Double, Double) {
    let direction = Pose(position: .zero, yawDegrees: 0, pitchDegrees: degrees).direction
    return (direction.z, direction.x)
  }

  @Test(arguments: [
    (0.0, 0.0), (200, -12), (-75, 60), (135, 89.9), (30, 90), (200, -90), (359, -90),
  ])
  func `a pose comes back from its matrix`(yaw: Double, pitch: Double) throws {
    let pose = Pose(position: SIMD3(1, -2, 3), yawDegrees: yaw, pitchDegrees: pitch)
    let found = try Pose(cameraToWorld: Self.matrix(pose))
    #expect(found.position == pose.position)
    #expect(distance(found.direction, pose.direction) < 1e-9)
    #expect(abs((found.yaw - pose.yaw).remainder(dividingBy: 2 * .pi)) < 1e-9)
  }

  @Test(arguments: [(0.0, 0.0), (200, -12), (-75, 60), (30, 90), (200, -90)])
  func `the matrix of a pose has its axes and is read back`(yaw: Double, pitch: Double) throws {
    let pose = Pose(position: SIMD3(1, -2, 3), yawDegrees: yaw, pitchDegrees: pitch)
    let matrix = pose.cameraToWorld
    #expect(zip(matrix, Self.matrix(pose)).allSatisfy { abs($0 - $1) < 1e-12 }, "\(matrix)")
    let found = try Pose(cameraToWorld: matrix, rollTolerance: 1e-6)
    #expect(found.position == pose.position)
    #expect(distance(found.direction, pose.direction) < 1e-9)
    #expect(abs((found.yaw - pose.yaw).remainder(dividingBy: 2 * .pi)) < 1e-9)
  }

  @Test(arguments: [-90.0, -1.1, 1.1, 5, 179])
  func `a roll is named with its sign`(roll: Double) throws {
    let pose = Pose(position: .zero, yawDegrees: 40, pitchDegrees: -30)
    let error = try #require(throws: CameraError.self) {
      try Pose(cameraToWorld: Self.matrix(pose, rollDegrees: roll))
    }
    guard case .rolled(let degrees, tolerance: 1) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(abs(degrees - roll) < 1e-6)
  }

  @Test func `a small roll is dropped, and the tolerance can be set`() throws {
    let pose = Pose(position: .zero, yawDegrees: 40, pitchDegrees: -30)
    #expect(throws: Never.self) { try Pose(cameraToWorld: Self.matrix(pose, rollDegrees: 0.9)) }
    #expect(throws: Never.self) {
      try Pose(cameraToWorld: Self.matrix(pose, rollDegrees: 30), rollTolerance: 31)
    }
  }

  @Test func `what is no rotation is refused`() {
    let pose = Pose(position: SIMD3(1, 2, 3), yawDegrees: 40, pitchDegrees: -30)
    let good = Self.matrix(pose)
    var mirrored = good
    for row in 0..<3 { mirrored[4 * row] *= -1 }
    var sheared = good
    sheared[0] += 0.1
    var projective = good
    projective[12] = 0.5
    var nan = good
    nan[3] = .nan
    for matrix in [mirrored, sheared, Self.matrix(pose, scale: 2), Self.matrix(pose, scale: 0)] {
      #expect(throws: CameraError.notARotation) { try Pose(cameraToWorld: matrix) }
    }
    for matrix in [projective, nan, [], Array(good.dropLast())] {
      #expect(throws: CameraError.notAPoseMatrix) { try Pose(cameraToWorld: matrix) }
    }
  }

  @Test(.enabled(if: Fixture.hasShared(lego), "needs the Lego scene's transforms_train.json"))
  func `the Lego cameras are level and look at the origin`() throws {
    let frames = try Fixture.json(Transforms.self, Self.lego).frames
    #expect(frames.count == 24)
    for frame in frames {
      let pose = try Pose(cameraToWorld: frame.transform_matrix.flatMap { $0 }, rollTolerance: 1e-4)
      #expect(abs(size(pose.position) - 4.0311) < 1e-3)
      #expect(distance(pose.direction, unit(pose.position * -1)) < 1e-5)
    }
  }
}
