internal import FoundationEssentials

/// The requests of `jobs/examples` and the snapshots that come with the program, copied to a folder of a test.
public enum ExampleFolder {
  /// The snapshots that come with the program, by their names below `models/`.
  public static let snapshots = [
    "rooms_ring_camera", "rooms_ring_camera-tower", "shepard_metzler_5_parts",
  ]

  /// Makes `jobs/examples` and `models` as they are in the repository.
  ///
  /// - Parameter root: a folder that is there.
  /// - Throws: where something is missing or cannot be copied.
  public static func copy(to root: String) throws {
    let files = FileManager.default
    for folder in ["/jobs", "/models"] {
      try files.createDirectory(atPath: root + folder, withIntermediateDirectories: true)
    }
    for part in ["/jobs/examples"] + snapshots.map({ "/models/" + $0 }) {
      try files.copyItem(atPath: PackageFolder.path + part, toPath: root + part)
    }
  }

  /// Gives numbers of a copied request other values, so that it takes seconds in the place of hours.
  ///
  /// - Parameters:
  ///   - values: whole numbers by their keys, each of which must be there.
  ///   - name: the request's file, without its ending.
  ///   - root: as of ``copy(to:)``.
  /// - Throws: ``MissingKey``, or where the file cannot be read or written.
  public static func set(_ values: [String: Int], in name: String, root: String) throws {
    let file = URL(filePath: "\(root)/jobs/examples/\(name).json")
    var text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    for (key, value) in values {
      guard let start = text.firstRange(of: "\"\(key)\": ")?.upperBound else {
        throw MissingKey(key)
      }
      let end = text[start...].firstIndex { !$0.isNumber } ?? text.endIndex
      text.replaceSubrange(start..<end, with: "\(value)")
    }
    try Data(text.utf8).write(to: file)
  }

  /// A request lacks a key that a test sets.
  public struct MissingKey: Error {
    let key: String

    init(_ key: String) { self.key = key }
  }
}
