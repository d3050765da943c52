internal import Datasets
internal import Diagnostics
internal import JSONDocuments
internal import LinuxSystem

/// One scene's file of poses, or several that share its world.
struct PoseSource: Equatable {
  /// What the scene is called: the name of its folder, made safe.
  let name: String
  /// The files, in the order of their views.
  let files: [String]

  /// What a folder's own file of poses may be called, the likeliest first; those of NeRF's synthetic
  /// scenes are parts of one.
  private static let names = [
    ["scene.json"], ["transforms.json"],
    ["transforms_train.json", "transforms_val.json", "transforms_test.json"],
  ]

  /// The sources that a path leads to: a file of poses, a folder with one, or a folder of such folders.
  static func find(_ path: String, _ report: ImportReport) -> [PoseSource] {
    let facts: FileFacts
    do throws(SystemError) {
      facts = try FileFacts(of: path)
    } catch {
      report.add(printable("\(error)", limit: 500))
      return []
    }
    if facts.kind != .folder {
      return [PoseSource(name: sceneName(Paths.split(path).folder), files: [path])]
    }
    if let own = inFolder(path, report) { return own.files.isEmpty ? [] : [own] }
    let below = ((try? Folder.names(in: path)) ?? [])
      .filter { !$0.hasPrefix(".") }
      .map { Paths.join(path, $0) }
      .filter { (try? FileFacts(of: $0))?.kind == .folder }
      .compactMap { inFolder($0, report) }
    if below.isEmpty {
      report.add(
        "\(printable(path)): no file of poses is there or one folder below. Put a transforms.json, a "
          + "transforms_train.json or a CSV file (file,x,y,z,yaw,pitch) beside the pictures, or name one."
      )
    }
    return below.filter { !$0.files.isEmpty }
  }

  /// The source of a folder; nil where it has none, and one without files after a problem.
  private static func inFolder(_ path: String, _ report: ImportReport) -> PoseSource? {
    let present = (try? Folder.names(in: path)) ?? []
    let name = sceneName(path)
    for group in names {
      let files = group.filter { present.contains($0) }
      if !files.isEmpty {
        return PoseSource(name: name, files: files.map { Paths.join(path, $0) })
      }
    }
    let tables = present.filter { $0.lowercased().hasSuffix(".csv") && !$0.hasPrefix(".") }
    guard tables.count <= 1 else {
      report.add(
        "\(printable(path)): several CSV files are there, \(tables.map { quoted($0) }.joined(separator: ", ")); "
          + "name the one with the poses")
      return PoseSource(name: name, files: [])
    }
    return tables.first.map { PoseSource(name: name, files: [Paths.join(path, $0)]) }
  }

  /// The last name of a path as a name of letters, digits, `.`, `_` and `-`.
  private static func sceneName(_ path: String) -> String {
    let resolved = path == "." || path.hasSuffix("/.") ? Folder.working : path
    let text = DatasetName.made(of: Paths.split(resolved).name)
    return text.isEmpty ? "scene" : text
  }

  // MARK: - Reading

  /// What the files say.
  struct Content {
    /// The views, in order.
    var views: [SourceView] = []
    /// The `applied_transform` and `applied_scale` of a `transforms.json`.
    var applied: [String: JSONValue] = [:]
  }

  /// Reads the files; what is wrong goes to the report.
  func read(_ settings: ImportSettings, _ report: ImportReport) -> Content {
    var result = Content()
    for file in files {
      if file.lowercased().hasSuffix(".csv") {
        result.views += CameraTable(
          path: file, inRadians: settings.inRadians, rollTolerance: settings.rollTolerance,
          report: report
        ).read()
        continue
      }
      guard let document = JSONFile(path: file).read(limit: TransformsFile.byteLimit, report) else {
        continue
      }
      guard case .object(let members) = document else {
        report.add("\(printable(file)): found \(document.kind), expected an object with \"frames\"")
        continue
      }
      if members["frames"] != nil {
        let content = TransformsFile(path: file, report: report).content(of: document)
        let isHeldOut = ["transforms_test.json", "transforms_val.json"]
          .contains(Paths.split(file).name)
        result.views += content.views.map { view in
          var view = view
          view.isHeldOut = view.isHeldOut || isHeldOut
          return view
        }
        result.applied.merge(content.applied) { first, _ in first }
      } else if members["views"] != nil {
        result.views += SceneFile(path: file, report: report).views(of: document)
      } else {
        report.add(
          "\(printable(file)): neither \"frames\" (as in transforms.json) nor \"views\" (as in our "
            + "scene.json) is there"
            + (members["camera_path"] == nil
              ? "" : "; this is a camera path, which has no pictures: use it as a trajectory"))
      }
    }
    return result
  }
}
