internal import Tensors

/// Where each variable's numbers lie while a batch is evaluated, for reading from several threads.
@safe
struct Weights {
  private let layout: ParameterLayout
  private let base: UnsafePointer<Float>

  init(_ layout: ParameterLayout, _ base: UnsafePointer<Float>) {
    self.layout = layout
    unsafe self.base = base
  }

  subscript(name: String) -> UnsafePointer<Float> { unsafe base + layout[name].lowerBound }
}

/// Where each variable's gradient lies; several threads may add to different parts.
@safe
struct WeightGradients {
  private let layout: ParameterLayout
  private let base: UnsafeMutablePointer<Float>

  init(_ layout: ParameterLayout, _ base: UnsafeMutablePointer<Float>) {
    self.layout = layout
    unsafe self.base = base
  }

  subscript(name: String) -> UnsafeMutablePointer<Float> {
    unsafe base + layout[name].lowerBound
  }
}

/// Memory of each thread that holds nothing between two loops.
final class Scratch {
  private let block: SharedBlock
  private let countPerThread: Int

  init(threads: Int, count: Int) {
    countPerThread = (count + 15) / 16 * 16
    block = SharedBlock(count: threads * countPerThread)
  }

  /// The first float of a thread's part.
  func base(_ worker: Int) -> UnsafeMutablePointer<Float> {
    unsafe block.base + worker * countPerThread
  }
}

/// Pictures that are worked on together, so that their products stay in the cache.
enum PictureGroups {
  /// Rows of a group's products, where pictures are small enough.
  static let rows = 48

  /// How many pictures a group has at most.
  static func capacity(tiles: Int) -> Int { max(1, rows / tiles) }

  /// Groups of equal size, or one less.
  static func of(_ pictures: Int, tiles: Int) -> [Range<Int>] {
    let groups = (pictures + capacity(tiles: tiles) - 1) / capacity(tiles: tiles)
    return (0..<groups).map { pictures * $0 / groups..<pictures * ($0 + 1) / groups }
  }
}
