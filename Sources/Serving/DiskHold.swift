internal import Diagnostics
internal import LinuxSystem

/// Waiting until a folder can be written again, after a worker found that it cannot for a trouble of its disk.
struct DiskHold {
  /// The folder below which there is something to be written; it may not be there yet.
  let folder: String
  let trouble: DiskTrouble
  private let freeBytes: Int
  private let endsAt: Double

  /// The least room that counts as more.
  private static let leastGain = 1 << 20
  /// Quotas do not show in the free space, so that after a while a try has to tell.
  private static let longest = 60.0

  init(_ folder: String, _ trouble: DiskTrouble, now: Double) {
    self.folder = folder
    self.trouble = trouble
    freeBytes = (try? DiskSpace.freeBytes(at: Self.existing(folder))) ?? 0
    endsAt = now + Self.longest
  }

  /// What is not there yet will lie on the disk of the nearest folder above it.
  private static func existing(_ folder: String) -> String {
    var path = folder
    while path != "/", path != ".", (try? FileFacts.ifPresent(path)) == nil {
      path = Paths.split(path).folder
    }
    return path
  }

  /// Whether it is worth a try again.
  func isOver(now: Double) -> Bool {
    switch trouble {
    case .full:
      guard now < endsAt else { return true }
      guard let free = try? DiskSpace.freeBytes(at: Self.existing(folder)) else { return false }
      return free - freeBytes >= Self.leastGain
    case .readOnly:
      return (try? DiskSpace.isReadOnly(at: Self.existing(folder))) == false
    }
  }

  /// What is waited for, for a person.
  var description: String {
    switch trouble {
    case .full: "waiting for room below \(printable(folder))"
    case .readOnly: "waiting for \(printable(folder)) to be writable"
    }
  }
}
