import Cameras
import Testing

struct PoseEncodingTests {
  @Test func `tf-gqn's own encoding is met within one ulp`() throws {
    let raw = try Fixture.floats("cameras_raw.npy")
    let expected = try Fixture.floats("cameras_encoded.npy")
    #expect(raw.count / 5 == expected.count / 7 && raw.count == 150)
    for index in 0..<raw.count / 5 {
      let camera = raw[5 * index..<5 * index + 5].map { Double($0) }
      let pose = Pose(
        position: SIMD3(camera[0], camera[1], camera[2]), yaw: camera[3], pitch: camera[4])
      let encoded = Camera(pose).encoded()
      #expect(encoded.count == 7)
      for (found, wanted) in zip(encoded, expected[7 * index..<7 * index + 7]) {
        #expect(abs(found - wanted) <= wanted.ulp, "camera \(index): \(found) and \(wanted)")
      }
    }
  }

  @Test func `the predictor's order swaps sine and cosine`() {
    let pose = Pose(position: SIMD3(1, 2, 3), yawDegrees: 30, pitchDegrees: -60)
    let training = pose.encoded()
    #expect(training[..<3] == [1, 2, 3])
    #expect(abs(training[3] - 0.5) < 1e-7 && abs(training[5] + 0.8660254) < 1e-7)
    let predictor = pose.encoded(as: .predictor)
    #expect(
      predictor == training[..<3] + [training[4], training[3], training[6], training[5]])
  }

  @Test(arguments: PoseEncoding.allCases)
  func `a pose comes back from its encoding`(encoding: PoseEncoding) throws {
    let pose = Pose(position: SIMD3(0.5, -2, 3), yaw: -2.5, pitch: 0.75)
    let camera = try #require(Camera(encoded: pose.encoded(as: encoding), as: encoding))
    #expect(camera.pose.position == pose.position)
    #expect(abs(camera.pose.yaw - pose.yaw) < 1e-6 && abs(camera.pose.pitch - pose.pitch) < 1e-6)
  }

  @Test func `raw inputs reach the network untouched`() throws {
    let numbers: [Float] = [1, 2, 3, 0.5, 0.25, 4, 0.125]
    let camera = try #require(Camera(encoded: numbers))
    #expect(camera.encoded() == numbers)
    #expect(camera.encoded(as: .predictor) == numbers)
    #expect(Camera(encoded: Array(numbers.dropLast())) == nil)
  }
}
