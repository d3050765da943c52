internal import LinuxSystem
internal import TensorFlowFormats

/// Writes a dataset file by file, `ROOT/NAME/{train,test}/I-of-N.tfrecord`, with its description.
///
/// A file has its name when it is complete, so that a writer that was stopped goes on with the first
/// file that is missing. One dataset has one writer at a time; a lock in its folder sees to that.
package struct DatasetWriter: ~Copyable {
  /// What is written.
  package let description: DatasetDescription
  /// Its folder, `ROOT/NAME`.
  package let path: String
  /// The files that are not there yet, in the order in which they are to be written.
  package let missing: [DatasetLayout.File]

  private let folder: Folder
  private let lock: FileLock

  /// Begins a dataset, or takes up one that was begun.
  ///
  /// - Parameters:
  ///   - description: what is written.
  ///   - layout: how many scenes in which files; takes its place in the description.
  ///   - root: the folder for datasets; made where it is missing.
  /// - Throws: ``DatasetError/occupied(folder:problem:)`` where another dataset is in the way, or this
  ///   one is complete; ``DatasetError/notWritten(_:)``; ``DatasetError/badDescription(file:problem:)``.
  package init(
    _ description: DatasetDescription, layout: DatasetLayout, root: String
  ) throws(DatasetError) {
    var description = description
    description.layout = layout
    let path = Paths.join(root, description.name)
    let folder = try Self.open(path)
    let lock = try Self.lock(folder)
    let existing = try DatasetDescription.read(fromFolder: path)
    if let existing, let difference = existing.firstDifference(from: description) {
      throw .occupied(folder: path, problem: "holds another dataset: \(difference)")
    }
    let present = try Self.records(in: folder)
    let missing = layout.files.filter { !present.contains("\($0.split.rawValue)/\($0.name)") }
    if existing == nil {
      guard present.isEmpty else {
        throw .occupied(folder: path, problem: "holds records that this program did not make")
      }
      let bytes = try description.bytes
      do throws(SystemError) {
        try AtomicFile.write(bytes, to: DatasetDescription.fileName, in: folder, .content)
      } catch {
        throw .notWritten("\(error)")
      }
    }
    guard !missing.isEmpty else {
      throw .occupied(folder: path, problem: "holds this dataset already, complete")
    }
    self.description = description
    self.path = path
    self.missing = missing
    self.folder = folder
    self.lock = lock
  }

  private static func open(_ path: String) throws(DatasetError) -> Folder {
    do throws(SystemError) {
      return try Folder(creating: path)
    } catch {
      throw .notWritten("\(error)")
    }
  }

  private static func lock(_ folder: borrowing Folder) throws(DatasetError) -> FileLock {
    do throws(SystemError) {
      return try FileLock(folder: folder)
    } catch {
      throw .notWritten("\(error)")
    }
  }

  /// The record files of both splits, whose folders are made where they are missing.
  private static func records(
    in folder: borrowing Folder
  ) throws(DatasetError) -> Set<String> {
    var present: Set<String> = []
    do throws(SystemError) {
      for split in DatasetSplit.allCases {
        for name in try folder.descend(to: split.rawValue).names()
        where name.hasSuffix(".tfrecord") && !name.hasPrefix(".") {
          present.insert("\(split.rawValue)/\(name)")
        }
      }
    } catch {
      throw .notWritten("\(error)")
    }
    return present
  }

  /// Writes one file.
  ///
  /// - Parameters:
  ///   - scenes: as many as the file holds, in their order.
  ///   - file: one of ``missing``.
  /// - Throws: ``DatasetError/notWritten(_:)``; no file has its name then.
  package func write(
    _ scenes: [SceneRecord], as file: DatasetLayout.File
  ) throws(DatasetError) {
    precondition(
      scenes.count == file.scenes.count,
      "\(scenes.count) scenes for \(file.name), which holds \(file.scenes.count)")
    var bytes: [UInt8] = []
    bytes.reserveCapacity(scenes.reduce(0) { $0 + $1.frames.joined().count + 1024 })
    for scene in scenes {
      RecordWriter.append(scene.serialized().span, to: &bytes)
    }
    do throws(SystemError) {
      try AtomicFile.write(
        bytes, to: file.name, in: folder.descend(to: file.split.rawValue), .content)
    } catch {
      throw .notWritten("\(error)")
    }
  }
}
