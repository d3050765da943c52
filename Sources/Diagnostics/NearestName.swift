/// The candidate that is most likely meant by a misspelt name, or `nil` when none is close.
package func nearestName(to name: String, in candidates: [String]) -> String? {
  let scored = candidates.map { (name: $0, distance: editDistance(Array(name), Array($0))) }
  guard let best = scored.min(by: { $0.distance < $1.distance }) else { return nil }
  return best.distance <= max(1, name.count / 3) ? best.name : nil
}

private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  var row = Array(0...b.count)
  for (i, left) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, right) in b.enumerated() {
      let substituted = diagonal + (left == right ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(substituted, row[j] + 1, row[j + 1] + 1)
    }
  }
  return row[b.count]
}
