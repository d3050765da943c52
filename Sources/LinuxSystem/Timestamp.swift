internal import Glibc

/// A moment to the millisecond, written as ISO 8601 in UTC: `2025-01-31T12:34:56.789Z`.
package struct Timestamp: Sendable, Hashable, Comparable {
  /// Milliseconds since 1970, in the years 1 to 9999.
  package let milliseconds: Int

  private static let range = -62_135_596_800_000...253_402_300_799_999

  /// A moment; beyond the years 1 to 9999 the nearest of them.
  package init(milliseconds: Int) {
    self.milliseconds = min(max(milliseconds, Self.range.lowerBound), Self.range.upperBound)
  }

  /// The moment that many seconds since 1970; the nearest possible one, and 1970 for no number.
  package init(secondsSince1970 seconds: Double) {
    let milliseconds = (seconds * 1000).rounded()
    let bounds = (Double(Self.range.lowerBound), Double(Self.range.upperBound))
    self.init(
      milliseconds: milliseconds.isNaN ? 0 : Int(min(max(milliseconds, bounds.0), bounds.1)))
  }

  /// Now, by the system's clock. (`clock_gettime`)
  package static var now: Timestamp {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(milliseconds: time.tv_sec * 1000 + time.tv_nsec / 1_000_000)
  }

  /// Seconds since 1970.
  package var secondsSince1970: Double { Double(milliseconds) / 1000 }

  /// The moment that many seconds later.
  package func advanced(bySeconds seconds: Double) -> Timestamp {
    Timestamp(secondsSince1970: secondsSince1970 + seconds)
  }

  /// The seconds from an earlier moment to this one.
  package func seconds(since earlier: Timestamp) -> Double {
    Double(milliseconds - earlier.milliseconds) / 1000
  }

  package static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.milliseconds < right.milliseconds
  }
}

extension Timestamp: LosslessStringConvertible {
  /// Reads exactly the form that ``description`` writes; the milliseconds may be missing.
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    let shape = Array("0000-00-00T00:00:00".utf8)
    guard bytes.count == 20 || bytes.count == 24, bytes.last == UInt8(ascii: "Z") else {
      return nil
    }
    var numbers = [0]
    for (byte, expected) in zip(bytes.dropLast(), shape + Array(".000".utf8)) {
      if expected == UInt8(ascii: "0") {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        numbers[numbers.count - 1] = numbers[numbers.count - 1] * 10 + Int(byte - 48)
      } else {
        guard byte == expected else { return nil }
        numbers.append(0)
      }
    }
    if numbers.count == 6 { numbers.append(0) }
    guard numbers.count == 7, numbers[0] >= 1, (1...12).contains(numbers[1]),
      (1...31).contains(numbers[2]), numbers[3] < 24, numbers[4] < 60, numbers[5] < 61
    else { return nil }
    let days = Self.days(year: numbers[0], month: numbers[1], day: numbers[2])
    let seconds = ((days * 24 + numbers[3]) * 60 + numbers[4]) * 60 + numbers[5]
    self.init(milliseconds: seconds * 1000 + numbers[6])
    // The 31st of a month that has none.
    guard Self.date(days: days).day == numbers[2] else { return nil }
  }

  package var description: String {
    let (days, time) = Self.divide(milliseconds, 86_400_000)
    let (year, month, day) = Self.date(days: days)
    return "\(digits(year, 4))-\(digits(month, 2))-\(digits(day, 2))"
      + "T\(digits(time / 3_600_000, 2)):\(digits(time / 60_000 % 60, 2))"
      + ":\(digits(time / 1000 % 60, 2)).\(digits(time % 1000, 3))Z"
  }

  /// The moment to the minute, for people: `2025-01-31 12:34 UTC`.
  package var minute: String {
    let text = description
    return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5)) UTC"
  }

  private func digits(_ number: Int, _ count: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, count - text.count)) + text
  }

  // Both ways count in years that begin on the first of March, so that the day of a leap year is the
  // last, and in eras of 400 years, which all have 146 097 days.

  private static func days(year: Int, month: Int, day: Int) -> Int {
    let year = month <= 2 ? year - 1 : year
    let (era, yearOfEra) = divide(year, 400)
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func date(days: Int) -> (year: Int, month: Int, day: Int) {
    let (era, day) = divide(days + 719_468, 146_097)
    let yearOfEra = (day - day / 1460 + day / 36_524 - day / 146_096) / 365
    let dayOfYear = day - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    let year = yearOfEra + era * 400 + (month >= 10 ? 1 : 0)
    return (year, (month + 2) % 12 + 1, dayOfYear - (153 * month + 2) / 5 + 1)
  }

  /// Division that rounds down, with its remainder, which is never negative.
  private static func divide(_ number: Int, _ divisor: Int) -> (Int, Int) {
    let remainder = ((number % divisor) + divisor) % divisor
    return ((number - remainder) / divisor, remainder)
  }
}

extension Timestamp: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let time = Timestamp(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "not a time in the form 2025-01-31T12:34:56.789Z")
    }
    self = time
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
