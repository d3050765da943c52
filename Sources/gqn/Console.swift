internal import Glibc
internal import JSONDocuments
internal import LinuxSystem

/// What a person or a program reads: results on standard output, everything else on standard error.
enum Console {
  static func output(_ text: String, newline: Bool = true) {
    write(newline ? text + "\n" : text, to: STDOUT_FILENO)
  }

  static func error(_ text: String, newline: Bool = true) {
    write(newline ? text + "\n" : text, to: STDERR_FILENO)
  }

  /// A value as JSON on standard output.
  static func outputJSON(_ value: some Encodable) throws(CommandFailure) {
    do throws(JSONDocumentError) {
      output(String(decoding: try JSONWriter.bytes(of: value), as: UTF8.self), newline: false)
    } catch {
      throw CommandFailure(.failed, "\(error)")
    }
  }

  /// Writes all of it, or as much as the reader wants: one that has gone away ends the program, as it
  /// does for every filter.
  private static func write(_ text: String, to stream: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe Glibc.write(stream, $0.baseAddress, $0.count)
      }
      if count < 0 {
        guard errno == EINTR else {
          let reason = errno
          guard stream == STDOUT_FILENO else { return }
          if reason != EPIPE {
            let error = SystemError.failed(call: "write", path: "standard output", errno: reason)
            Self.error("gqn: \(error)")
          }
          exit(ExitCode.cannotWrite.rawValue)
        }
      } else {
        bytes = bytes.dropFirst(count)
      }
    }
  }
}
