internal import FoundationEssentials
internal import JSONDocuments
internal import LinuxSystem

/// Keeps `index.html` of the output folder: the list of all finished renders below it.
struct Gallery {
  private static let page = "index.html"
  private static let lock = ".gallery.lock"
  /// What is known of each render, so that only new manifests are read: with pictures by the
  /// thousand these are large.
  private static let memory = ".gallery.json"
  /// Output folders may lie in folders, but not without end.
  private static let depthLimit = 8

  private let root: String
  private var known: [String: GalleryPage.Entry] = [:]
  private var entries: [GalleryPage.Entry] = []

  private init(_ root: String) { self.root = root }

  /// Writes the page anew; two programs that do so at once come one after the other.
  ///
  /// - Parameters:
  ///   - root: the folder that holds the renders' folders.
  ///   - patience: how many seconds to wait for another program.
  /// - Throws: ``RenderingError/output(_:)``.
  static func update(_ root: String, patience: Double = 10) throws(RenderingError) {
    do {
      guard try isOurs(root) else {
        throw RenderingError.output(
          "\(Paths.join(root, page)) is not of gqn's making; move it away or choose another folder")
      }
      let lock = try FileLock(Paths.join(root, lock), patience: patience)
      var gallery = Gallery(root)
      try gallery.update()
      _ = consume lock
    } catch {
      throw .output("\(error)")
    }
  }

  /// Whether the page may be replaced: a folder that somebody else keeps may have one of its own.
  private static func isOurs(_ root: String) throws(SystemError) -> Bool {
    if try FileFacts.ifPresent(Paths.join(root, page)) == nil { return true }
    return try FileFacts.ifPresent(Paths.join(root, memory)) != nil
  }

  private mutating func update() throws {
    let memoryPath = Paths.join(root, Self.memory)
    if let bytes = try? WholeFile.read(memoryPath, limit: 1 << 28),
      let earlier = try? JSONDecoder().decode([GalleryPage.Entry].self, from: Data(bytes))
    {
      known = Dictionary(earlier.map { ($0.directory, $0) }) { first, _ in first }
    }
    find(in: "", depth: 0)
    try AtomicFile.write(JSONWriter.bytes(of: entries, pretty: false), to: memoryPath)
    try AtomicFile.write(
      Array(GalleryPage(entries).html.utf8), to: Paths.join(root, Self.page))
  }

  /// Walks down to folders with a manifest; what cannot be read is not there.
  private mutating func find(in directory: String, depth: Int) {
    let path = directory.isEmpty ? root : Paths.join(root, directory)
    if !directory.isEmpty,
      let facts = try? FileFacts(
        of: Paths.join(path, Manifest.fileName), followingLinks: false)
    {
      if let entry = entry(directory, path, facts) { entries.append(entry) }
      return
    }
    guard depth < Self.depthLimit, let names = try? Folder.names(in: path) else { return }
    for name in names where !name.hasPrefix(".") {
      let facts = try? FileFacts(of: Paths.join(path, name), followingLinks: false)
      guard facts?.kind == .folder else { continue }
      find(in: directory.isEmpty ? name : directory + "/" + name, depth: depth + 1)
    }
  }

  private func entry(
    _ directory: String, _ path: String, _ facts: FileFacts
  ) -> GalleryPage.Entry? {
    if let entry = known[directory], entry.finished == facts.modified { return entry }
    guard
      let bytes = try? WholeFile.read(
        Paths.join(path, Manifest.fileName), limit: 1 << 28, followingLinks: false),
      let manifest = Manifest(bytes), manifest.complete, manifest.frameSize.count == 2
    else { return nil }
    let film = "\(OutputPlan.film).apng"
    return GalleryPage.Entry(
      directory: directory, name: manifest.name,
      model: "\(manifest.model.name), step \(manifest.model.step)",
      frameCount: manifest.frameCount, width: manifest.frameSize[0], height: manifest.frameSize[1],
      film: manifest.files.contains(film) ? film : nil, finished: facts.modified)
  }
}
