import Cameras
import Diagnostics
import JSONDocuments

/// The trajectories there are, as the key `type` names them.
private enum TrajectoryType: String, CaseIterable {
  case orbit, line, look, keyframes, views, poses, dataset, file
}

/// A trajectory and what its file says about its speed.
struct ReadTrajectory {
  var value: Trajectory
  var framesPerSecond: Double?

  init(_ value: Trajectory, framesPerSecond: Double? = nil) {
    self.value = value
    self.framesPerSecond = framesPerSecond
  }
}

extension RequestReader {
  /// The number of frames where the request names none: five seconds.
  static let defaultFrames = 120

  /// How far an angle may go: a hundred turns, in degrees.
  static let angleRange = -36_000.0...36_000

  func trajectory(_ cursor: JSONCursor, scene: Scene?, poses: PoseReader) -> ReadTrajectory? {
    guard let object = cursor.object("an object with a \"type\""),
      let type: TrajectoryType = object.required("type", "the kind of trajectory")?.choice()
    else { return nil }
    let trajectory: ReadTrajectory? =
      switch type {
      case .orbit: orbit(object, poses).map { ReadTrajectory($0) }
      case .line: line(object, poses).map { ReadTrajectory($0) }
      case .look: look(object, poses).map { ReadTrajectory($0) }
      case .keyframes: keyframes(object, poses).map { ReadTrajectory($0) }
      case .views: views(object).map { ReadTrajectory($0) }
      case .poses: self.poses(object, poses).map { ReadTrajectory($0) }
      case .dataset: ReadTrajectory(.dataset)
      case .file: file(object, poses)
      }
    object.finish()
    guard let trajectory else { return nil }
    checkPath(trajectory.value, scene: scene, at: cursor)
    return trajectory
  }

  /// A flight through chosen views needs two of them.
  private func checkKeys(_ views: [Int]?, at cursor: JSONCursor) {
    if let views, views.count < 2 {
      cursor.problem(CameraError.tooFewKeys(found: views.count, needed: 2).description)
    }
  }

  /// Flies the path once, where it is known without the dataset: what it meets is better said now.
  private func checkPath(_ trajectory: Trajectory, scene: Scene?, at cursor: JSONCursor) {
    var sceneViews: [Camera] = []
    switch (trajectory, scene) {
    case (.dataset, .views):
      cursor.problem(
        "\"dataset\" follows the cameras of a record or a generated scene, and the scene is neither"
      )
      return
    case (.dataset, _), (.views, nil): return
    case (.views, .record(let record)):
      checkKeys(record.views, at: cursor)
      return
    case (.views, .generated(let scene)):
      checkKeys(scene.views, at: cursor)
      return
    case (.views, .views(let views)): sceneViews = views.map(\.camera)
    default: break
    }
    do {
      _ = try trajectory.cameras(sceneViews: sceneViews, datasetCameras: [])
    } catch {
      cursor.problem(error.description)
    }
  }

  /// `frames`: nil after a problem.
  private func frames(_ object: JSONObjectReader) -> Int? {
    object.optional("frames").map { $0.integer(in: CameraPath.frameRange) } ?? Self.defaultFrames
  }

  private func flag(_ key: String, in object: JSONObjectReader) -> Bool? {
    object.optional(key).map { $0.bool() } ?? false
  }

  // MARK: - Kinds

  private func orbit(_ object: JSONObjectReader, _ poses: PoseReader) -> Trajectory? {
    let frames = self.frames(object)
    let radius = object.required("radius", "a number above 0").flatMap {
      $0.positiveNumber(upTo: Self.coordinateRange.upperBound)
    }
    let heightCursor = object.optional("height")
    let height = heightCursor.map { $0.number(in: Self.coordinateRange) } ?? 0
    let elevation = object.optional("elevation").map { cursor -> Double? in
      heightCursor?.problem("is given beside \"elevation\"; leave one of them out")
      return cursor.number(in: -90...90)
    }
    let centre = object.optional("centre").map { poses.point($0) } ?? .zero
    let target = object.optional("lookAt").map { poses.point($0) } ?? centre
    let start = object.optional("startAngle").map { $0.number(in: Self.angleRange) } ?? 0
    let degrees = object.optional("degrees").map { $0.number(in: Self.angleRange) } ?? 360
    guard let frames, let radius, let height, let centre, let target, let start, let degrees,
      elevation == nil || elevation ?? nil != nil
    else { return nil }
    let level: CameraPath.Orbit.Level =
      (elevation ?? nil).map { .elevation($0 * .pi / 180) } ?? .height(height)
    return .orbit(
      CameraPath.Orbit(
        centre: centre, radius: radius, level: level, lookingAt: target, startDegrees: start,
        degrees: degrees), frames: frames)
  }

  private func line(_ object: JSONObjectReader, _ poses: PoseReader) -> Trajectory? {
    let frames = self.frames(object)
    if let lookAt = object.optional("lookAt") {
      let target = poses.point(lookAt)
      let start = object.required("from", "an array of 3 numbers").flatMap { poses.point($0) }
      let end = object.required("to", "an array of 3 numbers").flatMap { poses.point($0) }
      guard let frames, let target, let start, let end else { return nil }
      return .line(CameraPath.Line(from: start, to: end, lookingAt: target), frames: frames)
    }
    let first = object.required("from", "a pose (or points, and \"lookAt\")").flatMap {
      poses.camera($0)
    }
    let last = object.required("to", "a pose (or points, and \"lookAt\")").flatMap {
      poses.camera($0)
    }
    guard let frames, let first, let last else { return nil }
    return .line(CameraPath.Line(from: first.pose, to: last.pose), frames: frames)
  }

  private func look(_ object: JSONObjectReader, _ poses: PoseReader) -> Trajectory? {
    let frames = self.frames(object)
    let position = object.required("position", "an array of 3 numbers").flatMap { poses.point($0) }
    let yaw = object.required("yaw", "[first, last] in degrees").flatMap {
      firstAndLast($0, in: Self.angleRange)
    }
    let pitch = object.optional("pitch").map { firstAndLast($0, in: -90...90) } ?? .zero
    guard let frames, let position, let yaw, let pitch else { return nil }
    return .look(
      CameraPath.Look(position: position, yawDegrees: yaw, pitchDegrees: pitch), frames: frames)
  }

  /// `[first, last]`, or one number for both.
  private func firstAndLast(
    _ cursor: JSONCursor, in range: ClosedRange<Double>
  ) -> SIMD2<Double>? {
    if cursor.value.double != nil { return cursor.number(in: range).map { SIMD2($0, $0) } }
    return cursor.numbers(2, in: range).map { SIMD2($0[0], $0[1]) }
  }

  private func keyframes(_ object: JSONObjectReader, _ poses: PoseReader) -> Trajectory? {
    let frames = self.frames(object)
    let loop = flag("loop", in: object)
    guard
      let elements = object.required("keyframes", "an array of poses")?
        .elements(2...10_000, of: "poses")
    else { return nil }
    var keys: [Pose] = []
    var times: [Double] = []
    for element in elements {
      guard let key = element.object("an object, the pose") else { continue }
      let camera = poses.camera(in: key)
      if let time = key.optional("time")?.number(in: -1e9...1e9) { times.append(time) }
      key.finish()
      if let camera { keys.append(camera.pose) }
    }
    guard let frames, let loop, keys.count == elements.count else { return nil }
    return .keyframes(
      CameraPath.Keyframes(keys: keys, times: times.isEmpty ? nil : times, loop: loop),
      frames: frames)
  }

  private func views(_ object: JSONObjectReader) -> Trajectory? {
    let frames = self.frames(object)
    let loop = flag("loop", in: object)
    guard let frames, let loop else { return nil }
    return .views(loop: loop, frames: frames)
  }

  private func poses(_ object: JSONObjectReader, _ poses: PoseReader) -> Trajectory? {
    guard
      let elements = object.required("poses", "an array of poses")?
        .elements(CameraPath.frameRange, of: "poses")
    else { return nil }
    let cameras = elements.compactMap { poses.camera($0) }
    return cameras.count == elements.count ? .poses(cameras) : nil
  }

  private func file(_ object: JSONObjectReader, _ poses: PoseReader) -> ReadTrajectory? {
    let pathCursor = object.required("path", "the path of a camera_path.json or transforms.json")
    let path = pathCursor.flatMap { self.path($0, to: .regular) }
    let scale = object.optional("scale").map { $0.positiveNumber(upTo: 1e6) } ?? 1
    let offset = object.optional("offset").map { poses.point($0) } ?? .zero
    let tolerance = object.optional("rollTolerance").map { $0.number(in: 0...180) } ?? 1
    guard let pathCursor, let path, let scale, let offset, let tolerance else { return nil }
    let transform = TrajectoryFile.Transform(
      scale: scale, offset: offset, rollTolerance: tolerance)
    return TrajectoryFile(path: path, transform: transform).read(
      files: context.files, at: pathCursor)
  }
}
