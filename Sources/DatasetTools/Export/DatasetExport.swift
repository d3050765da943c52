internal import Datasets
internal import LinuxSystem

/// Scenes of a dataset as folders of pictures with their poses.
package struct DatasetExport: Sendable {
  private let selection: DatasetSelection
  private let fieldOfView: Double?

  /// Prepares an export.
  ///
  /// - Parameters:
  ///   - selection: which records.
  ///   - fieldOfView: how many degrees a picture shows vertically, for `transforms.json`; where it is not
  ///     given, what is known of the dataset.
  package init(_ selection: DatasetSelection, fieldOfView: Double?) {
    self.selection = selection
    self.fieldOfView = fieldOfView ?? selection.dataset.fieldOfView
  }

  /// What was written.
  package struct Summary: Sendable {
    /// The folders of the scenes, below that of the export.
    package var scenes: [String] = []
    /// Records that could not be used, and why.
    package var damage: [String] = []
    /// Whether every scene has its `transforms.json`.
    package var hasTransforms = true
  }

  /// Writes the scenes, each into a folder such as `test-000017` that has its ``SceneFolder`` files.
  ///
  /// - Parameters:
  ///   - path: the folder that they are made in; created where it is missing.
  ///   - progress: is told how many scenes are done.
  /// - Returns: what was done.
  /// - Throws: ``ImportError``: a file cannot be written, or none of the numbers is a record's.
  package func write(
    to path: String, progress: (_ done: Int) -> Void = { _ in }
  ) throws(ImportError) -> Summary {
    var summary = Summary()
    var failure: ImportError?
    do throws(DatasetError) {
      try selection.forEach(verticalDegrees: fieldOfView) { found in
        switch found {
        case .damage(let problem): summary.damage.append(problem)
        case .scene(_, _, let scene):
          do throws(ImportError) {
            let hasTransforms = try Self.write(scene, below: path)
            summary.hasTransforms = summary.hasTransforms && hasTransforms
            summary.scenes.append(scene.name)
            progress(summary.scenes.count)
          } catch {
            failure = error
          }
        }
        return failure == nil && !Interruption.requested
      }
    } catch {
      throw .sources(["\(error)"])
    }
    if let failure { throw failure }
    return summary
  }

  private static func write(
    _ scene: PictureScene, below path: String
  ) throws(ImportError) -> Bool {
    let folder: Folder
    do throws(SystemError) {
      folder = try Folder(creating: path).descend(to: scene.name)
    } catch {
      throw .output("\(error)")
    }
    return try SceneFolder.write(scene, to: folder)
  }
}
