import Cameras
import DatasetNames
import Diagnostics
import JSONDocuments
import LinuxSystem

extension RequestReader {
  /// A scene, and the field of view of its pictures where the request or its file says it.
  func scene(_ cursor: JSONCursor, poses: PoseReader) -> (scene: Scene, fieldOfView: Double?)? {
    guard
      let object = cursor.object("an object with \"views\", \"file\", \"dataset\" or \"generated\"")
    else { return nil }
    let angle = object.optional("fieldOfView").map { fieldOfView($0) }
    var ofFile: Double?
    let scene: Scene?
    if object.has("dataset") {
      scene = datasetRecord(object).map { .record($0) }
    } else if let generated = object.optional("generated") {
      scene = generatedRecord(generated).map { .generated($0) }
    } else if let file = object.optional("file") {
      let read = sceneFile(file, choice: object.optional("views"), poses: poses)
      scene = read.map { .views($0.views) }
      ofFile = read?.fieldOfView
    } else if let views = object.required("views", "an array of images with poses") {
      scene = self.views(views, poses: poses).map { .views($0) }
    } else {
      scene = nil
    }
    object.finish()
    guard let scene, angle == nil || angle ?? nil != nil else { return nil }
    return (scene, angle ?? ofFile)
  }

  /// How many views can be shown.
  private static let viewRange = 1...1000

  private func views(_ cursor: JSONCursor, poses: PoseReader) -> [Scene.View]? {
    cursor.elements(Self.viewRange, of: "views").flatMap { views($0, poses: poses) }
  }

  private func views(_ elements: [JSONCursor], poses: PoseReader) -> [Scene.View]? {
    let views = elements.compactMap { element -> Scene.View? in
      guard let object = element.object("an object with \"image\" and \"pose\"") else { return nil }
      let image = object.required("image", "the path of a PNG or JPEG file")
        .flatMap { path($0, to: .regular) }
      let camera = object.required("pose", "an object, the pose").flatMap { poses.camera($0) }
      object.finish()
      guard let image, let camera else { return nil }
      return Scene.View(imagePath: image, camera: camera)
    }
    return views.count == elements.count ? views : nil
  }

  private func datasetRecord(_ object: JSONObjectReader) -> DatasetRecord? {
    let datasetCursor = object.required("dataset", "the name of a dataset")
    let dataset = datasetCursor.flatMap { jobName($0) }
    let rootCursor = object.optional("root")
    let split = object.optional("split").map { $0.choice(of: DatasetSplit.self) } ?? .test
    let record = object.optional("record").map { $0.integer(in: 0...1_000_000_000) } ?? 0
    let views = object.optional("views").map { viewNumbers($0, in: 0...99_999) }
    let root: String?
    if let rootCursor {
      root = path(rootCursor, to: .folder)
    } else {
      root = datasetCursor.flatMap {
        existing("data", in: context.baseFolder, kind: .folder, at: $0)
      }
    }
    guard let datasetCursor, let dataset, let root,
      let folder = existing(dataset, in: root, kind: .folder, at: datasetCursor), let split,
      let splitFolder = existing(split.rawValue, in: folder, kind: .folder, at: datasetCursor),
      let record, views == nil || views ?? nil != nil
    else { return nil }
    return DatasetRecord(
      dataset: dataset, root: root, split: split, folder: splitFolder, record: record,
      views: views ?? nil)
  }

  private func generatedRecord(_ cursor: JSONCursor) -> GeneratedRecord? {
    guard let object = cursor.object("an object with \"name\" and \"seed\"") else { return nil }
    let generator: SceneGenerator? = object.required("name", "the name of a generator")?.choice()
    let seed = object.optional("seed").map { $0.integer(in: 0...UInt64.max) } ?? 1
    let split = object.optional("split").map { $0.choice(of: DatasetSplit.self) } ?? .test
    let index =
      object.optional("index").map { $0.integer(in: 0...(DatasetSplit.largestCount - 1)) } ?? 0
    let last = (generator?.views ?? 1000) - 1
    let views = object.optional("views").map { viewNumbers($0, in: 0...last) }
    object.finish()
    guard let generator, let seed, let split, let index, views == nil || views ?? nil != nil
    else { return nil }
    return GeneratedRecord(
      generator: generator, seed: seed, split: split, index: index, views: views ?? nil)
  }

  /// The largest `scene.json` that is read: room for 100 000 views.
  private static let sceneByteLimit = 64 << 20

  /// The views of a `scene.json`, whose own folder its relative paths start from, all of them or the chosen
  /// ones; and the angle that they cover from top to bottom, where the file says it.
  private func sceneFile(
    _ cursor: JSONCursor, choice: JSONCursor?, poses: PoseReader
  ) -> (views: [Scene.View], fieldOfView: Double?)? {
    var numbers: [Int]?
    if let choice {
      numbers = viewNumbers(choice, in: 0...99_999)
      if numbers == nil { return nil }
    }
    guard let path = path(cursor, to: .regular) else { return nil }
    let document: JSONValue
    do {
      document = try JSONValue(
        parsing: try context.files.contents(of: path, limit: Self.sceneByteLimit),
        limits: JSONLimits(byteCount: Self.sceneByteLimit))
    } catch {
      cursor.problem(printable("\(path): \(error)", limit: 500))
      return nil
    }
    let inner = ProblemReport(limit: 5)
    var context = context
    context.baseFolder = Paths.split(path).folder
    let reader = RequestReader(context: context, report: inner, fileName: fileName)
    let object = JSONCursor(document, report: inner).object()
    let angle = object?.optional("fieldOfView")?.object()?.optional("vertical")
      .flatMap { reader.fieldOfView($0) }
    let all = object?
      .required("views", "an array of images with poses")?.elements(1...100_000, of: "views")
    var views: [Scene.View]?
    if let all, let chosen = chosen(numbers ?? Array(all.indices), of: all, at: choice ?? cursor) {
      views = reader.views(chosen, poses: poses)
    }
    for problem in inner.summary { cursor.problem("\(printable(path)): \(problem)") }
    for warning in inner.warnings { cursor.warning("\(printable(path)): \(warning)") }
    guard inner.isClean, let views else { return nil }
    return (views, angle)
  }

  private func chosen(
    _ numbers: [Int], of elements: [JSONCursor], at cursor: JSONCursor
  ) -> [JSONCursor]? {
    guard numbers.count <= Self.viewRange.upperBound else {
      cursor.problem(
        "the file has \(numbers.count) views, at most \(Self.viewRange.upperBound) can be shown; choose "
          + "some with \"views\"")
      return nil
    }
    if let beyond = numbers.first(where: { $0 >= elements.count }) {
      cursor.problem("view \(beyond) is not in 0...\(elements.count - 1)")
      return nil
    }
    return numbers.map { elements[$0] }
  }

  private func viewNumbers(_ cursor: JSONCursor, in range: ClosedRange<Int>) -> [Int]? {
    guard let elements = cursor.elements(Self.viewRange, of: "numbers of views") else { return nil }
    var views: [Int] = []
    for element in elements {
      guard let view = element.integer(in: range) else { continue }
      if views.contains(view) { element.problem("view \(view) is given twice") }
      views.append(view)
    }
    return views.count == elements.count ? views : nil
  }
}
