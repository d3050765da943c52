public import Testing

/// Expects a gradient to be that of a function, whose derivatives are taken as central differences in double
/// precision.
///
/// - Parameters:
///   - actual: the gradient, one number for each of `x`.
///   - x: where it was taken.
///   - tolerance: the largest difference allowed, relative to the largest derivative.
///   - what: names the gradient in the message.
///   - sourceLocation: where a failure is reported.
///   - function: what is differentiated.
public func expectGradient(
  _ actual: [Float], at x: [Float], within tolerance: Double = 2e-6, _ what: String = "",
  sourceLocation: SourceLocation = #_sourceLocation, of function: ([Double]) -> Double
) {
  guard actual.count == x.count else {
    Issue.record(
      "\(what): \(actual.count) elements, expected \(x.count)", sourceLocation: sourceLocation)
    return
  }
  var point = x.map(Double.init)
  let expected = point.indices.map { index in
    let (value, step) = (point[index], 1e-5)
    point[index] = value + step
    let above = function(point)
    point[index] = value - step
    let below = function(point)
    point[index] = value
    return (above - below) / (2 * step)
  }
  let scale = expected.reduce(1e-3) { max($0, abs($1)) }
  var worst = (index: 0, error: -1.0)
  for index in actual.indices {
    let error = abs(Double(actual[index]) - expected[index]) / scale
    if !(error <= worst.error) { worst = (index, error) }
    if error.isNaN { break }
  }
  #expect(
    worst.error <= tolerance,
    """
    \(what): derivative \(worst.index) of \(actual.count) is \(actual[worst.index]), \
    expected \(expected[worst.index]); the largest is \(scale)
    """, sourceLocation: sourceLocation)
}
