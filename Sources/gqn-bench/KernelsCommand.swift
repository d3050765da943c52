internal import CommandLineArguments
internal import Kernels
internal import LinuxSystem

/// `gqn-bench kernels`: each kernel by itself, on one thread.
struct KernelsCommand {
  static let command = Command(
    "kernels", "Check and time each kernel by itself, on one thread",
    discussion: """
      GB/s are bytes read and written; of files, those of the picture. "of sgemm" is the speed of the \
      same matrix products in bare sgemm calls, timed in turns.
      """,
    example: "gqn-bench kernels --only product",
    options: [
      .value("only", "TEXT", "Only the kernels with this text in their names.", default: ""),
      .value("runs", "N", "How often each time is taken.", default: "15"),
      .flag("json", "Print the report as one JSON object."),
    ])

  private struct Row: Encodable {
    let name: String
    /// Seconds a call: median and fastest.
    let seconds, leastSeconds: Double
    var gigaflopsPerSecond: Double?
    var gigabytesPerSecond: Double?
    var shareOfSGEMM: Double?
    let difference, tolerance: Double
  }

  private struct Report: Encodable {
    let processor = Machine.processorModel ?? "unknown"
    let openBLASCore = MatrixProduct.coreName
    var kernels: [Row] = []
  }

  /// A kernel that is not what it should be is not worth timing.
  private struct Mismatch: Error, CustomStringConvertible {
    let names: [String]
    var description: String {
      "\(names.joined(separator: ", ")): the difference from the reference is above the tolerance; "
        + "run the tests"
    }
  }

  private let only: String
  private let runs: Int
  private let printsJSON: Bool

  init(_ parsed: ParsedCommand) throws(UsageError) {
    only = try parsed.string("only")
    runs = try parsed.int("runs", in: 1...1000)
    printsJSON = parsed.flag("json")
  }

  func run() throws {
    var report = Report()
    var wrong: [String] = []
    for make in [
      KernelCases.winograd, KernelCases.functions, KernelCases.convolutions, KernelCases.pictures,
      KernelCases.start,
    ] {
      for test in try make() where only.isEmpty || test.name.contains(only) {
        let row = try measure(test)
        report.kernels.append(row)
        if row.difference > row.tolerance { wrong.append(row.name) }
      }
    }
    if printsJSON {
      try Console.output(json: report)
    } else {
      Console.output("\(report.processor), 1 thread, OpenBLAS \(report.openBLASCore)\n")
      Console.output(Console.table([Self.heading] + report.kernels.map(Self.cells)))
    }
    guard wrong.isEmpty else { throw Mismatch(names: wrong) }
  }

  private func measure(_ test: KernelCase) throws -> Row {
    let difference = try test.difference()
    var (own, other) = (Timings(), Timings())
    try test.run()
    let repetitions = max(1, Int(0.004 / (try seconds(1, test.run) + 1e-9)))
    for _ in 0..<runs {
      own.append(try seconds(repetitions, test.run))
      if let sgemm = test.sgemm { other.append(try seconds(repetitions, sgemm)) }
    }
    var row = Row(
      name: test.name, seconds: own.median, leastSeconds: own.minimum, difference: difference,
      tolerance: test.tolerance)
    switch test.work {
    case .operations(let count): row.gigaflopsPerSecond = Double(count) / own.median * 1e-9
    case .bytes(let count): row.gigabytesPerSecond = Double(count) / own.median * 1e-9
    }
    if test.sgemm != nil { row.shareOfSGEMM = other.median / own.median }
    return row
  }

  private func seconds(_ repetitions: Int, _ body: () throws -> Void) throws -> Double {
    let start = Machine.monotonicSeconds
    for _ in 0..<repetitions { try body() }
    return (Machine.monotonicSeconds - start) / Double(repetitions)
  }

  private static let heading = [
    "KERNEL", "MICROSECONDS", "FASTEST", "GFLOP/S", "GB/S", "OF SGEMM", "DIFFERENCE",
  ]

  private static func cells(_ row: Row) -> [String] {
    [
      row.name, Figures.fixed(1e6 * row.seconds, 1), Figures.fixed(1e6 * row.leastSeconds, 1),
      row.gigaflopsPerSecond.map { Figures.fixed($0, 1) } ?? "",
      row.gigabytesPerSecond.map { Figures.fixed($0, 2) } ?? "",
      row.shareOfSGEMM.map(Figures.percent) ?? "",
      Figures.scientific(row.difference) + (row.difference > row.tolerance ? " WRONG" : ""),
    ]
  }
}
