import Cameras
import Glibc
import Images
import LinuxSystem
import Testing

@testable import DatasetTools

/// A folder of a test's own with pictures and files of poses, removed when the value ends.
struct PictureFolder: ~Copyable {
  let path: String

  init() throws {
    var template = Array("/tmp/gqn-pictures-XXXXXX".utf8CString)
    try #require(unsafe mkdtemp(&template) != nil)
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { try? Folder.removeTree(path) }

  func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file and the folders it lies in.
  func write(_ bytes: [UInt8], to name: String) throws {
    let (parent, file) = Paths.split(self(name))
    try AtomicFile.write(bytes, to: file, in: Folder(creating: parent))
  }

  func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

  /// Writes pictures of one colour each, `0.png` and so on.
  func writePictures(_ count: Int, width: Int = 8, height: Int = 8, in folder: String = "") throws {
    for number in 0..<count {
      let colour = RGB(UInt8(10 + number), 100, 200)
      let image = Image(width: width, height: height, filledWith: colour)
      try write(PNG.encode(image), to: (folder.isEmpty ? "" : folder + "/") + "\(number).png")
    }
  }

  /// Writes a `transforms.json` with frames `0.png` and so on.
  func writeTransforms(
    _ poses: [Pose], lens: String = #""camera_angle_x": 0.8"#, rollDegrees: [Double] = [],
    to name: String = "transforms.json"
  ) throws {
    let frames = poses.indices.map { index in
      let roll = rollDegrees.indices.contains(index) ? rollDegrees[index] : 0
      return
        #"{"file_path": "\#(index).png", "transform_matrix": \#(Self.rows(poses[index], roll))}"#
    }
    try write("{\(lens), \"frames\": [\(frames.joined(separator: ", "))]}", to: name)
  }

  /// A pose's matrix as JSON, with the camera rolled clockwise about its looking direction.
  static func rows(_ pose: Pose, _ rollDegrees: Double = 0) -> String {
    var matrix = pose.cameraToWorld
    let (s, c) = (sin(rollDegrees * .pi / 180), cos(rollDegrees * .pi / 180))
    for row in 0..<3 {
      let (right, up) = (matrix[4 * row], matrix[4 * row + 1])
      matrix[4 * row] = right * c - up * s
      matrix[4 * row + 1] = right * s + up * c
    }
    return "[" + (0..<4).map { "\(Array(matrix[(4 * $0)..<(4 * $0 + 4)]))" }.joined(separator: ",")
      + "]"
  }

  /// Imports from this folder.
  func scenes(
    _ names: String..., change: (inout ImportSettings) -> Void = { _ in }
  ) throws(ImportError) -> SceneImport.Result {
    var settings = ImportSettings()
    (settings.width, settings.height) = (8, 8)
    change(&settings)
    return try SceneImport(settings).scenes(at: names.isEmpty ? [path] : names.map { self($0) })
  }

  /// What is wrong with the folder, each without the folder's own path.
  func problems(
    _ names: String..., change: (inout ImportSettings) -> Void = { _ in }
  ) -> [String] {
    var settings = ImportSettings()
    (settings.width, settings.height) = (8, 8)
    change(&settings)
    do throws(ImportError) {
      _ = try SceneImport(settings).scenes(at: names.isEmpty ? [path] : names.map { self($0) })
      Issue.record("nothing was thrown")
      return []
    } catch {
      guard case .sources(let problems) = error else {
        Issue.record("\(error)")
        return []
      }
      return problems.map { $0.replacing(path + "/", with: "").replacing(path, with: ".") }
    }
  }
}

/// Poses on a ring that look at a point.
func ring(_ count: Int, radius: Double = 2, height: Double = 1, at target: SIMD3<Double> = .zero)
  -> [Pose]
{
  (0..<count).compactMap { index in
    let angle = 2 * Double.pi * Double(index) / Double(count)
    return Pose(
      position: target + SIMD3(radius * cos(angle), radius * sin(angle), height),
      lookingAt: target)
  }
}

func distance(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double {
  ((a - b) * (a - b)).sum().squareRoot()
}
