import LinuxSystem
import Testing

@testable import Jobs

struct JobNameTests {
  @Test(arguments: [
    ("ring.json", "ring"), ("a b.json", "a-b"), ("-x.json", "x"), ("ü.json", "render"),
    (".json", "render"), ("x.json.json", "x.json"), ("..json", "render"),
  ])
  func `a file's name becomes a safe one`(file: String, name: String) {
    #expect(JobID.safeName(file) == name)
    #expect(JobID.isSafe(name))
  }

  @Test(arguments: ["", ".x", "-x", "a/b", "a b", "a\n", "ü", String(repeating: "a", count: 101)])
  func `other names are not safe`(name: String) {
    #expect(!JobID.isSafe(name))
  }

  @Test(arguments: [
    ("ring-012abc", "ring"), ("ring-012abc-2", "ring"), ("a-b-012abc-17", "a-b"),
    ("ring", "ring"), ("ring-2", "ring-2"), ("ring-012ABC", "ring-012ABC"),
    ("-012abc", ""), ("012abc-012abc", "012abc"),
  ])
  func `the name is found in an ID`(id: String, name: String) {
    #expect(JobID.name(in: id) == name)
  }

  @Test func `an ID depends on name, file and content`() {
    let ids = [("a", "f", "c"), ("b", "f", "c"), ("a", "g", "c"), ("a", "f", "d"), ("a", "fc", "")]
      .map { JobID.make(name: $0, fileName: Array($1.utf8), content: Array($2.utf8)) }
    #expect(Set(ids).count == ids.count)
    // printf 'f\0c' | sha256sum
    #expect(ids[0] == "a-2841a2")
  }

  @Test(arguments: [
    ("ring.json", "ring.json", false), ("ring.stashed.json", "ring.json", true),
    ("ring~0123abcd.json", "ring.json", false), ("ring~0123abcd.stashed.json", "ring.json", true),
    ("ring~0123.json", "ring~0123.json", false), ("~0123abcd.json", "~0123abcd.json", false),
    ("ring~0123ABCD.json", "ring~0123ABCD.json", false),
  ])
  func `a drop's name is read`(file: String, request: String, isStashed: Bool) {
    let name = DropName(file)
    #expect(name.requestFile == request)
    #expect(name.isStashed == isStashed)
  }

  @Test(arguments: [false, true])
  func `a unique name stands for the name it was made from`(stashed: Bool) {
    let names = (0..<100).map { _ in DropName.unique("my ring", stashed: stashed) }
    #expect(Set(names).count == 100)
    #expect(names.allSatisfy { DropName($0).requestFile == "my-ring.json" })
    #expect(names.allSatisfy { DropName($0).isStashed == stashed })
  }

  @Test(arguments: [
    ("ring.json", true), (".ring.json", false), (".ring.json.swp", false), ("ring.json~", false),
    ("#ring.json#", false), ("ring.JSON", false), ("4913", false), ("ring.json.part", false),
  ])
  func `only JSON files that are not hidden are drops`(name: String, isDrop: Bool) {
    #expect(DropName.isDrop(FileName(name)) == isDrop)
  }
}
