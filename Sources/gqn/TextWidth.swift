/// How many columns of a terminal a text takes.
///
/// The library's own table for this depends on the locale, which a program that runs over SSH or in a
/// service often lacks; what is needed here fits into a few ranges.
enum TextWidth {
  /// The columns of a text without control characters.
  static func of(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + columns($1) }
  }

  /// The text if it fits, otherwise its beginning and `…`, or its beginning, `…` and its end.
  static func cut(_ text: String, to width: Int, keepingEnd: Bool = false) -> String {
    guard of(text) > width else { return text }
    guard width > 1 else { return String(repeating: "…", count: max(0, width)) }
    let scalars = Array(text.unicodeScalars)
    let endWidth = keepingEnd ? (width - 1) * 2 / 3 : 0
    let start = prefix(of: scalars, width: width - 1 - endWidth)
    let end = prefix(of: scalars.reversed(), width: endWidth).reversed()
    return string(start) + "…" + string(end)
  }

  private static func prefix(
    of scalars: some Sequence<Unicode.Scalar>, width: Int
  ) -> [Unicode.Scalar] {
    var room = width
    var taken: [Unicode.Scalar] = []
    for scalar in scalars {
      room -= columns(scalar)
      if room < 0 { break }
      taken.append(scalar)
    }
    return taken
  }

  private static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars)
    return text
  }

  /// Marks that sit on the letter before them take none; East Asian letters and pictographs take two.
  private static func columns(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: break
    }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
      0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
      0x1F680...0x1F6FF, 0x1F900...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default:
      return 1
    }
  }
}
