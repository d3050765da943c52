internal import Glibc

/// The processes of this machine, as far as this one may see them.
package enum ProcessTable {
  /// One process.
  package struct Entry: Sendable, Equatable {
    /// Its number.
    package let id: Int32
    /// The number of the process that began its session.
    package let session: Int32
    /// The program and its arguments.
    package let words: [String]
  }

  /// All processes.
  package static func entries() -> [Entry] { entries { _ in true } }

  /// The processes of a session, its first one among them while it is there.
  package static func session(_ id: Int32) -> [Entry] {
    entries { $0 == id }
  }

  private static func entries(ofSession isWanted: (Int32) -> Bool) -> [Entry] {
    let names = (try? Folder.names(in: "/proc")) ?? []
    return names.compactMap { name in Int32(name).flatMap { entry($0, isWanted) } }
  }

  private static func entry(_ id: Int32, _ isWanted: (Int32) -> Bool) -> Entry? {
    // PID (NAME) STATE PARENT GROUP SESSION ...; the name may hold anything, brackets too.
    guard let stat = text("/proc/\(id)/stat"), let bracket = stat.lastIndex(of: ")") else {
      return nil
    }
    let fields = stat[stat.index(after: bracket)...].split(separator: " ", maxSplits: 4)
    // A dead process that nobody has asked about yet does nothing any more.
    guard fields.count > 3, fields[0] != "Z", let session = Int32(fields[3]), isWanted(session),
      let words = text("/proc/\(id)/cmdline")
    else { return nil }
    return Entry(
      id: id, session: session,
      words: words.split(separator: "\0", omittingEmptySubsequences: true).map(String.init))
  }

  /// The memory that a process holds in RAM, in bytes; `nil` where there is no such process.
  package static func residentBytes(of id: Int32) -> Int? {
    guard let fields = text("/proc/\(id)/statm")?.split(separator: " "), fields.count > 1,
      let pages = Int(fields[1])
    else { return nil }
    return pages.multipliedReportingOverflow(by: sysconf(Int32(_SC_PAGESIZE))).partialValue
  }

  /// The processor time that a process has taken so far, all its threads together, in seconds; `nil`
  /// where there is no such process. (`clock_getcpuclockid`)
  package static func processorSeconds(of id: Int32) -> Double? {
    var clock = clockid_t()
    var time = timespec()
    // A clock's number has room for numbers of processes up to here, which is far more than there are.
    guard (1..<1 << 28).contains(id), unsafe clock_getcpuclockid(id, &clock) == 0,
      unsafe clock_gettime(clock, &time) == 0
    else { return nil }
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  private static func text(_ path: String) -> String? {
    (try? WholeFile.read(path, limit: 4 << 20)).map { String(decoding: $0, as: UTF8.self) }
  }
}
