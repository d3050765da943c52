import Testing

@testable import CommandLineArguments

struct ParsingTests {
  @Test(arguments: ["render a.json --threads 8", "render --threads=8 a.json"])
  func `a value follows a space or an equals sign`(line: String) throws {
    let parsed = try run(line)
    #expect(parsed.path == ["gqn", "render"])
    #expect(try parsed.int("threads", in: 1...1024) == 8)
    #expect(try parsed.argument("FILE") == "a.json")
  }

  @Test func `what is not given has its default or nothing`() throws {
    let parsed = try run("render a.json")
    #expect(try parsed.int("threads") == 2)
    #expect(try parsed.string("noise") == "shared")
    #expect(try parsed.doubleIfGiven("scale") == nil)
    #expect(parsed.strings("model") == [])
    #expect(!parsed.flag("follow"))
    #expect(parsed.arguments("NAME") == [])
  }

  @Test(arguments: ["--root /srv status", "status --root /srv", "status --root=/srv"])
  func `a parent's option stands before or after the subcommand`(line: String) throws {
    #expect(try run(line).string("root") == "/srv")
  }

  @Test(arguments: [
    ("1", 1), ("800M", 800 << 20), ("1.5G", 3 << 29), ("0.5k", 512), ("2T", 2 << 40),
  ])
  func `numbers of bytes may have a letter`(text: String, bytes: Int) throws {
    #expect(try run("render a.json --model \(text)").byteCountIfGiven("model") == bytes)
  }

  @Test(arguments: ["0", "M", "1.5.2G", "1e3", "infinity", "0x10", "12P", "99999999999T"])
  func `what is no number of bytes is refused`(text: String) throws {
    let parsed = try run("render a.json --noise=shared --model=\(text)")
    #expect(throws: UsageError.self) { try parsed.byteCountIfGiven("model") }
  }

  @Test func `repeated options keep their order`() throws {
    let parsed = try run("render --model b a.json --model=a --model b")
    #expect(parsed.strings("model") == ["b", "a", "b"])
  }

  @Test func `two dashes end the options`() throws {
    let parsed = try run("render -- --threads -- --help")
    #expect(parsed.arguments("FILE") == ["--threads"])
    #expect(parsed.arguments("NAME") == ["--", "--help"])
  }

  @Test func `numbers below zero and a lone dash are values`() throws {
    let parsed = try run("render - -3 --threads -10 --scale -1e-3")
    #expect(parsed.arguments("FILE") == ["-"])
    #expect(parsed.arguments("NAME") == ["-3"])
    #expect(try parsed.int("threads") == -10)
    #expect(try parsed.double("scale") == -0.001)
  }

  @Test func `an equals sign gives any value, even an empty one`() throws {
    let parsed = try run("render --model=--x=y --model= a")
    #expect(parsed.strings("model") == ["--x=y", ""])
  }

  @Test(arguments: ["render a -f", "render --follow a", "render -f a --follow"])
  func `a flag may be a letter, and given again`(line: String) throws {
    #expect(try run(line).flag("follow"))
  }

  @Test(arguments: [
    ("rendr", UsageError(.unknownCommand("rendr", suggestion: "render"), command: "gqn")),
    ("xyzzyx", UsageError(.unknownCommand("xyzzyx", suggestion: nil), command: "gqn")),
    ("wrker", UsageError(.unknownCommand("wrker", suggestion: nil), command: "gqn")),
    ("", UsageError(.missingCommand(["render", "status"]), command: "gqn")),
    ("--root x", UsageError(.missingCommand(["render", "status"]), command: "gqn")),
    (
      "render a --thread 8",
      UsageError(.unknownOption("--thread", suggestion: "--threads"), command: "gqn render")
    ),
    (
      "render a --thraeds=8",
      UsageError(.unknownOption("--thraeds", suggestion: "--threads"), command: "gqn render")
    ),
    ("render a -q", UsageError(.unknownOption("-q", suggestion: nil), command: "gqn render")),
    (
      "status --threads 8",
      UsageError(.unknownOption("--threads", suggestion: nil), command: "gqn status")
    ),
    (
      "render a --threads",
      UsageError(.missingValue(option: "--threads", valueName: "N"), command: "gqn render")
    ),
    (
      "render --threads --follow a",
      UsageError(.missingValue(option: "--threads", valueName: "N"), command: "gqn render")
    ),
    (
      "render --threads -- a",
      UsageError(.missingValue(option: "--threads", valueName: "N"), command: "gqn render")
    ),
    (
      "render a --follow=yes",
      UsageError(.unexpectedValue(option: "--follow", value: "yes"), command: "gqn render")
    ),
    (
      "render a --threads 1 --threads=1",
      UsageError(.repeatedOption("--threads"), command: "gqn render")
    ),
    ("status 1 2", UsageError(.unexpectedArgument("2"), command: "gqn status")),
    ("render", UsageError(.missingArgument("FILE"), command: "gqn render")),
    (
      "render a --noise meen",
      UsageError(
        .badValue(
          subject: "--noise", value: "meen", expected: "one of shared, independent, mean"),
        command: "gqn render")
    ),
  ])
  func `a wrong line is explained`(line: String, expected: UsageError) {
    #expect(throws: expected) { try run(line) }
  }

  @Test(arguments: [
    ("0", "from 1 to 64"), ("65", "from 1 to 64"), ("eight", "from 1 to 64"),
    ("1.5", "from 1 to 64"),
    ("99999999999999999999", "from 1 to 64"), ("", "from 1 to 64"),
  ])
  func `a bad number names its range`(text: String, range: String) throws {
    let parsed = try run("render a --threads=\(text)")
    let error = #expect(throws: UsageError.self) { try parsed.int("threads", in: 1...64) }
    #expect(
      error?.problem
        == .badValue(subject: "--threads", value: text, expected: "a whole number \(range)"))
  }

  @Test(arguments: ["nan", "inf", "1e999", "x", "-0.5", "2"])
  func `a bad fraction names its range`(text: String) throws {
    let parsed = try run("render a --scale=\(text)")
    let error = #expect(throws: UsageError.self) { try parsed.double("scale", in: 0...1) }
    #expect(
      error?.problem
        == .badValue(subject: "--scale", value: text, expected: "a number from 0.0 to 1.0"))
  }

  @Test func `a required option that lacks is named`() throws {
    let parsed = try run("render a")
    let error = #expect(throws: UsageError.self) { try parsed.string("scale") }
    #expect("\(try #require(error))" == "--scale is missing: add --scale X; see gqn render --help")
  }

  @Test func `errors read as sentences`() {
    #expect(UsageError.exitCode == 64)
    let error = #expect(throws: UsageError.self) { try run("render a --thread 8") }
    #expect(
      error?.description
        == "unknown option --thread, did you mean --threads?; see gqn render --help")
  }
}
