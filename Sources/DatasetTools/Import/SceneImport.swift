internal import Cameras
internal import Datasets
internal import Diagnostics
internal import LinuxSystem

/// Makes scenes of people's own pictures.
///
/// Everything is read and judged before anything is written, and all that is wrong is told together.
package struct SceneImport {
  private let settings: ImportSettings
  private let report = ImportReport()

  /// Prepares an import.
  package init(_ settings: ImportSettings) {
    self.settings = settings
  }

  /// What came of it.
  package struct Result: Sendable {
    /// The scenes in the order of their sources.
    package let scenes: [ImportedScene]
    /// What should be known of them.
    package let warnings: [String]
  }

  /// Reads sources.
  ///
  /// - Parameters:
  ///   - paths: files of poses, folders with one, or folders of such folders.
  ///   - progress: is told how many pictures have been read, and of how many.
  /// - Returns: the scenes, of which none is written yet.
  /// - Throws: ``ImportError/sources(_:)`` with everything that is wrong.
  package func scenes(
    at paths: [String], progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(ImportError) -> Result {
    var found: [(source: PoseSource, content: PoseSource.Content)] = []
    for path in paths {
      for source in PoseSource.find(path, report) {
        var content = source.read(settings, report)
        if let count = settings.viewCount {
          content.views = Self.spread(count, over: content.views)
        }
        found.append((source, content))
      }
    }
    let total = found.reduce(0) { $0 + $1.content.views.count }
    var done = 0
    var scenes: [ImportedScene] = []
    for (source, content) in found {
      let placed = place(content.views, of: source)
      var fitted: [ImportedScene.View] = []
      for (index, view) in content.views.enumerated() {
        let picture = fit(view)
        done += 1
        progress(done, total)
        guard let picture, let placed else { continue }
        fitted.append(
          ImportedScene.View(
            name: view.name, image: picture.image, pose: placed.poses[index],
            fieldOfView: picture.fieldOfView, isHeldOut: view.isHeldOut))
      }
      guard let placed else { continue }
      scenes.append(
        ImportedScene(
          name: uniqueName(source.name, among: scenes.map(\.name)), files: source.files,
          views: fitted, transform: placed.transform, applied: content.applied))
    }
    guard report.isClean else { throw .sources(report.summary) }
    for scene in scenes { warnOfFields(scene) }
    return Result(scenes: scenes, warnings: report.warnings)
  }

  /// So many elements, evenly spread, the first among them; all where there are no more.
  static func spread<Element>(_ count: Int, over elements: [Element]) -> [Element] {
    guard count < elements.count else { return elements }
    return (0..<count).map { elements[$0 * elements.count / count] }
  }

  /// A second scene of one name gets a number.
  private func uniqueName(_ name: String, among names: [String]) -> String {
    guard names.contains(name) else { return name }
    var number = 2
    while names.contains("\(name)-\(number)") { number += 1 }
    return "\(name)-\(number)"
  }

  // MARK: - Poses

  /// The poses of a scene's views, and how their world was changed; nil after a problem.
  private func place(
    _ views: [SourceView], of source: PoseSource
  ) -> (poses: [Pose], transform: WorldTransform)? {
    guard !views.isEmpty else { return nil }
    let file = printable(source.files[0])
    var rotation = WorldTransform()
    if settings.placement.levels {
      guard let up = meanUp(of: views) else {
        report.add(
          "\(file): only matrices can be levelled, and the poses here are given as angles; leave "
            + "--level out")
        return nil
      }
      rotation = .levelling(up)
    }
    var rolled = 0
    let poses = views.compactMap { view -> Pose? in
      switch view.placement {
      case .pose(let pose): return pose
      case .matrix(let matrix):
        do throws(CameraError) {
          return try Pose(
            cameraToWorld: rotation.rotated(matrix: matrix), rollTolerance: settings.rollTolerance)
        } catch {
          if case .rolled = error { rolled += 1 }
          report.add("\(view.place): \(view.name): \(error)")
          return nil
        }
      }
    }
    if rolled > 0 {
      report.add(
        "\(file): \(rolled) of \(views.count) cameras are rolled by more than "
          + "\(settings.rollTolerance)°. If the scene's upward direction is not +z, import it with --level; "
          + "if the cameras were held a little askew, raise --roll-tolerance.")
    }
    guard poses.count == views.count else { return nil }
    switch settings.placement.transform(of: poses) {
    case .failure(let impossible):
      report.add("\(file): \(impossible.description)")
      return nil
    case .success(var transform):
      transform.rotation = rotation.rotation
      return (moved(poses, transform, views), transform)
    }
  }

  /// The poses in the new world. They are turned already, so that their positions are moved and scaled only.
  private func moved(
    _ poses: [Pose], _ transform: WorldTransform, _ views: [SourceView]
  ) -> [Pose] {
    var shift = transform
    shift.rotation = WorldTransform().rotation
    return zip(poses, views).map { pose, view in
      var pose = pose
      pose.position = shift.applied(to: pose.position)
      if !(pose.position.max() <= 1e6 && pose.position.min() >= -1e6) {
        report.add(
          "\(view.place): \(view.name): the position \(pose.position.numbers) has a coordinate that is "
            + "not in -1000000...1000000; scale the scene down")
      }
      return pose
    }
  }

  /// The sum of the cameras' upward directions; nil where a view has no matrix.
  private func meanUp(of views: [SourceView]) -> SIMD3<Double>? {
    var sum = SIMD3<Double>.zero
    for view in views {
      guard case .matrix(let matrix) = view.placement, matrix.count == 16 else { return nil }
      sum += SIMD3(matrix[1], matrix[5], matrix[9])
    }
    return sum
  }

  // MARK: - Pictures

  private func fit(_ view: SourceView) -> PictureFitting.Fitted? {
    do throws(PictureFitting.Unusable) {
      let fitted = try PictureFitting(settings: settings).fit(view)
      warnOfLens(view, fitted)
      return fitted
    } catch {
      report.add("\(view.place): \(view.name): \(error.description)")
      return nil
    }
  }

  /// Says where a file's numbers do not fit its picture, or the axis of a lens is off the middle.
  private func warnOfLens(_ view: SourceView, _ fitted: PictureFitting.Fitted) {
    let (x, y) = (view.intrinsics.horizontal, view.intrinsics.vertical)
    if let w = x.pixels, let h = y.pixels, w > 0, h > 0 {
      let across = Double(fitted.sourceWidth) / w
      let down = Double(fitted.sourceHeight) / h
      if abs(across / down - 1) > 0.02 {
        report.warn(
          "\(view.place): \(view.name): the picture has \(fitted.sourceWidth) x \(fitted.sourceHeight) "
            + "pixels, another shape than the \(Int(w)) x \(Int(h)) of the file; the field of view may be "
            + "wrong")
      }
    }
    for (side, name) in [(x, "across"), (y, "down")] where abs(side.offset) > 0.02 {
      report.warn(
        "\(view.place): \(view.name): the optical axis lies "
          + "\((1000 * side.offset).rounded() / 10) % of the picture's side off its middle (\(name)), "
          + "where the network takes it to be")
    }
  }

  private func warnOfFields(_ scene: ImportedScene) {
    let fields = scene.views.compactMap { $0.fieldOfView?.vertical }
    if fields.count < scene.views.count {
      report.warn(
        "\(scene.name): the field of view of \(scene.views.count - fields.count) of "
          + "\(scene.views.count) pictures is not known; it is not recorded")
    } else if scene.fieldOfView == nil, let low = fields.min(), let high = fields.max() {
      report.warn(
        "\(scene.name): the pictures' fields of view go from \((low * 10).rounded() / 10)° to "
          + "\((high * 10).rounded() / 10)°, and a network knows only one; cut them with --field-of-view "
          + "\((low * 10).rounded(.down) / 10)")
    }
  }
}
