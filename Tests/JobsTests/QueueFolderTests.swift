import LinuxSystem
import Testing

@testable import Jobs

struct QueueFolderTests {
  @Test(arguments: [
    ("ring-000001", "ring-000001"), ("ring-2-00000b", "ring-2-00000b"), ("wall", "wall-00000a"),
    ("ring-2", "ring-2-00000b"), ("w", "wall-00000a"), ("ring-00000", "ring-000001"),
  ])
  func `a job is found by its ID, its name, or the beginning of its ID`(
    text: String, id: String
  ) throws {
    #expect(
      try QueueFolder.match(text, among: ["ring-000001", "ring-2-00000b", "wall-00000a"]) == id)
  }

  @Test func `several fitting jobs are listed`() {
    let ids = ["ring-000001", "ring-000001-2", "wall-00000a"]
    #expect(
      throws: QueueError.ambiguous("ring", candidates: ["ring-000001", "ring-000001-2"])
    ) { try QueueFolder.match("ring", among: ids) }
    #expect(throws: QueueError.noSuchJob("", suggestion: nil)) {
      try QueueFolder.match("", among: ids)
    }
    #expect(throws: QueueError.noSuchJob("wal1", suggestion: "wall")) {
      try QueueFolder.match("wal1", among: ids)
    }
  }

  @Test func `an empty or missing folder is an empty queue`() throws {
    let folder = QueueFolder("/nonexistent/jobs///")
    #expect(folder.path == "/nonexistent/jobs")
    #expect(try folder.jobs(in: Set(JobState.allCases)).isEmpty)
    #expect(folder.holder() == nil && folder.pausedReason == nil)
  }

  @Test func `jobs are listed in the order of arrival, rejected files last`() throws {
    let queue = try TestQueue()
    let jobs = try queue.open()
    for (name, text) in [("c", "{}"), ("a", "{}"), ("bad", #"{"bad": "x"}"#)] {
      try queue.drop("\(name).json", text)
      try jobs.settle()
    }
    let a = try queue.folder.job(matching: "a")
    _ = try jobs.begin(a.id)
    let all = try queue.folder.jobs(in: Set(JobState.allCases))
    #expect(all.map(\.status.name) == ["c", "a", "bad"])
    #expect(all.map(\.state) == [.queued, .running, .rejected])
    #expect(try queue.folder.jobs(in: [.running]).map(\.id) == [a.id])
    #expect(try queue.folder.events(of: all[1]).map(\.event) == [.admitted, .started])
    #expect(queue.folder.log(of: all[1]) == "\(queue.path)/running/\(a.id)/attempt-1.log")
  }

  /// A job's moves, each with the folder after whose first reading it happens.
  @Test(arguments: [
    [(JobState.queued, JobState.running, JobState.queued)],
    [(.queued, .failed, .queued)],
    [(.running, .failed, .queued), (.done, .queued, .running)],
    [(.queued, .running, .queued), (.running, .queued, .running), (.failed, .running, .done)],
    [(.running, .running, .done)],
  ])
  func `a job that moves while the folders are read is not missed`(
    moves: [(after: JobState, from: JobState, to: JobState)]
  ) throws {
    var moves = moves[...]
    var state = moves[0].from
    let places = try QueueFolder.places { folder throws(QueueError) in
      defer {
        if let move = moves.first, move.after == folder {
          #expect(state == move.from)
          state = move.to
          moves.removeFirst()
        }
      }
      return folder == state ? ["a-000001"] : []
    }
    #expect(moves.isEmpty)
    #expect(places == ["a-000001": state])
  }

  @Test func `a damaged status is shown as far as it goes`() throws {
    let queue = try TestQueue()
    let jobs = try queue.open()
    try queue.drop("a.json")
    let id = try jobs.admittedOne()
    try queue.drop("queued/\(id)/status.json", "{")
    try queue.drop("queued/\(id)/events.jsonl", "{\n{}\n")
    let job = try queue.folder.job(matching: id)
    #expect(job.status.name == "a" && job.status.message?.contains("cannot be read") == true)
    #expect(try queue.folder.events(of: job).isEmpty)
  }

  @Test func `a status keeps its documented shape`() throws {
    let queue = try TestQueue()
    let jobs = try queue.open()
    queue.clock.time = 1_700_000_000.25
    try queue.drop("a.json")
    let id = try jobs.admittedOne()
    _ = try jobs.begin(id)
    let text = try queue.text("running/\(id)/status.json")
    let own = ["device", "inode", "modified"]
    let lines = text.split(separator: "\n").filter { line in
      !own.contains { line.contains("\"\($0)\"") }
    }
    #expect(
      lines.joined(separator: "\n")
        == """
        {
          "after" : [

          ],
          "attempts" : 1,
          "crashes" : 0,
          "drop" : {
            "file" : "a.json",
            "size" : 2
          },
          "id" : "\(id)",
          "name" : "a",
          "priority" : 0,
          "sequence" : 1,
          "setbacks" : 0,
          "startedAt" : "2023-11-14T22:13:20.250Z",
          "stashed" : false,
          "submittedAt" : "2023-11-14T22:13:20.250Z",
          "type" : "render",
          "version" : 1
        }
        """.replacing("\n\n", with: "\n"))
  }
}
