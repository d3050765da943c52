internal import Glibc

/// The given views and the path of a flight seen from above, as a drawing in SVG.
///
/// x goes right, y up, both in the same scale. Cameras whose numbers are not finite are left out. A page
/// may have several maps, of which one has a path.
package struct TopDownMap: Sendable {
  /// The cameras of the given views; their numbers start at 1.
  package var views: [MapCamera]
  /// The cameras of the flight, a frame each.
  package var path: [MapCamera]
  /// Tells the maps of a page apart, as part of its elements' names.
  package var id = "map"
  /// The number of the first view.
  package var firstNumber = 1

  /// Describes a map.
  package init(views: [MapCamera], path: [MapCamera]) {
    self.views = views
    self.path = path
  }

  /// The most points a long path is drawn with.
  private static let pathPoints = 600
  /// The most looking directions along the path.
  private static let ticks = 24
  /// The most views with a number; more would cover each other.
  private static let numberedViews = 64
  /// The most views that are drawn.
  private static let drawnViews = 1000

  /// The drawing. Its colours come from ``style``; the same cameras give the same text.
  package var svg: String {
    let views = self.views.enumerated().filter(\.element.isFinite).prefix(Self.drawnViews)
    let path = self.path.filter(\.isFinite)
    let sampled = Self.sample(path, Self.pathPoints)
    let scale = MapScale(views.map(\.element) + path)

    var svg = """
      <svg class="map" viewBox="0 0 \(Int(MapScale.width)) \(Int(scale.height + MapScale.footer))" \
      role="img" aria-labelledby="\(id)-title">
      <title id="\(id)-title">Map from above: \(Self.title(views.count, path.count))</title>

      """
    svg += grid(scale)
    svg += pathDrawing(sampled, scale)
    for (index, camera) in views { svg += viewDrawing(camera, number: index + firstNumber, scale) }
    if !sampled.isEmpty {
      svg += "<g id=\"now\" class=\"now\" visibility=\"hidden\">"
      svg += "<path d=\"M0 0L30 -14V14Z\"/><circle r=\"5\"/></g>\n"
    }
    return svg + scaleBar(scale) + axes(scale) + "</svg>\n"
  }

  private static func title(_ views: Int, _ frames: Int) -> String {
    func count(_ number: Int, _ what: String) -> String {
      "\(number) \(what)\(number == 1 ? "" : "s")"
    }
    return frames == 0
      ? count(views, "view")
      : "\(count(views, "given view")) and a path of \(count(frames, "frame"))"
  }

  /// At most `count` evenly spaced elements, the first and the last among them.
  static func sample(_ cameras: [MapCamera], _ count: Int) -> [MapCamera] {
    guard cameras.count > count else { return cameras }
    let stride = Double(cameras.count - 1) / Double(count - 1)
    return (0..<count).map { cameras[Int((Double($0) * stride).rounded())] }
  }

  // MARK: - Parts

  private func grid(_ scale: MapScale) -> String {
    var svg = "<g class=\"grid\">"
    for (value, x) in scale.columns {
      svg += "<path\(value == 0 ? " class=\"zero\"" : "") d=\"M\(px(x)) 0V\(px(scale.height))\"/>"
    }
    for (value, y) in scale.rows {
      svg += "<path\(value == 0 ? " class=\"zero\"" : "") d=\"M0 \(px(y))H\(px(MapScale.width))\"/>"
    }
    return svg + "</g>\n"
  }

  private func pathDrawing(_ path: [MapCamera], _ scale: MapScale) -> String {
    guard let first = path.first, let last = path.last else { return "" }
    let points = path.map { camera in
      let (x, y) = scale.place(camera)
      return "\(px(x)),\(px(y))"
    }
    // The directions, for the script that moves a marker along the path; nothing where straight up
    // or down.
    let angles = path.map { camera in scale.degrees(camera).map { "\($0)" } ?? "" }
    var svg = """
      <polyline id="path" class="path" points="\(points.joined(separator: " "))" \
      data-angles="\(angles.joined(separator: " "))"/>
      <g class="tick">
      """
    for camera in Self.sample(path, Self.ticks) {
      guard let angle = scale.degrees(camera) else { continue }
      svg += "<path d=\"M0 0H14\" transform=\"\(scale.transform(camera)) rotate(\(angle))\"/>"
    }
    svg += "</g>\n"
    if path.count > 1 {
      svg += "<rect class=\"end\" x=\"-5\" y=\"-5\" width=\"10\" height=\"10\" "
      svg += "transform=\"\(scale.transform(last))\"><title>end</title></rect>"
    }
    svg += "<circle class=\"start\" r=\"5\" transform=\"\(scale.transform(first))\">"
    return svg + "<title>start</title></circle>\n"
  }

  private func viewDrawing(_ camera: MapCamera, number: Int, _ scale: MapScale) -> String {
    let position = [camera.x, camera.y, camera.z].map(HTMLText.number).joined(separator: ", ")
    var svg = "<g class=\"view\" transform=\"\(scale.transform(camera))\">"
    svg += "<title>view \(number) at (\(position))</title>"
    // The number stands behind the camera, out of what it sees.
    var label = (x: 0.0, y: -14.0)
    if let angle = scale.degrees(camera) {
      svg += "<path d=\"M0 0L26 -12V12Z\" transform=\"rotate(\(angle))\"/>"
      let radians = Double(angle) * .pi / 180
      label = (-14 * cos(radians), -14 * sin(radians))
    }
    svg += "<circle r=\"3.5\"/>"
    if number <= Self.numberedViews {
      svg += "<text x=\"\(px(label.x))\" y=\"\(px(label.y + 4.5))\">\(number)</text>"
    }
    return svg + "</g>\n"
  }

  private func scaleBar(_ scale: MapScale) -> String {
    let y = scale.height + 26
    let end = 10 + scale.step * scale.pixelsPerUnit
    return """
      <g class="rule"><path d="M10 \(px(y - 5))V\(px(y))H\(px(end))V\(px(y - 5))"/>\
      <text x="\(px(end + 8))" y="\(px(y + 1))">\(HTMLText.number(scale.step))</text></g>

      """
  }

  private func axes(_ scale: MapScale) -> String {
    let (x, y) = (MapScale.width - 46, scale.height + 30)
    return """
      <g class="rule"><path d="M\(px(x)) \(px(y - 20))V\(px(y))H\(px(x + 20))"/>\
      <text x="\(px(x + 26))" y="\(px(y + 3))">x</text>\
      <text x="\(px(x - 12))" y="\(px(y - 13))">y</text></g>

      """
  }

  /// A coordinate of the drawing, to a tenth of a pixel.
  private func px(_ value: Double) -> String { HTMLText.tenths(value) }
}
