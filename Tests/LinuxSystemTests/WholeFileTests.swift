import Glibc
import Testing

@testable import LinuxSystem

struct WholeFileTests {
  @Test(arguments: [0, 1, 4095, 4096, 4097, 300_000])
  func `every byte is read`(count: Int) throws {
    let folder = try TemporaryFolder()
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try AtomicFile.write(bytes, to: folder("a"))
    #expect(try WholeFile.read(folder("a"), limit: count) == bytes)
  }

  @Test func `a file over the limit is refused with both sizes`() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write([1, 2, 3], to: folder("a"))
    let error = #expect(throws: SystemError.self) { try WholeFile.read(folder("a"), limit: 2) }
    #expect(error == .tooLarge(path: folder("a"), size: 3, limit: 2))
  }

  @Test func `a file of proc has a content in spite of its size`() throws {
    #expect(try !WholeFile.read("/proc/self/status", limit: 1 << 20).isEmpty)
    let error = #expect(throws: SystemError.self) {
      try WholeFile.read("/proc/self/status", limit: 10)
    }
    #expect(error == .tooLarge(path: "/proc/self/status", size: 11, limit: 10))
  }

  @Test func `a folder, a pipe and a device are refused at once`() throws {
    let folder = try TemporaryFolder()
    #expect(unsafe mkfifo(folder("pipe"), 0o600) == 0)
    for (path, kind) in [
      (folder.path, FileKind.folder), (folder("pipe"), .pipe), ("/dev/zero", .device),
    ] {
      let error = #expect(throws: SystemError.self) { try WholeFile.read(path, limit: 9) }
      #expect(error == .notRegularFile(path: path, kind: kind))
    }
  }

  @Test func `a link is followed or refused as asked`() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write([7], to: folder("a"))
    #expect(unsafe symlink("a", folder("link")) == 0)
    #expect(try WholeFile.read(folder("link"), limit: 1) == [7])
    let error = #expect(throws: SystemError.self) {
      try WholeFile.read(folder("link"), limit: 1, followingLinks: false)
    }
    #expect(error == .notRegularFile(path: folder("link"), kind: .link))
  }

  @Test func `a file that ends early was changed by its writer`() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write([1, 2, 3], to: folder("a"))
    let file = try FileDescriptor(opening: folder("a"), flags: O_RDONLY)
    // What a file looks like that shrank between the look at its size and the reading.
    #expect(lseek(file.raw, 2, SEEK_SET) == 2)
    let error = #expect(throws: SystemError.self) { try WholeFile.read(file, limit: 9) }
    #expect(error == .changedWhileRead(path: folder("a")))
  }

  @Test func `a file that grows while it is read is refused or read whole`() async throws {
    let folder = try TemporaryFolder()
    let path = folder("a")
    try AtomicFile.write([UInt8](repeating: 1, count: 1000), to: path)
    let writer = Task.detached {
      let file = try FileDescriptor(opening: path, flags: O_WRONLY | O_APPEND)
      while !Task.isCancelled { try file.write([UInt8](repeating: 1, count: 999)) }
    }
    defer { writer.cancel() }
    for _ in 0..<200 {
      do throws(SystemError) {
        let bytes = try WholeFile.read(path, limit: 1 << 30)
        #expect(bytes.count % 999 == 1)
      } catch {
        #expect(error == .changedWhileRead(path: path))
      }
    }
  }

  @Test func `a missing file is told from one that cannot be looked at`() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write([1], to: folder("a"))
    #expect(try FileFacts.ifPresent(folder("none")) == nil)
    #expect(try FileFacts.ifPresent(folder("a/below")) == nil)
    #expect(try FileFacts.ifPresent(folder("a"))?.size == 1)
    let error = #expect(throws: SystemError.self) {
      try FileFacts.ifPresent(folder(String(repeating: "x", count: 300)))
    }
    #expect(error?.errorNumber == ENAMETOOLONG)
  }

  @Test func `an interrupted call is made again`() throws {
    var calls = 0
    let value = try syscall("read") {
      calls += 1
      errno = EINTR
      return calls < 3 ? -1 : 5
    }
    #expect(value == 5)
    #expect(calls == 3)
  }
}
