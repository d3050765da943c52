internal import Tensors
public import Testing

/// Expects two arrays to agree in every element, and otherwise names the worst one.
///
/// - Parameters:
///   - actual: what was computed.
///   - expected: what it is held to.
///   - tolerance: the largest difference allowed.
///   - what: names the arrays in the message.
///   - sourceLocation: where a failure is reported.
public func expectClose(
  _ actual: [Float], _ expected: [Float], within tolerance: Float, _ what: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard actual.count == expected.count else {
    Issue.record(
      "\(what): \(actual.count) elements, expected \(expected.count)",
      sourceLocation: sourceLocation)
    return
  }
  var worst = 0
  var largest: Float = -1
  for index in actual.indices {
    let difference = abs(actual[index] - expected[index])
    if !(difference <= largest) {
      (worst, largest) = (index, difference)
      if difference.isNaN { break }
    }
  }
  #expect(
    largest <= tolerance,
    "\(what): element \(worst) of \(actual.count) is \(actual[worst]), expected \(expected[worst])",
    sourceLocation: sourceLocation)
}

/// Numbers in [-1, 1) that depend on a seed alone.
public func uniformNumbers(_ count: Int, seed: UInt64) -> [Float] {
  var random = SplitMix64(seed: seed)
  return (0..<count).map { _ in Float(random.next() >> 40) / 8_388_608 - 1 }
}
