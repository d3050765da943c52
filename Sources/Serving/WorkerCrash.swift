internal import Glibc
internal import LinuxSystem
internal import Requests

/// An end that no program should come to, in words for a person.
package struct WorkerCrash: Sendable, Equatable {
  /// What happened.
  package let what: String
  /// What it most likely means, and what to do.
  package let advice: String

  /// Explains an end.
  ///
  /// - Parameters:
  ///   - ending: how the worker ended.
  ///   - type: what kind of work it did, as in a request.
  init(_ ending: Subprocess.Ending, of type: String) {
    switch ending {
    case .killed(SIGKILL):
      what = "the worker was killed by signal 9 (SIGKILL)"
      advice =
        "Most likely the memory ran out, and the kernel chose this process. \(Self.thrift(type)), or give "
        + "the machine more memory."
    case .killed(SIGTERM), .killed(SIGINT), .killed(SIGHUP):
      what = "somebody else ended the worker (\(Self.name(ending)))"
      advice = "What it had finished is kept; another try goes on from there."
    case .killed(SIGXCPU), .killed(SIGXFSZ):
      what = "the worker came to a limit of the system (\(Self.name(ending)))"
      advice = "Raise the limits of processor time (ulimit -t) or file size (ulimit -f)."
    case .killed:
      what = "the worker crashed (\(Self.name(ending)))"
      advice =
        "That is a mistake of the program, or damaged memory. Report it with the request and the "
        + "lines below; another try may succeed."
    case .exited(126), .exited(127):
      what = "the worker's program could not be run (\(Self.name(ending)))"
      advice = "Install gqn anew: a library that it needs may be missing."
    case .exited(2):
      what = "somebody else asked the worker to stop"
      advice = "What it had finished is kept; another try goes on from there."
    case .exited:
      what = "the worker ended in an unknown way (\(Self.name(ending)))"
      advice = "Look at the lines below; gqn and gqnd may be of different versions."
    }
  }

  /// How work of a type gets by with less memory.
  private static func thrift(_ type: String) -> String {
    switch RequestType(rawValue: type) {
    case .train:
      "Set a lower \"memory\" or \"batchSize\", let fewer trainings run at once (--train-slots)"
    case .evaluate:
      "Set a lower \"memory\" or \"samples\", let fewer jobs run at once (--train-slots)"
    case .render, nil:
      "Lower \"scale\" or \"samples\", let fewer jobs run at once (--render-slots)"
    }
  }

  private static func name(_ ending: Subprocess.Ending) -> String {
    switch ending {
    case .exited(let status): return "status \(status)"
    case .killed(let signal):
      let names = [
        SIGHUP: "SIGHUP", SIGINT: "SIGINT", SIGILL: "SIGILL", SIGTRAP: "SIGTRAP",
        SIGABRT: "SIGABRT", SIGBUS: "SIGBUS", SIGFPE: "SIGFPE", SIGSEGV: "SIGSEGV",
        SIGTERM: "SIGTERM", SIGXCPU: "SIGXCPU", SIGXFSZ: "SIGXFSZ", SIGSYS: "SIGSYS",
      ]
      return "signal \(signal)" + (names[signal].map { ", \($0)" } ?? "")
    }
  }
}

extension WorkerCrash: CustomStringConvertible {
  package var description: String { what }
}
