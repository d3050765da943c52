/// A published dataset: how many files its whole has, and what is in a record.
///
/// - Source: deepmind/gqn-datasets `data_reader.py`; the sizes of the whole are those of its bucket.
package struct KnownDataset: Sendable, Equatable {
  /// Its name, which is that of its folder.
  package let name: String
  /// Files of the train and the test split.
  package let trainFiles, testFiles: Int
  /// Height and width of a picture.
  package let pixels: Int
  /// Views of a scene.
  package let views: Int
  /// The pictures' field of view in degrees, as far as it is known. The rooms' is that of public
  /// re-implementations; the blocks' was measured on genuine scenes, where 15 to 25 fit.
  package let fieldOfView: Double?

  /// DeepMind's seven, and tf-gqn's sample.
  package static let all = [
    KnownDataset(
      name: "jaco", trainFiles: 3600, testFiles: 400, pixels: 64, views: 11, fieldOfView: nil),
    KnownDataset(
      name: "mazes", trainFiles: 1080, testFiles: 120, pixels: 84, views: 300, fieldOfView: nil),
    KnownDataset(
      name: "rooms_free_camera_no_object_rotations", trainFiles: 2160, testFiles: 240, pixels: 64,
      views: 10, fieldOfView: 50),
    KnownDataset(
      name: "rooms_free_camera_with_object_rotations", trainFiles: 2034, testFiles: 226,
      pixels: 128, views: 10, fieldOfView: 50),
    KnownDataset(
      name: "rooms_ring_camera", trainFiles: 2160, testFiles: 240, pixels: 64, views: 10,
      fieldOfView: 50),
    KnownDataset(
      name: "rooms_ring_camera_debug", trainFiles: 1, testFiles: 1, pixels: 64, views: 10,
      fieldOfView: 50),
    KnownDataset(
      name: "shepard_metzler_5_parts", trainFiles: 900, testFiles: 100, pixels: 64, views: 15,
      fieldOfView: 20),
    KnownDataset(
      name: "shepard_metzler_7_parts", trainFiles: 900, testFiles: 100, pixels: 64, views: 15,
      fieldOfView: 20),
  ]

  /// The dataset of a name, or nil for any other name.
  package static func named(_ name: String) -> KnownDataset? {
    all.first { $0.name == name }
  }

  /// Files of a split.
  package func files(of split: DatasetSplit) -> Int {
    switch split {
    case .train: trainFiles
    case .test: testFiles
    }
  }
}
