import Testing

@testable import Requests

struct RequestHeaderTests {
  private func header(_ text: String) throws(RequestError) -> RequestHeader {
    try RequestHeader.read(Array(text.utf8), fileName: "a b.json")
  }

  @Test func `the common keys are read, whatever the others are`() throws {
    let header = try header(
      """
      {"version": 1, "type": "render", "priority": 3, "after": ["x"], "scene": 5,
       "output": {"directory": "films/a"}}
      """)
    #expect(header.type == .render && header.name == "a-b")
    #expect(header.priority == 3 && header.after == ["x"])
    #expect(header.outputDirectory == "films/a")
  }

  @Test func `a render writes to a folder of its name`() throws {
    #expect(
      try header(#"{"version": 1, "type": "render", "name": "n"}"#).outputDirectory == "n")
  }

  @Test func `training has a header too`() throws {
    let header = try header(#"{"version": 1, "type": "train", "name": "rooms", "steps": 5}"#)
    #expect(header.type == .train && header.name == "rooms" && header.outputDirectory == nil)
  }

  @Test(arguments: [
    #"{"type": "train"}"#, #"{"version": 2, "type": "train"}"#, #"{"version": 1}"#, "[]",
    #"{"version": 1, "type": "train", "name": "../x"}"#,
    #"{"version": 1, "type": "train", "priority": 1e9}"#,
  ])
  func `a wrong one is refused`(text: String) {
    #expect(throws: RequestError.self) { try header(text) }
  }
}
