import Diagnostics
import JSONDocuments
import LinuxSystem

extension RequestReader {
  /// The absolute path of a file or folder that must be there and may be read.
  func path(_ cursor: JSONCursor, to kind: EntryKind) -> String? {
    guard let text = pathText(cursor) else { return nil }
    return existing(text, in: context.baseFolder, kind: kind, at: cursor)
  }

  /// A path as it is written, checked for what no path should hold.
  func pathText(_ cursor: JSONCursor) -> String? {
    guard let text = cursor.string() else { return nil }
    guard !text.isEmpty else {
      cursor.problem("the path is empty")
      return nil
    }
    guard text.utf8.count <= 4000 else {
      cursor.problem("the path has \(text.utf8.count) bytes, at most 4000 are allowed")
      return nil
    }
    guard printable(text, limit: .max) == text else {
      cursor.problem(
        "the path \(quoted(text, limit: 80)) has characters that cannot be shown; rename the file")
      return nil
    }
    return text
  }

  /// Follows a path from a folder, and reports where there is nothing, something else, or no right to read.
  func existing(
    _ text: String, in folder: String, kind: EntryKind, at cursor: JSONCursor
  ) -> String? {
    let absolute = Self.joined(folder, text)
    guard let resolved = context.files.resolved(absolute) else {
      // Nothing is said of what lies, or does not lie, outside of the folders that may be read.
      if mayRead(Paths.normalized(absolute)) {
        let wanted = kind == .folder ? "folder" : "file"
        let place = text.hasPrefix("/") ? "" : " in \(printable(folder))"
        cursor.problem(
          "no \(wanted) \(quoted(text))\(place)\(suggestion(for: text, in: folder))")
      } else {
        outside(text, at: cursor)
      }
      return nil
    }
    guard mayRead(resolved) else {
      outside(text, at: cursor)
      return nil
    }
    let found = context.files.kind(of: resolved) ?? .other
    guard found == kind else {
      cursor.problem("\(quoted(text)) is \(found.rawValue), expected \(kind.rawValue)")
      return nil
    }
    return resolved
  }

  func mayRead(_ path: String) -> Bool { context.readRoots?.contains(path) ?? true }

  func outside(_ text: String, at cursor: JSONCursor) {
    let roots = (context.readRoots?.folders ?? []).map { printable($0) }
    cursor.problem(
      "\(quoted(text)) leads out of the folders that may be read: \(roots.joined(separator: ", "))")
  }

  /// ` Did you mean "views/0.png"?`, from the names that lie in the path's folder.
  private func suggestion(for text: String, in folder: String) -> String {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard let last = parts.last else { return "" }
    let front = parts.dropLast().joined(separator: "/")
    let parent = Self.joined(folder, front)
    guard let resolved = context.files.resolved(parent), mayRead(resolved),
      let name = Suggestion.nearest(to: String(last), among: context.files.names(in: resolved))
    else { return "" }
    return ". Did you mean \(quoted(front.isEmpty ? name : front + "/" + name))?"
  }

  static func joined(_ folder: String, _ path: String) -> String {
    path.hasPrefix("/") ? path : path.isEmpty ? folder : folder + "/" + path
  }
}
