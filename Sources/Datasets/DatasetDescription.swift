/// What a dataset is, beyond what its records say: `dataset.json` beside the splits.
///
/// Everything that this program writes has one; DeepMind's own datasets have none.
package struct DatasetDescription: Sendable, Equatable {
  /// The file's name.
  package static let fileName = "dataset.json"
  /// The version of its shape.
  static let version = 1

  /// The dataset's name, which is that of its folder.
  package var name: String
  /// Columns and rows of a picture.
  package var width, height: Int
  /// Views of a scene.
  package var views: Int
  /// The angle in degrees that a picture covers from its top to its bottom, where it is known.
  package var fieldOfView: Double?
  /// How its scenes are spread over files, where it was planned.
  package var layout: DatasetLayout?
  /// What made it.
  package var origin: Origin?
  /// What the records of an imported dataset were made of, and how their positions were changed.
  package var sources: [ImportedSource]?

  /// A description; what is not given is not known.
  package init(
    name: String, width: Int, height: Int, views: Int, fieldOfView: Double? = nil,
    layout: DatasetLayout? = nil, origin: Origin? = nil, sources: [ImportedSource]? = nil
  ) {
    self.name = name
    self.width = width
    self.height = height
    self.views = views
    self.fieldOfView = fieldOfView
    self.layout = layout
    self.origin = origin
    self.sources = sources
  }

  /// What made a dataset.
  package struct Origin: Sendable, Equatable, Encodable {
    /// How it was made.
    package enum Method: String, CaseIterable, Codable, Sendable {
      /// By a generator of this program.
      case generated
      /// From somebody's own pictures.
      case imported
    }

    package var method: Method
    /// The generator's name, or what was imported.
    package var source: String
    /// The seed of the generator.
    package var seed: UInt64?
    /// The program and its version, such as `gqn 0.1.0`.
    package var program: String

    /// All four facts; `seed` for generators only.
    package init(method: Method, source: String, seed: UInt64? = nil, program: String) {
      self.method = method
      self.source = source
      self.seed = seed
      self.program = program
    }
  }
}
