internal import CommandLineArguments
internal import Glibc
internal import LinuxSystem
internal import Serving

/// The daemon: parses the command line, reads the settings, and serves until it is told to end.
@main
enum Gqnd {
  private static let usage: Int32 = 64
  private static let badConfiguration: Int32 = 78

  static func main() {
    let parsed: ParsedCommand
    let reader: SettingsReader
    do throws(UsageError) {
      switch try DaemonCommand.command.parse(Array(CommandLine.arguments.dropFirst())) {
      case .help(let text):
        print(text, terminator: "")
        return
      case .run(let command): parsed = command
      }
      if parsed.flag("version") {
        print(DaemonCommand.version)
        return
      }
      reader = try SettingsReader(parsed)
    } catch {
      fail("\(error)", usage)
    }
    let environment = Environment.variables
    let log = DaemonLog.standardError(environment: environment)
    do throws(SettingsError) {
      let daemon = Daemon(try reader.read(), reader: reader, log: log, environment: environment)
      exit(daemon.run())
    } catch {
      fail("\(error)", badConfiguration)
    }
  }

  private static func fail(_ message: String, _ code: Int32) -> Never {
    DaemonLog(forJournal: false, withTime: false) { line in
      let text = Array((line + "\n").utf8)
      _ = unsafe write(STDERR_FILENO, text, text.count)
    }.error("gqnd: " + message)
    exit(code)
  }
}
