import Glibc

/// What the operating system refused.
package enum FileError: Error, Equatable, Sendable {
  /// A call failed with an `errno`.
  case failed(call: String, path: String, code: Int32)
  /// The file ended before the bytes that were asked for.
  case endsEarly(path: String, offset: Int, byteCount: Int)
  /// A folder, pipe or device where a file was expected.
  case notAFile(path: String)
}

extension FileError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .failed(let call, let path, let code):
      let reason = unsafe String(cString: strerror(code))
      return "\(path): \(call) failed: \(reason) (errno \(code)). \(Self.advice(code))"
    case .endsEarly(let path, let offset, let byteCount):
      return "\(path), byte \(offset): the file ended inside the \(byteCount) bytes that were to "
        + "be read. Something shortened it while it was open; copy it again."
    case .notAFile(let path):
      return "\(path): this is not a regular file. Name a file."
    }
  }

  private static func advice(_ code: Int32) -> String {
    switch code {
    case ENOENT: "Check the path."
    case EACCES, EPERM: "Check who may read and write there."
    case ENOSPC, EDQUOT: "Make room on the disk."
    case EMFILE, ENFILE: "Raise the limit of open files (ulimit -n)."
    default: "Check the file and the disk it is on."
    }
  }
}
