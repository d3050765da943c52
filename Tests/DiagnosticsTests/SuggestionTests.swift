import Diagnostics
import Testing

struct SuggestionTests {
  static let keys = ["SEQ_LENGTH", "Z_CHANNELS", "ENC_CHANNELS", "frames", "pose"]

  @Test(arguments: [
    ("SEQ_LENGHT", "SEQ_LENGTH"),  // neighbours swapped
    ("seq_length", "SEQ_LENGTH"),  // letter case
    ("frame", "frames"),  // one missing
    ("Z_CHANNEL", "Z_CHANNELS"),
    ("ENCCHANNELS", "ENC_CHANNELS"),
    ("poes", "pose"),
  ])
  func `a slip finds the name that was meant`(written: String, meant: String) {
    #expect(Suggestion.nearest(to: written, among: Self.keys) == meant)
  }

  @Test(arguments: [
    "", "temperature", "x", "framesPerSecond", String(repeating: "frames", count: 99),
  ])
  func `nothing near means no suggestion`(written: String) {
    #expect(Suggestion.nearest(to: written, among: Self.keys) == nil)
  }

  @Test func `one letter is not taken for another one`() {
    #expect(Suggestion.nearest(to: "x", among: ["y", "z"]) == nil)
  }

  @Test func `of equally near names the first wins`() {
    #expect(Suggestion.nearest(to: "cat", among: ["hat", "bat"]) == "hat")
    #expect(Suggestion.nearest(to: "cat", among: ["hat", "cat"]) == "cat")
  }

  @Test func `the question ends a message`() {
    #expect(Suggestion.question(for: "pos", among: Self.keys) == " Did you mean \"pose\"?")
    #expect(Suggestion.question(for: "entirely else", among: Self.keys) == "")
  }
}
