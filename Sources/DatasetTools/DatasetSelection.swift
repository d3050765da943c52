internal import Cameras
package import Datasets
internal import Images

/// Some records of a split of a dataset.
package struct DatasetSelection: Sendable {
  /// The dataset, one of its splits, and which of its records.
  package let dataset: DatasetFolder
  package let split: DatasetSplit
  package let numbers: RecordNumbers
  private let folder: RecordFolder

  /// Chooses records.
  ///
  /// - Throws: `DatasetError` where the split is not here.
  package init(
    _ dataset: DatasetFolder, split: DatasetSplit, numbers: RecordNumbers
  ) throws(DatasetError) {
    self.dataset = dataset
    guard let folder = dataset.records(of: split) else {
      throw .noRecords(folder: "\(dataset.path)/\(split.rawValue)")
    }
    self.folder = folder
    self.split = split
    self.numbers = numbers
  }

  /// A record that could be read, with all its pictures decoded, or why it cannot be used.
  package enum Found {
    case scene(number: Int, DatasetScene, PictureScene)
    case damage(String)
  }

  /// Hands on the chosen records in order, until `body` returns false.
  ///
  /// - Parameters:
  ///   - viewLimit: the most views that are decoded, the first ones.
  ///   - verticalDegrees: how much a picture shows from its lower to its upper edge, where that is known.
  ///   - body: is called with each record.
  /// - Throws: `DatasetError` where none of the numbers is a record's.
  package func forEach(
    viewLimit: Int = .max, verticalDegrees: Double? = nil, _ body: (Found) -> Bool
  ) throws(DatasetError) {
    var isEmpty = true
    let count = folder.forEach(of: numbers) { number, result in
      isEmpty = false
      return body(found(number, result, viewLimit, verticalDegrees))
    }
    guard isEmpty else { return }
    throw .noRecord(folder: folder.path, record: numbers.first, count: count)
  }

  private func found(
    _ number: Int, _ result: Result<DatasetScene, DatasetError>, _ viewLimit: Int,
    _ verticalDegrees: Double?
  ) -> Found {
    do throws(DatasetError) {
      let scene = try result.get()
      var views: [PictureScene.View] = []
      for view in scene.frames.indices.prefix(viewLimit) {
        views.append(.init(try scene.image(view), scene.cameras[view].pose))
      }
      let digits = String(number)
      return .scene(
        number: number, scene,
        PictureScene(
          name: split.rawValue + "-" + String(repeating: "0", count: max(0, 6 - digits.count))
            + digits,
          source: SceneSource(dataset: dataset.name, split: split.rawValue, record: number),
          views: views,
          fieldOfView: verticalDegrees.flatMap { degrees in
            views.first.map {
              FieldOfView(vertical: degrees, width: $0.image.width, height: $0.image.height)
            }
          }))
    } catch {
      return .damage("record \(number): \(error)")
    }
  }
}
