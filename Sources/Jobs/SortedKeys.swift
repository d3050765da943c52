/// Distinct keys in their order.
struct SortedKeys<Key: Comparable> {
  private(set) var keys: [Key] = []

  /// The first position whose key is not below `key`.
  private func position(of key: Key) -> Int {
    // What comes last mostly is the last.
    if let last = keys.last, last < key { return keys.count }
    var range = 0..<keys.count
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      range = keys[middle] < key ? middle + 1..<range.upperBound : range.lowerBound..<middle
    }
    return range.lowerBound
  }

  mutating func insert(_ key: Key) {
    let position = position(of: key)
    if position == keys.count || keys[position] != key { keys.insert(key, at: position) }
  }

  mutating func remove(_ key: Key) {
    let position = position(of: key)
    if position < keys.count, keys[position] == key { keys.remove(at: position) }
  }
}
