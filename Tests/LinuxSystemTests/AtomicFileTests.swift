import Glibc
import Testing

@testable import LinuxSystem

struct AtomicFileTests {
  @Test(arguments: [AtomicFile.Durability.unsynced, .content, .contentAndName])
  func `a file is written whole and leaves no part`(durability: AtomicFile.Durability) throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write(Array("first".utf8), to: folder("a.json"), durability)
    try AtomicFile.write(Array("second".utf8), to: folder("a.json"), durability)
    #expect(try text(folder("a.json")) == "second")
    #expect(try folder.names() == ["a.json"])
  }

  @Test func `a new file has the mode that the umask leaves`() throws {
    let folder = try TemporaryFolder()
    let mask = umask(0)
    umask(mask)
    try AtomicFile.write([1], to: folder("a"))
    #expect(try FileFacts(of: folder("a")).permissions == 0o666 & ~mask)
  }

  @Test func `nothing has the name before the commit`() throws {
    let folder = try TemporaryFolder()
    let file = try AtomicFile(folder("a.png"))
    try file.append([1, 2])
    try file.append([3])
    #expect(try folder.names() == [".a.png.part"])
    try file.commit()
    #expect(try WholeFile.read(folder("a.png"), limit: 3) == [1, 2, 3])
  }

  @Test func `an abandoned file leaves nothing`() throws {
    let folder = try TemporaryFolder()
    do {
      let file = try AtomicFile(folder("a.png"))
      try file.append([1])
    }
    #expect(try folder.names() == [])
  }

  @Test func `the part of a killed run is replaced`() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write(Array("a longer leftover".utf8), to: folder(".a.part"))
    try AtomicFile.write(Array("new".utf8), to: folder("a"))
    #expect(try text(folder("a")) == "new")
    #expect(try folder.names() == ["a"])
  }

  @Test func `a link planted as the part is not written through`() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write(Array("precious".utf8), to: folder("victim"))
    #expect(unsafe symlink(folder("victim"), folder(".a.part")) == 0)
    try AtomicFile.write(Array("new".utf8), to: folder("a"))
    #expect(try text(folder("victim")) == "precious")
  }

  @Test(arguments: ["open", "write", "fsync", "close", "rename"])
  func `a full disk at any call leaves the old file and no part`(call: String) throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write(Array("old".utf8), to: folder("a"))
    let error = try #require(throws: SystemError.self) {
      // The first open is the folder's.
      try ForcedFailure.with(call, errno: ENOSPC, passing: call == "open" ? 1 : 0) {
        try AtomicFile.write(Array("new".utf8), to: folder("a"), .content)
      }
    }
    #expect(error.isDiskFull)
    #expect(
      "\(error)".hasSuffix("No space left on device (\(call)); free some space and try again"))
    #expect(try text(folder("a")) == "old")
    #expect(try folder.names() == ["a"])
  }

  @Test func `a disk that fills up while streaming leaves nothing`() throws {
    let folder = try TemporaryFolder()
    #expect(throws: SystemError.self) {
      try ForcedFailure.with("write", errno: ENOSPC, passing: 2) {
        let file = try AtomicFile(folder("a"))
        for _ in 0..<3 { try file.append([1, 2, 3]) }
        try file.commit()
      }
    }
    #expect(try folder.names() == [])
  }

  @Test func `a really full device is reported`() throws {
    let device = try FileDescriptor(opening: "/dev/full", flags: O_WRONLY)
    let error = #expect(throws: SystemError.self) { try device.write([1]) }
    #expect(error == .failed(call: "write", path: "/dev/full", errno: ENOSPC))
  }

  @Test func `a folder of that name is not replaced`() throws {
    let folder = try TemporaryFolder()
    _ = try Folder(creating: folder("a"))
    let error = #expect(throws: SystemError.self) { try AtomicFile.write([1], to: folder("a")) }
    #expect(error?.errorNumber == EISDIR)
    #expect(try folder.names() == ["a"])
  }

  @Test(arguments: ["", ".", "..", "a/b", "a\0b"])
  func `what is no name is refused`(name: String) throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: SystemError.self) {
      try AtomicFile.write([1], to: name, in: Folder(folder.path))
    }
    #expect(error == .leadsOut(path: name, root: folder.path))
  }

  @Test func `a missing folder is named`() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: SystemError.self) { try AtomicFile.write([1], to: folder("x/y")) }
    #expect(error == .failed(call: "open", path: folder("x"), errno: ENOENT))
  }
}
