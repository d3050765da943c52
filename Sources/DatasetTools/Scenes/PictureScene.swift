package import Cameras
package import Datasets
package import Images
package import JSONDocuments

/// A scene as pictures with poses, from wherever it comes.
package struct PictureScene: Sendable {
  /// A picture and where it was taken from.
  package struct View: Sendable {
    /// The picture.
    package var image: Image
    /// Its camera.
    package var pose: Pose

    /// A picture taken from a pose.
    package init(_ image: Image, _ pose: Pose) {
      self.image = image
      self.pose = pose
    }
  }

  /// What it is called: a name that is safe as a folder's.
  package var name: String
  /// Where it comes from.
  package var source: SceneSource
  /// Its views.
  package var views: [View]
  /// How much a picture shows; nil where that is not known or not the same for all.
  package var fieldOfView: FieldOfView?

  /// Describes a scene.
  package init(
    name: String, source: SceneSource, views: [View], fieldOfView: FieldOfView? = nil
  ) {
    self.name = name
    self.source = source
    self.views = views
    self.fieldOfView = fieldOfView
  }
}

/// Where a scene comes from, for those who find it later.
package struct SceneSource: Encodable, Sendable, Equatable {
  /// A dataset's name and split, and the record's number from 0.
  package var dataset: String?
  package var split: String?
  package var record: Int?
  /// The files of poses that it was imported from, what was done to its positions, and what the files say
  /// had been done before.
  package var files: [String]?
  package var transform: WorldTransform?
  package var applied: [String: JSONValue]?

  /// A record of a dataset.
  package init(dataset: String, split: String, record: Int) {
    self.dataset = dataset
    self.split = split
    self.record = record
  }

  /// Pictures with files of poses.
  package init(files: [String], transform: WorldTransform, applied: [String: JSONValue]) {
    self.files = files
    self.transform = transform
    self.applied = applied.isEmpty ? nil : applied
  }
}
