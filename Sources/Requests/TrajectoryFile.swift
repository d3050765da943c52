import Cameras
import Diagnostics
import JSONDocuments

/// A camera path of another program.
///
/// Two formats are known by their keys. nerfstudio's `camera_path.json` has `camera_path`, an array of
/// `{"camera_to_world": [16 numbers, row by row], …}`, and `seconds`, the length of the film. A
/// `transforms.json` (nerfstudio, instant-ngp, NeRF-synthetic) has `frames`, an array of
/// `{"transform_matrix": [[4 numbers], …], …}`. Other keys, fields of view among them, are not read.
struct TrajectoryFile {
  /// How positions become the model's: `position · scale + offset`.
  struct Transform {
    var scale: Double
    var offset: SIMD3<Double>
    /// Degrees.
    var rollTolerance: Double
  }

  let path: String
  let transform: Transform

  /// The largest file that is read: room for 100 000 frames.
  private static let byteLimit = 64 << 20

  /// Reads the cameras; problems name the file and the frame, at the request's place that names the file.
  func read(files: any FileSystem, at cursor: JSONCursor) -> ReadTrajectory? {
    let document: JSONValue
    do {
      let bytes = try files.contents(of: path, limit: Self.byteLimit)
      document = try JSONValue(parsing: bytes, limits: JSONLimits(byteCount: Self.byteLimit))
    } catch let error as JSONDocumentError {
      cursor.problem("\(printable(path)): \(error)")
      return nil
    } catch {
      cursor.problem(printable("\(error)", limit: 500))
      return nil
    }
    // A path that is rolled is so in every frame: a few of them tell enough.
    let report = ProblemReport(limit: 5)
    let result = read(JSONCursor(document, report: report))
    for problem in report.summary { cursor.problem("\(printable(path)): \(problem)") }
    for warning in report.warnings { cursor.warning("\(printable(path)): \(warning)") }
    return report.isClean ? result : nil
  }

  private func read(_ document: JSONCursor) -> ReadTrajectory? {
    guard let object = document.object() else { return nil }
    if let frames = object.optional("camera_path")?.elements(CameraPath.frameRange, of: "frames") {
      let cameras = frames.enumerated().compactMap { camera($0.element, frame: $0.offset + 1) }
      let rate = object.optional("seconds").flatMap { self.rate(of: frames.count, in: $0) }
      return ReadTrajectory(.file(path: path, cameras: cameras), framesPerSecond: rate)
    }
    if let frames = object.optional("frames")?.elements(CameraPath.frameRange, of: "frames") {
      let cameras = frames.enumerated().compactMap { camera($0.element, frame: $0.offset + 1) }
      return ReadTrajectory(.file(path: path, cameras: cameras))
    }
    if !object.has("camera_path"), !object.has("frames") {
      document.problem(
        "neither \"camera_path\" (as in nerfstudio's camera_path.json) nor \"frames\" (as in "
          + "transforms.json) is there")
    }
    return nil
  }

  private func rate(of frames: Int, in cursor: JSONCursor) -> Double? {
    guard let seconds = cursor.value.double, seconds > 0,
      Double(frames) / seconds <= RequestReader.fastestRate, Double(frames) / seconds > 0
    else {
      cursor.warning(
        "found \(cursor.value.kind), which gives \(frames) frames no usable rate; it is ignored")
      return nil
    }
    return Double(frames) / seconds
  }

  private func camera(_ cursor: JSONCursor, frame: Int) -> Camera? {
    guard let object = cursor.object(), let matrix = self.matrix(in: object) else { return nil }
    do {
      var pose = try Pose(
        cameraToWorld: matrix.numbers, rollTolerance: transform.rollTolerance)
      pose.position = pose.position * transform.scale + transform.offset
      let range = RequestReader.coordinateRange
      guard pose.position.min() >= range.lowerBound, pose.position.max() <= range.upperBound else {
        matrix.cursor.problem(
          "frame \(frame): the position has a coordinate that is not in "
            + "\(shortest(range.lowerBound))...\(shortest(range.upperBound))")
        return nil
      }
      return Camera(pose)
    } catch {
      matrix.cursor.problem("frame \(frame): \(error)")
      return nil
    }
  }

  private func matrix(in object: JSONObjectReader) -> (cursor: JSONCursor, numbers: [Double])? {
    if let rows = object.optional("transform_matrix") {
      return rows.matrix(rows: 4, columns: 4).map { (rows, $0) }
    }
    let range = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
    guard let flat = object.required("camera_to_world", "an array of 16 numbers"),
      let numbers = flat.numbers(16, in: range)
    else { return nil }
    return (flat, numbers)
  }
}
