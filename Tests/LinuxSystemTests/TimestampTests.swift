import Testing

@testable import LinuxSystem

struct TimestampTests {
  @Test(arguments: [
    (0, "1970-01-01T00:00:00.000Z"),
    (951_782_399_999, "2000-02-28T23:59:59.999Z"),
    (951_782_400_000, "2000-02-29T00:00:00.000Z"),
    (1_709_251_199_500, "2024-02-29T23:59:59.500Z"),
    (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
    (-1, "1969-12-31T23:59:59.999Z"),
    (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"),
    (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
  ])
  func `a moment is written and read`(milliseconds: Int, text: String) {
    #expect(Timestamp(milliseconds: milliseconds).description == text)
    #expect(Timestamp(text) == Timestamp(milliseconds: milliseconds))
  }

  @Test func `days of four centuries come back`() {
    var wrong = 0
    for day in stride(from: 0, to: 146_097, by: 5) {
      let time = Timestamp(milliseconds: day * 86_400_000)
      if Timestamp(time.description) != time { wrong += 1 }
    }
    #expect(wrong == 0)
  }

  @Test func `milliseconds may be missing`() {
    #expect(Timestamp("1970-01-01T00:00:01Z")?.milliseconds == 1000)
  }

  @Test(arguments: [
    "", "now", "1970-01-01", "1970-01-01T00:00:00.000", "1970-13-01T00:00:00.000Z",
    "1970-00-01T00:00:00.000Z", "1970-01-01T24:00:00.000Z", "0000-01-01T00:00:00.000Z",
    "1970-01-01 00:00:00.000Z", "197o-01-01T00:00:00.000Z", "1970-01-01T00:00:00Z000Z",
    "2023-02-29T00:00:00.000Z",
  ])
  func `anything else is no moment`(text: String) {
    #expect(Timestamp(text) == nil)
  }

  @Test func `people read it to the minute`() throws {
    #expect(try #require(Timestamp("2025-01-31T12:34:56.789Z")).minute == "2025-01-31 12:34 UTC")
  }

  @Test(arguments: [(Double.nan, 0), (1e300, 253_402_300_799_999), (-1e300, -62_135_596_800_000)])
  func `what is no time becomes the nearest`(seconds: Double, milliseconds: Int) {
    #expect(Timestamp(secondsSince1970: seconds).milliseconds == milliseconds)
  }
}
