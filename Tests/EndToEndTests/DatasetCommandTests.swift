import FoundationEssentials
import LinuxSystem
import Testing

/// `gqn dataset info` and `verify`.
struct DatasetCommandTests {
  private struct Report: Decodable {
    struct Split: Decodable {
      struct Damage: Decodable {
        let file, message: String
        let offset: Int
      }

      let name: String
      let files, scenes, bytes, damaged: Int
      let expectedFiles, wholeScenes, pictures: Int?
      let damage: [Damage]
    }

    let version: Int
    let name, folder: String
    let views, width, height: Int?
    let fieldOfView: Double?
    let splits: [Split]
  }

  private func report(_ outcome: Program.Outcome) throws -> Report {
    try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
  }

  @Test func `info shows what is here`() throws {
    let workspace = try Workspace()
    try workspace.writeRecords([3, 3, 2])
    let outcome = try workspace.run("dataset", "info", "scenes")
    #expect(outcome.ending == .exited(0) && outcome.errors == "")
    #expect(
      outcome.output == """
        data/scenes: 3 views of 16x16 pixels
        SPLIT  FILES   SCENES  BYTES  DAMAGED
        test   1 of 1  3       \(try workspace.bytes(Workspace.recordFile).count)   0

        """)
    let report = try report(
      try workspace.run("dataset", "info", "scenes", "--root", "data", "--json"))
    #expect(report.version == 1 && report.name == "scenes" && report.folder == "data/scenes")
    #expect(report.views == 3 && report.width == 16 && report.height == 16)
    #expect(report.fieldOfView == nil)
    #expect(report.splits.map(\.name) == ["test"])
    #expect(report.splits[0].files == 1 && report.splits[0].expectedFiles == 1)
    #expect(report.splits[0].scenes == 3 && report.splits[0].damaged == 0)
    #expect(report.splits[0].wholeScenes == nil)
  }

  @Test func `verify is content with a sound dataset`() throws {
    let workspace = try Workspace()
    try workspace.writeRecords([3, 3])
    let outcome = try workspace.run("dataset", "verify", "scenes", "--json", "--threads", "2")
    #expect(outcome.ending == .exited(0) && outcome.errors == "")
    let split = try report(outcome).splits[0]
    #expect(split.scenes == 2 && split.wholeScenes == 2 && split.pictures == 6)
    #expect(split.damaged == 0)
  }

  @Test func `verify names what is damaged, and says so by its exit code`() throws {
    let workspace = try Workspace()
    try workspace.writeRecords([3, 3, 2])
    try workspace.edit(Workspace.recordFile) { $0[40] ^= 1 }
    // The headers are sound: info finds nothing.
    #expect(try workspace.run("dataset", "info", "scenes").ending == .exited(0))
    let outcome = try workspace.run("dataset", "verify", "scenes")
    #expect(outcome.ending == .exited(65))
    #expect(outcome.output.contains("\ntest   1 of 1  3 "))
    #expect(
      outcome.errors.hasPrefix(
        "gqn: warning: \(Workspace.recordFile), record at byte 0: checksum is "))
    #expect(outcome.errors.contains("it has 2 views, and scenes of this dataset 3"))
    #expect(outcome.errors.hasSuffix("gqn: scenes: 2 faults were found\n"))
    let lesser = try Workspace()
    try lesser.writeRecords([3, 3])
    try lesser.edit(Workspace.recordFile) { $0[40] ^= 1 }
    let single = try lesser.run("dataset", "verify", "scenes")
    #expect(single.errors.hasSuffix("gqn: scenes: 1 fault was found\n"), "\(single.errors)")
    let split = try report(try workspace.run("dataset", "verify", "scenes", "--json")).splits[0]
    #expect(split.damaged == 2 && split.damage.count == 2 && split.wholeScenes == 1)
    #expect(split.damage[0].file == Workspace.recordFile && split.damage[0].offset == 0)
    #expect(split.damage[1].offset > 0)
  }

  @Test func `a cut file is seen by info`() throws {
    let workspace = try Workspace()
    try workspace.writeRecords([3, 3])
    try workspace.edit(Workspace.recordFile) { $0.removeLast() }
    let outcome = try workspace.run("dataset", "info", "scenes")
    #expect(outcome.ending == .exited(0))
    #expect(outcome.output.hasSuffix(" 1\n"))
    #expect(outcome.errors.contains("It is cut off; copy it again."))
  }

  @Test(arguments: [
    ("dataset info scene", 66, "Did you mean \"scenes\"?"),
    ("dataset verify scenes --split train", 66, "data/scenes/train: there are no .tfrecord files."),
    ("dataset verify scenes --split tset", 64, "--split: \"tset\" is not one of train, test"),
    ("dataset", 64, "a command is missing: give one of info, "),
    ("dataset infos scenes", 64, "did you mean info?"),
    ("dataset info", 64, "NAME is missing"),
    ("dataset info scenes --root elsewhere", 66, "elsewhere/scenes: there is no dataset here"),
  ])
  func `what cannot be done is said`(command: String, code: Int32, message: String) throws {
    let workspace = try Workspace()
    try workspace.writeRecords([2])
    let outcome = try Program.run(
      command.split(separator: " ").map(String.init), in: workspace.path)
    #expect(outcome.ending == .exited(code))
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
    #expect(outcome.output == "")
  }

  @Test func `a description that cannot be read is an error`() throws {
    let workspace = try Workspace()
    try workspace.writeRecords([2])
    try workspace.write(#"{"version": 1, "name": "scenes"}"#, to: "data/scenes/dataset.json")
    let outcome = try workspace.run("dataset", "info", "scenes")
    #expect(outcome.ending == .exited(65))
    #expect(outcome.errors.hasPrefix("gqn: data/scenes/dataset.json: "))
    try workspace.write(
      """
      {"version": 1, "name": "scenes", "width": 16, "height": 16, "views": 3, "fieldOfView": 50,
       "origin": {"method": "generated", "source": "rooms", "seed": 7, "program": "gqn 1"},
       "layout": {"train": 0, "test": 5, "scenesPerFile": 1}}
      """, to: "data/scenes/dataset.json")
    let described = try workspace.run("dataset", "info", "scenes")
    #expect(
      described.output.hasPrefix(
        """
        data/scenes: 2 views of 16x16 pixels, field of view 50 degrees
        generated from rooms, seed 7, by gqn 1

        """), "\(described.output)\(described.errors)")
    let outcome2 = try workspace.run("dataset", "verify", "scenes")
    #expect(outcome2.errors.contains("it has 2 views, and scenes of this dataset 3"))
  }
}
