internal import CommandLineArguments

/// Options that several commands have.
enum CommonOptions {
  static let threadRange = 1...256

  static let models = Option.value(
    "models", "DIR", "The folder that holds the snapshots.", default: "models",
    completion: .folder)

  static let output = Option.value(
    "output", "DIR", "The folder below which output folders are made.", default: "output",
    completion: .folder)

  static let root = Option.value(
    "root", "DIR", "The folder that holds the datasets.", default: "data", completion: .folder)

  static let jobs = Option.value(
    "jobs", "DIR", "The queue's folder.", default: "jobs", completion: .folder)

  static let threads = Option.value(
    "threads", "N",
    "How many threads work; pictures do not depend on it. One for each processor where not given.")

  static let memory = Option.value(
    "memory", "SIZE",
    "The most memory that the program may hold, such as 800M or 1.5G; it then computes fewer frames "
      + "at a time. Pictures do not depend on it.")
}
