internal import Cameras
internal import Diagnostics
internal import LinuxSystem

/// A table of pictures and poses, `file,x,y,z,yaw,pitch` and a line for each picture.
///
/// The first line names the columns, in any order. Poses are in our own conventions (z up, a growing yaw
/// turns to the right), angles in degrees or radians. A column `roll` is allowed and must be small; a column
/// `fov` gives the picture's vertical field of view.
struct CameraTable {
  let path: String
  /// Whether angles are in radians rather than degrees.
  let inRadians: Bool
  /// The largest roll that is dropped, in degrees.
  let rollTolerance: Double
  let report: ImportReport

  private static let required = ["file", "x", "y", "z", "yaw", "pitch"]
  private static let optional = ["roll", "fov"]
  private static let coordinateRange = -1e6...1e6

  private var shown: String { printable(path) }

  /// Reads the file; what is wrong goes to the report.
  func read() -> [SourceView] {
    let table: CommaSeparatedValues
    do {
      table = try CommaSeparatedValues(
        try WholeFile.read(path, limit: TransformsFile.byteLimit))
    } catch let error as CommaSeparatedValues.Malformed {
      report.add("\(shown), line \(error.line): \(error.reason)")
      return []
    } catch {
      report.add(printable("\(error)", limit: 500))
      return []
    }
    guard let header = table.rows.first, let columns = columns(header) else {
      if table.rows.isEmpty {
        report.add("\(shown): the file is empty; begin it with the line \(Self.headerLine)")
      }
      return []
    }
    let rows = table.rows.dropFirst()
    guard TransformsFile.viewRange.contains(rows.count) else {
      report.add(
        "\(shown): \(rows.count) lines of pictures, expected \(TransformsFile.viewRange.lowerBound)..."
          + "\(TransformsFile.viewRange.upperBound)")
      return []
    }
    return rows.compactMap { view($0, columns, count: header.fields.count) }
  }

  private static var headerLine: String { required.joined(separator: ",") }

  /// The place of each column.
  private func columns(_ header: CommaSeparatedValues.Row) -> [String: Int]? {
    var columns: [String: Int] = [:]
    var isUsable = true
    func problem(_ text: String) {
      report.add("\(shown), line \(header.line): \(text)")
      isUsable = false
    }
    for (index, field) in header.fields.enumerated() {
      let name = field.lowercased()
      guard (Self.required + Self.optional).contains(name) else {
        problem(
          "unknown column \(quoted(field, limit: 80))."
            + (Suggestion.question(for: name, among: Self.required + Self.optional)))
        continue
      }
      if columns.updateValue(index, forKey: name) != nil {
        problem("the column \(quoted(name)) is given twice")
      }
    }
    let missing = Self.required.filter { columns[$0] == nil }
    if !missing.isEmpty {
      problem(
        "no column \(missing.map { quoted($0) }.joined(separator: ", ")); begin the file with the "
          + "line \(Self.headerLine)")
    }
    return isUsable ? columns : nil
  }

  private func view(
    _ row: CommaSeparatedValues.Row, _ columns: [String: Int], count: Int
  ) -> SourceView? {
    let place = "\(shown), line \(row.line)"
    guard row.fields.count == count else {
      report.add("\(place): \(row.fields.count) fields, expected \(count) as in the first line")
      return nil
    }
    func field(_ name: String) -> String? { columns[name].map { row.fields[$0] } }
    let name = field("file") ?? ""
    let shownName = printable(name)
    func problem(_ text: String) { report.add("\(place): \(shownName): \(text)") }
    func number(
      _ name: String, in range: ClosedRange<Double>, slack: Double = 0
    ) -> Double? {
      guard let text = field(name), let value = Double(text), value.isFinite else {
        problem("\(name) is \(quoted(field(name) ?? "", limit: 40)), expected a number")
        return nil
      }
      guard value >= range.lowerBound - slack, value <= range.upperBound + slack else {
        problem("\(name) is \(value), not in \(range.lowerBound)...\(range.upperBound)")
        return nil
      }
      return value
    }
    func degrees(_ name: String, within limit: Double) -> Double? {
      let unit = inRadians ? Double.pi / 180 : 1
      let bound = limit * unit
      // A little more is taken, so that a π/2 of few digits is not beyond it.
      return number(name, in: -bound...bound, slack: 1e-6 * bound).map { $0 / unit }
    }
    let x = number("x", in: Self.coordinateRange)
    let y = number("y", in: Self.coordinateRange)
    let z = number("z", in: Self.coordinateRange)
    let yaw = degrees("yaw", within: 36_000)
    let pitch = degrees("pitch", within: 90)
    let roll = columns["roll"] == nil ? 0 : degrees("roll", within: 36_000)
    let fieldOfView = columns["fov"] == nil ? nil : degrees("fov", within: 179)
    if let roll, abs(roll.remainder(dividingBy: 360)) > rollTolerance {
      problem("\(CameraError.rolled(degrees: roll, tolerance: rollTolerance))")
    }
    var path: String?
    switch PictureFinder(folder: Paths.split(self.path).folder).find(name) {
    case .success(let found): path = found
    case .failure(let missing): report.add("\(place): \(missing.description)")
    }
    var intrinsics = Intrinsics()
    if columns["fov"] != nil {
      guard let fieldOfView else { return nil }
      guard fieldOfView > 0 else {
        problem("fov is \(fieldOfView), not above 0")
        return nil
      }
      intrinsics.vertical.angle = fieldOfView * .pi / 180
    }
    guard let x, let y, let z, let yaw, let pitch, let path else { return nil }
    return SourceView(
      place: place, name: shownName, path: path,
      placement: .pose(Pose(position: SIMD3(x, y, z), yawDegrees: yaw, pitchDegrees: pitch)),
      intrinsics: intrinsics)
  }
}
