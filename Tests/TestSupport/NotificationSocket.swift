internal import Glibc
internal import LinuxSystem
internal import Testing

/// A socket that takes what a service tells its manager.
public struct NotificationSocket: ~Copyable {
  private let raw: Int32
  private let path: String

  /// Listens at a path, or at an abstract address that begins with `@`.
  public init(_ address: String) throws {
    path = address
    raw = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | 0o2000000, 0)
    var name = sockaddr_un()
    name.sun_family = sa_family_t(AF_UNIX)
    var bytes = Array(address.utf8)
    if bytes[0] == UInt8(ascii: "@") { bytes[0] = 0 }
    unsafe withUnsafeMutableBytes(of: &name.sun_path) { unsafe $0.copyBytes(from: bytes) }
    let length = socklen_t(2 + bytes.count)
    let result = unsafe withUnsafePointer(to: &name) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe bind(raw, $0, length) }
    }
    try #require(result == 0)
  }

  deinit {
    close(raw)
    _ = unsafe unlink(path)
  }

  /// Passes over messages until one has these words.
  public func next(with words: String, within seconds: Double = 15) throws -> String {
    let deadline = Machine.monotonicSeconds + seconds
    while true {
      let message = try #require(try next(within: deadline - Machine.monotonicSeconds))
      if message.contains(words) { return message }
    }
  }

  /// The next message, or nil when none comes in time.
  public func next(within seconds: Double = 5) throws -> String? {
    guard try Waiting.untilReadable([raw], seconds: seconds).contains(raw) else { return nil }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = unsafe recv(raw, &buffer, buffer.count, 0)
    return String(decoding: buffer[..<count], as: UTF8.self)
  }
}
