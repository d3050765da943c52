internal import Glibc
internal import LinuxSystem

// What others put into the queue: files that appear whole and under their final name. It works with the
// daemon stopped too; what was sent is taken in when one starts.

extension QueueFolder {
  /// Drops a request into the queue, whole and synced.
  ///
  /// - Parameters:
  ///   - bytes: the request.
  ///   - name: what the file is to be called, without folder, with or without `.json`; it is made safe.
  ///   - stashed: whether the job is to be held back until it is unstashed.
  /// - Returns: the dropped file's name, which no other drop has or had, so that
  ///   ``jobID(name:fileName:bytes:)`` of it is the ID that the job gets.
  /// - Throws: ``QueueError/system(_:)``.
  package func deliver(
    _ bytes: [UInt8], as name: String, stashed: Bool = false
  ) throws(QueueError) -> String {
    let fileName = DropName.unique(name, stashed: stashed)
    try place(bytes, as: fileName, in: "")
    return fileName
  }

  /// The ID that a dropped file gets as a job, if no job has it yet: the request's name and a digest of
  /// the file's name and content.
  ///
  /// - Parameters:
  ///   - name: the request's name; nil for the default, which comes from the file's name.
  ///   - fileName: the dropped file's name without folder.
  ///   - bytes: its content.
  /// - Returns: the ID.
  package static func jobID(name: String?, fileName: String, bytes: [UInt8]) -> String {
    JobID.make(
      name: name ?? JobID.safeName(DropName(fileName).requestFile),
      fileName: Array(fileName.utf8), content: bytes)
  }

  /// Leaves a control request for the daemon; it is carried out when one runs.
  package func send(_ request: ControlRequest) throws(QueueError) {
    let bytes = try QueueDocument.bytes(of: request, pretty: true, path: QueueLayout.control)
    // The daemon goes by the order of the names: the time comes first. Its number of digits, as long as
    // no clock is wrong by centuries, is the same for all.
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
    let nanoseconds = time.tv_sec * 1_000_000_000 + time.tv_nsec
    try place(bytes, as: "\(nanoseconds)-\(DropName.token(8)).json", in: QueueLayout.control)
  }

  /// Writes a file into `.tmp`, and renames it into one of the queue's folders.
  private func place(
    _ bytes: [UInt8], as name: String, in folder: String
  ) throws(QueueError) {
    let born = "\(name)-\(DropName.token(8))"
    do throws(SystemError) {
      let root = try Folder(creating: path)
      let temporary = try root.descend(to: QueueLayout.temporary)
      let target = try root.descend(to: folder)
      // A daemon that starts empties `.tmp`, which can hit this very file; the next try comes after that.
      var tries = 0
      while true {
        tries += 1
        do throws(SystemError) {
          try AtomicFile.write(bytes, to: born, in: temporary, .content)
          try temporary.move(FileName(born), to: target, as: FileName(name))
          break
        } catch {
          try? temporary.remove(born)
          guard error.errorNumber == ENOENT, tries < 3 else { throw error }
        }
      }
      try target.sync()
    } catch {
      throw .system(error)
    }
  }
}
