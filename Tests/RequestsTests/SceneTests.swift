import Cameras
import DatasetNames
import JSONDocuments
import Testing

@testable import Requests

struct SceneTests {
  static func camera(_ pose: String, more: String = "") throws -> Camera? {
    let scene = #"{"views": [{"image": "views/0.png", "pose": \#(pose)}]}"#
    guard
      case .views(let views) = try Reading().request(renderRequest(scene: scene, more: more)).scene
    else { return nil }
    return views.first?.camera
  }

  static func poseProblems(_ pose: String) -> [String] {
    Reading().problems(
      renderRequest(scene: #"{"views": [{"image": "views/0.png", "pose": \#(pose)}]}"#))
  }

  // MARK: - Poses

  @Test func `angles are degrees unless they say radians`() throws {
    let degrees = try Self.camera(#"{"position": [1, 2, 3], "yaw": 90, "pitch": -45}"#)
    #expect(degrees == Camera(Pose(position: SIMD3(1, 2, 3), yaw: .pi / 2, pitch: -.pi / 4)))
    let radians = try Self.camera(
      #"{"position": [1, 2, 3], "yaw": 5.5, "pitch": 1.5707964, "radians": true}"#)
    #expect(radians == Camera(Pose(position: SIMD3(1, 2, 3), yaw: 5.5, pitch: 1.5707964)))
  }

  @Test func `a pose can look at a point`() throws {
    let camera = try #require(try Self.camera(#"{"position": [2, 0, 0], "lookAt": [0, 0, 0]}"#))
    #expect(camera.pose == Pose(position: SIMD3(2, 0, 0), lookingAt: .zero))
  }

  @Test func `raw inputs are kept, their pose follows the encoding`() throws {
    let text = #"{"encoded": [1, 2, 3, 0, 1, 1, 0]}"#
    let training = try #require(try Self.camera(text))
    #expect(training.explicitEncoding == [1, 2, 3, 0, 1, 1, 0])
    #expect(training.pose.yaw == 0 && abs(training.pose.pitch - .pi / 2) < 1e-12)
    let predictor = try #require(try Self.camera(text, more: #""poseEncoding": "predictor""#))
    #expect(abs(predictor.pose.yaw - .pi / 2) < 1e-12 && predictor.pose.pitch == 0)
  }

  @Test func `raw inputs off the circle are warned about`() throws {
    let scene =
      #"{"views": [{"image": "views/0.png", "pose": {"encoded": [0, 0, 0, 1, 1, 0, 1]}}]}"#
    #expect(
      try Reading().request(renderRequest(scene: scene)).warnings.map(\.description) == [
        "/scene/views/0/pose/encoded: elements 3 and 4 are no sine and cosine of a yaw: "
          + "their squares add up to 2.0, not 1"
      ])
  }

  @Test(arguments: [
    ("5", "found the number 5, expected an object, the pose"),
    (#"{"yaw": 1}"#, "/position: is missing, expected an array of 3 numbers"),
    (#"{"position": [1, 2, 3]}"#, "/yaw: is missing, expected a number of degrees"),
    (#"{"position": [1, 2, 3], "yaw": 36001}"#, "/yaw: 36001 is not in -36000...36000"),
    (
      #"{"position": [1, 2, 3], "yaw": 90, "pitch": 90, "radians": true}"#,
      "/pitch: 90 is not in -1.570797...1.570797"
    ),
    (
      #"{"position": [1, 2, 3], "yaw": 0, "lookAt": [0, 0, 0]}"#,
      "/yaw: is given beside \"lookAt\"; leave one of them out"
    ),
    (
      #"{"position": [1, 2, 3], "lookAt": [1, 2, 3]}"#,
      ": \"lookAt\" is the camera's own position; move one of them"
    ),
    (#"{"encoded": [1, 2, 3]}"#, "/encoded: the array has 3 elements, expected 7 numbers"),
    (
      #"{"encoded": [0, 0, 0, 0, 1, 0, 1], "yaw": 0}"#,
      "/yaw: unknown key, expected one of \"encoded\""
    ),
    (
      #"{"position": [1, null, 1e7], "yaw": 0}"#,
      "/position/1: found null, expected a number in -1000000...1000000"
    ),
  ])
  func `a bad pose is named`(pose: String, problem: String) {
    let place = "/scene/views/0/pose"
    let expected = problem.hasPrefix("/") || problem.hasPrefix(":") ? problem : ": " + problem
    #expect(Self.poseProblems(pose).first == place + expected)
  }

  // MARK: - Views

  @Test(arguments: [
    (#"{"views": []}"#, "/scene/views: the array has 0 elements, expected 1...1000 views"),
    (#"{"views": {}}"#, "/scene/views: found an object, expected an array of 1...1000 views"),
    (#"{}"#, "/scene/views: is missing, expected an array of images with poses"),
    (
      "null",
      "/scene: found null, expected an object with \"views\", \"file\", \"dataset\" or \"generated\""
    ),
    (
      #"{"views": [3]}"#,
      "/scene/views/0: found the number 3, expected an object with \"image\" and \"pose\""
    ),
  ])
  func `a bad scene is named`(scene: String, problem: String) {
    #expect(Reading().problems(renderRequest(scene: scene)) == [problem])
  }

  @Test(arguments: [
    ("views", "\"views\" is a folder, expected a regular file"),
    (
      "views/pipe.png", "\"views/pipe.png\" is neither a file nor a folder, expected a regular file"
    ),
    ("nothing/at/all.png", "no file \"nothing/at/all.png\" in /r"),
    ("views/0.pgn", "no file \"views/0.pgn\" in /r. Did you mean \"views/0.png\"?"),
    ("", "the path is empty"),
    (
      "a\\u0000b",
      "the path \"a\\u{0}b\" has characters that cannot be shown; rename the file"
    ),
    (
      "a\\nb\\u202e",
      "the path \"a\\nb\\u{202E}\" has characters that cannot be shown; rename the file"
    ),
  ])
  func `a bad image is named`(path: String, problem: String) {
    let scene =
      #"{"views": [{"image": "\#(path)", "pose": {"position": [0, 0, 0], "yaw": 0}}]}"#
    #expect(Reading().problems(renderRequest(scene: scene)) == ["/scene/views/0/image: \(problem)"])
  }

  @Test(arguments: [
    "/secret/views/0.png", "../secret/views/0.png", "views/../../secret/views/0.png",
    "../secret/nothing.png", "/r-other/0.png",
  ])
  func `a daemon reads nothing outside of its folders, nor says what is there`(path: String) {
    let scene =
      #"{"views": [{"image": "\#(path)", "pose": {"position": [0, 0, 0], "yaw": 0}}]}"#
    var reading = Reading()
    reading.readRoots = ["/r"]
    #expect(
      reading.problems(renderRequest(scene: scene)) == [
        "/scene/views/0/image: \"\(path)\" leads out of the folders that may be read: /r, /m"
      ])
  }

  @Test func `a command reads everything`() throws {
    let scene =
      #"{"views": [{"image": "/secret/views/0.png", "pose": {"position": [0, 0, 0], "yaw": 0}}]}"#
    #expect(throws: Never.self) { try Reading().request(renderRequest(scene: scene)) }
  }

  // MARK: - Datasets

  @Test func `a record of a dataset is read`() throws {
    let short = try Reading().request(renderRequest(scene: #"{"dataset": "rooms_ring_camera"}"#))
    #expect(
      short.scene
        == .record(
          DatasetRecord(
            dataset: "rooms_ring_camera", root: "/r/data", split: .test,
            folder: "/r/data/rooms_ring_camera/test", record: 0, views: nil)))
    let long = try Reading().request(
      renderRequest(
        scene: #"""
          {"dataset": "ring", "root": "other", "split": "train", "record": 17, "views": [0, 9, 3]}
          """#))
    #expect(
      long.scene
        == .record(
          DatasetRecord(
            dataset: "ring", root: "/r/other", split: .train, folder: "/r/other/ring/train",
            record: 17, views: [0, 9, 3])))
  }

  @Test(arguments: [
    (
      #"{"dataset": "rooms_ring_camra"}"#,
      "/scene/dataset: no folder \"rooms_ring_camra\" in /r/data. Did you mean \"rooms_ring_camera\"?"
    ),
    (
      #"{"dataset": "ring", "root": "othr"}"#,
      "/scene/root: no folder \"othr\" in /r. Did you mean \"other\"?"
    ),
    (
      #"{"dataset": "rooms_ring_camera", "split": "train"}"#,
      "/scene/dataset: no folder \"train\" in /r/data/rooms_ring_camera"
    ),
    (
      #"{"dataset": "rooms_ring_camera", "split": "tset"}"#,
      "/scene/split: \"tset\" is not one of \"train\", \"test\". Did you mean \"test\"?"
    ),
    (
      #"{"dataset": "rooms_ring_camera", "record": -1}"#,
      "/scene/record: -1 is not in 0...1000000000"
    ),
    (
      #"{"dataset": "rooms_ring_camera", "views": []}"#,
      "/scene/views: the array has 0 elements, expected 1...1000 numbers of views"
    ),
    (
      #"{"dataset": "rooms_ring_camera", "views": [1, 2, 1]}"#,
      "/scene/views/2: view 1 is given twice"
    ),
    (
      #"{"dataset": "rooms_ring_camera", "views": [{"image": "views/0.png"}]}"#,
      "/scene/views/0: found an object, expected a whole number in 0...99999"
    ),
  ])
  func `a bad record is named`(scene: String, problem: String) {
    #expect(Reading().problems(renderRequest(scene: scene)) == [problem])
  }

  // MARK: - Generators

  @Test func `a generated scene is read`() throws {
    let short = try Reading().request(
      renderRequest(scene: #"{"generated": {"name": "rooms_ring_camera"}}"#))
    #expect(
      short.scene
        == .generated(
          GeneratedRecord(
            generator: .roomsRingCamera, seed: 1, split: .test, index: 0, views: nil)))
    let long = try Reading().request(
      renderRequest(
        scene: #"""
          {"generated": {"name": "shepard_metzler_7_parts", "seed": 18446744073709551615,
                         "split": "train", "index": 17, "views": [14, 0]}}
          """#, trajectory: #"{"type": "dataset"}"#))
    #expect(
      long.scene
        == .generated(
          GeneratedRecord(
            generator: .shepardMetzler7Parts, seed: .max, split: .train, index: 17,
            views: [14, 0])))
  }

  @Test(arguments: [
    (#"{}"#, "/name: is missing, expected the name of a generator"),
    ("7", ": found the number 7, expected an object with \"name\" and \"seed\""),
    (#"{"name": "rooms_ring_camera", "seed": -1}"#, "/seed: -1 is not in 0...18446744073709551615"),
    (#"{"name": "rooms_ring_camera", "index": -1}"#, "/index: -1 is not in 0...99999999"),
    (#"{"name": "rooms_ring_camera", "views": [0, 10]}"#, "/views/1: 10 is not in 0...9"),
    (#"{"name": "shepard_metzler_5_parts", "views": [3, 3]}"#, "/views/1: view 3 is given twice"),
    (
      #"{"name": "rooms_ring_camera", "record": 1}"#,
      "/record: unknown key, expected one of \"name\", \"seed\", \"split\", \"index\", \"views\""
    ),
  ])
  func `a bad generated scene is named`(scene: String, problem: String) {
    #expect(
      Reading().problems(renderRequest(scene: #"{"generated": \#(scene)}"#))
        == ["/scene/generated\(problem)"])
  }

  @Test func `a generator that does not exist has a suggestion`() {
    let problems = Reading().problems(
      renderRequest(scene: #"{"generated": {"name": "rooms_ring_kamera"}}"#))
    #expect(problems.count == 1)
    #expect(problems[0].hasPrefix("/scene/generated/name: \"rooms_ring_kamera\" is not one of "))
    #expect(problems[0].hasSuffix("Did you mean \"rooms_ring_camera\"?"))
  }

  // MARK: - Scene files

  /// A file as `gqn dataset export` and `import --scene` write it.
  private static func reading(_ views: String = sceneViews) -> Reading {
    var reading = Reading()
    reading.files.files["/r/lego/scene.json"] = """
      {"version": 1, "source": {"files": []}, "cameras": [[1, 0, 0, 3.14, 0]], "views": \(views)}
      """
    reading.files.files["/r/lego/000.png"] = ""
    reading.files.files["/r/lego/001.png"] = ""
    return reading
  }
  private static let sceneViews = #"""
    [{"image": "000.png", "pose": {"position": [1, 0, 0], "yaw": 180, "pitch": 0}},
     {"image": "001.png", "pose": {"position": [0, 1, 0], "yaw": 90, "pitch": 0}}]
    """#

  @Test func `a scene file's pictures lie beside it`() throws {
    let all = try Self.reading().request(renderRequest(scene: #"{"file": "lego/scene.json"}"#))
    guard case .views(let views) = all.scene else {
      Issue.record("\(all.scene)")
      return
    }
    #expect(views.map(\.imagePath) == ["/r/lego/000.png", "/r/lego/001.png"])
    #expect(views.map(\.camera.pose.position) == [SIMD3(1, 0, 0), SIMD3(0, 1, 0)])
    let one = try Self.reading().request(
      renderRequest(scene: #"{"file": "lego/scene.json", "views": [1]}"#))
    #expect(one.scene == .views([views[1]]))
    #expect(all.fieldOfView == nil)
  }

  @Test func `a scene file says its field of view, and the request may say another`() throws {
    var reading = Self.reading()
    reading.files.files["/r/lego/scene.json"] = """
      {"version": 1, "fieldOfView": {"horizontal": 50, "vertical": 39.5}, "views": \(Self.sceneViews)}
      """
    let own = try reading.request(renderRequest(scene: #"{"file": "lego/scene.json"}"#))
    #expect(own.fieldOfView == 39.5)
    let other = try reading.request(
      renderRequest(scene: #"{"file": "lego/scene.json", "fieldOfView": 30}"#))
    #expect(other.fieldOfView == 30)
  }

  @Test(arguments: [
    ("[]", "lego/scene.json: /views: the array has 0 elements, expected 1...100000 views"),
    (
      #"[{"image": "002.png", "pose": {"position": [1, 0, 0], "yaw": 180}}]"#,
      "lego/scene.json: /views/0/image: no file \"002.png\" in /r/lego. Did you mean \"000.png\"?"
    ),
    (
      #"[{"image": "000.png", "pose": {"position": [1, 0, 0]}}]"#,
      "lego/scene.json: /views/0/pose/yaw: is missing, expected a number of degrees"
    ),
  ])
  func `a bad scene file is named with its place`(views: String, problem: String) {
    #expect(
      Self.reading(views).problems(renderRequest(scene: #"{"file": "lego/scene.json"}"#))
        == ["/scene/file: /r/\(problem)"])
  }

  @Test func `what is no scene file, or has no such view, says so`() {
    func problems(_ scene: String) -> [String] {
      Self.reading().problems(renderRequest(scene: scene))
    }
    #expect(
      problems(#"{"file": "lego/scene.jsn"}"#) == [
        "/scene/file: no file \"lego/scene.jsn\" in /r. Did you mean \"lego/scene.json\"?"
      ])
    #expect(
      problems(#"{"file": "lego/scene.json", "views": [2]}"#)
        == ["/scene/views: view 2 is not in 0...1"])
    #expect(
      problems(#"{"file": "lego/000.png"}"#).first?.hasPrefix("/scene/file: /r/lego/000.png: ")
        == true)
    #expect(
      problems(#"{"file": "lego/scene.json", "root": "data"}"#).first?.hasPrefix(
        "/scene/root: unknown")
        == true)
  }

  @Test func `a daemon reads no pictures that a scene file names elsewhere`() {
    var reading = Self.reading(
      #"[{"image": "/secret/views/0.png", "pose": {"position": [1, 0, 0], "yaw": 180}}]"#)
    reading.readRoots = ["/r"]
    #expect(
      reading.problems(renderRequest(scene: #"{"file": "lego/scene.json"}"#)) == [
        "/scene/file: /r/lego/scene.json: /views/0/image: \"/secret/views/0.png\" leads out of the folders "
          + "that may be read: /r, /m"
      ])
  }

  // MARK: - Models

  static func withModel(_ model: String) -> String {
    renderRequest().replacing("\"model\": \"rooms-demo\"", with: model)
  }

  @Test func `a model is a name or a path, and may have a step`() throws {
    let named = try Reading().request(Self.withModel(#""model": "rooms-demo", "step": 2000"#)).model
    #expect(named == ModelReference(name: "rooms-demo", folder: "/m/rooms-demo", step: 2000))
    let path = try Reading().request(Self.withModel(#""model": "./mine/model""#)).model
    #expect(path == ModelReference(name: "./mine/model", folder: "/r/mine/model", step: nil))
  }

  @Test(arguments: [
    (
      #""model": "zzz""#, "/model: no model \"zzz\" in /m; there are \"rooms-demo\", \"unfinished\""
    ),
    (#""model": "../nowhere""#, "/model: no folder \"../nowhere\" in /r"),
    (
      #""model": "unfinished""#,
      "/model: /m/unfinished has no file \"gqn_config.json\", which the folder of a model must have"
    ),
    (#""model": "views/0.png""#, "/model: \"views/0.png\" is a regular file, expected a folder"),
    (
      #""model": "rooms-demo", "step": 1000"#,
      "/step: /m/rooms-demo has no checkpoint of step 1000; there are 0, 2000"
    ),
    (
      #""priority": 0"#,
      "/model: is missing, expected the name of a model or the path of its folder"
    ),
    (#""model": 5"#, "/model: found the number 5, expected a string"),
  ])
  func `a bad model is named`(model: String, problem: String) {
    #expect(Reading().problems(Self.withModel(model)) == [problem])
  }
}
