internal import Glibc

/// Why something asked of the operating system was not done.
package enum SystemError: Error, Sendable, Equatable {
  /// A system call failed; `errno` is its error number and `path` what it was about, maybe empty.
  case failed(call: String, path: String, errno: Int32)
  /// A file was expected, and something else lies there.
  case notRegularFile(path: String, kind: FileKind)
  /// A folder was expected, and something else lies there.
  case notFolder(path: String, kind: FileKind)
  /// The file holds more than `limit` bytes; `size` is what is known of it.
  case tooLarge(path: String, size: Int, limit: Int)
  /// The file was written to while it was read, so what was read may be a mixture.
  case changedWhileRead(path: String)
  /// The file ended before the bytes that were asked for.
  case endsEarly(path: String, offset: Int, byteCount: Int)
  /// The path is not a plain way down: it is absolute, empty, or climbs with `..`.
  case leadsOut(path: String, root: String)
  /// A symbolic link lies where only real folders below a root may be walked.
  case link(path: String, root: String)
  /// The path leads to a file outside of the folders below which files may be read.
  case outsideRoots(path: String, roots: [String])
  /// Another process holds the lock; `holder` is how it named itself, maybe empty.
  case locked(path: String, holder: String)
  /// No folder of `PATH` holds an executable file of this name.
  case programNotFound(name: String)

  /// The error number of a failed system call, otherwise `nil`.
  package var errorNumber: Int32? {
    guard case .failed(_, _, let errno) = self else { return nil }
    return errno
  }

  /// Whether room on the disk (or in its quota) would have prevented this.
  package var isDiskFull: Bool { errorNumber == ENOSPC || errorNumber == EDQUOT }
}

extension SystemError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .failed(let call, let path, let errno):
      let place = path.isEmpty ? "" : " \(path)"
      let advice = Self.advice(errno).map { "; \($0)" } ?? ""
      return "cannot \(Self.deed(call))\(place): \(Self.text(errno)) (\(call))\(advice)"
    case .notRegularFile(let path, let kind):
      return "\(path) is \(kind), not a file; give the path of a regular file"
    case .notFolder(let path, let kind):
      return "\(path) is \(kind), not a folder; move it away or choose another folder"
    case .tooLarge(let path, let size, let limit):
      return "\(path) has \(size) bytes, more than the \(limit) allowed here; "
        + "check that it is the right file"
    case .changedWhileRead(let path):
      return "\(path) changed while it was read; try again when its writer has finished"
    case .endsEarly(let path, let offset, let byteCount):
      return
        "\(path), byte \(offset): the file ended inside the \(byteCount) bytes that were to be "
        + "read; something shortened it while it was open, copy it again"
    case .leadsOut(let path, let root):
      return "the path \"\(path)\" does not stay below \(root); "
        + "give a relative path without \"..\""
    case .link(let path, let root):
      return "\(path) is a symbolic link, which could lead out of \(root); "
        + "replace it by a real folder or choose another one"
    case .outsideRoots(let path, let roots):
      return "\(path) leads out of the folders that may be read: \(roots.joined(separator: ", ")); "
        + "put the file itself there, or let its folder be read (read-root)"
    case .locked(let path, let holder):
      let who = holder.isEmpty ? "another process" : holder
      return "\(path)\(Self.lockWords)\(who); wait until it has finished, or stop it"
    case .programNotFound(let name):
      return "the program \"\(name)\" is not in any folder of PATH; install it or correct PATH"
    }
  }

  private static let lockWords = " is locked by "

  /// Whether a message, perhaps of another process, is that of ``locked(path:holder:)``.
  package static func isOfLock(_ message: String) -> Bool { message.contains(lockWords) }

  /// What a call does, in words that follow "cannot".
  private static func deed(_ call: String) -> String {
    switch call {
    case "open", "openat", "opendir": "open"
    case "read", "readdir": "read"
    case "readlink": "find out the place of"
    case "write": "write"
    case "fsync", "syncfs": "bring to disk"
    case "close": "finish writing"
    case "rename", "renameat": "move into place"
    case "unlink", "unlinkat", "rmdir": "remove"
    case "mkdir", "mkdirat": "create the folder"
    case "stat", "lstat", "fstat", "fstatat": "look at"
    case "flock": "lock"
    case "posix_spawn": "start"
    default: "do \(call) on"
    }
  }

  private static func text(_ errno: Int32) -> String {
    // strerror itself may share its text between threads.
    var text = [CChar](repeating: 0, count: 256)
    guard unsafe strerror_r(errno, &text, text.count) == 0 else { return "error \(errno)" }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func advice(_ errno: Int32) -> String? {
    switch errno {
    case ENOSPC: "free some space and try again"
    case EDQUOT: "free some of your disk quota and try again"
    case EACCES, EPERM: "check the owner and mode of the file and its folders"
    case EROFS: "choose a folder on a disk that can be written"
    case ENOENT: "check the path"
    case ENOTDIR: "check the path: a part of it is not a folder"
    case EISDIR: "a folder has this name; remove it or choose another name"
    case EEXIST, ENOTEMPTY: "remove what lies there or choose another name"
    case ELOOP: "replace the symbolic link by what it points to"
    case ENAMETOOLONG: "choose a shorter name"
    case EMFILE, ENFILE: "raise the limit of open files (ulimit -n)"
    case ENOMEM, EAGAIN: "free some memory or end other programs"
    case EFBIG: "raise the limit of file size (ulimit -f), or use another file system"
    case EIO: "check the disk and the kernel's log"
    case ESTALE: "the network file system was mounted anew; open the path again"
    case ENXIO: "it is no regular file"
    case EXDEV: "keep both paths on one file system"
    case ENOEXEC: "the file is no program of this machine"
    default: nil
    }
  }
}
