import Testing

@testable import Serving

struct DiskHoldTests {
  @Test func `a folder that is not there yet can be written where the one above it can`() throws {
    let folder = try TemporaryFolder()
    let hold = DiskHold(folder("not/there"), .readOnly, now: 0)
    #expect(hold.isOver(now: 0))
  }

  @Test func `room is waited for below a folder that is not there yet`() throws {
    let folder = try TemporaryFolder()
    let hold = DiskHold(folder("not/there"), .full, now: 0)
    #expect(!hold.isOver(now: 1))
    #expect(hold.isOver(now: 60))
    #expect(hold.description == "waiting for room below \(folder("not/there"))")
  }
}
