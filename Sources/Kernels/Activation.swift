internal import Glibc

/// The element-wise functions of the network.
package enum Activation {
  /// `1 / (1 + e^−x)`.
  package static func sigmoid(_ x: Float) -> Float { 1 / (1 + expf(-x)) }

  /// `tanh x`.
  package static func tanh(_ x: Float) -> Float { tanhf(x) }

  /// `ln(1 + e^x)`, without overflow for large `x`.
  package static func softplus(_ x: Float) -> Float { max(x, 0) + log1pf(expf(-abs(x))) }

  /// Replaces what is negative by 0. A NaN stays one.
  package static func rectify(_ values: inout MutableSpan<Float>) {
    for index in values.indices where values[index] < 0 {
      values[index] = 0
    }
  }

  /// Sets the gradient to 0 where ``rectify(_:)`` gave 0.
  ///
  /// - Parameters:
  ///   - rectified: what rectifying gave.
  ///   - gradient: in, of the result; out, of what was rectified.
  package static func rectifyBackward(
    _ rectified: Span<Float>, gradient: inout MutableSpan<Float>
  ) {
    precondition(rectified.count == gradient.count)
    for index in gradient.indices where rectified[index] <= 0 {
      gradient[index] = 0
    }
  }
}
