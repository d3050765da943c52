internal import Cameras
internal import Diagnostics
internal import JSONDocuments
internal import LinuxSystem

/// A `scene.json` of ours: what `gqn dataset export` wrote, perhaps changed by a person.
struct SceneFile {
  let path: String
  let report: ImportReport

  /// Reads a document that is one by its key `views`; what is wrong goes to the report.
  func views(of document: JSONValue) -> [SourceView] {
    let problems = ProblemReport()
    defer { report.add(problems, file: printable(path)) }
    guard let object = JSONCursor(document, report: problems).object(),
      let views = object.required("views", "an array of images with poses")?
        .elements(TransformsFile.viewRange, of: "views")
    else { return [] }
    var intrinsics = Intrinsics()
    if let field = object.optional("fieldOfView")?.object() {
      intrinsics.horizontal.angle = field.optional("horizontal").flatMap { angle($0) }
      intrinsics.vertical.angle = field.optional("vertical").flatMap { angle($0) }
    }
    return views.compactMap { view($0, intrinsics) }
  }

  private func angle(_ cursor: JSONCursor) -> Double? {
    cursor.positiveNumber(upTo: 179).map { $0 * .pi / 180 }
  }

  private func view(_ cursor: JSONCursor, _ intrinsics: Intrinsics) -> SourceView? {
    guard let object = cursor.object("an object with \"image\" and \"pose\"") else { return nil }
    let nameCursor = object.required("image", "the path of a picture")
    let name = nameCursor?.string()
    let pose = object.required("pose", "an object with \"position\", \"yaw\" and \"pitch\"")
      .flatMap { self.pose($0) }
    var path: String?
    if let name {
      switch PictureFinder(folder: Paths.split(self.path).folder).find(name) {
      case .success(let found): path = found
      case .failure(let missing): nameCursor?.problem(missing.description)
      }
    }
    guard let name, let path, let pose else { return nil }
    return SourceView(
      place: "\(printable(self.path)): \(printable(cursor.pointer.description))",
      name: printable(name), path: path, placement: .pose(pose), intrinsics: intrinsics)
  }

  private func pose(_ cursor: JSONCursor) -> Pose? {
    guard let object = cursor.object() else { return nil }
    let position = object.required("position", "an array of 3 numbers")?
      .numbers(3, in: -1e6...1e6)
    let yaw = object.required("yaw", "a number of degrees")?.number(in: -36_000...36_000)
    let pitch = object.required("pitch", "a number of degrees")?.number(in: -90.0001...90.0001)
    object.finish()
    guard let position, let yaw, let pitch else { return nil }
    return Pose(
      position: SIMD3(position[0], position[1], position[2]), yawDegrees: yaw, pitchDegrees: pitch)
  }
}
