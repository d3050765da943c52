package import LinuxSystem

/// Where a request's paths lead, and what it may read.
package struct RequestContext: Sendable {
  /// The absolute folder that relative paths start from: the request's own for the command line, the
  /// daemon's root for the queue.
  package var baseFolder: String

  /// The absolute folder of the models.
  package let modelsFolder: String

  /// The folders below which files may be read, the models' folder among them. Links that lead out of them
  /// are refused. Nil allows everything (the command line).
  package let readRoots: ReadRoots?

  /// The files.
  package var files: any FileSystem

  /// Whether a program is there to be run.
  package var hasProgram: @Sendable (String) -> Bool

  /// A context on this machine's files.
  ///
  /// - Parameters:
  ///   - baseFolder: where relative paths start.
  ///   - modelsFolder: where models lie.
  ///   - readRoots: absolute folders below which files may be read, and the models' folder with them; nil for
  ///     everything.
  ///   - files: the file system, replaceable for tests.
  ///   - hasProgram: the search for programs, by default in `PATH`.
  package init(
    baseFolder: String, modelsFolder: String, readRoots: [String]? = nil,
    files: any FileSystem = LocalFileSystem(),
    hasProgram: @escaping @Sendable (String) -> Bool = LocalFileSystem.hasProgram
  ) {
    self.baseFolder = baseFolder
    self.modelsFolder = modelsFolder
    self.readRoots = readRoots.map { ReadRoots($0 + [modelsFolder]) }
    self.files = files
    self.hasProgram = hasProgram
  }
}
