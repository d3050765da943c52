internal import Datasets
internal import Diagnostics
internal import Images
internal import Pages

extension DatasetViewer {
  /// The page: every scene with its views, their poses and a map.
  var page: Page {
    get throws(ImageError) {
      var body = Page.warnings(warnings)
      for scene in scenes { body += Page.section("Record \(scene.number)", try section(scene)) }
      body += Page.section("Facts", PageFact.table(facts))
      var page = Page(
        title: printable(dataset.name),
        subtitle: "<p>Scenes of the split <strong>\(split.rawValue)</strong></p>", body: body)
      page.style = Self.css
      return page
    }
  }

  private static let css = """
    .scene{display:grid;grid-template-columns:minmax(0,5fr) minmax(0,3fr);gap:1.5rem;align-items:start}
    .scene .views{grid-template-columns:repeat(auto-fill,minmax(6rem,1fr));gap:.9rem}
    .scene figcaption{font-size:.75rem}
    @media(max-width:44rem){.scene{grid-template-columns:minmax(0,1fr)}}
    """

  /// The views beside the map.
  private func section(_ scene: Scene) throws(ImageError) -> String {
    var figures = ""
    for (index, view) in scene.pictures.views.enumerated() {
      figures += PagePicture(
        try PNG.encode(view.image), width: view.image.width, height: view.image.height,
        caption: "\(index): \(view.pose.caption)"
      ).figure()
    }
    var map = TopDownMap(views: scene.pictures.views.map { MapCamera($0.pose) }, path: [])
    map.id = "map-\(scene.number)"
    map.firstNumber = 0
    let shown = scene.pictures.views.count
    let count =
      shown == scene.viewCount
      ? counted(shown, "view") : "the first \(shown) of \(counted(scene.viewCount, "view"))"
    return """
      <div class="scene">
      <div class="views">
      \(figures)</div>
      <figure>
      \(map.svg)<figcaption>Cameras seen from above, in the dataset’s units; \(count). \
      \(HTMLText.escape(scene.file)), byte \(scene.offset).</figcaption>
      </figure>
      </div>

      """
  }

  private var facts: [PageFact] {
    var facts = [PageFact("Folder", printable(dataset.path, limit: 1000))]
    for split in dataset.splits {
      let expected = dataset.expectedFiles(of: split.split).map { " of \($0)" } ?? ""
      facts.append(
        PageFact("Files of \(split.split.rawValue)", "\(split.records.files.count)\(expected)"))
    }
    if let scene = scenes.first, let image = scene.pictures.views.first?.image {
      facts.append(PageFact("Views of a scene", "\(scene.viewCount)"))
      facts.append(PageFact("Picture size", "\(image.width) x \(image.height) pixels"))
    }
    if let angle = dataset.fieldOfView {
      facts.append(PageFact("Field of view", "\(HTMLText.number(angle))°"))
    }
    if let origin = dataset.description?.origin {
      let seed = origin.seed.map { ", seed \($0)" } ?? ""
      facts.append(
        PageFact(
          "Origin", "\(origin.method.rawValue): \(origin.source)\(seed), by \(origin.program)"))
    }
    return facts
  }
}
