internal import CommandLineArguments
internal import DatasetTools
internal import Datasets
internal import Diagnostics
internal import LinuxSystem

/// `gqn dataset show`: pictures of scenes on one sheet and one page.
struct DatasetShowCommand: Subcommand {
  static let command = Command(
    "show", "Write a contact sheet and a page of scenes with their cameras",
    discussion: """
      The sheet has a row for each scene and a column for each view. The page, index.html, needs no other \
      file; it has every view with its pose, and a map of the cameras seen from above.
      """,
    example: "gqn dataset show shepard_metzler_5_parts --split test --records 0-4",
    arguments: [DatasetOptions.name],
    options: [
      DatasetOptions.split,
      DatasetOptions.records(
        "Which scenes, counted from 0; at most \(DatasetViewer.sceneLimit) fit on a page.",
        default: "0-9"),
      .value("views", "N", "How many views of each scene, the first ones.", default: "15"),
      .value(
        "output", "DIR", "The folder to write; output/NAME-SPLIT where not given.",
        completion: .folder),
    ])

  private let selection: DatasetOptions.Selection
  private let viewLimit: Int
  private let output: String?

  init(_ parsed: ParsedCommand) throws(UsageError) {
    selection = try DatasetOptions.selection(parsed)
    viewLimit = try parsed.int("views", in: 1...1000)
    output = parsed.stringIfGiven("output")
  }

  func run() throws(CommandFailure) {
    let selection = try selection.open()
    let viewer: DatasetViewer
    do throws(DatasetError) {
      viewer = try DatasetViewer(selection, viewLimit: viewLimit)
    } catch {
      throw CommandFailure(error)
    }
    for warning in viewer.warnings {
      Console.error("gqn: warning: \(printable(warning, limit: 1000))")
    }
    guard viewer.sceneCount > 0 else {
      throw CommandFailure(.badData, "none of the records can be shown")
    }
    let path = output ?? "output/\(selection.dataset.name)-\(selection.split.rawValue)"
    do throws(ImportError) { try viewer.write(to: path) } catch { throw CommandFailure(error) }
    Console.output(
      "\(counted(viewer.sceneCount, "scene")): \(Paths.join(path, DatasetViewer.pageName))")
  }
}
