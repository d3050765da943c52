internal import LinuxSystem

/// What `gqn-bench generate` prints.
struct GenerateReport: Encodable {
  /// One generator.
  struct Row: Encodable {
    let name: String
    /// Height and width of a picture.
    let pixels: Int
    let threads: Int
    /// Coded views a second: medians, and the best run.
    let viewsPerSecondOfOneThread, viewsPerSecond, mostViewsPerSecond: Double
    /// Seconds a view on one thread: placing everything, taking pictures, coding them.
    let describingSeconds, tracingSeconds, codingSeconds: Double
  }

  let processor = Machine.processorModel ?? "unknown"
  var generators: [Row] = []

  var text: String {
    let heading = [
      "GENERATOR", "PIXELS", "VIEWS/S, 1 THREAD", "THREADS", "VIEWS/S", "BEST", "TRACING", "JPEG",
      "REST",
    ]
    let rows = generators.map { row in
      [
        row.name, "\(row.pixels)", Figures.fixed(row.viewsPerSecondOfOneThread, 0),
        "\(row.threads)", Figures.fixed(row.viewsPerSecond, 0),
        Figures.fixed(row.mostViewsPerSecond, 0), Figures.milliseconds(row.tracingSeconds),
        Figures.milliseconds(row.codingSeconds), Figures.milliseconds(row.describingSeconds),
      ]
    }
    return processor + "\n\n" + Console.table([heading] + rows)
  }
}
