internal import TensorFlowFormats

/// The way through the records of a split in the order of a training, epoch after epoch.
struct SceneCourse: Sendable {
  /// A record whose turn it is.
  struct Place: Sendable {
    let location: RecordLocation
    let file: RecordFile
    let position: ReadingPosition
  }

  let order: SceneOrder
  /// Where the record is that comes next.
  private(set) var position: ReadingPosition
  private var groups: [[Int]]
  private var current: RecordGroup?
  private var next: RecordGroupScan?
  /// Damage that was found on the way and not yet asked for.
  private var damage: [Damage] = []

  /// Begins at the beginning, or goes on at a position.
  ///
  /// - Throws: ``DatasetError/otherFiles(folder:)`` where the position is one in other files.
  init(_ order: SceneOrder, from position: ReadingPosition?) throws(DatasetError) {
    self.order = order
    let start = ReadingPosition(epoch: 0, group: 0, index: 0, files: order.fingerprint)
    let position = position ?? start
    guard position.files == order.fingerprint, position.isPlausible else {
      throw .otherFiles(folder: order.records.path)
    }
    self.position = position
    groups = order.groups(epoch: position.epoch)
  }

  /// Takes the next record.
  ///
  /// - Throws: ``DatasetError/noUsableScene(folder:problem:)`` where a whole epoch has no record.
  mutating func take() throws(DatasetError) -> Place {
    var emptyEpochs = 0
    while true {
      let group = opened()
      if position.index < group.count {
        let (location, file) = group[position.index]
        let place = Place(location: location, file: file, position: position)
        position.index += 1
        return place
      }
      let epoch = position.epoch
      leaveGroup()
      if position.epoch > epoch { emptyEpochs += 1 }
      guard emptyEpochs < 3 else {
        throw .noUsableScene(folder: order.records.path, problem: damage.first?.message)
      }
    }
  }

  /// What was found since this was asked for the last time.
  mutating func takeDamage() -> [Damage] {
    defer { damage = [] }
    return damage
  }

  /// Prepares the next group a little; returns false where there is nothing left to prepare.
  mutating func lookAhead() -> Bool {
    guard current != nil else { return false }
    if next == nil {
      let following = following
      let groups = following.epoch == position.epoch ? groups : order.groups(epoch: following.epoch)
      guard following.group < groups.count else { return false }
      next = RecordGroupScan(
        order, epoch: following.epoch, group: following.group, files: groups[following.group])
    }
    return next?.advance(256) ?? false
  }

  /// The group after this one.
  private var following: (epoch: Int, group: Int) {
    position.group + 1 < groups.count
      ? (position.epoch, position.group + 1) : (position.epoch + 1, 0)
  }

  private mutating func opened() -> RecordGroup {
    if let current { return current }
    let files = position.group < groups.count ? groups[position.group] : []
    let scan =
      next.take()
      ?? RecordGroupScan(order, epoch: position.epoch, group: position.group, files: files)
    let group = scan.finish()
    // One that goes on inside of a group has reported it before.
    if position.index == 0 { damage += group.damage }
    current = group
    return group
  }

  private mutating func leaveGroup() {
    current = nil
    let (epoch, group) = following
    if epoch != position.epoch { groups = order.groups(epoch: epoch) }
    position.epoch = epoch
    position.group = group
    position.index = 0
  }
}
