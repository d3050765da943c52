import Glibc
import LinuxSystem
import TestSupport
import Testing

@testable import Serving

struct ServiceNotifierTests {
  @Test(arguments: ["path", "abstract"])
  func `every state is told`(kind: String) throws {
    let folder = try TemporaryFolder()
    let address = kind == "path" ? folder("notify") : "@" + folder("notify")
    let manager = try NotificationSocket(address)
    var notifier = try ServiceNotifier(environment: ["NOTIFY_SOCKET": address])
    notifier.ready(status: "idle")
    #expect(try manager.next() == "READY=1\nSTATUS=idle")
    notifier.status("2\nqueued")
    #expect(try manager.next() == "STATUS=2 queued")
    notifier.status("2\nqueued")
    #expect(try manager.next(within: 0) == nil)
    notifier.stopping(status: "ending", withinSeconds: 75)
    #expect(
      try manager.next() == "STOPPING=1\nSTATUS=ending\nEXTEND_TIMEOUT_USEC=75000000")
  }

  @Test func `reloading carries the time of the kernel's clock`() throws {
    let folder = try TemporaryFolder()
    let manager = try NotificationSocket(folder("notify"))
    let notifier = try ServiceNotifier(environment: ["NOTIFY_SOCKET": folder("notify")])
    let before = Machine.monotonicSeconds
    notifier.reloading()
    let message = try #require(try manager.next())
    #expect(message.hasPrefix("RELOADING=1\nMONOTONIC_USEC="))
    let time = try #require(Double(message.split(separator: "=").last ?? ""))
    #expect(time / 1e6 >= before - 0.001 && time / 1e6 <= Machine.monotonicSeconds)
  }

  @Test func `signs of life come at half of the time`() throws {
    let folder = try TemporaryFolder()
    let manager = try NotificationSocket(folder("notify"))
    var notifier = try ServiceNotifier(
      environment: ["NOTIFY_SOCKET": folder("notify"), "WATCHDOG_USEC": "4000000"])
    #expect(notifier.signOfLife(now: 100) == 2)
    #expect(try manager.next() == "WATCHDOG=1")
    #expect(notifier.signOfLife(now: 101.5) == 0.5)
    #expect(try manager.next(within: 0) == nil)
    #expect(notifier.signOfLife(now: 102) == 2)
    #expect(try manager.next() == "WATCHDOG=1")
  }

  @Test func `a watchdog of another process is none`() throws {
    let environment = ["WATCHDOG_USEC": "4000000", "WATCHDOG_PID": "5"]
    let other = try ServiceNotifier(environment: environment, processID: 4)
    #expect(other.watchdogSeconds == nil)
    let own = try ServiceNotifier(environment: environment, processID: 5)
    #expect(own.watchdogSeconds == 2)
  }

  @Test func `without a manager nothing is said`() throws {
    var notifier = try ServiceNotifier(environment: [:])
    notifier.ready(status: "idle")
    #expect(notifier.signOfLife(now: 0) == nil)
    // A manager that is gone is as good.
    var orphan = try ServiceNotifier(environment: ["NOTIFY_SOCKET": "/nonexistent/socket"])
    orphan.ready(status: "idle")
  }

  @Test(arguments: ["relative", "/" + String(repeating: "x", count: 107), "@a\0b"])
  func `an address that is none is refused`(address: String) {
    #expect(throws: SystemError.failed(call: "socket", path: address, errno: EINVAL)) {
      _ = try ServiceNotifier(environment: ["NOTIFY_SOCKET": address])
    }
  }
}
