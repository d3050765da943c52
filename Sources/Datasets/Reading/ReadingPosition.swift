/// How far a training has come in its data: a small value by which it goes on later as if it had never
/// stopped.
package struct ReadingPosition: Codable, Sendable, Hashable {
  /// How often everything has been read.
  package internal(set) var epoch: Int
  /// Which group of files is read, and how many of its records have been.
  package internal(set) var group: Int
  package internal(set) var index: Int
  /// Stands for the names and sizes of the files: of others this is no position.
  package let files: UInt64

  /// A position that was stored by its parts.
  package init(epoch: Int, group: Int, index: Int, files: UInt64) {
    self.epoch = epoch
    self.group = group
    self.index = index
    self.files = files
  }

  /// Whether a reader can have been there: random numbers are drawn by 32 bits of each.
  var isPlausible: Bool {
    let range = 0..<Int(UInt32.max)
    return range.contains(epoch) && range.contains(group) && range.contains(index)
  }
}
