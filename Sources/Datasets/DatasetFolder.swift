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

  /// Finds a dataset.
  ///
  /// - Throws: ``DatasetError/noDataset(name:root:suggestion:)``, or another where a folder cannot be read.
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
  }

  /// One of the splits, or nil where it is not here.
  package func records(of split: DatasetSplit) -> RecordFolder? {
    splits.first { $0.split == split }?.records
  }

  /// The table's entry of the name, or nil.
  package var known: KnownDataset? { .named(name) }

  /// The sizes that its scenes should have: the table's, or else those of the first that can be read.
  package var sceneSizes: SceneSizes? {
    known.map { SceneSizes(views: $0.views, width: $0.pixels, height: $0.pixels) }
      ?? firstSceneSizes
  }

  /// The sizes of its scenes as the first one has them that can be read, or nil where there is none.
  package var firstSceneSizes: SceneSizes? {
    for split in splits {
      if let sizes = SceneSizes(firstOf: split.records) { return sizes }
    }
    return nil
  }

  /// How many files the whole of a split has: what its files' names say, or else the table.
  package func expectedFiles(of split: DatasetSplit) -> Int? {
    records(of: split)?.announcedFileCount ?? known?.files(of: split)
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
