internal import LinuxSystem

/// What is to be done with a drop.
enum ExaminedDrop {
  /// Nothing now.
  case leave
  /// It becomes a job; the ID and the sequence of the status are yet to be settled.
  case accept(JobStatus)
  /// It goes to `rejected/`; what was read of it tells equal names apart.
  case reject(reason: String, content: [UInt8])
}

/// A drop on its way into the queue.
struct DropCandidate {
  /// Where it goes.
  enum Fate {
    case job(JobStatus)
    case rejection(reason: String)
  }

  /// Its name in the drop folder.
  let name: FileName
  /// What it was like before it was read.
  let facts: FileFacts
  /// Its folder's name.
  let id: String
  let fate: Fate

  /// Its name in its folder.
  var finalName: FileName {
    switch fate {
    case .job: FileName(QueueLayout.request)
    case .rejection: name
    }
  }

  /// The state whose folder it goes to.
  var state: JobState {
    switch fate {
    case .job: .queued
    case .rejection: .rejected
    }
  }
}

extension DropIdentity {
  /// The identity of a file in the drop folder.
  init(_ name: FileName, _ facts: FileFacts) {
    self.init(
      file: name.shown, device: facts.device, inode: facts.inode, size: facts.size,
      modified: facts.modified)
  }

  /// Whether these are the facts of the file, unchanged.
  func fits(_ facts: FileFacts) -> Bool {
    device == facts.device && inode == facts.inode && size == facts.size
      && modified == facts.modified
  }
}
