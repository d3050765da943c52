/// A block of floats, zero at first, whose disjoint parts several threads may write at a time.
///
/// A ``Tensor`` has one owner at a time, which the compiler checks; here whoever uses ``base`` sees to it
/// that nobody reads or writes what another thread writes.
@safe
package final class SharedBlock: @unchecked Sendable {
  // Sendable: the address never changes, and every use of it is marked unsafe at its place.

  /// How many floats there are.
  package let count: Int
  /// The first float, on a 64-byte boundary. Valid as long as the block.
  package let base: UnsafeMutablePointer<Float>

  /// Creates a block of zeros.
  package init(count: Int) {
    self.count = count
    let bytes = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64)
    unsafe base = bytes.bindMemory(to: Float.self, capacity: max(count, 1))
    unsafe base.initialize(repeating: 0, count: count)
  }

  /// Creates a block with the elements of a tensor.
  package convenience init(_ tensor: borrowing Tensor) {
    self.init(count: tensor.count)
    let source = tensor.span
    for index in source.indices {
      unsafe base[index] = source[index]
    }
  }

  deinit {
    unsafe base.deallocate()
  }
}
