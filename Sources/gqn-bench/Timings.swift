internal import LinuxSystem

/// How long the runs of one thing took.
struct Timings {
  private var seconds: [Double] = []

  /// Runs something once more.
  mutating func time<Result>(_ body: () throws -> Result) rethrows -> Result {
    let start = Machine.monotonicSeconds
    let result = try body()
    seconds.append(Machine.monotonicSeconds - start)
    return result
  }

  /// Adds a run that was timed elsewhere.
  mutating func append(_ time: Double) {
    seconds.append(time)
  }

  /// The middle one; of an even number the lower of the two. 0 of none.
  var median: Double { seconds.isEmpty ? 0 : seconds.sorted()[(seconds.count - 1) / 2] }
  /// The shortest.
  var minimum: Double { seconds.min() ?? 0 }
  /// The longest.
  var maximum: Double { seconds.max() ?? 0 }
  /// How many there are.
  var count: Int { seconds.count }
}

/// Text of numbers.
enum Figures {
  /// A number with so many decimals.
  static func fixed(_ number: Double, _ decimals: Int) -> String {
    guard number.isFinite, abs(number) < 1e12 else { return "\(number)" }
    let scale = (0..<decimals).reduce(1) { product, _ in 10 * product }
    let units = Int((abs(number) * Double(scale)).rounded())
    let sign = number < 0 && units > 0 ? "-" : ""
    guard decimals > 0 else { return sign + "\(units)" }
    let fraction = String(units % scale)
    return sign + "\(units / scale)."
      + String(repeating: "0", count: decimals - fraction.count) + fraction
  }

  /// Seconds as milliseconds, `29.74 ms`.
  static func milliseconds(_ seconds: Double) -> String { fixed(1000 * seconds, 2) + " ms" }

  /// A share, `89 %`.
  static func percent(_ share: Double) -> String { fixed(100 * share, 0) + " %" }

  /// A number near 0 with its power of ten, `3.1e-06`.
  static func scientific(_ number: Double) -> String {
    guard number != 0, number.isFinite else { return "\(number)" }
    var exponent = 0
    var mantissa = abs(number)
    while mantissa < 1 { (mantissa, exponent) = (mantissa * 10, exponent - 1) }
    while mantissa >= 10 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
    return (number < 0 ? "-" : "") + fixed(mantissa, 1) + "e\(exponent)"
  }
}
