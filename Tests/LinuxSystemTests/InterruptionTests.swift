import Glibc
import Testing

@testable import LinuxSystem

struct InterruptionTests {
  @Test func `SIGTERM only sets the flag`() async {
    await #expect(processExitsWith: .exitCode(42)) {
      Interruption.install()
      guard !Interruption.requested, Interruption.signalName == nil else { exit(1) }
      raise(SIGTERM)
      raise(SIGTERM)
      exit(Interruption.requested && Interruption.signalName == "SIGTERM" ? 42 : 2)
    }
  }

  @Test func `Ctrl-C only sets the flag`() async {
    await #expect(processExitsWith: .exitCode(42)) {
      Interruption.install()
      raise(SIGINT)
      exit(Interruption.requested && Interruption.signalName == "SIGINT" ? 42 : 2)
    }
  }

  @Test func `a second Ctrl-C ends at once`() async {
    await #expect(processExitsWith: .exitCode(130)) {
      Interruption.install()
      raise(SIGINT)
      raise(SIGINT)
      exit(0)
    }
  }

  @Test func `a broken pipe is an error and not the end`() async {
    await #expect(processExitsWith: .exitCode(42)) {
      Interruption.install()
      var ends: [Int32] = [0, 0]
      guard unsafe pipe(&ends) == 0, close(ends[0]) == 0 else { exit(1) }
      let file = FileDescriptor(owning: ends[1], path: "a pipe")
      do throws(SystemError) {
        try file.write([1])
      } catch {
        exit(error.errorNumber == EPIPE ? 42 : 2)
      }
    }
  }

  @Test func `a child of a program that ignores SIGPIPE does not`() async {
    await #expect(processExitsWith: .success) {
      Interruption.install()
      // yes(1) is ended by the signal when head has gone; with the signal ignored it complains.
      let result = try Subprocess.run("sh", ["-c", "yes | head -n 1"])
      exit(result.output == "y\n" && result.errors.isEmpty ? 0 : 1)
    }
  }
}
