import Diagnostics
import JSONDocuments

extension RequestReader {
  /// A scene, and the field of view of its pictures where the request says it.
  func scene(_ cursor: JSONCursor, poses: PoseReader) -> (scene: Scene, fieldOfView: Double?)? {
    guard let object = cursor.object("an object with \"views\" or \"dataset\"") else { return nil }
    let angle = object.optional("fieldOfView").map { fieldOfView($0) }
    let scene: Scene?
    if object.has("dataset") {
      scene = datasetRecord(object).map { .record($0) }
    } else if let views = object.required("views", "an array of images with poses") {
      scene = self.views(views, poses: poses).map { .views($0) }
    } else {
      scene = nil
    }
    object.finish()
    guard let scene, angle == nil || angle ?? nil != nil else { return nil }
    return (scene, angle ?? nil)
  }

  private func views(_ cursor: JSONCursor, poses: PoseReader) -> [Scene.View]? {
    guard let elements = cursor.elements(1...1000, of: "views") else { return nil }
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
    let split = object.optional("split").map { $0.choice(of: DatasetRecord.Split.self) } ?? .test
    let record = object.optional("record").map { $0.integer(in: 0...1_000_000_000) } ?? 0
    let views = object.optional("views").map { recordViews($0) }
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

  private func recordViews(_ cursor: JSONCursor) -> [Int]? {
    guard let elements = cursor.elements(1...1000, of: "numbers of views") else { return nil }
    var views: [Int] = []
    for element in elements {
      guard let view = element.integer(in: 0...99_999) else { continue }
      if views.contains(view) { element.problem("view \(view) is given twice") }
      views.append(view)
    }
    return views.count == elements.count ? views : nil
  }
}
