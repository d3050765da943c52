import Jobs
import LinuxSystem
import Testing

struct CleanTests {
  /// Jobs that ended 1 to 5 days ago, the first and the third failed, and one that waits for `d2`.
  private func fill(_ work: borrowing Workspace) throws {
    for day in 1...5 {
      try work.put("d\(day)-00000\(day)", day % 2 == 1 && day < 5 ? .failed : .done, sequence: day)
      {
        $0.finishedAt = .now.advanced(bySeconds: -86_400 * Double(day) - 60)
      }
    }
    try work.put("next-000009", .queued, sequence: 9) { $0.after = ["d2"] }
  }

  @Test(arguments: [
    ([], ["d1", "d3", "d4", "d5"]), (["--older-than", "3d"], ["d3", "d4", "d5"]),
    (["--keep", "2"], ["d3", "d4", "d5"]), (["--state", "failed"], ["d1", "d3"]),
    (["--state", "done", "--older-than", "96h"], ["d4", "d5"]), (["--older-than", "2w"], []),
  ])
  func `what was chosen is removed and printed`(words: [String], names: [String]) throws {
    for isServed in [false, true] {
      let work = try Workspace()
      try fill(work)
      let all = Set(work.names("jobs/done") + work.names("jobs/failed"))
      let expected = Set(names.map { "\($0)-00000\($0.dropFirst())" })
      let dry = try Program.run(["clean", "--dry-run"] + words, in: work.path)
      #expect(dry.code == 0)
      #expect(Set(dry.lines) == expected)
      #expect(Set(work.names("jobs/done") + work.names("jobs/failed")) == all)
      let served = isServed ? try work.serve() : nil
      let outcome = try Program.run(["clean"] + words, in: work.path) { served?.look() }
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(Set(outcome.lines) == expected)
      #expect(
        Set(work.names("jobs/done") + work.names("jobs/failed")) == all.subtracting(expected))
      #expect(work.names("jobs/queued") == ["next-000009"])
    }
  }
}
