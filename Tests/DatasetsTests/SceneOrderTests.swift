import LinuxSystem
import Testing

@testable import Datasets

/// The order of a training as such.
struct SceneOrderTests {
  /// Files of 10, 20, ... bytes that no one opens.
  private func order(
    files: Int, seed: UInt64 = 1, limits: SceneOrder.GroupLimits = .init(),
    _ folder: borrowing TemporaryFolder
  ) throws -> SceneOrder {
    for file in 1...files {
      try AtomicFile.write(
        [UInt8](repeating: 0, count: 10 * file), to: folder("\(file)-of-\(files).tfrecord"))
    }
    return SceneOrder(try RecordFolder(folder.path), seed: seed, limits: limits)
  }

  @Test func `groups are all files, each once, in another order each epoch`() throws {
    let folder = try TemporaryFolder()
    let order = try order(files: 40, limits: .init(bytes: 900, files: 5), folder)
    var epochs: [[Int]] = []
    for epoch in 0..<20 {
      let groups = order.groups(epoch: epoch)
      #expect(groups == order.groups(epoch: epoch))
      for group in groups.dropLast() {
        let bytes = group.reduce(0) { $0 + 10 * ($1 + 1) }
        // Complete with the last file, and not before.
        #expect(bytes >= 900 || group.count == 5)
        #expect(bytes - 10 * ((group.last ?? 0) + 1) < 900 && group.count <= 5)
      }
      epochs.append(groups.flatMap { $0 })
      #expect(epochs[epoch].sorted() == Array(0..<40))
    }
    #expect(Set(epochs).count == 20)
  }

  @Test func `a small dataset is one group`() throws {
    let folder = try TemporaryFolder()
    #expect(try order(files: 9, folder).groups(epoch: 3).map(\.count) == [9])
  }

  @Test func `the seed decides`() throws {
    let folder = try TemporaryFolder()
    let orders = try (0..<20).map { try order(files: 9, seed: $0, folder).groups(epoch: 0) }
    #expect(Set(orders).count == 20)
  }

  /// The order is kept from one version to the next: a training that goes on depends on it.
  @Test func `the order is the one that it has always been`() throws {
    let folder = try TemporaryFolder()
    let order = try order(files: 9, seed: 42, folder)
    #expect(order.groups(epoch: 1) == [[2, 6, 7, 1, 4, 3, 8, 5, 0]])
    var records = Array(0..<9)
    order.shuffle(&records, epoch: 1, group: 2)
    #expect(records == [7, 0, 8, 6, 4, 2, 3, 5, 1])
    let position = ReadingPosition(epoch: 1, group: 2, index: 3, files: 0)
    #expect(order.views(4, of: 10, at: position) == [8, 5, 6, 4])
  }

  @Test func `records are shuffled evenly`() throws {
    let folder = try TemporaryFolder()
    let order = try order(files: 1, folder)
    // How often each of six records comes at each of the places.
    var counts = [Int](repeating: 0, count: 36)
    let rounds = 6000
    for epoch in 0..<rounds {
      var records = Array(0..<6)
      order.shuffle(&records, epoch: epoch, group: 0)
      for (place, record) in records.enumerated() { counts[6 * place + record] += 1 }
    }
    // The standard deviation is 29.
    #expect(counts.allSatisfy { abs($0 - rounds / 6) < 150 }, "\(counts)")
  }

  @Test func `views differ from one another and are drawn evenly`() throws {
    let folder = try TemporaryFolder()
    let order = try order(files: 1, folder)
    var targets = [Int](repeating: 0, count: 10)
    var draws: Set<[Int]> = []
    let rounds = 5000
    for index in 0..<rounds {
      let views = order.views(
        6, of: 10, at: ReadingPosition(epoch: 0, group: 0, index: index, files: 0))
      #expect(Set(views).count == 6 && views.allSatisfy((0..<10).contains))
      targets[views[5]] += 1
      draws.insert(views)
    }
    // There are 151 200 draws, of which two of 5000 are rarely the same.
    #expect(draws.count > 4800)
    #expect(targets.allSatisfy { abs($0 - rounds / 10) < 120 }, "\(targets)")
    let place = { ReadingPosition(epoch: $0, group: $1, index: 7, files: 0) }
    #expect(order.views(6, of: 10, at: place(0, 0)) != order.views(6, of: 10, at: place(1, 0)))
    #expect(order.views(6, of: 10, at: place(0, 0)) != order.views(6, of: 10, at: place(0, 1)))
  }
}
