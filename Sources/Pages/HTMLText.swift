internal import FoundationEssentials
internal import Glibc

/// Text as it may stand in a page, whatever it holds.
package enum HTMLText {
  /// Text for an element or a quoted attribute.
  package static func escape(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      case "\t", "\n", "\r": escaped.unicodeScalars.append(scalar)
      case _ where scalar.properties.generalCategory == .control: escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// A relative path as a link: a colon too is encoded, so that no path names a scheme.
  package static func link(_ path: String) -> String {
    var link = ""
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"):
        link.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        link += byte < 16 ? "%0\(digits)" : "%\(digits)"
      }
    }
    // Two slashes at the start would name a host.
    return link.hasPrefix("/") ? "./" + link.drop { $0 == "/" } : link
  }

  /// PNG bytes as an address that holds them.
  package static func dataURI(png bytes: [UInt8]) -> String {
    "data:image/png;base64," + Data(bytes).base64EncodedString()
  }

  /// A drawing's coordinate, to a tenth of a pixel.
  package static func tenths(_ value: Double) -> String {
    let tenths = Int(max(-1e9, min(1e9, value * 10)).rounded())
    let sign = tenths < 0 ? "-" : ""
    let (whole, rest) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
    return rest == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(rest)"
  }

  /// A number with at most four significant digits and nothing superfluous.
  package static func number(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return value == 0 ? "0" : "\(value)" }
    let power = 3 - Int(log10(abs(value)).rounded(.down))
    let scale = pow(10, Double(abs(power)))
    guard scale.isFinite else { return "\(value)" }
    let rounded = power >= 0 ? (value * scale).rounded() / scale : (value / scale).rounded() * scale
    let text = rounded.isFinite ? "\(rounded)" : "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
