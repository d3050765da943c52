import Glibc
import Testing

@testable import LinuxSystem

struct EntriesTests {
  /// A name that is not UTF-8.
  let odd = FileName(cString: [0x61, -1, 0])

  @Test func `a name of any bytes is listed, looked at, moved and removed`() throws {
    let folder = try TemporaryFolder()
    let open = try Folder(folder.path)
    let inner = try open.makeFolder("inner")
    try open.create("a", [1, 2])
    try open.move(FileName("a"), to: inner, as: odd)
    #expect(try inner.entries() == [odd])
    #expect(odd.text == nil && odd.shown == "a\u{FFFD}" && FileName("ä").text == "ä")
    #expect(try FileFacts(of: odd, in: inner).size == 2)
    try inner.removeTree(odd)
    #expect(try inner.entries().isEmpty)
  }

  @Test(arguments: ["", ".", "..", "a/b", "/", "../a"])
  func `a move leads nowhere else`(name: String) throws {
    let folder = try TemporaryFolder()
    let open = try Folder(folder.path)
    try open.create("a", [])
    #expect(throws: SystemError.leadsOut(path: name, root: folder.path)) {
      try open.move(FileName("a"), to: open, as: FileName(name))
    }
    #expect(throws: SystemError.self) { try open.removeTree(FileName(name)) }
    #expect(throws: SystemError.self) { _ = try open.makeFolder(name) }
    #expect(throws: SystemError.self) { try open.create(name, []) }
    #expect(throws: SystemError.self) { try open.append([], to: name) }
    #expect(try folder.names() == ["a"])
  }

  @Test func `a file is created once and added to`() throws {
    let folder = try TemporaryFolder()
    let open = try Folder(folder.path)
    try open.create("a", [0x61])
    #expect(throws: SystemError.self) { try open.create("a", []) }
    try open.append([0x62], to: "a")
    try open.append([0x63], to: "new")
    #expect(try text(folder("a")) == "ab")
    #expect(try text(folder("new")) == "c")
    _ = unsafe symlink("a", folder("link"))
    #expect(throws: SystemError.self) { try open.append([0], to: "link") }
  }

  @Test func `the file system is synced, and a failure is told`() throws {
    let folder = try TemporaryFolder()
    let open = try Folder(folder.path)
    try open.syncFileSystem()
    let path = folder.path
    #expect(throws: SystemError.failed(call: "syncfs", path: path, errno: EIO)) {
      try ForcedFailure.with("syncfs", errno: EIO) { try open.syncFileSystem() }
    }
  }

  @Test func `names are ordered by their bytes`() {
    let names = ["b", "a", "ab", "B", "ä"].map { FileName($0) } + [odd]
    #expect(names.sorted().map(\.shown) == ["B", "a", "ab", "a\u{FFFD}", "b", "ä"])
    #expect(FileName("x.json").hasSuffix(".json") && !FileName("json").hasSuffix(".json"))
    #expect(FileName(".x").isHidden && !FileName("x").isHidden)
  }

  @Test func `the holder of a lock is told, and none where nobody holds it`() throws {
    let folder = try TemporaryFolder()
    #expect(FileLock.holder(of: folder(".lock")) == nil)
    do {
      let lock = try FileLock(folder(".lock"))
      #expect(FileLock.holder(of: folder(".lock"))?.hasPrefix("process \(getpid()) on") == true)
      _ = consume lock
    }
    #expect(FileLock.holder(of: folder(".lock")) == nil)
    try AtomicFile.write(Array("process 1 on x\n".utf8), to: folder(".lock"))
    #expect(FileLock.holder(of: folder(".lock")) == nil)
  }

  @Test func `every call fails after the last that was let through`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path
    var done = 0
    #expect(throws: SystemError.self) {
      try ForcedFailure.withAny(errno: EIO, passing: 2) {
        while done < 9 {
          _ = try FileFacts(of: path)
          done += 1
        }
      }
    }
    #expect(done == 2)
  }
}
