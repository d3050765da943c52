extension DatasetFolder {
  /// The dataset's own description; nil where it has none, or none that can be read.
  package var description: DatasetDescription? {
    (try? DatasetDescription.read(fromFolder: path)) ?? nil
  }

  /// What a picture shows from its lower to its upper edge, in degrees: what the description says, or else
  /// the table. Nil where it is not known.
  package var fieldOfView: Double? { description?.fieldOfView ?? known?.fieldOfView }

  /// The sizes that the scenes of a split should have: an imported dataset may keep fewer views for tests.
  package func sceneSizes(of split: Split) -> SceneSizes? {
    known == nil ? SceneSizes(firstOf: split.records) : sceneSizes
  }
}
