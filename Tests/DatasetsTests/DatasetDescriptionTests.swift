import JSONDocuments
import LinuxSystem
import Testing

@testable import Datasets

/// `dataset.json`.
struct DatasetDescriptionTests {
  static let whole = DatasetDescription(
    name: "rooms", width: 64, height: 48, views: 10, fieldOfView: 50.5,
    layout: DatasetLayout(train: 1000, test: 0, scenesPerFile: 100),
    origin: .init(
      method: .generated, source: "rooms_ring_camera", seed: .max, program: "gqn 0.1.0"),
    sources: [
      ImportedSource(
        split: .test, record: 3, files: ["a/transforms.json", "b.json"],
        transform: WorldTransform(movingToOrigin: SIMD3(1, -2.5, 0.1), scale: 0.25),
        applied: ["applied_scale": .number(0.5)], digest: "0123")
    ])

  private func problem(_ text: String) -> String {
    do throws(DatasetError) {
      _ = try DatasetDescription(parsing: Array(text.utf8), file: "x/dataset.json")
      return "nothing is wrong"
    } catch {
      return "\(error)"
    }
  }

  @Test(arguments: [
    whole, DatasetDescription(name: "a", width: 1, height: 1, views: 1),
  ])
  func `a description reads back as it was written`(description: DatasetDescription) throws {
    let found = try DatasetDescription(parsing: description.bytes, file: "dataset.json")
    #expect(found == description)
    #expect(try found.bytes == description.bytes)
  }

  @Test func `keys of later versions are passed over`() throws {
    let text = """
      {"version": 1, "name": "a", "width": 64, "height": 64, "views": 3, "licence": {"x": [1]},
       "origin": {"method": "imported", "source": "transforms.json", "program": "p", "by": 1}}
      """
    let found = try DatasetDescription(parsing: Array(text.utf8), file: "dataset.json")
    #expect(found.views == 3)
    #expect(found.origin?.source == "transforms.json")
    #expect(found.origin?.seed == nil)
  }

  @Test(arguments: [
    ("[]", "x/dataset.json: found an array, expected an object"),
    ("{", "x/dataset.json: line 1, column 2: "),
    (#"{"name": "a"}"#, "/version: is missing"),
    (#"{"version": 2}"#, "/version: found the number 2, this build reads version 1"),
    (
      #"{"version": 1, "name": 5, "width": 0, "height": 1, "views": 1}"#,
      "/name: found the number 5, expected a string; /width: 0 is not in 1...65535"
    ),
    (
      #"{"version": 1, "name": "a", "width": 1, "height": 1, "views": 1, "fieldOfView": 180}"#,
      "/fieldOfView: 180 is not in 0.1...179"
    ),
    (
      #"{"version": 1, "name": "a", "width": 1, "height": 1, "views": 1, "layout": {"train": -1}}"#,
      "/layout/train: -1 is not in 0...100000000; /layout/test: is missing"
    ),
    (
      #"{"version": 1, "name": "a", "width": 1, "height": 1, "views": 1, "origin": {"method": "b"}}"#,
      "/origin/method: \"b\" is not one of \"generated\", \"imported\""
    ),
    (
      #"{"version": 1, "name": "a", "width": 1, "height": 1, "views": 1, "sources": [{"split": "tset"}]}"#,
      "/sources/0/split: \"tset\" is not one of \"train\", \"test\". Did you mean \"test\"?; "
        + "/sources/0/record: is missing"
    ),
    (
      #"{"version": 1, "name": "a", "width": 1, "height": 1, "views": 1, "sources": [{"transform": {"rotation": [1, 2], "scale": 0}}]}"#,
      "/sources/0/transform/rotation: the array has 2 elements, expected 9 numbers; "
        + "/sources/0/transform/scale: 0 is not above 0"
    ),
  ])
  func `values that cannot be are named`(text: String, message: String) {
    let problem = problem(text)
    #expect(problem.hasPrefix("x/dataset.json: "))
    #expect(problem.contains(message), "\(problem)")
    #expect(problem.hasSuffix(" Correct the file, or remove it where the dataset needs none."))
  }

  @Test func `every prefix is an error or a value`() throws {
    let bytes = try Self.whole.bytes
    for count in 0..<(bytes.count - 2) {
      #expect(throws: DatasetError.self) {
        try DatasetDescription(parsing: Array(bytes[..<count]), file: "dataset.json")
      }
    }
  }

  @Test func `a folder without a description has none`() throws {
    let folder = try TemporaryFolder()
    #expect(try DatasetDescription.read(fromFolder: folder.path) == nil)
    try AtomicFile.write(Self.whole.bytes, to: folder("dataset.json"))
    #expect(try DatasetDescription.read(fromFolder: folder.path) == Self.whole)
  }

  @Test func `files are numbered from 1, with as many digits as their count`() {
    let layout = DatasetLayout(train: 1001, test: 3, scenesPerFile: 100)
    let files = layout.files
    #expect(files.count == 12)
    #expect(files[0].name == "01-of-11.tfrecord" && files[0].scenes == 0..<100)
    #expect(files[10].name == "11-of-11.tfrecord" && files[10].scenes == 1000..<1001)
    #expect(files[11].name == "1-of-1.tfrecord" && files[11].scenes == 0..<3)
    #expect(files.map(\.split) == [DatasetSplit](repeating: .train, count: 11) + [.test])
    #expect(DatasetLayout(train: 0, test: 0, scenesPerFile: 1).files == [])
  }
}
