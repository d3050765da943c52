/// Where each named variable of a network lies in one block of memory.
///
/// Offsets are multiples of 16 elements, so that every variable starts on a 64-byte boundary.
public struct ParameterLayout: Sendable {
  /// One variable: its name in the checkpoint, and its shape.
  public struct Variable: Sendable, Hashable {
    /// The full TensorFlow name without `:0`, such as `GQN/eta_g/kernel`.
    public let name: String
    /// The shape in TensorFlow's order.
    public let shape: Shape

    /// Creates a description of a variable.
    public init(_ name: String, _ shape: Shape) {
      self.name = name
      self.shape = shape
    }
  }

  /// All variables in the order in which they lie in memory.
  public let variables: [Variable]
  /// How many floats the block needs, padding included.
  public let blockCount: Int
  private let ranges: [String: Range<Int>]

  /// Lays the variables out one behind the other.
  ///
  /// - Precondition: no name occurs twice.
  public init(_ variables: [Variable]) {
    self.variables = variables
    var ranges: [String: Range<Int>] = [:]
    var end = 0
    for variable in variables {
      let range = end..<end + variable.shape.count
      precondition(
        ranges.updateValue(range, forKey: variable.name) == nil, "\(variable.name) occurs twice")
      end = (range.upperBound + 15) / 16 * 16
    }
    self.ranges = ranges
    blockCount = end
  }

  /// How many numbers the variables hold, padding not counted.
  public var parameterCount: Int { variables.reduce(0) { $0 + $1.shape.count } }

  /// The part of the block that belongs to a variable.
  ///
  /// - Precondition: the layout has a variable of that name.
  public subscript(name: String) -> Range<Int> {
    guard let range = ranges[name] else { preconditionFailure("no variable \(name)") }
    return range
  }

  /// Whether there is a variable of that name.
  public func contains(_ name: String) -> Bool { ranges[name] != nil }
}

/// The values of all variables of a network: one block of memory and a table from names to places.
///
/// Gradients and an optimizer's moments are further stores of the same layout.
public struct ParameterStore: ~Copyable, Sendable {
  /// Where each variable lies.
  public let layout: ParameterLayout
  private var block: Tensor

  /// Creates a store of zeros.
  public init(_ layout: ParameterLayout) {
    self.layout = layout
    block = Tensor([layout.blockCount])
  }

  private init(_ layout: ParameterLayout, block: consuming Tensor) {
    self.layout = layout
    self.block = block
  }

  /// A second store with the same layout and values.
  public borrowing func copy() -> ParameterStore {
    ParameterStore(layout, block: block.copy())
  }

  /// Sets every value to 0.
  public mutating func setToZero() {
    block.fill(0)
  }

  /// The whole block, in which each variable has its place by ``layout``. What lies between variables is 0.
  public var values: Span<Float> {
    @_lifetime(borrow self)
    borrowing get { block.span }
  }

  /// The whole block for writing. What lies between variables must stay 0.
  public var mutableValues: MutableSpan<Float> {
    @_lifetime(&self)
    mutating get { block.mutableSpan }
  }

  /// The values of one variable in row-major order.
  ///
  /// - Precondition: the layout has a variable of that name.
  @_lifetime(borrow self)
  public borrowing func values(_ name: String) -> Span<Float> {
    block.span.extracting(layout[name])
  }

  /// The values of one variable in row-major order, for writing.
  ///
  /// - Precondition: the layout has a variable of that name.
  @_lifetime(&self)
  public mutating func mutableValues(_ name: String) -> MutableSpan<Float> {
    block.mutableSpan(of: layout[name])
  }
}

extension ParameterStore {
  /// Calls a function with the address of the block, in which each variable has its place by
  /// ``layout``; for reading several variables at a time from several threads.
  package mutating func withUnsafeMutableBlock<Result>(
    _ body: (UnsafeMutableBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    var span = block.mutableSpan
    return try unsafe span.withUnsafeMutableBufferPointer(body)
  }
}
