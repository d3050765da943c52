internal import CommandLineArguments
internal import Serving

/// The programs of this package, each described once for its help, manual and completions.
enum Programs {
  /// A program that has a page in the manual.
  struct Program {
    let command: Command
    /// The manual's section: 1 for commands, 8 for daemons.
    let section: Int
  }

  /// What each is called.
  static let names = ["gqn", "gqnd"]

  /// The program of a name; nil for a name that is not one of ``names``.
  static func named(_ name: String) -> Program? {
    switch name {
    case "gqn": Program(command: Gqn.command, section: 1)
    case "gqnd": Program(command: DaemonCommand.command, section: 8)
    default: nil
    }
  }
}
