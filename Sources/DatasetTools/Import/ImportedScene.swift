package import Cameras
package import Datasets
package import Images
package import JSONDocuments

/// A scene that was made of pictures and poses.
package struct ImportedScene: Sendable {
  /// A view, ready for a dataset.
  package struct View: Sendable {
    /// The picture as its file of poses names it.
    package let name: String
    /// The picture, of the wanted size.
    package let image: Image
    /// Where it was taken from, in the dataset's world.
    package let pose: Pose
    /// How much it shows, where that is known.
    package let fieldOfView: FieldOfView?
    /// Whether the source itself keeps it for tests.
    package let isHeldOut: Bool
  }

  /// A name that is safe as a folder's.
  package let name: String
  /// The files of poses.
  package let files: [String]
  /// The views.
  package var views: [View]
  /// What was done to the source's positions.
  package let transform: WorldTransform
  /// What the source says had been done to its poses before: `applied_transform` and `applied_scale`.
  package let applied: [String: JSONValue]

  /// The views' common field of view; nil where it is not known, or differs by more than one part in a
  /// hundred.
  package var fieldOfView: FieldOfView? {
    let fields = views.compactMap(\.fieldOfView)
    guard fields.count == views.count, let low = fields.map(\.vertical).min(),
      let high = fields.map(\.vertical).max(), high <= 1.01 * low
    else { return nil }
    func mean(_ numbers: [Double]) -> Double {
      // Equal numbers have no other mean.
      Set(numbers).count == 1 ? numbers[0] : numbers.reduce(0, +) / Double(numbers.count)
    }
    return FieldOfView(
      horizontal: mean(fields.map(\.horizontal)), vertical: mean(fields.map(\.vertical)))
  }

  /// The scene as pictures with poses.
  package var pictures: PictureScene {
    PictureScene(
      name: name,
      source: SceneSource(files: files, transform: transform, applied: applied),
      views: views.map { .init($0.image, $0.pose) }, fieldOfView: fieldOfView)
  }
}
