internal import Glibc
internal import Synchronization

/// One output of a child, of which the end is kept.
struct Pipe: ~Copyable {
  /// The most bytes kept: the last ones.
  static let tailLimit = 64 << 10

  private var readingEnd: FileDescriptor
  private(set) var writingEnd: FileDescriptor
  private var tail: [UInt8] = []
  private var isCut = false

  /// Glibc's module leaves out `pipe2`, so a pipe is for a moment one that a child would inherit,
  /// and then never end. No child is started in that moment.
  static let makingOrSpawning = Mutex(())

  init() throws(SystemError) {
    var ends: [Int32] = [-1, -1]
    _ = try syscall("pipe") {
      Self.makingOrSpawning.withLock { _ in
        let result = unsafe pipe(&ends)
        for end in ends where result == 0 { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
        return result
      }
    }
    readingEnd = FileDescriptor(owning: ends[0], path: "a pipe")
    writingEnd = FileDescriptor(owning: ends[1], path: "a pipe")
  }

  /// The descriptor to wait on; -1 once the stream has ended.
  var readingRaw: Int32 { readingEnd.raw }

  var text: String {
    let text = String(decoding: tail, as: UTF8.self)
    // The first line of a cut text is the end of some line.
    guard isCut, let end = text.firstIndex(of: "\n") else { return text }
    return String(text[text.index(after: end)...])
  }

  /// The whole lines that have come, which are not kept any longer.
  mutating func takeLines() -> [String] {
    guard let end = tail.lastIndex(of: 0x0A) else { return [] }
    var lines = tail[..<end].split(separator: 0x0A, omittingEmptySubsequences: false)
    // The first line of a cut text is the end of some line.
    if isCut { lines.removeFirst() }
    isCut = false
    let texts = lines.map { String(decoding: $0, as: UTF8.self) }
    tail.removeSubrange(...end)
    return texts
  }

  mutating func closeWritingEnd() throws(SystemError) { try writingEnd.close() }

  /// Takes what there is to read, without waiting.
  mutating func drain() throws(SystemError) {
    var chunk = [UInt8](repeating: 0, count: 16 << 10)
    while readingEnd.raw >= 0 {
      let raw = readingEnd.raw
      do throws(SystemError) {
        let count = try syscall("read", "a pipe") {
          unsafe chunk.withUnsafeMutableBytes { unsafe read(raw, $0.baseAddress, $0.count) }
        }
        guard count > 0 else { return try readingEnd.close() }
        tail += chunk[..<count]
        if tail.count > Self.tailLimit {
          isCut = true
          tail.removeFirst(tail.count - Self.tailLimit)
        }
      } catch {
        guard error.errorNumber == EAGAIN else { throw error }
        return
      }
    }
  }
}
