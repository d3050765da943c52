internal import Kernels
package import Tensors

extension FastGenerator {
  /// What a scene contributes to the gates at every position, biases included.
  package final class Scene: Sendable {
    /// `[hidden block, h · w, 64]`.
    let gates: SharedBlock
    /// The views, of an epipolar network.
    let views: FastViews?

    init(gates: SharedBlock, views: FastViews?) {
      self.gates = gates
      self.views = views
    }
  }

  /// Computes what depends on the scene only.
  ///
  /// - Parameters:
  ///   - scene: the representation of its views.
  ///   - parameters: the network's variables.
  /// - Returns: the scene's part of the gates.
  package func scene(
    _ scene: SceneRepresentation, parameters: borrowing ParameterStore
  ) -> Scene {
    let representation = scene.sum
    let gateChannels = hyperparameters.gateChannels
    let layer = VariableNames.representation
    let convolution = Convolution(
      kernel: 5, from: hyperparameters.encoderChannels, to: gateChannels)
    var natural = Tensor([grid.positions, gateChannels])
    if representation.count == hyperparameters.encoderChannels {
      var taps = Tensor([25, gateChannels])
      // Channels of rays come before those of the sum; they are each frame's own.
      let rayChannels = hyperparameters.representationChannels - hyperparameters.encoderChannels
      for tap in 0..<25 {
        let count = hyperparameters.encoderChannels * gateChannels
        let first = tap * hyperparameters.representationChannels + rayChannels
        var row = taps.mutableSpan(of: tap * gateChannels..<(tap + 1) * gateChannels)
        MatrixProduct.multiply(
          representation.span,
          parameters.values(layer.kernel)
            .extracting(first * gateChannels..<first * gateChannels + count),
          rows: 1, inner: hyperparameters.encoderChannels, columns: gateChannels, into: &row)
      }
      let classes = sumOfTaps(taps.span, columns: gateChannels)
      let (rows, columns) = (grid.rowClasses, grid.columnClasses)
      var target = natural.mutableSpan
      let source = classes.span
      for y in 0..<grid.height {
        for x in 0..<grid.width {
          let place = Int(rows.ofRow[y]) * columns.taps.count + Int(columns.ofRow[x])
          for channel in 0..<gateChannels {
            target[(y * grid.width + x) * gateChannels + channel] =
              source[place * gateChannels + channel]
          }
        }
      }
    } else {
      var target = natural.mutableSpan
      convolution.forward(
        representation.span, batch: 1, height: grid.height, width: grid.width,
        kernel: parameters.values(layer.kernel), bias: nil, into: &target)
    }
    var target = natural.mutableSpan
    for name in [
      layer.bias, VariableNames.queryPose.bias, VariableNames.latent.bias,
      VariableNames.hidden.bias,
    ] {
      Convolution.addBias(parameters.values(name), accumulate: true, into: &target)
    }
    let wide = Self.gateColumns(of: natural.span, rows: grid.positions, hyperparameters, blocks)
    return Scene(
      gates: SharedBlock(Self.blockwise(wide, rows: grid.positions, blocks: blocks.hidden)),
      views: rays == nil ? nil : FastViews(scene.views, hyperparameters))
  }

  /// For each pair of border classes the sum of the taps that meet the grid: `[classes, columns]`.
  private func sumOfTaps(_ taps: Span<Float>, columns width: Int) -> Tensor {
    let (rows, columns) = (grid.rowClasses.taps, grid.columnClasses.taps)
    var byRow = Tensor([rows.count, 5, width])
    var partial = byRow.mutableSpan
    for (index, range) in rows.enumerated() {
      for y in range {
        for element in 0..<5 * width {
          partial[index * 5 * width + element] += taps[y * 5 * width + element]
        }
      }
    }
    var sums = Tensor([rows.count * columns.count, width])
    var target = sums.mutableSpan
    let source = byRow.span
    for row in rows.indices {
      for (index, range) in columns.enumerated() {
        let place = (row * columns.count + index) * width
        for x in range {
          for element in 0..<width {
            target[place + element] += source[(row * 5 + x) * width + element]
          }
        }
      }
    }
    return sums
  }

  /// `[rows, block · 64]` as `[block, rows, 64]`.
  private static func blockwise(_ matrix: borrowing Tensor, rows: Int, blocks: Int) -> Tensor {
    let panel = WinogradKernels.panel
    var output = Tensor([blocks, rows, panel])
    var target = output.mutableSpan
    let source = matrix.span
    for row in 0..<rows {
      for block in 0..<blocks {
        for column in 0..<panel {
          target[(block * rows + row) * panel + column] =
            source[(row * blocks + block) * panel + column]
        }
      }
    }
    return output
  }

  /// What a camera pose contributes to the gates: `[hidden block, classes, 64]`.
  func poseGates(_ pose: [Float]) -> Tensor {
    let width = blocks.hidden * WinogradKernels.panel
    var taps = Tensor([25, width])
    var target = taps.mutableSpan
    for tap in 0..<25 {
      for (channel, number) in pose.enumerated() {
        let row = unsafe poseTaps.base + (tap * pose.count + channel) * width
        for column in 0..<width {
          unsafe target[tap * width + column] += number * row[column]
        }
      }
    }
    let classes = sumOfTaps(taps.span, columns: width)
    return Self.blockwise(classes, rows: classes.count / width, blocks: blocks.hidden)
  }
}
