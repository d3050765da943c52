internal import Glibc

/// The variables that the program was started with.
package enum Environment {
  /// All of them.
  package static var variables: [String: String] {
    var variables: [String: String] = [:]
    var entry = unsafe environ
    while let text = unsafe entry.pointee {
      let parts = unsafe String(cString: text)
        .split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2 { variables[String(parts[0])] = String(parts[1]) }
      unsafe entry += 1
    }
    return variables
  }

  /// Starts the program anew, as the same process with the same arguments, with one more variable.
  ///
  /// For variables that libraries read as they are loaded. Where the variable is there, whatever its value, nothing
  /// happens, so that a program starts anew once at most; nor where the program cannot be started, which then goes
  /// on as it is. (`execv`)
  ///
  /// - Precondition: nothing that a new start would lose has been done yet.
  package static func restart(setting variable: String, to value: String) {
    guard variables[variable] == nil, unsafe setenv(variable, value, 1) == 0 else { return }
    _ = unsafe execv("/proc/self/exe", CommandLine.unsafeArgv)
    _ = unsafe unsetenv(variable)
  }
}
