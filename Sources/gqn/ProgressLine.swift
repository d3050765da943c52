internal import LinuxSystem

/// Progress on standard error: one line that is drawn anew on a terminal, a line every few seconds
/// elsewhere.
struct ProgressLine {
  private let unit: String
  private let isQuietWithoutTerminal: Bool
  private let isTerminal = Terminal.error.isTerminal
  private var lastShown = -1.0
  private var isDrawn = false

  /// Begins to show progress.
  ///
  /// - Parameters:
  ///   - unit: what is counted, in the plural.
  ///   - isQuietWithoutTerminal: whether nothing is shown elsewhere, because lines of another kind tell it.
  init(unit: String, isQuietWithoutTerminal: Bool = false) {
    self.unit = unit
    self.isQuietWithoutTerminal = isQuietWithoutTerminal
  }

  /// Shows how far the work is.
  ///
  /// - Parameters:
  ///   - done: what is there, earlier runs included.
  ///   - total: what there will be.
  ///   - now: what this run made, by which rate and time left are reckoned.
  ///   - seconds: how long it took for that.
  mutating func show(_ done: Int, of total: Int, _ now: Int, _ seconds: Double) {
    let isLast = done == total
    guard isLast || seconds - lastShown >= (isTerminal ? 0.1 : 5),
      isTerminal || !isQuietWithoutTerminal
    else { return }
    lastShown = seconds
    let rate = seconds > 0 ? Double(now) / seconds : 0
    var text = "\(done)/\(total) \(unit)"
    if rate > 0 {
      text += ", \(Self.short(rate)) \(unit)/s"
      if !isLast {
        text += ", \(Self.duration(Double(total - done) / rate)) left"
      }
    }
    guard isTerminal else {
      Console.error(text)
      return
    }
    let room = (Terminal.error.width ?? 80) - text.count - 4
    let width = max(0, min(40, room))
    let filled = total > 0 ? width * done / total : width
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    Console.error("\r\u{1B}[K\(bar) \(text)", newline: false)
    isDrawn = true
  }

  /// Leaves the line as it is and goes on below it.
  mutating func end() {
    guard isDrawn else { return }
    Console.error("")
    isDrawn = false
  }

  /// For example `3 h 05 min`, `2 min 07 s`, `4.2 s`.
  static func duration(_ seconds: Double) -> String {
    let whole = Int(min(seconds, 1e9).rounded())
    func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    if whole >= 3600 { return "\(whole / 3600) h \(padded(whole % 3600 / 60)) min" }
    if whole >= 60 { return "\(whole / 60) min \(padded(whole % 60)) s" }
    return "\(short(seconds)) s"
  }

  /// A number with as many decimals as say something.
  static func short(_ number: Double) -> String {
    guard number < 100 else { return "\(Int(min(number, 1e15).rounded()))" }
    return "\((number * 10).rounded() / 10)"
  }
}
