internal import Datasets
internal import Diagnostics
internal import JSONDocuments

/// What `gqn dataset info` and `verify` print; docs/datasets.md describes the JSON.
///
/// Within a version keys are only added.
struct DatasetReport: Encodable {
  /// One of the splits.
  struct Split: Encodable {
    let name: DatasetSplit
    /// Record files here, and of the whole, as far as it is known.
    let files: Int
    let expectedFiles: Int?
    /// Records, and bytes of all files.
    let scenes, bytes: Int
    /// Scenes without a fault, and pictures that were decoded; nil where that was not looked at.
    var wholeScenes: Int?
    var pictures: Int?
    /// How many faults there are, and the first 10 000 of them.
    let damaged: Int
    let damage: [Damage]
  }

  /// The version of the shape.
  let version = 1
  let name, folder: String
  /// Views of a scene, and a picture's size, as the first scene has them; nil where none can be read.
  let views, width, height: Int?
  /// Degrees, as far as it is known.
  let fieldOfView: Double?
  /// What made it, where it says so.
  let origin: DatasetDescription.Origin?
  private(set) var splits: [Split] = []

  private let dataset: DatasetFolder

  private enum CodingKeys: CodingKey {
    case version, name, folder, views, width, height, fieldOfView, origin, splits
  }

  init(_ dataset: DatasetFolder) {
    self.dataset = dataset
    name = dataset.name
    folder = dataset.path
    let sizes = dataset.firstSceneSizes
    views = sizes?.views
    width = sizes?.width
    height = sizes?.height
    fieldOfView = dataset.fieldOfView
    origin = dataset.description?.origin
  }

  mutating func append(_ split: DatasetFolder.Split, _ survey: SplitSurvey) {
    splits.append(
      Split(
        name: split.split, files: split.records.files.count,
        expectedFiles: dataset.expectedFiles(of: split.split), scenes: survey.scenes,
        bytes: survey.byteCount, damaged: survey.damage.count, damage: survey.damage))
  }

  mutating func append(_ split: DatasetFolder.Split, _ found: SplitVerification) {
    splits.append(
      Split(
        name: split.split, files: split.records.files.count,
        expectedFiles: dataset.expectedFiles(of: split.split), scenes: found.scenes,
        bytes: split.records.byteCount, wholeScenes: found.wholeScenes, pictures: found.pictures,
        damaged: found.damage.count, damage: found.damage.first))
  }

  /// How many faults were found.
  var damageCount: Int { splits.reduce(0) { $0 + $1.damaged } }

  /// Damage that is listed for people, of each split.
  private static let listedAtMost = 20

  func print(asJSON: Bool) throws(CommandFailure) {
    guard !asJSON else {
      do throws(JSONDocumentError) {
        Console.output(
          String(decoding: try JSONWriter.bytes(of: self), as: UTF8.self), newline: false)
      } catch {
        throw CommandFailure(.failed, "\(error)")
      }
      return
    }
    Console.output("\(printable(folder)): \(sizes)")
    if let origin {
      let seed = origin.seed.map { ", seed \($0)" } ?? ""
      Console.output(
        "\(origin.method.rawValue) from \(printable(origin.source))\(seed), by "
          + printable(origin.program))
    }
    var table = TextTable("SPLIT", "FILES", "SCENES", "BYTES", "DAMAGED")
    for split in splits {
      let expected = split.expectedFiles.map { " of \($0)" } ?? ""
      table.append([
        split.name.rawValue, "\(split.files)\(expected)", "\(split.scenes)", "\(split.bytes)",
        "\(split.damaged)",
      ])
    }
    Console.output(table.text())
    for split in splits {
      for damage in split.damage.prefix(Self.listedAtMost) {
        Console.error("gqn: warning: \(printable(damage.message, limit: 1000))")
      }
      if split.damaged > Self.listedAtMost {
        Console.error(
          "gqn: warning: and \(split.damaged - Self.listedAtMost) more in \(split.name.rawValue); "
            + "--json lists more of them")
      }
    }
  }

  /// For example `15 views of 64x64 pixels, field of view 20 degrees`.
  private var sizes: String {
    guard let views, let width, let height else { return "no scene of it can be read" }
    let angle =
      fieldOfView.map { ", field of view \(shortest(($0 * 100).rounded() / 100)) degrees" } ?? ""
    return "\(counted(views, "view")) of \(width)x\(height) pixels\(angle)"
  }
}
