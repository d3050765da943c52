import Glibc
import Jobs
import LinuxSystem
import TestSupport
import Testing

/// What systemd is told, by the built program.
@Suite(.serialized) struct ServiceTests {
  @Test func `systemd is told of every state`() throws {
    let root = try TestRoot()
    let manager = try NotificationSocket(root.path + "/notify")
    let daemon = try TestDaemon(
      root,
      environment: ["NOTIFY_SOCKET=\(root.path)/notify", "WATCHDOG_USEC=1000000"])
    #expect(try manager.next(with: "READY=1").contains("STATUS=idle"))
    _ = try manager.next(with: "WATCHDOG=1")
    _ = try manager.next(with: "WATCHDOG=1")
    try root.drop(TestRoot.request(frames: 50), as: "ring.json")
    #expect(try manager.next(with: " of 50 frames").hasPrefix("STATUS=ring-"))
    try root.wait(for: "ring", toBe: [.done])
    daemon.signal(SIGHUP)
    _ = try manager.next(with: "RELOADING=1\nMONOTONIC_USEC=")
    _ = try manager.next(with: "READY=1")
    daemon.signal(SIGTERM)
    #expect(try manager.next(with: "STOPPING=1").contains("EXTEND_TIMEOUT_USEC="))
    #expect(try daemon.ending() == .exited(0))
  }

  @Test func `wrong settings and a wrong command line are told by the exit code`() throws {
    let root = try TestRoot()
    try AtomicFile.write(Array("{\"slots\": 1}".utf8), to: root.path + "/gqnd.json")
    let settings = try TestDaemon(root, ["--config", root.path + "/gqnd.json"], waiting: false)
    #expect(try settings.ending() == .exited(78))
    let usage = try TestDaemon(root, ["--slots", "1"], waiting: false)
    #expect(try usage.ending() == .exited(64))
    #expect(usage.log.contains("gqnd: "))
  }
}
