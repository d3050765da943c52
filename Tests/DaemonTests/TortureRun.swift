import Glibc
import Jobs
import LinuxSystem
import Tensors
import Testing

/// One run of the torture: several writers drop 200 files in every way there is, while the daemon and its
/// workers are killed at random moments and jobs are cancelled. Then everything is left alone until it
/// is done, and looked at.
///
/// What is done and when is chosen by the seed; what it hits is chance.
final class TortureRun {
  private static let writerCount = 4
  private static let dropsEach = 50
  /// Seconds in which things are killed; writing takes about as long.
  private static let chaosSeconds = 25.0
  /// Seconds in which everything must then come to its end.
  private static let patience = 300.0

  /// The requests that are dropped: short and long flights.
  static let requests = [1, 2, 5, 24, 100, 600].enumerated().map { seed, frames in
    TestRoot.request(
      frames: frames, extra: "\"sampling\": {\"seed\": \(seed)}, \(frames > 200 ? noFilm : "")")
  }
  private static let noFilm = "\"output\": {\"video\": []}, "

  private var root: TestRoot
  private var random: SplitMix64
  /// What each writer drops.
  private let drops: [[TortureDrop]]
  private var daemon: TestDaemon
  private var found: [String] = []
  /// Jobs that somebody called off; they may have been quicker.
  private var calledOff: Set<String> = []
  private var deeds: [String: Int] = [:]

  init(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    drops = (0..<Self.writerCount).map { writer in
      (0..<Self.dropsEach).map { number in
        .random("w\(writer)-\(number)", requests: Self.requests.count, using: &random)
      }
    }
    self.random = random
    root = try TestRoot()
    daemon = try TestDaemon(root, Self.options)
  }

  private static let options = ["--render-slots", "2", "--grace-seconds", "20"]

  private var all: [TortureDrop] { Array(drops.joined()) }

  /// Runs it.
  ///
  /// - Returns: all that is not as it should be; the folder is kept then.
  func trouble() throws -> [String] {
    var times: [String] = []
    func time(_ what: String, _ body: () throws -> Void) rethrows {
      let begin = Machine.monotonicSeconds
      try body()
      times.append("\(Int(Machine.monotonicSeconds - begin)) s of \(what)")
    }
    do {
      try stage()
      try time("killing") { try makeChaos() }
      // What was not dropped need not be waited for.
      if found.isEmpty { try time("waiting") { try waitForTheEnd() } }
      try time("looking") {
        try checkJobs()
        try checkFiles()
        try checkOutputs()
      }
    } catch {
      found.append("\(error)")
    }
    if !found.isEmpty {
      root.isKept = true
      found.append("everything lies in \(root.path)")
    }
    let counts = deeds.sorted { $0.key < $1.key }.map { "\($1) \($0)" }
    print("  " + (counts + times).joined(separator: ", "))
    return found
  }

  private func expect(_ isSo: Bool, _ what: @autoclosure () -> String) {
    if !isSo { found.append(what()) }
  }

  // MARK: - Doing

  /// Writes the requests, and what the writers do.
  private func stage() throws {
    _ = try Folder(creating: root.path + "/staged")
    for drop in all {
      try AtomicFile.write(
        Array(Self.requests[drop.request].utf8), to: "\(root.path)/staged/\(drop.name).json")
    }
    // A pause before each, so that the writers are done when the chaos is.
    let longest = Int(2 * Self.chaosSeconds / Double(Self.dropsEach) * 1000)
    for (writer, drops) in drops.enumerated() {
      var script = "set -eu\ncd \(root.path)\n"
      for drop in drops {
        let milliseconds = Int.random(in: 0...longest, using: &random)
        script += "sleep \(Double(milliseconds) / 1000)\n"
        script += drop.script(gqn: Programs.gqn, using: &random) + "\n"
      }
      try AtomicFile.write(Array(script.utf8), to: "\(root.path)/writer-\(writer).sh")
    }
  }

  /// Has the writers write, and kills what there is to kill.
  private func makeChaos() throws {
    let log = try FileDescriptor(
      opening: root.path + "/writers.log", flags: O_WRONLY | O_CREAT | O_APPEND)
    // Noncopyable values do not go into an array.
    let writers = try (0..<Self.writerCount).map { writer in
      Writer(try ChildProcess("/bin/sh", ["\(root.path)/writer-\(writer).sh"], log: log))
    }
    let begin = Machine.monotonicSeconds
    var open = Set(writers.indices)
    while !open.isEmpty || Machine.monotonicSeconds < begin + Self.chaosSeconds {
      usleep(UInt32.random(in: 50_000...900_000, using: &random))
      try harm()
      for index in open {
        guard let ending = try writers[index].process.endingIfEnded() else { continue }
        open.remove(index)
        let said = (try? text(root.path + "/writers.log")) ?? ""
        expect(ending == .exited(0), "writer \(index) \(ending): \(said)")
      }
      guard Machine.monotonicSeconds < begin + Self.patience else {
        return expect(false, "the writers do not come to their end")
      }
    }
  }

  private final class Writer {
    let process: ChildProcess

    init(_ process: consuming ChildProcess) { self.process = process }
  }

  /// Does one bad thing.
  private func harm() throws {
    let deed = ["daemon", "daemon", "worker", "worker", "worker", "both", "stop", "cancel"]
      .randomElement(using: &random)
    switch deed {
    case "worker": killWorker()
    case "cancel": try cancelJob()
    default:
      if deed == "both" { killWorker() }
      if let ending = try daemon.endingIfEnded() {
        expect(false, "the daemon \(ending) by itself: \(daemon.log.suffix(2000))")
      } else {
        if Bool.random(using: &random) { try waitForAnAct() }
        daemon.signal(deed == "stop" ? SIGTERM : SIGKILL)
        let ending = try daemon.ending(within: 60)
        // One that has only just been started does not catch signals yet.
        let expected: Subprocess.Ending =
          deed != "stop"
          ? .killed(signal: SIGKILL) : daemon.isSilent ? .killed(signal: SIGTERM) : .exited(0)
        expect(
          ending == expected,
          "the daemon \(ending), \(deed ?? ""): \(daemon.log.suffix(2000))")
        deeds[deed == "stop" ? "daemons ended" : "daemons killed", default: 0] += 1
      }
      usleep(UInt32.random(in: 0...300_000, using: &random))
      // Not always given the time to serve before the next blow.
      daemon = try TestDaemon(root, Self.options, waiting: Bool.random(using: &random))
    }
  }

  /// Waits until something moves in the queue, and a moment longer: most of the time nothing happens that a
  /// kill could disturb.
  private func waitForAnAct() throws {
    let notices = try Inotify()
    // Made, moved in and moved out: the steps of a drop on its way, and of a job.
    let moves: Inotify.Mask = [.created, .movedIn, Inotify.Mask(rawValue: 0x40)]
    for folder in ["", "/.tmp", "/queued", "/running"] {
      _ = try notices.watch(root.queue.path + folder, for: moves)
    }
    let moment = [0, 0, 300, 3000].randomElement(using: &random) ?? 0
    let delay = UInt32.random(in: 0...UInt32(moment), using: &random)
    _ = try Waiting.untilReadable([notices.raw], seconds: 1)
    if delay > 0 { usleep(delay) }
  }

  private func killWorker() {
    let workers = ProcessTable.entries().filter {
      $0.words.prefix(2) == [Programs.gqn, "worker"]
        && $0.words.contains { $0.hasPrefix(root.path + "/") }
    }
    guard let worker = workers.randomElement(using: &random) else { return }
    kill(worker.id, SIGKILL)
    deeds["workers killed", default: 0] += 1
  }

  private func cancelJob() throws {
    let jobs = (try? root.queue.jobs(in: [.queued, .running])) ?? []
    guard let job = jobs.randomElement(using: &random) else { return }
    calledOff.insert(job.status.name)
    try root.queue.send(ControlRequest(.cancel, job: job.id, requestedBy: "torture"))
    deeds["jobs called off", default: 0] += 1
  }

  // MARK: - Looking

  /// Leaves everything alone until nothing is left to do; what failed because its worker was killed too
  /// often is tried again.
  private func waitForTheEnd() throws {
    try daemon.waitUntilServing(within: 60)
    let deadline = Machine.monotonicSeconds + Self.patience
    let rejectedCount = all.count { $0.fate == .rejected }
    var retried: Set<String> = []
    while true {
      for job in (try? root.queue.jobs(in: [.failed])) ?? []
      where retried.insert("\(job.id), attempt \(job.status.attempts)").inserted {
        expect(
          job.status.crashes == 3 && job.status.message?.contains("killed by signal 9") == true,
          "\(job.id) failed: \(job.status.message ?? "")")
        try root.queue.send(ControlRequest(.retry, job: job.id))
      }
      let open = try root.queue.jobs(in: [.queued, .running, .failed]).map(\.id)
      let drops = try Folder.names(in: root.queue.path).filter(Self.isDrop)
      let rejected = try Folder.names(in: root.queue.path + "/rejected").count
      if open.isEmpty, drops.isEmpty, rejected >= rejectedCount { break }
      guard Machine.monotonicSeconds < deadline else {
        return expect(false, "it does not end: \(open), \(drops), \(rejected) rejected")
      }
      usleep(100_000)
    }
    deeds["jobs retried"] = retried.count
    try daemon.stop()
  }

  private static func isDrop(_ name: String) -> Bool {
    name.hasSuffix(".json") && !name.hasPrefix(".")
  }

  /// Each accepted file is one job in one final state, each other one was rejected once or left alone.
  private func checkJobs() throws {
    let states = JobState.allCases.filter { $0 != .rejected }
    var places: [String: [String]] = [:]
    for state in states {
      for id in try Folder.names(in: "\(root.queue.path)/\(state.rawValue)") {
        let status = try root.queue.job(matching: id).status
        places[status.name, default: []].append("\(state.rawValue)/\(id)")
        let request = try text("\(root.queue.path)/\(state.rawValue)/\(id)/request.json")
        let drop = all.first { $0.name == status.name }
        expect(
          drop.map { $0.way == .enqueued || request == Self.requests[$0.request] } == true,
          "\(id) has another request")
      }
    }
    for drop in all where drop.fate == .done {
      let place = places.removeValue(forKey: drop.name) ?? []
      let isFinal =
        place.first?.hasPrefix("done/") == true
        || calledOff.contains(drop.name) && place.first?.hasPrefix("cancelled/") == true
      expect(place.count == 1 && isFinal, "\(drop) is in \(place)")
    }
    expect(places.isEmpty, "jobs of nobody: \(places)")

    var files: [String: Int] = [:]
    for id in try Folder.names(in: root.queue.path + "/rejected") {
      let names = try Folder.names(in: "\(root.queue.path)/rejected/\(id)")
      expect(names.count == 2 && names.contains("reason.txt"), "rejected/\(id) holds \(names)")
      for name in names where name != "reason.txt" { files[name, default: 0] += 1 }
    }
    for drop in all where drop.fate == .rejected {
      let count = files.removeValue(forKey: drop.file) ?? 0
      expect(count == 1, "\(drop) was rejected \(count) times")
    }
    expect(files.isEmpty, "rejected without reason: \(files)")
  }

  /// Nothing lies about, and nobody else's file was touched.
  private func checkFiles() throws {
    let own = [".lock", ".tmp", "control"] + JobState.allCases.map(\.rawValue)
    let others = all.filter { $0.fate == .untouched }
    expect(
      try Folder.names(in: root.queue.path) == (own + others.map(\.file)).sorted(),
      "in the queue's folder: \((try? Folder.names(in: root.queue.path)) ?? [])")
    for drop in others {
      expect(
        try text("\(root.queue.path)/\(drop.file)") == Self.requests[drop.request],
        "\(drop.file) was changed")
    }
    for drop in all where drop.way == .hardLink {
      let path = "\(root.path)/staged/\(drop.name).json"
      expect(
        try text(path) == Self.requests[drop.request] && FileFacts(of: path).linkCount == 1,
        "the other name of \(drop) was touched")
    }
    for folder in [".tmp", "control"] {
      let names = try Folder.names(in: "\(root.queue.path)/\(folder)")
      expect(names.isEmpty, "\(folder) holds \(names)")
    }
    for path in try Self.files(below: root.queue.path) where path.hasSuffix(".part") {
      expect(false, "\(path) was left")
    }
  }

  /// Every file of every finished render is the one of a render that nobody disturbed.
  private func checkOutputs() throws {
    var references: [[String: [UInt8]]] = []
    for (number, request) in Self.requests.enumerated() {
      _ = try root.referenceFrames(of: request, directory: "request-\(number)")
      references.append(try Self.contents(of: "\(root.path)/reference/request-\(number)"))
    }
    let done = Set(try root.queue.jobs(in: [.done]).map(\.status.name))
    for drop in all where done.contains(drop.name) {
      let files = try Self.contents(of: "\(root.path)/output/\(drop.name)")
      let reference = references[drop.request]
      expect(files.keys == reference.keys, "\(drop): \(files.keys.sorted())")
      let others = reference.filter { files[$0.key] != $0.value }.keys.sorted()
      expect(others.isEmpty, "\(drop): other content of \(others)")
    }
    let parts = try Folder.names(in: root.path + "/output").filter { $0.hasSuffix(".part") }
    expect(parts.isEmpty, "the output folder holds \(parts)")
    let gallery = try text(root.path + "/output/index.html")
    for name in done {
      let count = gallery.split(separator: "href=\"\(name)/index.html\"").count - 1
      expect(count > 0, "the list of renders lacks \(name)")
    }
  }

  /// The files of a render by their paths; of those that tell of times and places, only that they are there.
  private static func contents(of folder: String) throws -> [String: [UInt8]] {
    var contents: [String: [UInt8]] = [:]
    for path in try files(below: folder) {
      let tells = ["manifest.json", "index.html", ".lock"].contains(path)
      contents[path] = tells ? [] : try WholeFile.read("\(folder)/\(path)", limit: 1 << 24)
    }
    return contents
  }

  /// All paths of what are no folders, relative to the folder.
  private static func files(below folder: String) throws -> [String] {
    var files: [String] = []
    for name in try Folder.names(in: folder) {
      let path = "\(folder)/\(name)"
      if try FileFacts(of: path, followingLinks: false).kind == .folder {
        files += try Self.files(below: path).map { "\(name)/\($0)" }
      } else {
        files.append(name)
      }
    }
    return files
  }
}
