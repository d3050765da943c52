internal import COpenBLAS

/// Matrix products of row-major matrices by OpenBLAS, each on the calling thread alone.
///
/// OpenBLAS's own threads are switched off: work is divided by ``ThreadPool``, in parts that do not
/// depend on the number of threads, so that results do not either.
package enum MatrixProduct {
  private static let singleThreaded: Void = openblas_set_num_threads(1)

  /// Which factor is stored with its rows as columns.
  package enum Transposition: Sendable {
    case left, right
  }

  /// `c = a · b`, or `c += a · b`.
  ///
  /// - Parameters:
  ///   - a: `[rows, inner]`; `[inner, rows]` where the left factor is transposed.
  ///   - b: `[inner, columns]`; `[columns, inner]` where the right factor is transposed.
  ///   - rows: of `c`.
  ///   - inner: what the sum runs over.
  ///   - columns: of `c`.
  ///   - transposing: which factor is stored transposed, if any.
  ///   - accumulate: whether the product is added to what `c` holds.
  ///   - c: `[rows, columns]`.
  /// - Precondition: the counts are exactly those products.
  package static func multiply(
    _ a: Span<Float>, _ b: Span<Float>, rows: Int, inner: Int, columns: Int,
    transposing: Transposition? = nil, accumulate: Bool = false, into c: inout MutableSpan<Float>
  ) {
    precondition(
      a.count == rows * inner && b.count == inner * columns && c.count == rows * columns,
      "[\(rows), \(inner)] · [\(inner), \(columns)] with \(a.count), \(b.count), \(c.count) elements"
    )
    unsafe a.withUnsafeBufferPointer { a in
      unsafe b.withUnsafeBufferPointer { b in
        unsafe c.withUnsafeMutableBufferPointer { c in
          guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
          unsafe multiply(
            a, b, rows: rows, inner: inner, columns: columns, transposing: transposing,
            accumulate: accumulate, into: c)
        }
      }
    }
  }

  /// The same with addresses, for parts of matrices that several threads work on.
  package static func multiply(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, rows: Int, inner: Int, columns: Int,
    transposing: Transposition? = nil, accumulate: Bool = false,
    into c: UnsafeMutablePointer<Float>
  ) {
    _ = singleThreaded
    let (m, n, k) = (Int32(rows), Int32(columns), Int32(inner))
    unsafe cblas_sgemm(
      CblasRowMajor, transposing == .left ? CblasTrans : CblasNoTrans,
      transposing == .right ? CblasTrans : CblasNoTrans, m, n, k, 1, a,
      transposing == .left ? m : k, b, transposing == .right ? k : n, accumulate ? 1 : 0, c, n)
  }
}
