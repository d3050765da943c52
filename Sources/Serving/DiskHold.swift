internal import LinuxSystem

/// Waiting until a disk can be written again, after a worker found that it cannot.
struct DiskHold {
  let trouble: DiskTrouble
  private let path: String
  private let freeBytes: Int
  private let endsAt: Double

  /// The least room that counts as more.
  private static let leastGain = 1 << 20
  /// Quotas do not show in the free space, so that after a while a try has to tell.
  private static let longest = 60.0

  init(_ path: String, _ trouble: DiskTrouble, now: Double) {
    self.path = path
    self.trouble = trouble
    freeBytes = (try? DiskSpace.freeBytes(at: path)) ?? 0
    endsAt = now + Self.longest
  }

  /// Whether it is worth a try again.
  func isOver(now: Double) -> Bool {
    switch trouble {
    case .full:
      guard now < endsAt else { return true }
      guard let free = try? DiskSpace.freeBytes(at: path) else { return false }
      return free - freeBytes >= Self.leastGain
    case .readOnly:
      return (try? DiskSpace.isReadOnly(at: path)) == false
    }
  }

  /// What is waited for, for a person.
  var description: String {
    switch trouble {
    case .full: "waiting for room on the disk"
    case .readOnly: "waiting for the disk to be writable"
    }
  }
}
