import Glibc
import Testing

@testable import LinuxSystem

struct ProcessTests {
  @Test func `a child has a session, a log and a pipe of its own`() throws {
    let folder = try TemporaryFolder()
    let log = try FileDescriptor(opening: folder("log"), flags: O_WRONLY | O_CREAT)
    var child = try ChildProcess(
      "/bin/sh", ["-c", "cat; echo out; echo err >&2; echo one >&3; echo 'a b' >&3; sleep 60"],
      log: log, niceness: 5)
    var lines: [String] = []
    while lines.count < 2 {
      _ = try Waiting.untilReadable([child.reportsRaw], seconds: 10)
      lines += try child.newReports()
    }
    #expect(lines == ["one", "a b"])
    #expect(try text(folder("log")) == "out\nerr\n")
    let entries = ProcessTable.session(child.id)
    #expect(entries.first { $0.id == child.id }?.words.last?.hasSuffix("sleep 60") == true)
    #expect(getpriority(__priority_which_t(0), id_t(child.id)) == 5)
    #expect(try child.endingIfEnded() == nil)
    child.kill()
    var ending: Subprocess.Ending?
    while ending == nil { ending = try child.endingIfEnded() }
    #expect(ending == .killed(signal: SIGKILL))
    // What it started was killed with it, and dies in its own time.
    let deadline = Machine.monotonicSeconds + 10
    while ProcessTable.session(child.id) != [], Machine.monotonicSeconds < deadline { usleep(1000) }
    #expect(ProcessTable.session(child.id) == [])
  }

  @Test func `a program that is not there cannot be started`() throws {
    let folder = try TemporaryFolder()
    let log = try FileDescriptor(opening: folder("log"), flags: O_WRONLY | O_CREAT)
    let error = #expect(throws: SystemError.self) {
      _ = try ChildProcess("/nonexistent/program", [], log: log)
    }
    #expect(error == .failed(call: "posix_spawn", path: "/nonexistent/program", errno: ENOENT))
  }

  @Test func `this process holds memory`() {
    #expect(ProcessTable.residentBytes(of: getpid()) ?? 0 > 1 << 20)
    #expect(ProcessTable.residentBytes(of: Int32.max) == nil)
    #expect(ProcessTable.entries().contains { $0.id == getpid() })
  }

  @Test func `this process takes processor time`() throws {
    let before = try #require(ProcessTable.processorSeconds(of: getpid()))
    var steps = 0
    let deadline = Machine.monotonicSeconds + 10
    while Machine.monotonicSeconds < deadline,
      ProcessTable.processorSeconds(of: getpid()) ?? 0 < before + 0.01
    {
      steps += 1
    }
    #expect(steps > 0 && Machine.monotonicSeconds < deadline)
    #expect(ProcessTable.processorSeconds(of: 1 << 27) == nil)
    #expect(ProcessTable.processorSeconds(of: Int32.max) == nil)
  }

  @Test func `signals come through the pipe`() async {
    await #expect(processExitsWith: .exitCode(42)) {
      try SignalPipe.install()
      guard SignalPipe.take().isEmpty else { exit(1) }
      raise(SIGHUP)
      raise(SIGTERM)
      raise(SIGINT)
      guard try Waiting.untilReadable([SignalPipe.raw], seconds: 5) == [SignalPipe.raw] else {
        exit(2)
      }
      guard SignalPipe.take() == [.reload, .stop], SignalPipe.take().isEmpty else { exit(3) }
      let folder = try Folder("/dev")
      let log = try FileDescriptor(opening: "null", flags: O_WRONLY, in: folder)
      let child = try ChildProcess("/bin/sh", ["-c", "exit 5"], log: log)
      _ = try Waiting.untilReadable([SignalPipe.raw], seconds: 5)
      guard SignalPipe.take() == [.child] else { exit(4) }
      exit(try child.endingIfEnded() == .exited(5) ? 42 : 5)
    }
  }

  @Test func `a wait ends in time`() throws {
    let start = Machine.monotonicSeconds
    #expect(try Waiting.untilReadable([-1], seconds: 0.05) == [])
    #expect(0.049...1 ~= Machine.monotonicSeconds - start)
  }

  @Test func `another's lock is waited for`() throws {
    let folder = try TemporaryFolder()
    let line = "flock '\(folder("lock"))' sh -c 'echo held > \(folder("held")); sleep 0.3' &"
    #expect(try Subprocess.run("sh", ["-c", line]).succeeded)
    while try FileFacts.ifPresent(folder("held")) == nil { usleep(1000) }
    #expect(throws: SystemError.locked(path: folder("lock"), holder: "")) {
      _ = try FileLock(folder("lock"), patience: 0)
    }
    _ = try FileLock(folder("lock"), patience: 10)
  }

  @Test func `a disk has room`() throws {
    #expect(try DiskSpace.freeBytes(at: "/tmp") > 0)
    #expect(throws: SystemError.self) { try DiskSpace.freeBytes(at: "/nonexistent") }
    #expect(try !DiskSpace.isReadOnly(at: "/tmp"))
  }
}
