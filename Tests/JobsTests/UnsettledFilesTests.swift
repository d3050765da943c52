import LinuxSystem
import Testing

@testable import Jobs

struct UnsettledFilesTests {
  let name = FileName("x.json")

  func facts(_ content: String) throws -> FileFacts {
    let queue = try TestQueue()
    try queue.drop("x", content)
    return try FileFacts(of: "\(queue.path)/x")
  }

  @Test func `looks come after a quarter of a second, then double, and end with the patience`()
    throws
  {
    var files = UnsettledFiles(QueueSettings())
    let facts = try facts("a")
    var now = 100.0
    var looks: [Double] = []
    while !files.giveUp(name, facts, at: now, age: now - 100) {
      let next = try #require(files.nextLook)
      #expect(!files.isDue(name, facts, at: next - 0.01))
      #expect(files.isDue(name, facts, at: next))
      looks.append(next - now)
      now = next
    }
    #expect(looks == [0.25, 0.5, 1, 2, 1.25])
    #expect(files.nextLook == nil)
  }

  @Test func `a change begins the patience anew`() throws {
    var files = UnsettledFiles(QueueSettings())
    let (before, after) = (try facts("a"), try facts("ab"))
    let verdict1 = files.giveUp(name, before, at: 0, age: 0)
    #expect(!verdict1)
    #expect(!files.isDue(name, before, at: 0.1))
    #expect(files.isDue(name, after, at: 0.1))
    let verdict2 = files.giveUp(name, after, at: 4.9, age: 0)
    #expect(!verdict2)
    let verdict3 = files.giveUp(name, after, at: 9.8, age: 0)
    #expect(!verdict3)
    let verdict4 = files.giveUp(name, after, at: 9.9, age: 0)
    #expect(verdict4)
  }

  @Test func `an old file is given up at the second look`() throws {
    var files = UnsettledFiles(QueueSettings())
    let facts = try facts("a")
    let verdict5 = files.giveUp(name, facts, at: 0, age: 1000)
    #expect(!verdict5)
    #expect(files.nextLook == 0.25)
    let verdict6 = files.giveUp(name, facts, at: 0.25, age: 1000)
    #expect(verdict6)
  }

  @Test func `a file from the future is given up all the same`() throws {
    var files = UnsettledFiles(QueueSettings())
    let facts = try facts("a")
    let verdict7 = files.giveUp(name, facts, at: 0, age: -1e6)
    #expect(!verdict7)
    let verdict8 = files.giveUp(name, facts, at: 5, age: -1e6)
    #expect(verdict8)
  }

  @Test func `what is gone is forgotten`() throws {
    var files = UnsettledFiles(QueueSettings())
    _ = files.giveUp(name, try facts("a"), at: 0, age: 0)
    files.keep([FileName("y.json")])
    #expect(files.nextLook == nil)
  }
}
