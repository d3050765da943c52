internal import Glibc

/// Facts of the machine and of this process's use of it.
package enum Machine {
  /// The machine's name in its network.
  package static var hostName: String {
    // One more than is asked for, because a name that is cut may come without its closing zero.
    var name = [CChar](repeating: 0, count: 256)
    guard unsafe gethostname(&name, name.count - 1) == 0 else { return "unknown" }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// How many processors this process may run on, at least 1.
  ///
  /// The affinity mask comes from `/proc`, since Glibc's module leaves out `sched_getaffinity`.
  package static var processorCount: Int {
    let status = (try? WholeFile.read("/proc/self/status", limit: 1 << 20)) ?? []
    return allowedProcessors(status: String(decoding: status, as: UTF8.self))
      ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  }

  /// Counts the bits of the line `Cpus_allowed:`, 32-bit hexadecimal words with commas between.
  static func allowedProcessors(status: String) -> Int? {
    let prefix = "Cpus_allowed:"
    guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix(prefix) }) else {
      return nil
    }
    let count = line.dropFirst(prefix.count).compactMap(\.hexDigitValue)
      .reduce(0) { $0 + $1.nonzeroBitCount }
    return count > 0 ? count : nil
  }

  /// The processor's name as the kernel gives it, or `nil` where it gives none (on some ARM).
  package static var processorModel: String? {
    guard let bytes = try? WholeFile.read("/proc/cpuinfo", limit: 16 << 20) else { return nil }
    return processorModel(cpuInfo: String(decoding: bytes, as: UTF8.self))
  }

  static func processorModel(cpuInfo: String) -> String? {
    for line in cpuInfo.split(separator: "\n") {
      let fields = line.split(separator: ":", maxSplits: 1)
      guard fields.count == 2 else { continue }
      let key = fields[0].split(whereSeparator: \.isWhitespace).joined(separator: " ")
      guard key == "model name" else { continue }
      let words = fields[1].split(whereSeparator: \.isWhitespace)
      return words.isEmpty ? nil : words.joined(separator: " ")
    }
    return nil
  }

  /// The most memory this process has held at once, in bytes. (`getrusage`)
  package static var peakMemoryBytes: Int {
    var usage = rusage()
    guard unsafe getrusage(RUSAGE_SELF.rawValue, &usage) == 0 else { return 0 }
    // Linux counts in KiB.
    return usage.ru_maxrss * 1024
  }

  /// Seconds on a clock that never goes back and has no meaning by itself.
  package static var monotonicSeconds: Double {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// Seconds since 1970, by a clock that may be set.
  package static var wallSeconds: Double {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// Seconds that all threads of this process have spent computing. (`clock_gettime`)
  ///
  /// On a machine that others use too, this says more about a program than the clock on the wall.
  package static var processorSeconds: Double {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
