package import LinuxSystem

/// The content of the file `checkpoint`, which names the newest checkpoint of a folder.
///
///     model_checkpoint_path: "model.ckpt-2000"
///     all_model_checkpoint_paths: "model.ckpt-1000"
///     all_model_checkpoint_paths: "model.ckpt-2000"
///
/// Paths are relative to the folder, or absolute. It is a `CheckpointState` message in text form;
/// its other fields are time stamps, which are not kept.
///
/// - Source: TensorFlow `tensorflow/python/training/checkpoint_state.proto`.
package struct CheckpointState: Equatable, Sendable {
  /// The newest checkpoint, as it stands in the file.
  package var modelCheckpointPath: String
  /// All checkpoints that are kept, oldest first, as they stand in the file; may be empty.
  package var allModelCheckpointPaths: [String]

  /// A file holds few paths; something larger is not it.
  private static let largestFile = 1 << 24

  /// What a folder's `checkpoint` file shall say.
  package init(modelCheckpointPath: String, allModelCheckpointPaths: [String]) {
    self.modelCheckpointPath = modelCheckpointPath
    self.allModelCheckpointPaths = allModelCheckpointPaths
  }

  /// Reads the file `checkpoint` in `folder`, which must lie within `roots` if these are given.
  package init(folder: String, within roots: ReadRoots? = nil) throws(BundleError) {
    let path = Paths.join(folder, "checkpoint")
    let file = try BundleError.wrapping { () throws(SystemError) in
      try RandomAccessFile(path, within: roots)
    }
    guard file.byteCount <= Self.largestFile else {
      throw .badState(path: path, line: 1, problem: "\(file.byteCount) bytes are too many")
    }
    let bytes = try BundleError.wrapping { () throws(SystemError) in
      try file.bytes(in: 0..<file.byteCount)
    }
    try self.init(parsing: bytes, path: path)
  }

  /// Reads the bytes of a `checkpoint` file; `path` names the file in errors.
  package init(parsing bytes: [UInt8], path: String) throws(BundleError) {
    var newest: String?
    var all: [String] = []
    var lexer = TextLexer(bytes)
    do throws(TextLexer.Failure) {
      while let field = try lexer.nextField() {
        switch (field.name, field.text) {
        case ("model_checkpoint_path", let text?):
          guard newest == nil else {
            throw TextLexer.Failure(problem: "model_checkpoint_path comes twice")
          }
          newest = text
        case ("all_model_checkpoint_paths", let text?):
          all.append(text)
        case ("model_checkpoint_path", nil), ("all_model_checkpoint_paths", nil):
          throw TextLexer.Failure(problem: "the value of \(field.name) is not in quotes")
        default: break
        }
      }
    } catch {
      throw .badState(path: path, line: lexer.line, problem: error.problem)
    }
    guard let newest, !newest.isEmpty else {
      throw .badState(
        path: path, line: lexer.line, problem: "the file names no model_checkpoint_path")
    }
    modelCheckpointPath = newest
    allModelCheckpointPaths = all
  }

  /// The prefix for ``TensorBundle/init(prefix:)`` of one of the paths of `folder`'s file.
  package static func prefix(_ path: String, in folder: String) -> String {
    path.hasPrefix("/") ? path : Paths.join(folder, path)
  }

  // MARK: - Writing

  /// Replaces the file `checkpoint` in `folder`.
  package func write(folder: String) throws(BundleError) {
    let path = Paths.join(folder, "checkpoint")
    let text = Array(text.utf8)
    try BundleError.wrapping { () throws(SystemError) in
      try AtomicFile.write(text, to: path, .contentAndName)
    }
  }

  /// The file's content.
  package var text: String {
    let lines =
      ["model_checkpoint_path: \(Self.quoted(modelCheckpointPath))"]
      + allModelCheckpointPaths.map { "all_model_checkpoint_paths: \(Self.quoted($0))" }
    return lines.map { $0 + "\n" }.joined()
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{0}"..<" ", "\u{7f}":
        let digits = String(scalar.value, radix: 8)
        result += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
