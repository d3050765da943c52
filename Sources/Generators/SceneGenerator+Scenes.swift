extension SceneGenerator {
  /// The generator of a name.
  ///
  /// - Throws: ``GeneratorError/unknownName(_:)``.
  package init(named name: String) throws(GeneratorError) {
    guard let generator = SceneGenerator(rawValue: name) else { throw .unknownName(name) }
    self = generator
  }

  /// The angle from a picture's top to its bottom, in degrees.
  package var fieldOfView: Double {
    switch self {
    case .shepardMetzler5Parts, .shepardMetzler7Parts: ShepardMetzler.fieldOfView
    case .roomsRingCamera, .roomsFreeCamera, .roomsFreeCameraTurnedObjects: Rooms.fieldOfView
    }
  }

  /// A scene of a dataset.
  ///
  /// - Parameters:
  ///   - seed: the dataset's seed.
  ///   - split: the split; the two have different scenes.
  ///   - index: which scene of the split, from 0.
  /// - Returns: the same scene for the same arguments.
  package func scene(seed: UInt64, split: DatasetSplit, index: Int) -> GeneratedScene {
    var random = SceneRandomness(
      seed: seed, name: rawValue, split: split.rawValue, index: index)
    switch self {
    case .shepardMetzler5Parts: return ShepardMetzler.scene(of: self, cubes: 5, &random)
    case .shepardMetzler7Parts: return ShepardMetzler.scene(of: self, cubes: 7, &random)
    case .roomsRingCamera:
      return Rooms.scene(of: self, ringCamera: true, turnsObjects: false, &random)
    case .roomsFreeCamera:
      return Rooms.scene(of: self, ringCamera: false, turnsObjects: false, &random)
    case .roomsFreeCameraTurnedObjects:
      return Rooms.scene(of: self, ringCamera: false, turnsObjects: true, &random)
    }
  }
}
