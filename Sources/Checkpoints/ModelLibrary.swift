internal import LinuxSystem

/// The snapshots below a folder, by default `models/`.
package enum ModelLibrary {
  /// A folder that looks like a snapshot's, and what opening it gave.
  package struct Entry: Sendable {
    /// Its path below the folder.
    package let name: String
    /// The snapshot, or why it cannot be used.
    package let snapshot: Result<Snapshot, SnapshotError>
  }

  /// Every folder that holds a `checkpoint` or a `gqn_config.json`, sorted by name.
  ///
  /// - Parameters:
  ///   - folder: where to look.
  ///   - depth: how many folders below each other are searched.
  /// - Returns: one entry for each of them, and for each folder on the way that cannot be read.
  /// - Throws: ``SnapshotError/file(_:)`` where the folder cannot be read.
  package static func entries(in folder: String, depth: Int = 3) throws(SnapshotError) -> [Entry] {
    do throws(SystemError) {
      return try search(folder, prefix: "", depth: depth).sorted { $0.name < $1.name }
    } catch {
      throw .file("\(error)")
    }
  }

  private static func search(
    _ folder: String, prefix: String, depth: Int
  ) throws(SystemError) -> [Entry] {
    let names = try Folder.names(in: folder).filter { !$0.hasPrefix(".") }
    if !prefix.isEmpty && (names.contains("checkpoint") || names.contains(ConfigurationFile.name)) {
      return [Entry(name: prefix, snapshot: open(folder))]
    }
    guard depth > 0 else { return [] }
    var entries: [Entry] = []
    for name in names {
      let path = folder + "/" + name
      guard let facts = try? FileFacts(of: path), facts.kind == .folder else { continue }
      let below = prefix.isEmpty ? name : prefix + "/" + name
      do throws(SystemError) {
        entries += try search(path, prefix: below, depth: depth - 1)
      } catch {
        // One folder that cannot be read must not hide the others.
        entries.append(Entry(name: below, snapshot: .failure(.file("\(error)"))))
      }
    }
    return entries
  }

  private static func open(_ folder: String) -> Result<Snapshot, SnapshotError> {
    do throws(SnapshotError) {
      return .success(try Snapshot(folder: folder))
    } catch {
      return .failure(error)
    }
  }
}
