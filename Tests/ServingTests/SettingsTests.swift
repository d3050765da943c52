import CommandLineArguments
import LinuxSystem
import Testing

@testable import Serving

struct SettingsTests {
  private func reader(_ words: [String]) throws -> SettingsReader {
    guard case .run(let parsed) = try DaemonCommand.command.parse(words) else {
      throw UsageErrorInTest()
    }
    return try SettingsReader(parsed)
  }

  private struct UsageErrorInTest: Error {}

  @Test func `the defaults lie beside the queue`() throws {
    let settings = try reader(["--jobs", "/srv/gqn/jobs/"]).read()
    #expect(settings.jobs == "/srv/gqn/jobs")
    #expect(settings.root == "/srv/gqn")
    #expect(settings.models == "/srv/gqn/models")
    #expect(settings.output == "/srv/gqn/output")
    #expect(settings.worker.hasSuffix("/gqn"))
    #expect((settings.renderSlots, settings.trainSlots) == (1, 1))
    #expect(settings.limits.timeSeconds == nil && settings.limits.stallSeconds == 900)
  }

  @Test func `relative paths start from the working folder`() throws {
    #expect(try reader([]).read().jobs == Folder.working + "/jobs")
  }

  @Test func `the command line goes before the file, which is read anew`() throws {
    let folder = try TemporaryFolder()
    let file = folder("gqnd.json")
    try AtomicFile.write(
      Array(
        """
        {"jobs": "/a/jobs", "render-slots": 3, "read-root": ["/data", "/more"],
         "memory-limit-mib": 100, "stall-limit-seconds": 0}
        """.utf8), to: file)
    let reader = try reader(["--config", file, "--render-slots", "2"])
    let settings = try reader.read()
    #expect(settings.jobs == "/a/jobs" && settings.renderSlots == 2)
    #expect(settings.readRoots == ["/data", "/more"])
    #expect(settings.limits.memoryBytes == 100 << 20 && settings.limits.stallSeconds == nil)
    try AtomicFile.write(Array("{\"threads\": 5}".utf8), to: file)
    #expect(try reader.read().threads == 5)
    #expect(settings.needsRestart(for: try reader.read()))
  }

  @Test(arguments: [
    ("{\"render-slot\": 1}", "/render-slot: unknown key. Did you mean \"render-slots\"?"),
    ("{\"threads\": 0}", "/threads: 0 is not in 1...256"),
    ("{\"grace-seconds\": \"5\"}", "/grace-seconds: found the string \"5\", expected a number"),
    ("{", "line 1, column 2: "), ("[]", "found an array, expected an object with settings"),
  ])
  func `a wrong file is explained`(content: String, message: String) throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write(Array(content.utf8), to: folder("gqnd.json"))
    let reader = try reader(["--config", folder("gqnd.json")])
    let error = #expect(throws: SettingsError.self) { try reader.read() }
    let text = error?.description ?? ""
    #expect(text.hasPrefix(folder("gqnd.json") + ": ") && text.contains(message), "\(text)")
  }

  @Test func `a missing file is named`() throws {
    let reader = try reader(["--config", "/nonexistent/gqnd.json"])
    let error = #expect(throws: SettingsError.self) { try reader.read() }
    #expect(error?.description.contains("/nonexistent/gqnd.json") == true)
  }

  @Test(arguments: [["--render-slots", "65"], ["--grace-seconds", "-1"], ["--nonsense"]])
  func `a wrong command line is refused`(words: [String]) {
    #expect(throws: UsageError.self) { _ = try reader(words) }
  }
}
