internal import LinuxSystem

/// What `gqn-bench queue` measured.
struct QueueReport: Encodable {
  /// Times of the same thing.
  struct Spread: Encodable {
    var count = 0
    var least = 0.0
    var median = 0.0
    var most = 0.0

    init() {}

    init(_ timings: Timings) {
      (count, least) = (timings.count, timings.minimum)
      (median, most) = (timings.median, timings.maximum)
    }
  }

  /// The daemon while nothing happens.
  struct Idle: Encodable {
    var seconds = 0.0
    var processorSeconds = 0.0
    var residentBytes = 0
  }

  /// What was measured with so much in the queue.
  struct Situation: Encodable {
    var startSeconds = Spread()
    var doneSeconds = Spread()
    /// Of one small file, in between.
    var syncSeconds = Spread()
    var idle = Idle()
  }

  let processor = Machine.processorModel ?? "unknown"
  let processors = Machine.processorCount
  let fileSystem: String

  /// From the drop to the worker's start, in an empty queue.
  var medianStartSeconds = 0.0
  /// The same beside 10 000 queued jobs.
  var medianStartBeside10000Seconds = 0.0
  /// From the first of 10 000 drops until all are queued, and on the disk.
  var admitted10000Seconds = 0.0
  var alone = Situation()
  var beside10000 = Situation()

  init(fileSystem: String) { self.fileSystem = fileSystem }

  /// For people.
  var text: String {
    func cells(_ name: String, _ spread: Spread) -> [String] {
      [name] + [spread.least, spread.median, spread.most].map(Figures.milliseconds)
    }
    func idle(_ name: String, _ idle: Idle) -> String {
      "\(name): \(Figures.milliseconds(idle.processorSeconds)) of processor time in "
        + "\(Figures.fixed(idle.seconds, 1)) s, "
        + "\(Figures.fixed(Double(idle.residentBytes) / 1048576, 1)) MiB resident"
    }
    let rows = [
      ["\(alone.startSeconds.count) RUNS EACH", "FASTEST", "MEDIAN", "SLOWEST"],
      cells("start, alone", alone.startSeconds),
      cells("start, beside 10 000", beside10000.startSeconds),
      cells("done, alone", alone.doneSeconds),
      cells("done, beside 10 000", beside10000.doneSeconds),
      cells("one fsync, alone", alone.syncSeconds),
      cells("one fsync, beside 10 000", beside10000.syncSeconds),
    ]
    return """
      \(processor), \(processors) processors, \(fileSystem)

      \(Console.table(rows))

      10 000 admitted in \(Figures.fixed(admitted10000Seconds, 2)) s
      \(idle("idle, alone", alone.idle))
      \(idle("idle, beside 10 000", beside10000.idle))
      """
  }
}
