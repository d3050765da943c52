package import CommandLineArguments

/// What `gqnd` accepts on its command line, and with the same names in its settings file.
package enum DaemonCommand {
  /// The program's name and version.
  package static let version = "gqnd 0.1"

  /// One setting, as the command line and the file have it.
  enum Kind: Sendable {
    case folder, folders, program
    case count(ClosedRange<Int>)
    case seconds
  }

  static let settings: [(name: String, kind: Kind, value: String, help: String)] = [
    ("jobs", .folder, "DIR", "The queue's folder; made where it is missing. (default: jobs)"),
    (
      "root", .folder, "DIR",
      "Where relative paths in requests start, and what may be read. (default: the folder that holds "
        + "the queue's)"
    ),
    (
      "models", .folder, "DIR", "The folder that holds the snapshots. (default: models in the root)"
    ),
    (
      "output", .folder, "DIR",
      "The folder below which renders are written. (default: output in the root)"
    ),
    ("read-root", .folders, "DIR", "A further folder that requests may read from."),
    ("render-slots", .count(0...64), "N", "How many renders run at once. (default: 1)"),
    ("train-slots", .count(0...64), "N", "How many trainings run at once. (default: 1)"),
    (
      "threads", .count(1...256), "N",
      "How many threads a worker has. (default: the processors, divided among the render slots)"
    ),
    (
      "crash-limit", .count(1...100), "N",
      "How often a job's worker may crash before the job fails. (default: 3)"
    ),
    (
      "retry-seconds", .seconds, "S",
      "The pause after the first crash; each further one doubles it. (default: 5)"
    ),
    (
      "grace-seconds", .seconds, "S",
      "How long a worker may take to end when it is asked to. (default: 60)"
    ),
    ("time-limit-seconds", .seconds, "S", "The longest run of a job; 0 for any. (default: 0)"),
    (
      "stall-limit-seconds", .seconds, "S",
      "The longest time a job may make no progress; 0 for any. (default: 900)"
    ),
    (
      "memory-limit-mib", .count(0...(1 << 30)), "N",
      "The most memory a worker may hold, in MiB; 0 for any. (default: 0)"
    ),
    (
      "worker", .program, "FILE",
      "The program that does the jobs. (default: the gqn beside this program)"
    ),
  ]

  /// The description for parsing, help and the man page.
  package static let command = Command(
    "gqnd", "Carry out the requests that are dropped into a folder",
    discussion: """
      Requests are dropped into the queue's folder as JSON files, by gqn enqueue, cp or mv; gqnd carries \
      them out one after the other, each in a process of its own, and keeps all that is known of them \
      in folders beside them. gqn status shows the queue.

      The settings file is a JSON object with the names of the options as its keys, without the dashes \
      before them: {"render-slots": 2, "read-root": ["/data"]}. What the command line says goes before \
      it. SIGHUP reads it again; SIGTERM ends the daemon, and running jobs go on at the next start.
      """,
    example: "gqnd --jobs /srv/gqn/jobs --render-slots 2",
    options: [.value("config", "FILE", "A settings file.", completion: .file)]
      + settings.map { setting in
        switch setting.kind {
        case .folder: .value(setting.name, setting.value, setting.help, completion: .folder)
        case .folders:
          .value(
            setting.name, setting.value, setting.help, isRepeated: true, completion: .folder)
        case .program: .value(setting.name, setting.value, setting.help, completion: .file)
        case .count, .seconds: .value(setting.name, setting.value, setting.help)
        }
      } + [.flag("version", "Print the program's version.")])
}
