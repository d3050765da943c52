internal import FoundationEssentials

/// Where tests find files: the package's own folder, and optional data beside it.
public enum PackageFolder {
  /// The folder that holds `Package.swift`, without a slash at the end.
  public static let path: String = {
    let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    return parts.dropLast(3).joined(separator: "/")
  }()

  /// The folder `../shared`, which holds reference values and genuine data that are not in the repository.
  public static let shared = path + "/../shared"

  /// Whether something lies at a path below `../shared`.
  public static func hasShared(_ relative: String) -> Bool {
    FileManager.default.fileExists(atPath: shared + "/" + relative)
  }

  /// What a test says that is skipped because ``hasShared(_:)`` is false.
  public static let sharedIsMissing: String = "../shared, with reference values, is not here"
}
