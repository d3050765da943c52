import Glibc
import Testing

@testable import LinuxSystem

struct ReadRootsTests {
  @Test(arguments: [
    ("/a/b", true), ("/a/b/", true), ("/a/b/c/d", true), ("/a/bc", false), ("/a", false),
    ("/c", true), ("/x/a/b", false), ("/a/B", false), ("", false), ("a/b", false),
  ])
  func `a path is below a folder or is one`(path: String, isBelow: Bool) {
    #expect(ReadRoots(["/a/b", "/c/"]).contains(path) == isBelow)
  }

  @Test func `below the root folder lies everything, below none nothing`() {
    #expect(ReadRoots(["/"]).contains("/etc/passwd"))
    #expect(!ReadRoots([]).contains("/etc/passwd"))
  }

  @Test func `names that only look the same are two names`() {
    #expect(!ReadRoots(["/caf\u{E9}"]).contains("/cafe\u{301}/0.png"))
  }

  @Test func `a folder may be reached through links`() throws {
    let folder = try TemporaryFolder()
    _ = try Folder(creating: folder("real"))
    #expect(unsafe symlink("real", folder("linked")) == 0)
    let roots = ReadRoots([folder("linked")])
    #expect(roots.contains(folder("linked/0.png")) && roots.contains(folder("real/0.png")))
    #expect(!roots.contains(folder("other")))
  }

  /// Expects that a file is read, or refused as one outside, by both readers.
  private func expect(
    _ path: String, isRead: Bool, within roots: ReadRoots,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let refusal = SystemError.outsideRoots(path: path, roots: roots.folders)
    func note(_ body: () throws(SystemError) -> Void) {
      do throws(SystemError) {
        try body()
        #expect(isRead, sourceLocation: sourceLocation)
      } catch {
        #expect(!isRead && error == refusal, "\(error)", sourceLocation: sourceLocation)
      }
    }
    note { () throws(SystemError) in _ = try WholeFile.read(path, limit: 9, within: roots) }
    note { () throws(SystemError) in _ = try RandomAccessFile(path, within: roots) }
  }

  @Test func `a file is judged by where it lies, not by the path to it`() throws {
    let folder = try TemporaryFolder()
    for name in ["in/own", "out/other"] {
      _ = try Folder(creating: Paths.split(folder(name)).folder)
      try AtomicFile.write([1], to: folder(name))
    }
    for (link, target) in [
      ("in/out", "../out/other"), ("in/far", folder("out")), ("in/near", "own"),
      ("out/back", "../in/own"),
    ] {
      #expect(unsafe symlink(target, folder(link)) == 0)
    }
    let roots = ReadRoots([folder("in")])
    for name in ["in/own", "in/near", "out/back", "out/../in/own"] {
      expect(folder(name), isRead: true, within: roots)
    }
    for name in ["in/out", "in/far/other", "out/other", "in/../out/other"] {
      expect(folder(name), isRead: false, within: roots)
    }
  }

  @Test func `a file that is moved out before it is looked at is refused`() throws {
    let folder = try TemporaryFolder()
    _ = try Folder(creating: folder("in"))
    try AtomicFile.write([1], to: folder("in/a"))
    let roots = ReadRoots([folder("in")])
    let file = try FileDescriptor(opening: folder("in/a"), flags: O_RDONLY)
    try roots.check(file)
    #expect(unsafe rename(folder("in/a"), folder("a")) == 0)
    do throws(SystemError) {
      try roots.check(file)
      Issue.record("nothing was thrown")
    } catch {
      #expect(error == .outsideRoots(path: folder("in/a"), roots: [folder("in")]))
    }
  }
}
