internal import Glibc
package import LinuxSystem

/// Tells systemd how the service is, by the protocol of sd_notify(3).
///
/// Without `NOTIFY_SOCKET` it says nothing.
package struct ServiceNotifier: ~Copyable {
  private let socket: DatagramSocket?
  /// Seconds between two signs of life, half of what systemd waits; `nil` where it does not wait.
  package let watchdogSeconds: Double?
  private var lastSign = -Double.infinity
  private var lastStatus: String?

  /// Reads `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID`.
  ///
  /// - Throws: for an address that nothing can be sent to.
  package init(
    environment: [String: String], processID: Int32 = getpid()
  ) throws(SystemError) {
    var socket: DatagramSocket?
    if let address = environment["NOTIFY_SOCKET"], !address.isEmpty {
      socket = try DatagramSocket(to: address)
    }
    self.socket = socket
    let meant = environment["WATCHDOG_PID"].map { $0 == "\(processID)" } ?? true
    let time = environment["WATCHDOG_USEC"].flatMap(Double.init)
    watchdogSeconds = meant ? time.flatMap { $0 > 0 && $0.isFinite ? $0 / 2e6 : nil } : nil
  }

  /// The service takes work now.
  package mutating func ready(status: String) {
    lastStatus = status
    send("READY=1\nSTATUS=\(Self.line(status))")
  }

  /// What the service does, in a line; the same line again is not sent.
  package mutating func status(_ text: String) {
    guard text != lastStatus else { return }
    lastStatus = text
    send("STATUS=\(Self.line(text))")
  }

  /// The settings are read again; ``ready(status:)`` ends that.
  package func reloading() {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    send("RELOADING=1\nMONOTONIC_USEC=\(time.tv_sec * 1_000_000 + time.tv_nsec / 1000)")
  }

  /// The service ends, and may take this long for it.
  package mutating func stopping(status: String, withinSeconds seconds: Double) {
    lastStatus = status
    send(
      "STOPPING=1\nSTATUS=\(Self.line(status))\nEXTEND_TIMEOUT_USEC=\(Int(max(0, seconds) * 1e6))")
  }

  /// Gives a sign of life if it is time for one.
  ///
  /// - Returns: the seconds until the next, `nil` where none are wanted.
  package mutating func signOfLife(now: Double) -> Double? {
    guard socket != nil, let watchdogSeconds else { return nil }
    if now - lastSign >= watchdogSeconds {
      lastSign = now
      send("WATCHDOG=1")
    }
    return lastSign + watchdogSeconds - now
  }

  /// A service manager that has gone is no reason to stop working.
  private func send(_ message: String) {
    try? socket?.send(message)
  }

  private static func line(_ text: String) -> String {
    String(text.map { $0.isNewline ? " " : $0 })
  }
}
