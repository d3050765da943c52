package import Datasets

/// A maker of scenes that look like those of one of DeepMind's datasets, by its name.
package enum SceneGenerator: String, CaseIterable, Sendable {
  /// Five coloured cubes in a row that turns, on black.
  case shepardMetzler5Parts = "shepard_metzler_5_parts"
  /// Seven of them.
  case shepardMetzler7Parts = "shepard_metzler_7_parts"
  /// One to three objects in a room, seen from a ring about its middle.
  case roomsRingCamera = "rooms_ring_camera"
  /// The same seen from anywhere in the room.
  case roomsFreeCamera = "rooms_free_camera_no_object_rotations"
  /// The same with objects that are turned about their vertical axes, in larger pictures.
  case roomsFreeCameraTurnedObjects = "rooms_free_camera_with_object_rotations"

  /// The generator of a name.
  ///
  /// - Throws: ``GeneratorError/unknownName(_:)``.
  package init(named name: String) throws(GeneratorError) {
    guard let generator = SceneGenerator(rawValue: name) else { throw .unknownName(name) }
    self = generator
  }

  /// Height and width of a picture.
  package var pixels: Int { self == .roomsFreeCameraTurnedObjects ? 128 : 64 }

  /// Views of a scene.
  package var views: Int {
    switch self {
    case .shepardMetzler5Parts, .shepardMetzler7Parts: 15
    case .roomsRingCamera, .roomsFreeCamera, .roomsFreeCameraTurnedObjects: 10
    }
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
