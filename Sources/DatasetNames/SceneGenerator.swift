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

  /// Height and width of a picture.
  package var pixels: Int { self == .roomsFreeCameraTurnedObjects ? 128 : 64 }

  /// Views of a scene.
  package var views: Int {
    switch self {
    case .shepardMetzler5Parts, .shepardMetzler7Parts: 15
    case .roomsRingCamera, .roomsFreeCamera, .roomsFreeCameraTurnedObjects: 10
    }
  }
}
