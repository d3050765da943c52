internal import TensorFlowFormats

/// The records of a group of files, in the order in which they are read.
struct RecordGroup: Sendable {
  /// A record of one of the files.
  struct Place: Sendable {
    let offset: Int
    let byteCount: UInt32
    let file: UInt32

    init(_ location: RecordLocation, file: Int) {
      offset = location.offset
      // More is refused when the record's turn comes.
      byteCount = UInt32(clamping: location.byteCount)
      self.file = UInt32(file)
    }
  }

  private let files: [RecordFile]
  private let places: [Place]
  /// What was found while the files were gone through.
  let damage: [Damage]

  fileprivate init(files: [RecordFile], places: [Place], damage: [Damage]) {
    self.files = files
    self.places = places
    self.damage = damage
  }

  /// How many records there are.
  var count: Int { places.count }

  /// One of the records, and its file.
  subscript(index: Int) -> (location: RecordLocation, file: RecordFile) {
    let place = places[index]
    return (
      RecordLocation(offset: place.offset, byteCount: Int(place.byteCount)), files[Int(place.file)]
    )
  }
}

/// Goes through the headers of a group's files, a part at a time, so that the next group is ready when
/// the last record of this one has been read.
struct RecordGroupScan: Sendable {
  private let order: SceneOrder
  private let epoch, group: Int
  private var sequence: RecordSequence
  private var files: [RecordFile] = []
  private var places: [RecordGroup.Place] = []
  private var damage: [Damage] = []

  /// Begins with the first of the files.
  init(_ order: SceneOrder, epoch: Int, group: Int, files: [Int]) {
    self.order = order
    self.epoch = epoch
    self.group = group
    sequence = RecordSequence(order.records, files: files)
  }

  /// Passes this many records; returns whether there were as many.
  mutating func advance(_ count: Int) -> Bool {
    for _ in 0..<count {
      guard step() else { return false }
    }
    return true
  }

  /// Passes all that are left, and puts them in order.
  consuming func finish() -> RecordGroup {
    while step() {}
    order.shuffle(&places, epoch: epoch, group: group)
    return RecordGroup(files: files, places: places, damage: damage)
  }

  private mutating func step() -> Bool {
    switch sequence.next() {
    case .record(let location, let file):
      if files.last !== file { files.append(file) }
      places.append(RecordGroup.Place(location, file: files.count - 1))
    case .damage(let damage): self.damage.append(damage)
    case nil: return false
    }
    return true
  }
}
