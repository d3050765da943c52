import Glibc
import Testing

@testable import LinuxSystem

struct SystemErrorTests {
  @Test(arguments: [
    (
      SystemError.failed(call: "open", path: "out/a", errno: EACCES),
      "cannot open out/a: Permission denied (open); "
        + "check the owner and mode of the file and its folders"
    ),
    (
      .failed(call: "write", path: "out/.a.part", errno: ENOSPC),
      "cannot write out/.a.part: No space left on device (write); free some space and try again"
    ),
    (
      .notRegularFile(path: "a", kind: .pipe),
      "a is a pipe, not a file; give the path of a regular file"
    ),
    (
      .locked(path: "out/.lock", holder: "process 7 on ada"),
      "out/.lock is locked by process 7 on ada; wait until it has finished, or stop it"
    ),
    (
      .programNotFound(name: "ffmpeg"),
      "the program \"ffmpeg\" is not in any folder of PATH; install it or correct PATH"
    ),
  ])
  func `errors say what, where and what to do`(error: SystemError, text: String) {
    #expect("\(error)" == text)
  }
}
