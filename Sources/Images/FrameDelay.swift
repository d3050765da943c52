/// How long an animated PNG shows a frame: a fraction of a second of two 16-bit numbers.
///
/// - Source: W3C PNG, third edition, section 11.3.6.2, `delay_num` and `delay_den` of `fcTL`.
struct FrameDelay: Equatable {
  let numerator: UInt16
  let denominator: UInt16

  /// The fraction nearest to `1 / framesPerSecond`: 1/24, or 100/2997 for 29.97.
  ///
  /// - Throws: ``ImageError/invalidFrameRate(_:)`` unless the rate is within 1/65535...65535.
  init(framesPerSecond: Double) throws(ImageError) {
    let largest = Double(UInt16.max)
    guard framesPerSecond >= 1 / largest, framesPerSecond <= largest else {
      throw .invalidFrameRate(framesPerSecond)
    }
    // The larger of the two numbers is the one that is limited.
    if framesPerSecond >= 1 {
      (numerator, denominator) = FrameDelay.fraction(nearest: 1 / framesPerSecond)
    } else {
      (denominator, numerator) = FrameDelay.fraction(nearest: framesPerSecond)
    }
  }

  /// The fraction nearest to a value in 1/65535...1 whose denominator has 16 bits.
  ///
  /// The convergents p/q of the value's continued fraction are its best approximations; where the
  /// next one is too long, the last one is compared with the longest that fits in between.
  private static func fraction(nearest value: Double) -> (UInt16, UInt16) {
    let largest = Double(UInt16.max)
    var (p0, q0, p1, q1) = (0.0, 1.0, 1.0, 0.0)
    var rest = value
    while true {
      let term = rest.rounded(.down)
      // All are whole numbers below 2⁵³ until they exceed `largest`: nothing is rounded.
      guard q0 + term * q1 <= largest else { break }
      (p0, q0, p1, q1) = (p1, q1, p0 + term * p1, q0 + term * q1)
      guard rest > term else { break }
      rest = 1 / (rest - term)
    }
    let steps = ((largest - q0) / q1).rounded(.down)
    let (p, q) = (p0 + steps * p1, q0 + steps * q1)
    let isBetween = abs(p / q - value) < abs(p1 / q1 - value)
    return isBetween ? (UInt16(p), UInt16(q)) : (UInt16(p1), UInt16(q1))
  }
}
