import LinuxSystem
import Testing

/// Expects that the program ended by itself with an exit code, and said why on standard error.
func expectRefusal(
  _ outcome: Program.Outcome, _ code: Int32, _ message: String...,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(
    outcome.ending == .exited(code), "\(outcome.errors)", sourceLocation: sourceLocation)
  #expect(
    outcome.errors.split(separator: "\n").contains { $0.hasPrefix("gqn: ") },
    sourceLocation: sourceLocation)
  #expect(outcome.output == "", sourceLocation: sourceLocation)
  for part in message {
    #expect(outcome.errors.contains(part), sourceLocation: sourceLocation)
  }
}

extension Workspace {
  /// Expects that a request is refused with this message, and that nothing is written.
  func expectRefused(
    _ request: RequestText, _ message: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try expectRefused(
      Array(request.text.utf8), message, sourceLocation: sourceLocation)
  }

  /// The same for the bytes of a request's file, `flight.json`.
  func expectRefused(
    _ request: [UInt8], _ message: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try write(request, to: "flight.json")
    let outcome = try run("render", "flight.json")
    expectRefusal(outcome, 65, "gqn: flight.json: ", message, sourceLocation: sourceLocation)
    #expect(!has("output"), sourceLocation: sourceLocation)
  }

  /// Expects each of many requests to be refused, by one run of the program that validates all.
  ///
  /// - Returns: what the program said of each.
  @discardableResult func expectAllInvalid(
    _ requests: [[UInt8]], sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> [Substring] {
    let names = requests.indices.map { "request-\($0).json" }
    for (name, request) in zip(names, requests) { try write(request, to: name) }
    let outcome = try Program.run(["validate"] + names, in: path)
    expectRefusal(
      outcome, 65, "gqn: \(names.count) of \(names.count) files are not valid",
      sourceLocation: sourceLocation)
    let lines = outcome.errors.split(separator: "\n")
    for name in names {
      #expect(
        lines.contains { $0.hasPrefix("gqn: \(name): ") }, "\(name)",
        sourceLocation: sourceLocation)
    }
    return lines
  }
}
