/// A row-major array of `Float` in one block of memory that starts on a 64-byte boundary.
///
/// It is not copyable, so that a copy of megabytes is always a visible ``copy()``.
@safe
public struct Tensor: ~Copyable, @unchecked Sendable {
  // Sendable: the block has exactly one owner, and writing to it needs exclusive access to the owner.

  /// The extents, outermost axis first.
  public let shape: Shape
  private let base: UnsafeMutablePointer<Float>

  /// Creates an array of zeros.
  public init(_ shape: Shape) {
    self.shape = shape
    let count = shape.count
    let bytes = max(count, 1) * MemoryLayout<Float>.stride
    let block = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    unsafe base = block.bindMemory(to: Float.self, capacity: max(count, 1))
    unsafe base.initialize(repeating: 0, count: max(count, 1))
  }

  /// Creates an array with the given values in row-major order.
  ///
  /// - Precondition: there are as many values as the shape has elements.
  public init(_ shape: Shape, _ values: some Collection<Float>) {
    precondition(values.count == shape.count, "\(values.count) values for shape \(shape)")
    self.init(shape)
    var index = 0
    for value in values {
      unsafe base[index] = value
      index += 1
    }
  }

  /// Creates an array with the elements of a block in row-major order.
  ///
  /// - Precondition: the block has as many floats as the shape has elements.
  package init(_ shape: Shape, _ block: SharedBlock) {
    precondition(block.count == shape.count, "\(block.count) floats for shape \(shape)")
    self.init(shape)
    unsafe base.update(from: block.base, count: count)
  }

  deinit {
    unsafe base.deallocate()
  }

  /// How many elements there are.
  public var count: Int { shape.count }

  /// The elements in row-major order.
  public var span: Span<Float> {
    @_lifetime(borrow self)
    borrowing get {
      let span = unsafe Span(_unsafeStart: base, count: count)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  /// The elements in row-major order, for writing.
  public var mutableSpan: MutableSpan<Float> {
    @_lifetime(&self)
    mutating get {
      let span = unsafe MutableSpan(_unsafeStart: base, count: count)
      return unsafe _overrideLifetime(span, mutating: &self)
    }
  }

  /// Some of the elements in row-major order, for writing.
  ///
  /// - Precondition: the range lies within the array.
  @_lifetime(&self)
  public mutating func mutableSpan(of range: Range<Int>) -> MutableSpan<Float> {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "\(range) of \(count)")
    let span = unsafe MutableSpan(_unsafeStart: base + range.lowerBound, count: range.count)
    return unsafe _overrideLifetime(span, mutating: &self)
  }

  /// A second array with the same shape and elements.
  public func copy() -> Tensor {
    let other = Tensor(shape)
    unsafe other.base.update(from: base, count: count)
    return other
  }

  /// The elements as a Swift array in row-major order.
  public func array() -> [Float] {
    unsafe Array(UnsafeBufferPointer(start: base, count: count))
  }

  /// Sets every element.
  public mutating func fill(_ value: Float) {
    unsafe base.update(repeating: value, count: count)
  }
}
