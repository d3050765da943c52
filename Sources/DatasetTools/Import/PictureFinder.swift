internal import Diagnostics
internal import LinuxSystem

/// Finds the pictures that a file of poses names.
struct PictureFinder {
  /// The folder that relative paths start from: that of the file of poses.
  let folder: String

  /// What is tried where a path has no ending, as those of NeRF's synthetic scenes.
  private static let endings = ["png", "jpg", "jpeg", "PNG", "JPG", "JPEG"]

  /// A path that leads to a file, or what is wrong with it.
  func find(_ name: String) -> Result<String, Missing> {
    guard !name.isEmpty, !name.utf8.contains(0) else { return .failure(Missing("is no path")) }
    let path = name.hasPrefix("/") ? name : Paths.join(folder, name)
    for candidate in [path] + Self.endings.map({ "\(path).\($0)" }) {
      if (try? FileFacts(of: candidate))?.kind == .regular { return .success(candidate) }
    }
    let (parent, last) = Paths.split(path)
    let names = (try? Folder.names(in: parent)) ?? []
    let suggestion =
      Suggestion.nearest(to: last, among: names)
      .map { "Did you mean \(quoted($0))?" } ?? "Copy it there, or take its line out."
    return .failure(
      Missing("there is no picture \(quoted(name)) in \(printable(folder)). \(suggestion)"))
  }

  /// Why there is no picture.
  struct Missing: Error {
    let description: String

    init(_ description: String) { self.description = description }
  }
}
