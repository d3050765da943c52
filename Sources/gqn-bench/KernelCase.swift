/// One kernel at one size: what it is held to, and what is timed.
struct KernelCase {
  /// What a call does, by which its speed is told.
  enum Work {
    /// Floating-point operations.
    case operations(Int)
    /// Bytes read and written, or of the picture.
    case bytes(Int)
  }

  let name: String
  let work: Work
  /// The largest difference from the reference that passes.
  let tolerance: Double
  /// The largest difference from the reference.
  let difference: () throws -> Double
  /// What is timed.
  let run: () throws -> Void
  /// The same matrix products by OpenBLAS, where there are any.
  var sgemm: (() -> Void)?

  /// The largest of the differences of two arrays' elements; a NaN or another length is infinite.
  static func difference(_ a: [Float], _ b: [Float]) -> Double {
    guard a.count == b.count else { return .infinity }
    return zip(a, b).reduce(0) { largest, pair in
      let difference = Double(abs(pair.0 - pair.1))
      return difference.isNaN ? .infinity : max(largest, difference)
    }
  }
}
