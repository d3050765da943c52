import Glibc
import Testing

@testable import LinuxSystem

struct SubprocessTests {
  @Test func `both outputs and the status are kept`() throws {
    let result = try Subprocess.run("sh", ["-c", "echo out; echo err >&2; exit 3"])
    #expect(result == .init(ending: .exited(3), output: "out\n", errors: "err\n"))
    #expect(!result.succeeded)
  }

  @Test func `arguments arrive as they are`() throws {
    let words = ["a b", "", "$HOME", "*", "ü'\"\n"]
    let result = try Subprocess.run("printf", ["%s|"] + words)
    #expect(result.output == words.map { $0 + "|" }.joined())
    #expect(result.succeeded)
  }

  @Test func `the program reads nothing and has its own process group`() throws {
    let result = try Subprocess.run("sh", ["-c", "cat; cut -d ' ' -f 5 /proc/$$/stat; echo $$"])
    let numbers = result.output.split(whereSeparator: \.isWhitespace)
    #expect(numbers.count == 2 && numbers[0] == numbers[1], "\(result)")
  }

  @Test func `only the end of a long output is kept, from a line's start`() throws {
    let result = try Subprocess.run("sh", ["-c", "seq 1 40000 >&2"])
    #expect(result.errors.utf8.count <= 64 << 10)
    #expect(result.errors.utf8.count > 60_000)
    #expect(result.errors.hasSuffix("\n39999\n40000\n"))
    #expect(result.errors.prefix { $0 != "\n" }.count == 5)
  }

  @Test func `a signal is a way to end`() throws {
    let result = try Subprocess.run("sh", ["-c", "kill -9 $$"])
    #expect(result.ending == .killed(signal: 9))
    #expect("\(result.ending)" == "killed by signal 9 (SIGKILL): most likely the memory ran out")
  }

  @Test func `stopping ends the whole group`() throws {
    let start = Machine.monotonicSeconds
    let result = try Subprocess.run("sh", ["-c", "sleep 60 & wait"], shouldStop: { true })
    #expect(result.ending == .killed(signal: SIGTERM))
    #expect(Machine.monotonicSeconds - start < 4)
  }

  @Test func `a failure while following ends the program`() throws {
    let folder = try TemporaryFolder()
    #expect(throws: SystemError.self) {
      try ForcedFailure.with("poll", errno: ENOMEM) {
        try Subprocess.run("sh", ["-c", "sleep 0.2; echo late > \(folder("late"))"])
      }
    }
    usleep(400_000)
    #expect(try folder.names() == [])
  }

  @Test func `a grandchild that keeps the output open is not waited for`() throws {
    let start = Machine.monotonicSeconds
    let result = try Subprocess.run("sh", ["-c", "sleep 3 & echo done"])
    #expect(result.output == "done\n")
    #expect(Machine.monotonicSeconds - start < 2)
  }

  @Test func `a missing program is named`() throws {
    #expect(Subprocess.findExecutable("no-such-program-here") == nil)
    #expect(Subprocess.findExecutable("/tmp") == nil)
    #expect(Subprocess.findExecutable("sh")?.hasSuffix("/sh") == true)
    let error = #expect(throws: SystemError.self) {
      try Subprocess.run("no-such-program-here", [])
    }
    #expect(error == .programNotFound(name: "no-such-program-here"))
  }

  @Test func `a file that is no program is an error of starting`() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write([0, 1, 2], to: folder("program"))
    #expect(unsafe chmod(folder("program"), 0o755) == 0)
    let error = #expect(throws: SystemError.self) { try Subprocess.run(folder("program"), []) }
    #expect(
      error == .failed(call: "posix_spawn", path: folder("program"), errno: ENOEXEC))
  }

  @Test func `no descriptor leaks, however it goes`() throws {
    func open() throws -> Int {
      // By number, because other tests open files at the same time.
      (0..<1024).filter { fcntl($0, F_GETFD) == -1 }.count
    }
    let before = try open()
    for _ in 0..<30 {
      _ = try? Subprocess.run("true", [])
      _ = try? ForcedFailure.with("posix_spawn", errno: ENOMEM) { try Subprocess.run("true", []) }
    }
    #expect(try open() > before - 60)
  }
}
