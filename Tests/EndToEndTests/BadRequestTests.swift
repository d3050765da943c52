import FoundationEssentials
import Testing

/// Requests that cannot be carried out: each is refused with what, where and what to do, and nothing is
/// written.
struct BadRequestTests {
  @Test(arguments: [
    ("nothing.json", 66, "cannot open nothing.json: No such file or directory"),
    ("0.png/flight.json", 66, "a part of it is not a folder"),
    ("models", 65, "models is a folder, not a file"),
    ("/dev/null", 65, "/dev/null is a device, not a file"),
  ])
  func `a file that is none`(name: String, code: Int32, message: String) throws {
    let work = try Workspace()
    expectRefusal(try work.run("render", name), code, message)
    expectRefusal(try work.run("validate", name), code, message)
    #expect(!work.has("output"))
  }

  @Test func `no bytes`() throws {
    try Workspace().expectRefused([], "line 1, column 1: the file is empty")
  }

  @Test func `bytes that are not UTF-8`() throws {
    try Workspace().expectRefused(
      Array(#"{"name": ""#.utf8) + [0xFF, 0xFE], "the text is not UTF-8; save it as UTF-8")
  }

  @Test(arguments: ["[", #"{"a":"#])
  func `ten thousand levels`(opening: String) throws {
    try Workspace().expectRefused(
      Array(String(repeating: opening, count: 10_000).utf8), "nested deeper than 64 levels")
  }

  @Test func `a request that is cut off anywhere`() throws {
    let bytes = Array(RequestText().text.utf8)
    try Workspace().expectAllInvalid((0..<bytes.count).map { Array(bytes[..<$0]) })
  }

  /// Parts of a request, and what is said of them.
  struct Case: Sendable, CustomTestStringConvertible {
    let message: String
    let request: RequestText

    init(_ message: String, _ change: (inout RequestText) -> Void) {
      var request = RequestText()
      change(&request)
      (self.message, self.request) = (message, request)
    }

    var testDescription: String { message }
  }

  static let cases = [
    Case("/trajectory/radius: 1e+300 is not above 0 and at most 1000000") {
      $0.trajectory = #"{"type": "orbit", "radius": 1e300}"#
    },
    Case(#"the number "1e999" is larger than 64-bit floating point can hold"#) {
      $0.trajectory = #"{"type": "orbit", "radius": 1e999}"#
    },
    Case("is not in 1...100000") {
      $0.trajectory =
        #"{"type": "orbit", "radius": 1, "frames": 100000000000000000000000000000000000000000}"#
    },
    Case("/trajectory/frames: 10000000 is not in 1...100000") {
      $0.trajectory = RequestText.look(10_000_000)
    },
    Case("/sampling/seed: 1.8446744073709552e+19 is not in 0...18446744073709551615") {
      $0.sampling = #"{"seed": 18446744073709551616}"#
    },
    Case(#"expected a JSON value, found "N""#) {
      $0.trajectory = #"{"type": "poses", "poses": [{"position": [NaN, 0, 0], "yaw": 0}]}"#
    },
    Case(#"/trajectory/poses/0/position/0: found the string "NaN", expected a number"#) {
      $0.trajectory = #"{"type": "poses", "poses": [{"position": ["NaN", 0, 0], "yaw": 0}]}"#
    },
    Case("/scene/views: the array has 0 elements, expected 1...1000 views") {
      $0.scene = #"{"views": []}"#
    },
    Case(#"/trajectory: 1 poses, at least 2 are needed"#) {
      $0.scene = #"{"views": [{"image": "0.png", "pose": {"position": [1, 0, 0], "yaw": 0}}]}"#
      $0.trajectory = #"{"type": "views"}"#
    },
    Case(#"/trajectory: "dataset" follows the cameras of a record"#) {
      $0.trajectory = #"{"type": "dataset"}"#
    },
    Case(#"/trajectory/framse: unknown key. Did you mean "frames"?"#) {
      $0.trajectory = #"{"type": "orbit", "radius": 1, "framse": 3}"#
    },
    Case(#"/model: no model "tinny" in "#) { $0.model = "tinny" },
    Case(#"Did you mean "tiny"?"#) { $0.model = "tinny" },
    Case("has no checkpoint of step 7; there are 0") { $0.more = #", "step": 7"# },
    Case(#"/output/directory: "../x" is not a folder below the output folder"#) {
      $0.output = #"{"directory": "../x"}"#
    },
    Case(#"/output/directory: "/abs" is not a folder below the output folder"#) {
      $0.output = #"{"directory": "/abs"}"#
    },
    Case(#"/output/directory: "a/../../b" is not a folder below the output folder"#) {
      $0.output = #"{"directory": "a/../../b"}"#
    },
  ]

  @Test(arguments: cases) func `a value that cannot be`(bad: Case) throws {
    let work = try Workspace()
    try work.expectRefused(bad.request, bad.message)
    let outcome = try work.run("validate", bad.request.file)
    expectRefusal(outcome, 65, bad.message)
  }

  @Test func `all problems are told at once`() throws {
    let work = try Workspace()
    let request = RequestText(
      scene: #"{"views": [{"image": "2.png", "pose": {"position": [1, 0], "yaw": 0}}]}"#,
      trajectory: #"{"type": "orbit", "radius": -1}"#, output: #"{"scale": 99, "colour": 1}"#)
    try work.write(request.text, to: request.file)
    for command in ["render", "validate"] {
      expectRefusal(
        try work.run(command, request.file), 65, "gqn: flight.json: 5 problems\n",
        "\n  /scene/views/0/image: no file \"2.png\" in ", "Did you mean \"0.png\"?",
        "\n  /scene/views/0/pose/position: ", "\n  /trajectory/radius: -1 is not ",
        "\n  /output/scale: 99 is not in 1...16", "\n  /output/colour: unknown key")
    }
  }

  @Test func `all pictures that cannot be read, and a snapshot, are told at once`() throws {
    let work = try Workspace()
    for name in ["0.png", "1.png"] { try work.edit(name) { $0.removeLast(20) } }
    try work.edit("models/tiny/model.ckpt-0.data-00000-of-00001") { $0[1000] ^= 1 }
    let request = RequestText()
    try work.write(request.text, to: request.file)
    expectRefusal(
      try work.run("validate", request.file), 65, "gqn: flight.json: 3 problems\n",
      "\n  /model: ", "\n  /scene/views/0/image: ", "\n  /scene/views/1/image: ")
  }
}
