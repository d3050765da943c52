import Diagnostics
import Testing

struct PrintableTests {
  @Test(arguments: [
    ("plain text, Grüße, 画像", "plain text, Grüße, 画像"),
    ("\u{1B}[31mred\u{7}", "\\u{1B}[31mred\\u{7}"),
    ("two\nlines\r\tend", "two\\nlines\\r\\tend"),
    ("abc\u{202E}gnp.exe", "abc\\u{202E}gnp.exe"),
    ("zero\u{200B}width\u{FEFF}", "zero\\u{200B}width\\u{FEFF}"),
    ("\u{85}\u{9B}31m\u{7F}", "\\u{85}\\u{9B}31m\\u{7F}"),
    ("\u{2028}\u{2029}\u{0}", "\\u{2028}\\u{2029}\\u{0}"),
    ("\u{E000}", "\\u{E000}"),
  ])
  func `what could mislead is escaped`(text: String, shown: String) {
    #expect(printable(text) == shown)
  }

  @Test func `long text is cut, also inside of one character`() {
    #expect(printable("abcdef", limit: 3) == "abc…")
    #expect(printable("abc", limit: 3) == "abc")
    let tower = "e" + String(repeating: "\u{301}", count: 1_000_000)
    #expect(printable(tower).unicodeScalars.count == 201)
  }

  @Test func `a quoted value is safe too`() {
    #expect(quoted("a\nb") == "\"a\\nb\"")
  }
}
