/// Spans of time in a few characters, for tables.
enum ShortDuration {
  /// For example `45s`, `12m`, `3h`, `5d`; less than nothing is `0s`.
  static func text(_ seconds: Double) -> String {
    let whole = Int(min(max(seconds, 0), 1e10))
    switch whole {
    case ..<60: return "\(whole)s"
    case ..<3600: return "\(whole / 60)m"
    case ..<86_400: return "\(whole / 3600)h"
    default: return "\(whole / 86_400)d"
    }
  }

  /// The seconds of a text such as `90`, `45s`, `12m`, `3h`, `7d` or `2w`; nil for any other.
  static func seconds(_ text: String) -> Double? {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
    let unit = text.last.flatMap { units[$0] }
    guard let number = Double(unit == nil ? text[...] : text.dropLast()), number.isFinite,
      number >= 0
    else { return nil }
    return number * (unit ?? 1)
  }
}
