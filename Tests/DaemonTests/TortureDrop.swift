import Tensors

/// A file that is put into the queue's folder while everything goes wrong.
struct TortureDrop {
  /// How it comes.
  enum Way: CaseIterable {
    // Ways of requests, each of which must become one job.
    case moved, copied, slowly, partsAppended, vim, emacs, gedit, hardLink, enqueued
    // What is named like a request and is none: to be rejected.
    case link, pipe, folder, unfinished, otherVersion
    // What is not named like a request: to be left alone.
    case backup, autosave, hidden, otherFile
  }

  /// What is to become of it.
  enum Fate {
    case done, rejected, untouched
  }

  /// Its name without `.json`.
  let name: String
  /// Which of the ``TortureRun/requests`` it is.
  let request: Int
  let way: Way

  /// The file that lies in the queue's folder in the end where it is left alone.
  var file: String {
    switch way {
    case .backup: "\(name).json~"
    case .autosave: "#\(name).json#"
    case .hidden: ".\(name).json"
    case .otherFile: "\(name).txt"
    default: "\(name).json"
    }
  }

  var fate: Fate {
    switch way {
    case .moved, .copied, .slowly, .partsAppended, .vim, .emacs, .gedit, .hardLink, .enqueued:
      .done
    case .link, .pipe, .folder, .unfinished, .otherVersion: .rejected
    case .backup, .autosave, .hidden, .otherFile: .untouched
    }
  }

  /// Most drops are requests.
  static func random(
    _ name: String, requests: Int, using random: inout SplitMix64
  ) -> TortureDrop {
    let fate: [Fate] = [.done, .done, .done, .done, .done, .done, .done, .rejected, .untouched]
    let wanted = fate.randomElement(using: &random)
    let ways = Way.allCases.filter {
      TortureDrop(name: name, request: 0, way: $0).fate == wanted
    }
    return TortureDrop(
      name: name, request: Int.random(in: 0..<requests, using: &random),
      way: ways.randomElement(using: &random) ?? .moved)
  }

  /// What the shell does, in the folder that holds the queue's; `staged/NAME.json` holds the request.
  func script(gqn: String, using random: inout SplitMix64) -> String {
    let (from, to) = ("staged/\(name).json", "jobs/\(name).json")
    func nap() -> String { "sleep 0.\(Int.random(in: 1...4, using: &random))" }
    let cut = Int.random(in: 1...200, using: &random)
    switch way {
    case .moved: return "mv \(from) \(to)"
    case .copied: return "cp \(from) \(to)"
    case .slowly:
      return """
        { head -c \(cut) \(from); \(nap()); tail -c +\(cut + 1) \(from) | head -c 9; \(nap())
        tail -c +\(cut + 10) \(from); } > \(to)
        """
    case .partsAppended:
      return """
        head -c \(cut) \(from) > \(to); \(nap()); tail -c +\(cut + 1) \(from) >> \(to)
        """
    case .vim:
      // Saved unfinished, then saved once more with the first save as the backup.
      return """
        echo swap > jobs/.\(name).json.swp
        head -c \(cut) \(from) > \(to); \(nap())
        mv \(to) \(to)~; cat \(from) > \(to); rm \(to)~; \(nap()); rm jobs/.\(name).json.swp
        """
    case .emacs:
      // The lock is a link to nowhere.
      return """
        ln -s ann@studio.1234 'jobs/.#\(name).json'
        head -c \(cut) \(from) > 'jobs/#\(name).json#'; \(nap())
        cat \(from) > \(to); rm 'jobs/.#\(name).json' 'jobs/#\(name).json#'
        """
    case .gedit:
      return """
        head -c \(cut) \(from) > jobs/.goutputstream-\(name); \(nap())
        tail -c +\(cut + 1) \(from) >> jobs/.goutputstream-\(name)
        mv jobs/.goutputstream-\(name) \(to)
        """
    case .hardLink: return "ln \(from) \(to)"
    case .enqueued:
      // From here, since relative paths start from the file's own folder.
      return "mv \(from) .; \(gqn) enqueue \(name).json --jobs jobs --models models 2>&1"
    case .link: return "ln -s ../\(from) \(to)"
    case .pipe: return "mkfifo \(to)"
    case .folder: return "mkdir -p staged/d/\(name); mv staged/d/\(name) \(to)"
    case .unfinished: return "head -c \(cut) \(from) > \(to)"
    case .otherVersion: return "echo '{\"version\": 2}' > \(to)"
    case .backup, .autosave, .hidden, .otherFile: return "cp \(from) 'jobs/\(file)'"
    }
  }
}
