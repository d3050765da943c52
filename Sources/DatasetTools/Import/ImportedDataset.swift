package import Datasets
internal import Digests
internal import Images

/// Imported scenes on their way into a dataset of DeepMind's layout.
package struct ImportedDataset: Sendable {
  /// How pictures are stored.
  package enum Format: String, CaseIterable, Sendable {
    /// As in DeepMind's own datasets.
    case jpeg
    /// Without loss; TensorFlow's `decode_jpeg`, by which most readers of these datasets decode, reads it
    /// too.
    case png
  }

  /// A record.
  struct Record: Sendable {
    let scene: ImportedScene
    let views: [ImportedScene.View]
  }

  let train: [Record]
  let test: [Record]

  /// Spreads scenes over the splits.
  ///
  /// - Throws: ``ImportError/sources(_:)`` where too little is left for training, or the scenes of a split
  ///   have not all the same number of views.
  package init(_ scenes: [ImportedScene], heldOut: ImportSettings.HeldOut) throws(ImportError) {
    func whole(_ scenes: [ImportedScene]) -> [Record] {
      scenes.map { Record(scene: $0, views: $0.views) }
    }
    func part(_ isHeldOut: (ImportedScene) -> (Int) -> Bool) -> (train: [Record], test: [Record]) {
      func records(_ wanted: Bool) -> [Record] {
        scenes.compactMap { scene in
          let isTest = isHeldOut(scene)
          let views = scene.views.indices.filter { isTest($0) == wanted }.map { scene.views[$0] }
          return views.isEmpty ? nil : Record(scene: scene, views: views)
        }
      }
      return (records(false), records(true))
    }
    switch heldOut {
    case .nothing: (train, test) = (whole(scenes), [])
    case .scenes(let count):
      let chosen = Set(Self.middles(count, of: scenes.count))
      train = whole(scenes.indices.filter { !chosen.contains($0) }.map { scenes[$0] })
      test = whole(chosen.sorted().map { scenes[$0] })
    case .views(let count):
      (train, test) = part { scene in
        let chosen = Set(Self.middles(count, of: scene.views.count))
        return { chosen.contains($0) }
      }
    case .asInSource: (train, test) = part { scene in { scene.views[$0].isHeldOut } }
    }
    try check(heldOut, sceneCount: scenes.count)
  }

  /// So many of the numbers 0..<total, spread evenly, none of them at an end where that can be.
  static func middles(_ count: Int, of total: Int) -> [Int] {
    count >= total ? Array(0..<total) : (0..<count).map { (2 * $0 + 1) * total / (2 * count) }
  }

  private func check(
    _ heldOut: ImportSettings.HeldOut, sceneCount: Int
  ) throws(ImportError) {
    var problems: [String] = []
    if train.isEmpty || (train.count < sceneCount && !heldOut.isOfScenes) {
      problems.append(
        "nothing is left for the split train of \(train.isEmpty ? "all" : "some") scenes; keep less for "
          + "tests")
    }
    if heldOut == .asInSource, test.isEmpty {
      problems.append(
        "the sources keep no views for tests (transforms_test.json, transforms_val.json, or test_filenames "
          + "and val_filenames in transforms.json); give --test-views a number")
    }
    for (split, records) in [(DatasetSplit.train, train), (.test, test)] {
      let counts = records.map(\.views.count)
      guard let least = counts.min(), let most = counts.max(), least < most else { continue }
      problems.append(
        "the scenes of the split \(split.rawValue) have \(least) to \(most) views, and those of a dataset all "
          + "have the same number: "
          + records.map { "\($0.scene.name) \($0.views.count)" }.joined(separator: ", ")
          + ". Thin them out with --views.")
    }
    guard problems.isEmpty else { throw .sources(problems) }
  }

  /// The scenes' common field of view; nil where it is not known, or not the same.
  var fieldOfView: Double? {
    let fields = (train + test).map { $0.scene.fieldOfView?.vertical }
    guard let first = fields.first, let least = first,
      fields.allSatisfy({ $0.map { abs($0 / least - 1) <= 0.01 } ?? false })
    else { return nil }
    return least
  }

  /// The names of the scenes, or their number where there are many.
  private var sourceNames: String {
    var names: [String] = []
    for record in train + test where !names.contains(record.scene.name) {
      names.append(record.scene.name)
    }
    return names.count > 3 ? "\(names.count) scenes" : names.joined(separator: ", ")
  }

  // MARK: - Writing

  /// What was written.
  package struct Summary: Sendable {
    /// The dataset's folder.
    package let folder: String
    /// Scenes of the two splits.
    package let train, test: Int
  }

  /// Writes the dataset.
  ///
  /// - Parameters:
  ///   - name: its name.
  ///   - root: the folder that it is made in.
  ///   - format: how pictures are stored.
  ///   - program: what writes it, for the description.
  /// - Returns: what was written.
  /// - Throws: `DatasetError` where it cannot be written, or is there already.
  package func write(
    name: String, root: String, format: Format, program: String
  ) throws(DatasetError) -> Summary {
    guard let first = train.first?.views.first?.image else {
      preconditionFailure("a dataset without scenes to train")
    }
    let coded = try [(DatasetSplit.train, train), (.test, test)].map {
      (split, records) throws(DatasetError) in
      try records.enumerated().map { (number, record) throws(DatasetError) in
        try Coded(record, as: number, of: split, format)
      }
    }
    let description = DatasetDescription(
      name: name, width: first.width, height: first.height, views: train[0].views.count,
      fieldOfView: fieldOfView,
      origin: .init(method: .imported, source: sourceNames, program: program),
      sources: coded.joined().map(\.source))
    let layout = DatasetLayout(train: train.count, test: test.count, scenesPerFile: 100)
    let writer = try DatasetWriter(description, layout: layout, root: root)
    for file in writer.missing {
      let records = coded[file.split == .train ? 0 : 1]
      try writer.write(records[file.scenes].map(\.record), as: file)
    }
    return Summary(folder: writer.path, train: train.count, test: test.count)
  }

  /// A record as it is written, and what it was made of.
  private struct Coded {
    let record: SceneRecord
    let source: ImportedSource

    init(
      _ record: Record, as number: Int, of split: DatasetSplit, _ format: Format
    ) throws(DatasetError) {
      var frames: [[UInt8]] = []
      var sha = SHA256()
      for view in record.views {
        let frame: [UInt8]
        do throws(ImageError) {
          frame = try format == .jpeg ? JPEG.encode(view.image) : PNG.encode(view.image)
        } catch {
          throw .notWritten("\(view.name): \(error)")
        }
        sha.update(frame.span)
        frames.append(frame)
      }
      self.record = SceneRecord(frames: frames, poses: record.views.map(\.pose))
      let scene = record.scene
      source = ImportedSource(
        split: split, record: number, files: scene.files, transform: scene.transform,
        applied: scene.applied.isEmpty ? nil : scene.applied, digest: sha.hexDigest)
    }
  }
}

extension ImportSettings.HeldOut {
  /// Whether whole scenes are kept for tests.
  fileprivate var isOfScenes: Bool {
    if case .scenes = self { true } else { false }
  }
}
