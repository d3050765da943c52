import FoundationEssentials
import LinuxSystem
import TestSupport
import Testing

/// The command line: help, usage, `validate` and `models`.
struct CommandLineTests {
  static let commands = [
    "", "render", "train", "evaluate", "validate", "models", "models list", "models show",
    "models export", "models untrained", "dataset", "dataset info", "dataset show",
    "dataset verify", "dataset generate", "dataset import", "dataset export",
  ]

  /// With `GQN_REWRITE_HELP` set the stored texts are written anew; look at the difference then.
  @Test(arguments: commands) func `help is the stored text`(command: String) throws {
    let words = command.split(separator: " ").map(String.init)
    let outcome = try Program.run(words + ["--help"], in: "/")
    #expect(outcome.ending == .exited(0))
    #expect(outcome.errors == "")
    let name = (["help"] + (words.isEmpty ? ["gqn"] : words)).joined(separator: "-") + ".txt"
    let stored = URL(filePath: PackageFolder.path + "/Tests/EndToEndTests/Fixtures/" + name)
    if ProcessInfo.processInfo.environment["GQN_REWRITE_HELP"] != nil {
      try Data(outcome.output.utf8).write(to: stored)
    }
    #expect(String(decoding: try Data(contentsOf: stored), as: UTF8.self) == outcome.output)
    #expect(outcome.output.contains("\nEXAMPLE\n  gqn "))
    #expect(outcome.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test(arguments: [["--version"], ["models", "--version"], ["render", "x.json", "--version"]])
  func `the version is told wherever it is asked for`(words: [String]) throws {
    let outcome = try Program.run(words, in: "/")
    #expect(outcome.ending == .exited(0))
    #expect(outcome.output.hasPrefix("gqn 0."))
    #expect(outcome.output.contains(" kernels, OpenBLAS "))
    #expect(outcome.errors == "")
  }

  @Test func `products use what the processor can do, unless the user says otherwise`() throws {
    let asked = try Program.run(
      ["--version"], in: "/", shell: "OPENBLAS_CORETYPE=Prescott; export OPENBLAS_CORETYPE")
    let own = try Program.run(["--version"], in: "/", shell: "unset OPENBLAS_CORETYPE")
    #expect(asked.ending == .exited(0) && own.ending == .exited(0))
    // An OpenBLAS for one processor alone heeds nothing.
    guard asked.output.contains("OpenBLAS Prescott"), own.output.contains("AVX") else { return }
    for core in ["Generic", "Prescott", "Core2", "Penryn", "Dunnington", "Nehalem"] {
      #expect(!own.output.contains("OpenBLAS \(core)"), "\(own.output)")
    }
  }

  @Test(arguments: [
    ("", "gqn: a command is missing: give one of render, train, evaluate, "),
    ("rendr", "gqn: unknown command \"rendr\", did you mean render?; see gqn --help"),
    ("render", "gqn: FILE is missing: add it to the command line; see gqn render --help"),
    ("render a b", "gqn: unexpected argument \"b\": leave it out; see gqn render --help"),
    ("render a --thread 2", "gqn: unknown option --thread, did you mean --threads?"),
    ("render a --threads 0", "gqn: --threads: \"0\" is not a whole number from 1 to 256"),
    ("render a --threads 1e3", "gqn: --threads: \"1e3\" is not a whole number"),
    ("render a --threads", "gqn: --threads lacks its value: write --threads N"),
    ("render a --json=1", "gqn: --json takes no value"),
    ("validate", "gqn: FILE is missing"),
    ("models show", "gqn: NAME is missing"),
    ("models show a --step -1", "gqn: --step: \"-1\" is not a whole number"),
  ])
  func `a command line that cannot be understood`(line: String, message: String) throws {
    let words = line.split(separator: " ").map(String.init)
    expectRefusal(try Program.run(words, in: "/"), 64, message)
  }

  @Test func `valid requests are said to be, with warnings`() throws {
    let work = try Workspace()
    try work.write(
      RequestText(sampling: #"{"noise": "mean", "samples": 3}"#).text, to: "a.json")
    try work.write(RequestText().text, to: "sub/b.json")
    try work.copy("0.png", to: "sub/0.png")
    try work.copy("1.png", to: "sub/1.png")
    let outcome = try work.run("validate", "a.json", "sub/b.json")
    #expect(outcome.ending == .exited(0))
    #expect(outcome.output == "a.json: valid\nsub/b.json: valid\n")
    #expect(outcome.errors.contains("gqn: warning: a.json: /sampling/samples: "))
    #expect(!work.has("output"))
  }

  @Test func `one bad request among good ones is named`() throws {
    let work = try Workspace()
    try work.write(RequestText().text, to: "a.json")
    try work.write(RequestText(model: "none").text, to: "b.json")
    let outcome = try work.run("validate", "b.json", "a.json")
    #expect(outcome.ending == .exited(65))
    #expect(outcome.output == "a.json: valid\n")
    #expect(outcome.errors.contains("gqn: b.json: /model: no model \"none\" in "))
    #expect(outcome.errors.hasSuffix("gqn: 1 of 2 files is not valid\n"))
  }

  @Test func `snapshots are listed, good and broken`() throws {
    let work = try Workspace()
    try work.writeSnapshot("rooms/large", steps: 5, side: 32, encoder: "tower")
    try work.writeSnapshot("broken")
    try work.write("x", to: "models/broken/model.ckpt-0.index")
    let outcome = try work.run("models")
    #expect(outcome.ending == .exited(0))
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == 4)
    #expect(lines[0].hasPrefix("NAME "))
    #expect(lines[1].hasPrefix("broken "))
    #expect(lines[1].hasSuffix("unusable: see gqn models show"))
    #expect(lines[2].hasPrefix("rooms/large  0 "))
    #expect(lines[2].contains("tower, 32x32, LSTM 16, Z 8, 5 steps, 2 views"))
    #expect(lines[3].hasPrefix("tiny "))
    #expect(outcome.errors.contains("gqn: warning: models/broken/model.ckpt-0.index: 1 bytes that"))
  }

  @Test func `a snapshot is shown with its variables`() throws {
    let work = try Workspace()
    for name in ["tiny", "models/tiny"] {
      let outcome = try work.run("models", "show", name)
      #expect(outcome.ending == .exited(0))
      #expect(outcome.errors == "")
      #expect(outcome.output.hasPrefix("models/tiny/model.ckpt-0, step 0 of 0\npool, 16x16, "))
      #expect(outcome.output.contains("GQN/eta_g/kernel "))
      #expect(outcome.output.contains("  [1, 1, 12, 3]   rendering\n"))
    }
  }

  @Test func `variables that do not fit are shown as such`() throws {
    let work = try Workspace()
    let sizes = "models/tiny/gqn_config.json"
    try work.write(
      work.text(sizes).replacing("\"pool\"", with: "\"tower\"").replacing(
        "\"LSTM_CANVAS_CHANNELS\": 12", with: "\"LSTM_CANVAS_CHANNELS\": 20"), to: sizes)
    let outcome = try work.run("models", "show", "tiny")
    #expect(outcome.ending == .exited(0))
    #expect(outcome.output.contains("  [1, 1, 12, 3]   rendering, needs [1, 1, 20, 3]\n"))
    #expect(
      outcome.errors.contains(
        "gqn: warning: GQN/TowerEncoder/conv2d/bias is missing, so that the snapshot cannot render")
    )
  }

  @Test(arguments: [
    (["models", "show", "tny"], 66, "there is no such snapshot in models. Did you mean \"tiny\"?"),
    (["models", "show", "tiny", "--step", "3"], 65, "there is no checkpoint of step 3"),
    (["models", "--models", "nowhere"], 66, "nowhere: there is no such folder"),
    (["models", "--models", "0.png"], 66, "0.png: there is no such folder"),
    (["models", "untrained", "x", "--config", "none.json"], 66, "cannot open none.json"),
    (["models", "untrained", "x", "--config", "0.png"], 65, "0.png: line 1, column 1: "),
  ])
  func `a snapshot that is not there`(words: [String], code: Int32, message: String) throws {
    let work = try Workspace()
    expectRefusal(try Program.run(words, in: work.path), code, message)
    #expect(!work.has("x"))
  }

  @Test func `a folder without snapshots is no error`() throws {
    let work = try Workspace()
    try work.write("", to: "empty/x")
    let outcome = try work.run("models", "--models", "empty")
    #expect(outcome.ending == .exited(0))
    #expect(outcome.output == "")
    #expect(outcome.errors == "gqn: empty: there are no snapshots here\n")
  }
}
