internal import LinuxSystem

/// Waiting for room on a disk, after a worker found it full.
struct DiskHold {
  private let path: String
  private let freeBytes: Int
  private let endsAt: Double

  /// The least room that counts as more.
  private static let leastGain = 1 << 20
  /// Quotas do not show in the free space, so that after a while a try has to tell.
  private static let longest = 60.0

  init(_ path: String, now: Double) {
    self.path = path
    freeBytes = (try? DiskSpace.freeBytes(at: path)) ?? 0
    endsAt = now + Self.longest
  }

  /// Whether it is worth a try again.
  func isOver(now: Double) -> Bool {
    if now >= endsAt { return true }
    guard let free = try? DiskSpace.freeBytes(at: path) else { return false }
    return free - freeBytes >= Self.leastGain
  }
}
