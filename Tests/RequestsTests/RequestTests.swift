import Cameras
import JSONDocuments
import Testing

@testable import Requests

struct RequestTests {
  static let example = """
    {
      "version": 1,
      "type": "render",
      "name": "ring-demo",
      "priority": 0,
      "after": ["train-rooms"],
      "model": "rooms-demo",
      "scene": {
        "views": [
          {"image": "views/0.png", "pose": {"position": [0.9, 0.1, 0.3], "yaw": 200, "pitch": -12}}
        ]
      },
      "trajectory": {
        "type": "orbit", "frames": 120, "radius": 0.95, "height": 0.3, "lookAt": [0, 0, 0.1]
      },
      "sampling": {"noise": "shared", "seed": 7, "temperature": 1.0, "samples": 1},
      "output": {
        "directory": "ring-demo", "framesPerSecond": 24, "video": ["apng", "mp4"], "scale": 4
      }
    }
    """

  @Test func `a complete request is read`() throws {
    let camera = Camera(
      Pose(position: SIMD3(0.9, 0.1, 0.3), yawDegrees: 200, pitchDegrees: -12))
    let expected = RenderRequest(
      name: "ring-demo", priority: 0, after: ["train-rooms"],
      model: ModelReference(name: "rooms-demo", folder: "/m/rooms-demo", step: nil),
      poseEncoding: .training,
      scene: .views([Scene.View(imagePath: "/r/views/0.png", camera: camera)]),
      trajectory: .orbit(
        CameraPath.Orbit(radius: 0.95, level: .height(0.3), lookingAt: SIMD3(0, 0, 0.1)),
        frames: 120),
      sampling: Sampling(noise: .shared, seed: 7, temperature: 1, samples: 1),
      output: Output(
        directory: "ring-demo", framesPerSecond: 24, video: [.apng, .mp4], scale: 4,
        scaleFilter: .nearest, raw: false),
      warnings: [])
    #expect(try Reading().request(Self.example) == expected)
  }

  @Test func `what is left out has its default`() throws {
    let found = try Reading().request(renderRequest(), fileName: "/queue/my ring.json")
    #expect(found.name == "my-ring" && found.priority == 0 && found.after == [])
    #expect(found.model == ModelReference(name: "rooms-demo", folder: "/m/rooms-demo", step: nil))
    #expect(found.poseEncoding == .training && found.sampling == Sampling())
    #expect(found.trajectory == .orbit(CameraPath.Orbit(radius: 1), frames: 120))
    #expect(
      found.output
        == Output(
          directory: "my-ring", framesPerSecond: 24, video: [.apng], scale: 1,
          scaleFilter: .nearest, raw: false))
    #expect(found.warnings == [])
  }

  @Test(arguments: [
    ("ring.json", "ring"), ("/a/b/ring.demo.json", "ring.demo"), (".json", "render"),
    ("-..x\u{1B}y.json", "x-y"), ("ü.json", "render"), ("", "render"),
    (String(repeating: "a", count: 200), String(repeating: "a", count: 100)),
  ])
  func `the default name is the file's, made safe`(fileName: String, name: String) throws {
    #expect(try Reading().request(renderRequest(), fileName: fileName).name == name)
  }

  @Test func `all problems are told together, in the order of the format`() {
    let text = """
      {"version": 1, "type": "render", "name": "a/b", "priority": 1.5, "after": ["x", "x", ""],
       "model": "roms-demo", "step": -1, "poseEncoding": "trainng",
       "scene": {"views": [
         {"image": "views/9.png", "pose": {"position": [1, 2], "yaw": "north", "pitsh": 1}},
         {"pose": {"position": [0, 0, 2e6], "pitch": 91}}]},
       "trajectory": {"type": "orbit", "frames": 0, "radius": -1, "height": 1, "elevation": 91},
       "sampling": {"noise": "shard", "seed": -1, "temperature": -0.5, "samples": 0},
       "output": {"directory": "../x", "framesPerSecond": 0, "video": ["mp4", "avi", "mp4"],
         "scale": 17, "scaleFilter": 1, "raw": "no"},
       "sene": {}}
      """
    let safeName =
      "use 1 to 100 letters (a-z, A-Z), digits, \".\", \"_\" and \"-\", beginning with a letter or "
      + "a digit"
    var reading = Reading()
    reading.programs = []
    #expect(
      reading.problems(text) == [
        "/name: \"a/b\" is no safe name; \(safeName)",
        "/priority: 1.5 is not a whole number, expected one in -1000...1000",
        "/after/1: \"x\" is given twice",
        "/after/2: \"\" is no safe name; \(safeName)",
        "/step: -1 is not in 0...9223372036854775807",
        "/model: no model \"roms-demo\" in /m. Did you mean \"rooms-demo\"?",
        "/poseEncoding: \"trainng\" is not one of \"training\", \"predictor\". "
          + "Did you mean \"training\"?",
        "/scene/views/0/image: no file \"views/9.png\" in /r. Did you mean \"views/0.png\"?",
        "/scene/views/0/pose/position: the array has 2 elements, expected 3 numbers",
        "/scene/views/0/pose/yaw: found the string \"north\", expected a number in -36000...36000",
        "/scene/views/0/pose/pitsh: unknown key. Did you mean \"pitch\"?",
        "/scene/views/1/image: is missing, expected the path of a PNG or JPEG file",
        "/scene/views/1/pose/position/2: 2000000 is not in -1000000...1000000",
        "/scene/views/1/pose/yaw: is missing, expected a number of degrees",
        "/scene/views/1/pose/pitch: 91 is not in -90...90",
        "/trajectory/frames: 0 is not in 1...100000",
        "/trajectory/radius: -1 is not above 0 and at most 1000000",
        "/trajectory/height: is given beside \"elevation\"; leave one of them out",
        "/trajectory/elevation: 91 is not in -90...90",
        "/sampling/noise: \"shard\" is not one of \"shared\", \"independent\", \"mean\". "
          + "Did you mean \"shared\"?",
        "/sampling/seed: -1 is not in 0...18446744073709551615",
        "/sampling/temperature: -0.5 is not in 0...100",
        "/sampling/samples: 0 is not in 1...1000",
        "/output/directory: \"../x\" is not a folder below the output folder; write a relative path "
          + "without \"..\", hidden or empty parts",
        "/output/framesPerSecond: 0 is not above 0 and at most 240",
        "/output/video/0: \"mp4\" needs the program ffmpeg, which is not in PATH; install it, or "
          + "keep to \"apng\"",
        "/output/video/1: \"avi\" is not one of \"apng\", \"mp4\", \"webm\", \"gif\".",
        "/output/video/2: \"mp4\" is given twice",
        "/output/scale: 17 is not in 1...16",
        "/output/scaleFilter: found the number 1, expected one of \"nearest\", \"lanczos\"",
        "/output/raw: found the string \"no\", expected true or false",
        "/sene: unknown key beside \"scene\". Take one of the two out.",
      ])
  }

  @Test(arguments: [
    ("[]", "found an array, expected an object, the request"),
    ("{}", "/version: is missing, expected 1"),
    (#"{"version": 2}"#, "/version: found the number 2, this build reads version 1"),
    (#"{"version": "1"}"#, "/version: found the string \"1\", this build reads version 1"),
    (
      #"{"version": 1}"#,
      "/type: is missing, expected \"render\", \"train\" or \"evaluate\""
    ),
    (
      #"{"version": 1, "type": "rendr"}"#,
      "/type: \"rendr\" is not one of \"render\", \"train\", \"evaluate\". Did you mean \"render\"?"
    ),
    ("", "ring.json: line 1, column 1: the file is empty, expected a JSON value"),
    (
      #"{"version": 1e999}"#,
      "ring.json: line 1, column 13: the number \"1e999\" is larger than 64-bit floating point can "
        + "hold"
    ),
    (
      #"{"version": NaN}"#, "ring.json: line 1, column 13: expected a JSON value, found \"N\""
    ),
    (
      String(repeating: "[", count: 10_000),
      "ring.json: line 1, column 65: arrays and objects are nested deeper than 64 levels"
    ),
  ])
  func `what is no render request is one problem`(text: String, problem: String) {
    #expect(Reading().problems(text) == [problem])
  }

  @Test func `bytes that are not UTF-8 have their place`() {
    let context = RequestContext(baseFolder: "/r", modelsFolder: "/m", files: FakeFiles.sample)
    let error = RequestError.notJSON(
      file: "ring.json",
      .syntax(line: 1, column: 3, reason: "the text is not UTF-8; save it as UTF-8"))
    #expect(throws: error) {
      try Request.read([0x7B, 0x22, 0x80, 0x22], fileName: "ring.json", in: context)
    }
  }

  @Test func `the error tells the file, and one problem in one line`() {
    let one = #expect(throws: RequestError.self) { try Reading().request("{}") }
    #expect(one?.description == "ring.json: /version: is missing, expected 1")
    let two = #expect(throws: RequestError.self) {
      try Reading().request(renderRequest(more: #""priority": 5000, "executor": "local""#))
    }
    #expect(
      two?.description == """
        ring.json: 2 problems
          /priority: 5000 is not in -1000...1000
          /executor: unknown key, expected one of "version", "type", "name", "priority", "after", \
        "step", "model", "poseEncoding", "scene", "trajectory", "sampling", "output"
        """)
  }

  @Test func `keys that nobody knows are safe to print`() {
    let found = Reading().problems(renderRequest(more: #""\u001b[2J\nrate": 1"#))
    #expect(found.count == 1 && found[0].hasPrefix("/\\u{1B}[2J\\nrate: unknown key, expected"))
  }

  // MARK: - Names and folders

  @Test(arguments: [
    #"a/b"#, #"..\/x"#, #"-rf"#, #".hidden"#, #"two\nlines"#, #"\u001b[31m"#, #"über"#, "",
    String(repeating: "n", count: 101),
  ])
  func `unsafe names are refused`(name: String) {
    let found = Reading().problems(renderRequest(more: "\"name\": \"\(name)\""))
    #expect(found.count == 1 && found[0].hasPrefix("/name: \"") && !found[0].contains("\u{1B}"))
    #expect(found[0].contains("is no safe name; use 1 to 100 letters"))
  }

  @Test func `a request does not wait for itself`() {
    #expect(
      Reading().problems(renderRequest(more: #""name": "a", "after": ["b", "a"]"#)) == [
        "/after/1: \"a\" is this request itself"
      ])
  }

  @Test(arguments: ["../x", "/tmp/x", "a/../b", "a//b", ".hidden", "a/.b", "a/", "."])
  func `output stays below the output folder`(directory: String) {
    #expect(
      Reading().problems(renderRequest(more: "\"output\": {\"directory\": \"\(directory)\"}")) == [
        "/output/directory: \"\(directory)\" is not a folder below the output folder; write a "
          + "relative path without \"..\", hidden or empty parts"
      ])
  }

  @Test func `a nested output folder is fine, a hostile one is not`() throws {
    let nested = try Reading().request(
      renderRequest(more: #""output": {"directory": "rings/no 1"}"#))
    #expect(nested.output.directory == "rings/no 1")
    #expect(
      Reading().problems(renderRequest(more: #""output": {"directory": "a\u001b[2J"}"#)) == [
        "/output/directory: the path \"a\\u{1B}[2J\" has characters that cannot be shown; rename "
          + "the file"
      ])
    #expect(
      Reading().problems(renderRequest(more: #""output": {"directory": ""}"#)) == [
        "/output/directory: the path is empty"
      ])
  }

  // MARK: - Sampling and output

  @Test func `a seed is exact to 64 bits`() throws {
    let found = try Reading().request(
      renderRequest(more: #""sampling": {"seed": 18446744073709551615}"#))
    #expect(found.sampling.seed == .max)
    #expect(
      Reading().problems(renderRequest(more: #""sampling": {"seed": 18446744073709551616}"#)) == [
        "/sampling/seed: 1.8446744073709552e+19 is not in 0...18446744073709551615"
      ])
  }

  @Test func `settings without effect are warned about`() throws {
    let found = try Reading().request(
      renderRequest(more: #""sampling": {"noise": "mean", "temperature": 2, "samples": 4}"#))
    #expect(
      found.warnings.map(\.description) == [
        "/sampling/samples: all samples are the same where \"noise\" is \"mean\"",
        "/sampling/temperature: has no effect where \"noise\" is \"mean\"",
      ])
  }

  @Test func `films that need ffmpeg are read where it is there`() throws {
    let found = try Reading().request(
      renderRequest(
        more: #""output": {"video": ["gif", "webm"], "scaleFilter": "lanczos", "raw": true}"#))
    #expect(found.output.video == [.gif, .webm])
    #expect(found.output.scaleFilter == .lanczos && found.output.raw)
    #expect(
      try Reading().request(renderRequest(more: #""output": {"video": []}"#)).output.video == [])
  }
}
