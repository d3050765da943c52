internal import LinuxSystem
internal import Tensors

/// The order in which a training goes through the records of a split: a function of the seed and the
/// epoch, for any number of records in bounded memory.
///
/// In every epoch the files are shuffled anew and then taken in groups of 512 MiB (of 128 files at most,
/// of one at least). The records of a group are shuffled as a whole, and all of them come before the first
/// of the next group. A smaller dataset is one group, and so in an order that is entirely random; where
/// there are more, the scenes of some tens of thousands of DeepMind's are mixed with one another, and in
/// the next epoch with others. Only the places of one group's records are held, 16 bytes each.
struct SceneOrder: Sendable {
  /// Bytes and files from which a group is complete.
  struct GroupLimits: Sendable {
    var bytes = 512 << 20
    var files = 128
  }

  let seed: UInt64
  let records: RecordFolder
  /// Stands for names and sizes of the files, on which the order depends.
  let fingerprint: UInt64
  private let sizes: [Int]
  private let limits: GroupLimits

  /// Looks at the files' sizes. One that cannot be looked at counts as empty; it is reported when its
  /// turn comes.
  init(_ records: RecordFolder, seed: UInt64, limits: GroupLimits = GroupLimits()) {
    self.seed = seed
    self.records = records
    self.limits = limits
    let sizes = records.files.indices.map { index in
      (try? FileFacts(of: records.path(of: index)).size) ?? 0
    }
    self.sizes = sizes
    fingerprint = zip(records.files, sizes).reduce(0) { hash, file in
      fnv1a64("\(file.0)\n\(file.1)\n", salt: hash)
    }
  }

  /// The files of an epoch in its order, in groups.
  func groups(epoch: Int) -> [[Int]] {
    var files = Array(records.files.indices)
    var random = random(.files, epoch: epoch)
    random.shuffle(&files)
    var groups: [[Int]] = []
    var group: [Int] = []
    var bytes = 0
    for file in files {
      group.append(file)
      bytes += sizes[file]
      if bytes >= limits.bytes || group.count >= limits.files {
        groups.append(group)
        (group, bytes) = ([], 0)
      }
    }
    return group.isEmpty ? groups : groups + [group]
  }

  /// Puts the records of a group, given in the order of its files, into its order.
  func shuffle<Place>(_ places: inout [Place], epoch: Int, group: Int) {
    var random = random(.records, epoch: epoch, group: group)
    random.shuffle(&places)
  }

  /// Some of a scene's views, each at most once, in a random order that is drawn anew for every place in
  /// the order of the scenes.
  ///
  /// - Precondition: the scene has as many views as are drawn.
  func views(_ count: Int, of total: Int, at position: ReadingPosition) -> [Int] {
    precondition(count <= total, "\(count) views of \(total)")
    var views = Array(0..<total)
    var random = random(
      .views, epoch: position.epoch, group: position.group, index: position.index)
    random.shuffle(&views, first: count)
    return Array(views[..<count])
  }

  /// What random numbers are drawn for.
  private enum Purpose: UInt32 {
    case files, records, views
  }

  /// A generator for one purpose at one place.
  private func random(
    _ purpose: Purpose, epoch: Int, group: Int = 0, index: Int = 0
  ) -> SplitMix64 {
    let words = Philox(seed: seed).words(
      at: SIMD4(
        UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: group),
        UInt32(truncatingIfNeeded: epoch), purpose.rawValue))
    return SplitMix64(seed: UInt64(words.x) | UInt64(words.y) << 32)
  }
}

extension SplitMix64 {
  /// A number in `0..<bound`. The standard library's may differ from one version to the next, and the
  /// order of a training may not; the bias is below `bound` / 2⁶⁴.
  fileprivate mutating func number(below bound: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// The shuffle of Fisher and Yates, of which only the first elements are needed.
  fileprivate mutating func shuffle<Element>(_ elements: inout [Element], first count: Int? = nil) {
    for index in 0..<min(count ?? .max, elements.count) {
      elements.swapAt(index, index + number(below: elements.count - index))
    }
  }
}
