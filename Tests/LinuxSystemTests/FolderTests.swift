import Glibc
import Testing

@testable import LinuxSystem

struct FolderTests {
  @Test func `parents are made, and what is there is kept`() throws {
    let folder = try TemporaryFolder()
    _ = try Folder(creating: folder("a/b/c/"))
    try AtomicFile.write([1], to: folder("a/b/c/file"))
    _ = try Folder(creating: folder("a/b/c"))
    #expect(try Folder.names(in: folder("a/b/c")) == ["file"])
  }

  @Test func `a file in the way is named`() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write([1], to: folder("a"))
    let error = #expect(throws: SystemError.self) { _ = try Folder(creating: folder("a")) }
    #expect(error == .notFolder(path: folder("a"), kind: .regular))
  }

  @Test func `names are sorted and complete`() throws {
    let folder = try TemporaryFolder()
    for name in ["b", "a", ".hidden", "10", "9"] { try AtomicFile.write([], to: folder(name)) }
    #expect(try folder.names() == [".hidden", "10", "9", "a", "b"])
    let open = try Folder(folder.path)
    #expect(try open.names() == open.names(), "reading the names twice gives them twice")
  }

  @Test func `a tree is removed and what its links point to is not`() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write([1], to: folder("kept"))
    _ = try Folder(creating: folder("tree/a/b"))
    try AtomicFile.write([1], to: folder("tree/a/b/file"))
    #expect(unsafe symlink(folder.path, folder("tree/a/up")) == 0)
    // A name that is no UTF-8.
    #expect(
      close(unsafe open(folder("tree").utf8CString.dropLast() + [0x2F, -1, 0], O_CREAT, 0o600)) == 0
    )
    try Folder.removeTree(folder("tree"))
    #expect(try folder.names() == ["kept"])
    try Folder.removeTree(folder("tree"))
    try Folder.removeTree(folder("kept"))
    #expect(try folder.names() == [])
  }

  @Test func `descending makes folders below the root`() throws {
    let folder = try TemporaryFolder()
    let root = try Folder(folder.path)
    let below = try root.descend(to: "./demo//frames/")
    #expect(below.path == folder("demo/frames"))
    try AtomicFile.write([5], to: "000001.png", in: below)
    #expect(try WholeFile.read(folder("demo/frames/000001.png"), limit: 1) == [5])
    #expect(try root.descend(to: "").path == folder.path)
  }

  @Test(arguments: ["/etc", "..", "a/../..", "a/..", "../x", "a\0b"])
  func `a path that leads out is refused`(path: String) throws {
    let folder = try TemporaryFolder()
    let root = try Folder(folder.path)
    let error = #expect(throws: SystemError.self) { _ = try root.descend(to: path) }
    #expect(error == .leadsOut(path: path, root: folder.path))
  }

  @Test func `a link on the way is refused, at any depth`() throws {
    let folder = try TemporaryFolder()
    _ = try Folder(creating: folder("root/a"))
    _ = try Folder(creating: folder("outside"))
    #expect(unsafe symlink(folder("outside"), folder("root/out")) == 0)
    #expect(unsafe symlink("../..", folder("root/a/up")) == 0)
    let root = try Folder(folder("root"))
    for (path, link) in [("out/x", "root/out"), ("a/up", "root/a/up"), ("out", "root/out")] {
      let error = #expect(throws: SystemError.self) { _ = try root.descend(to: path) }
      #expect(error == .link(path: folder(link), root: folder("root")))
    }
    #expect(try Folder.names(in: folder("outside")) == [])
  }

  @Test func `a file on the way and a missing folder are told apart`() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write([1], to: folder("file"))
    let root = try Folder(folder.path)
    let inTheWay = #expect(throws: SystemError.self) { _ = try root.descend(to: "file/x") }
    #expect(inTheWay == .notFolder(path: folder("file"), kind: .regular))
    let missing = #expect(throws: SystemError.self) {
      _ = try root.descend(to: "none", creating: false)
    }
    #expect(missing?.errorNumber == ENOENT)
  }

  @Test func `a lock excludes a second holder, names the first and ends with it`() throws {
    let folder = try TemporaryFolder()
    do {
      let held = try FileLock(folder: Folder(folder.path))
      let error = #expect(throws: SystemError.self) { _ = try FileLock(folder(".lock")) }
      #expect(
        error
          == .locked(
            path: folder(".lock"), holder: "process \(getpid()) on \(Machine.hostName)"))
      _ = consume held
    }
    _ = try FileLock(folder(".lock"))
  }
}
