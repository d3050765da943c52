internal import CommandLineArguments
internal import DatasetTools
internal import Diagnostics
internal import LinuxSystem

/// `gqn dataset export`: scenes as pictures and files of poses.
struct DatasetExportCommand: Subcommand {
  static let command = Command(
    "export", "Write scenes as PNG pictures with files of their poses",
    discussion: """
      Each scene gets a folder such as DIR/test-000017 with its pictures, scene.json (the poses in degrees, \
      as requests take them, and the raw numbers of the dataset) and, where the field of view is known, \
      transforms.json for nerfstudio and instant-ngp. gqn dataset import reads such folders.
      """,
    example:
      "gqn dataset export rooms_ring_camera --records 0-9 --output scenes",
    arguments: [DatasetOptions.name],
    options: [
      DatasetOptions.split,
      DatasetOptions.records("Which scenes, counted from 0.", default: "0-9"),
      .value(
        "field-of-view", "DEGREES",
        "What a picture shows from its lower to its upper edge; what is known of the dataset where not given."
      ),
      .value(
        "output", "DIR", "The folder that the scenes' folders are made in.", completion: .folder),
    ])

  private let selection: DatasetOptions.Selection
  private let fieldOfView: Double?
  private let output: String

  init(_ parsed: ParsedCommand) throws(UsageError) {
    selection = try DatasetOptions.selection(parsed)
    fieldOfView = try parsed.doubleIfGiven("field-of-view", in: 0.1...179)
    output = try parsed.string("output")
  }

  func run() throws(CommandFailure) {
    let export = DatasetExport(try selection.open(), fieldOfView: fieldOfView)
    let summary: DatasetExport.Summary
    do throws(ImportError) {
      summary = try export.write(to: output)
    } catch {
      throw CommandFailure(error)
    }
    if !summary.hasTransforms {
      Console.error(
        "gqn: warning: the field of view is not known, so that no transforms.json is written; give it "
          + "with --field-of-view")
    }
    for problem in summary.damage {
      Console.error("gqn: warning: \(printable(problem, limit: 1000))")
    }
    Console.output("\(counted(summary.scenes.count, "scene")): \(output)")
    guard !Interruption.requested else {
      throw CommandFailure(.cancelled, "stopped before all scenes were written")
    }
    guard summary.damage.isEmpty else {
      let damaged = summary.damage.count
      throw CommandFailure(
        .badData,
        "\(damaged) of the records \(damaged == 1 ? "is damaged and was" : "are damaged and were") "
          + "passed over")
    }
  }
}
