internal import Diagnostics
internal import JSONDocuments
internal import LinuxSystem

/// A `transforms.json` of nerfstudio or instant-ngp, or a `transforms_train.json` of NeRF's synthetic
/// scenes.
///
/// `frames` holds `{"file_path": …, "transform_matrix": [[4 numbers], …]}`: camera to world, OpenGL axes
/// (+x right, +y up, looking along −z), the world's z up. The lens is given by `fl_x`, `fl_y`, `cx`, `cy`, `w`
/// and `h` in pixels or by `camera_angle_x` and `camera_angle_y` in radians, for all frames or for one.
/// `applied_transform` and `applied_scale` say what nerfstudio had done to the poses before it wrote them,
/// so nothing has to be done about them; they are kept for the record.
/// - Source: nerfstudio's documentation, "Data conventions"; instant-ngp, `docs/nerf_dataset_tips.md`.
struct TransformsFile {
  let path: String
  let report: ImportReport

  /// The largest file that is read.
  static let byteLimit = 64 << 20
  /// The most views of a scene.
  static let viewRange = 1...100_000

  /// Reads a document that is one by its key `frames`; what is wrong goes to the report.
  func content(of document: JSONValue) -> PoseSource.Content {
    let problems = ProblemReport()
    defer { report.add(problems, file: printable(path)) }
    var content = PoseSource.Content()
    guard let object = JSONCursor(document, report: problems).object(),
      let frames = object.required("frames", "an array of pictures with matrices")?
        .elements(Self.viewRange, of: "frames")
    else { return content }
    checkModel(object)
    let common = intrinsics(object, default: Intrinsics())
    let heldOut = heldOutNames(object)
    content.views = frames.compactMap { view($0, common, heldOut: heldOut) }
    for key in ["applied_transform", "applied_scale"] {
      content.applied[key] = object.optional(key)?.value
    }
    return content
  }

  // MARK: - A frame

  private func view(
    _ cursor: JSONCursor, _ common: Intrinsics, heldOut: Set<String>
  ) -> SourceView? {
    guard let object = cursor.object("an object with \"file_path\" and \"transform_matrix\"") else {
      return nil
    }
    let nameCursor = object.required("file_path", "the path of a picture")
    let name = nameCursor?.string()
    let matrixCursor = object.required("transform_matrix", "4 rows of 4 numbers")
    let matrix = matrixCursor?.matrix(rows: 4, columns: 4)
    let intrinsics = intrinsics(object, default: common)
    var path: String?
    if let name {
      switch PictureFinder(folder: Paths.split(self.path).folder).find(name) {
      case .success(let found): path = found
      case .failure(let missing): nameCursor?.problem(missing.description)
      }
    }
    guard let name, let path, let matrix, let matrixCursor else { return nil }
    return SourceView(
      place: "\(printable(self.path)): \(printable(matrixCursor.pointer.description))",
      name: printable(name), path: path, placement: .matrix(matrix), intrinsics: intrinsics,
      isHeldOut: heldOut.contains(name))
  }

  /// nerfstudio's own split: the pictures that its `test_filenames` and `val_filenames` list.
  private func heldOutNames(_ object: JSONObjectReader) -> Set<String> {
    var names: Set<String> = []
    for key in ["test_filenames", "val_filenames"] {
      guard case .array(let elements) = object.optional(key)?.value else { continue }
      for case .string(let name) in elements { names.insert(name) }
    }
    return names
  }

  // MARK: - The lens

  private func intrinsics(_ object: JSONObjectReader, default common: Intrinsics) -> Intrinsics {
    var intrinsics = common
    read(object, "x", "w", into: &intrinsics.horizontal)
    read(object, "y", "h", into: &intrinsics.vertical)
    for key in ["k1", "k2", "k3", "k4", "p1", "p2"] {
      guard let cursor = object.optional(key), let value = cursor.value.double, value != 0 else {
        continue
      }
      cursor.warning(
        "the lens distorts (\(key) = \(value)), which is not undone; undistort the pictures first "
          + "if it shows")
    }
    return intrinsics
  }

  private func read(
    _ object: JSONObjectReader, _ axis: String, _ pixels: String,
    into side: inout Intrinsics.Side
  ) {
    if let length = object.optional("fl_" + axis)?.positiveNumber(upTo: 1e9) {
      side.focalLength = length
    }
    if let angle = object.optional("camera_angle_" + axis)?.positiveNumber(upTo: 3.14159) {
      side.angle = angle
    }
    if let centre = object.optional("c" + axis)?.number(in: -1e6...1e6) { side.centre = centre }
    if let count = object.optional(pixels)?.positiveNumber(upTo: 1e6) { side.pixels = count }
  }

  /// Pictures that are no perspective ones cannot be used.
  private func checkModel(_ object: JSONObjectReader) {
    guard let cursor = object.optional("camera_model"), case .string(let model) = cursor.value
    else { return }
    let perspective = [
      "OPENCV", "PINHOLE", "SIMPLE_PINHOLE", "SIMPLE_RADIAL", "RADIAL", "PERSPECTIVE",
    ]
    guard !perspective.contains(model.uppercased()) else { return }
    cursor.problem(
      "\(quoted(model, limit: 80)) is no perspective camera; expected one of "
        + perspective.joined(separator: ", ") + ". Convert the pictures first.")
  }
}
