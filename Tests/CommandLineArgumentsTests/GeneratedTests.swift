import Glibc
import Testing

@testable import CommandLineArguments

struct GeneratedTests {
  @Test(arguments: Shell.allCases)
  func `completions offer what is shown and keep silent about the rest`(shell: Shell) {
    let script = sample.completions(shell)
    for name in ["render", "status", "threads", "noise", "independent", "help"] {
      #expect(script.contains(name), "\(name)")
    }
    #expect(!script.contains("internal-trace"))
    #expect(!script.contains("worker"))
  }

  @Test(arguments: [
    (["gqn", ""], "render\nstatus\n--root\n--help"), (["gqn", "re"], "render"),
    (["gqn", "render", "--th"], "--threads"), (["gqn", "render", "--noise", "in"], "independent"),
    (["gqn", "render", "--noise", "=", "m"], "mean"),
    (["gqn", "--root", "x", "status", "--"], "--root\n--help"), (["gqn", "render", "a"], ""),
    (["gqn", "status", "--threads", "--t"], ""),
  ])
  func `bash completes`(words: [String], expected: String) throws {
    let list = words.map { Command.quoted($0) }.joined(separator: " ")
    // compopt works only while readline completes.
    let script =
      "compopt() { :; }\n" + sample.completions(.bash)
      + "COMP_WORDS=(\(list)); COMP_CWORD=\(words.count - 1)\n_gqn\n"
      + "printf '%s\\n' \"${COMPREPLY[@]}\"\n"
    #expect(try output("bash", script) == expected + "\n")
  }

  @Test(arguments: Shell.allCases.filter(isInstalled))
  func `the shell accepts its script`(shell: Shell) throws {
    #expect(try output(shell.rawValue, sample.completions(shell), option: "-n") == "")
  }

  @Test(.enabled(if: isInstalled(.fish), "fish is not installed"))
  func `fish completes`() throws {
    let script = sample.completions(.fish) + "complete -C 'gqn render --noise '\n"
    let words = try output("fish", script).split(separator: "\n").map { line in
      line.prefix { $0 != "\t" }
    }
    #expect(words == ["independent", "mean", "shared"])
  }

  @Test func `the manual page is the stored text`() {
    let page = Command(
      "gqn-x", "Do 'it'", discussion: ".dots and \\slashes\n\nMore.", example: "gqn-x --fast",
      arguments: [Argument("FILE", "What to read.")],
      options: [.value("size", "N", "How many.", default: "3")],
      subcommands: [Command("sub", "Do a part", example: "gqn-x sub")]
    ).manPage(section: 1)
    #expect(
      page == #"""
        .TH GQN\-X 1
        .SH NAME
        gqn\-x \- Do \(aqit\(aq
        .SH SYNOPSIS
        .B gqn\-x [OPTIONS] COMMAND
        .SH DESCRIPTION
        \&.dots and \eslashes
        .PP
        More.
        .TP
        .I FILE
        What to read.
        .SH OPTIONS
        .TP
        .B \-\-size N
        How many. (default: 3)
        .TP
        .B \-h, \-\-help
        Show this help.
        .SH COMMANDS
        .SS "gqn\-x sub [OPTIONS]"
        Do a part.
        .PP
        .EX
        gqn\-x sub
        .EE
        .SH EXAMPLES
        .PP
        .EX
        gqn\-x \-\-fast
        .EE

        """#)
  }
}

private func isInstalled(_ shell: Shell) -> Bool {
  unsafe access("/usr/bin/\(shell)", X_OK) == 0
}

/// What a shell writes, to either output, when it runs a script.
private func output(_ shell: String, _ script: String, option: String = "-e") throws -> String {
  var template = Array("/tmp/gqn-script-XXXXXX".utf8CString)
  let file = unsafe mkstemp(&template)
  try #require(file >= 0)
  let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  defer { unsafe unlink(path) }
  let bytes = Array(script.utf8)
  let written = unsafe write(file, bytes, bytes.count)
  try #require(written == bytes.count)
  close(file)
  let flag = option == "-e" ? "" : option
  guard let stream = unsafe popen("\(shell) \(flag) \(path) 2>&1", "r") else { return "no shell" }
  defer { unsafe pclose(stream) }
  var text: [UInt8] = []
  while case let byte = unsafe fgetc(stream), byte >= 0 { text.append(UInt8(byte)) }
  return String(decoding: text, as: UTF8.self)
}
