internal import Diagnostics
internal import LinuxSystem

/// A dataset on disk, `ROOT/NAME/{train,test}/I-of-N.tfrecord`, as far as it is here.
package struct DatasetFolder: Sendable {
  /// One of its splits.
  package struct Split: Sendable {
    package let split: DatasetSplit
    package let records: RecordFolder
  }

  /// Its name, and the folder `ROOT/NAME`.
  package let name: String
  package let path: String
  /// The splits that have record files, train first.
  package let splits: [Split]
  /// Its `dataset.json`, or nil where it has none, as DeepMind's have not.
  package let description: DatasetDescription?

  /// Finds a dataset.
  ///
  /// - Throws: ``DatasetError/noDataset(name:root:suggestion:)``, or another where a folder or the
  ///   description cannot be read.
  package init(_ name: String, root: String) throws(DatasetError) {
    let path = "\(root)/\(name)"
    self.name = name
    self.path = path
    var splits: [Split] = []
    for split in DatasetSplit.allCases {
      let folder = "\(path)/\(split.rawValue)"
      guard (try? FileFacts.ifPresent(folder))??.kind == .folder else { continue }
      do throws(DatasetError) {
        splits.append(Split(split: split, records: try RecordFolder(folder)))
      } catch .noRecords {
        // A split without files is one that is not here.
      }
    }
    guard !splits.isEmpty else {
      throw .noDataset(
        name: name, root: root,
        suggestion: Suggestion.question(
          for: name, among: Self.names(in: root).filter { $0 != name }))
    }
    self.splits = splits
    description = try DatasetDescription.read(fromFolder: path)
  }

  /// One of the splits, or nil where it is not here.
  package func records(of split: DatasetSplit) -> RecordFolder? {
    splits.first { $0.split == split }?.records
  }

  /// The table's entry of the name; nil for other names, and for what only shares a name with it and
  /// describes itself.
  private var known: KnownDataset? { description == nil ? .named(name) : nil }

  /// The sizes that the scenes of a split should have: those of the description or the table, or else those
  /// of the split's first that can be read. Imported datasets may keep fewer views for one split than for
  /// the other, and so theirs are read off too.
  package func sceneSizes(of split: Split) -> SceneSizes? {
    if let description, description.origin?.method != .imported {
      return SceneSizes(
        views: description.views, width: description.width, height: description.height)
    }
    return known.map { SceneSizes(views: $0.views, width: $0.pixels, height: $0.pixels) }
      ?? SceneSizes(firstOf: split.records)
  }

  /// The angle in degrees that a picture covers from its top to its bottom, where it is known.
  package var fieldOfView: Double? { description?.fieldOfView ?? known?.fieldOfView }

  /// The sizes of its scenes as the first one has them that can be read, or nil where there is none.
  package var firstSceneSizes: SceneSizes? {
    for split in splits {
      if let sizes = SceneSizes(firstOf: split.records) { return sizes }
    }
    return nil
  }

  /// How many files the whole of a split has: what its files' names say, or else its description or the
  /// table.
  package func expectedFiles(of split: DatasetSplit) -> Int? {
    records(of: split)?.announcedFileCount
      ?? description?.layout?.files.count { $0.split == split } ?? known?.files(of: split)
  }

  /// The datasets in a folder, by name.
  package static func names(in root: String) -> [String] {
    ((try? Folder.names(in: root)) ?? []).filter { name in
      DatasetSplit.allCases.contains { split in
        (try? FileFacts.ifPresent("\(root)/\(name)/\(split.rawValue)"))??.kind == .folder
      }
    }
  }
}
