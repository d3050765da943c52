/// The element-wise part of a convolutional LSTM.
///
/// The gates lie in the order i, j, f, o: `[positions, 4, C]`.
///
///     c' = sigmoid(f + 1) · c + sigmoid(i) · tanh(j)
///     h' = tanh(c') · sigmoid(o)
///
/// - Source: tf-gqn `gqn/gqn_draw.py`, `GQNLSTMCell.call`; the 1 is its forget bias.
package enum LSTMGates {
  /// Computes the next state.
  ///
  /// - Parameters:
  ///   - gates: `[positions, 4, C]`.
  ///   - C: how many channels.
  ///   - cell: c before and after, `[positions, C]`.
  ///   - hidden: receives h', `[positions, C]`.
  package static func forward(
    gates: Span<Float>, channels C: Int, cell: inout MutableSpan<Float>,
    hidden: inout MutableSpan<Float>
  ) {
    precondition(gates.count == 4 * cell.count && cell.count == hidden.count)
    for index in cell.indices {
      let start = index / C * 4 * C + index % C
      let input = Activation.sigmoid(gates[start])
      let candidate = Activation.tanh(gates[start + C])
      let forget = Activation.sigmoid(gates[start + 2 * C] + 1)
      let output = Activation.sigmoid(gates[start + 3 * C])
      cell[index] = forget * cell[index] + input * candidate
      hidden[index] = Activation.tanh(cell[index]) * output
    }
  }

  /// Computes the gradients of the gates and of the cell before the step.
  ///
  /// - Parameters:
  ///   - gates: as they were, `[positions, 4, C]`.
  ///   - C: how many channels.
  ///   - cellBefore: c, `[positions, C]`.
  ///   - hiddenGradient: of h', `[positions, C]`.
  ///   - cellGradient: in, of c' by all that uses it but h'; out, of c. `[positions, C]`.
  ///   - gatesGradient: receives that of the gates, `[positions, 4, C]`.
  package static func backward(
    gates: Span<Float>, channels C: Int, cellBefore: Span<Float>, hiddenGradient: Span<Float>,
    cellGradient: inout MutableSpan<Float>, gatesGradient: inout MutableSpan<Float>
  ) {
    precondition(gates.count == 4 * cellBefore.count && gates.count == gatesGradient.count)
    for index in cellBefore.indices {
      let start = index / C * 4 * C + index % C
      let input = Activation.sigmoid(gates[start])
      let candidate = Activation.tanh(gates[start + C])
      let forget = Activation.sigmoid(gates[start + 2 * C] + 1)
      let output = Activation.sigmoid(gates[start + 3 * C])
      let squashed = Activation.tanh(forget * cellBefore[index] + input * candidate)
      let cell = cellGradient[index] + hiddenGradient[index] * output * (1 - squashed * squashed)
      gatesGradient[start] = cell * candidate * input * (1 - input)
      gatesGradient[start + C] = cell * input * (1 - candidate * candidate)
      gatesGradient[start + 2 * C] = cell * cellBefore[index] * forget * (1 - forget)
      gatesGradient[start + 3 * C] = hiddenGradient[index] * squashed * output * (1 - output)
      cellGradient[index] = cell * forget
    }
  }
}
