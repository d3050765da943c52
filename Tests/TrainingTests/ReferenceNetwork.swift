import Glibc
import GQNModel
import Tensors

/// An epipolar network once more, in double precision and by the formulas alone: what its losses are, to be
/// differentiated numerically.
struct ReferenceNetwork {
  let sizes: Hyperparameters
  let objective: Objective
  let sigma: Double
  /// All variables by their names.
  var variables: [String: [Double]]

  private var h: Int { sizes.latentHeight }
  private var w: Int { sizes.latentWidth }
  private var H: Int { sizes.imageHeight }
  private var W: Int { sizes.imageWidth }
  private var E: EpipolarSizes { sizes.epipolar }

  /// Some channels of a grid, `[height, width, channels]`.
  struct Grid {
    var height, width, channels: Int
    var values: [Double]
    subscript(y: Int, x: Int, c: Int) -> Double { values[(y * width + x) * channels + c] }
  }

  // MARK: - Layers

  private func convolved(
    _ x: Grid, _ layer: VariableNames.Layer, side: Int, stride: Int = 1, dilation: Int = 1,
    isValid: Bool = false
  ) -> Grid {
    let kernel = variables[layer.kernel] ?? []
    let out = kernel.count / (side * side * x.channels)
    let bias = variables[layer.bias] ?? [Double](repeating: 0, count: out)
    func extent(_ n: Int) -> (Int, Int) {
      if isValid { return ((n - side) / stride + 1, 0) }
      let count = (n + stride - 1) / stride
      return (count, max(0, (count - 1) * stride + (side - 1) * dilation + 1 - n) / 2)
    }
    let ((rows, top), (columns, left)) = (extent(x.height), extent(x.width))
    var values: [Double] = []
    for y in 0..<rows {
      for column in 0..<columns {
        var sums = bias
        for ky in 0..<side {
          for kx in 0..<side {
            let (iy, ix) = (
              y * stride + ky * dilation - top, column * stride + kx * dilation - left
            )
            guard (0..<x.height).contains(iy), (0..<x.width).contains(ix) else { continue }
            for i in 0..<x.channels {
              let row = ((ky * side + kx) * x.channels + i) * out
              let number = x[iy, ix, i]
              for o in 0..<out { sums[o] += number * kernel[row + o] }
            }
          }
        }
        values += sums
      }
    }
    return Grid(height: rows, width: columns, channels: out, values: values)
  }

  private func rectified(_ x: Grid) -> Grid {
    Grid(
      height: x.height, width: x.width, channels: x.channels, values: x.values.map { max($0, 0) })
  }

  private func sum(_ x: Grid, _ y: Grid) -> Grid {
    Grid(
      height: x.height, width: x.width, channels: x.channels,
      values: zip(x.values, y.values).map { $0 + $1 })
  }

  private func beside(_ x: Grid, _ y: Grid) -> Grid {
    var values: [Double] = []
    for place in 0..<x.height * x.width {
      values += x.values[place * x.channels..<(place + 1) * x.channels]
      values += y.values[place * y.channels..<(place + 1) * y.channels]
    }
    return Grid(
      height: x.height, width: x.width, channels: x.channels + y.channels, values: values)
  }

  private func tiled(_ vector: [Double]) -> Grid {
    Grid(
      height: h, width: w, channels: vector.count,
      values: (0..<h * w).flatMap { _ in vector })
  }

  private func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  // MARK: - Encoder

  /// A view: its camera, its picture, its features.
  private struct View {
    let pose: [Double], picture: Grid, features: Grid
  }

  private func pooled(_ picture: Grid, pose: [Double]) -> [Double] {
    func layer(_ x: Grid, _ index: Int, side: Int, stride: Int = 1) -> Grid {
      convolved(
        x, VariableNames.encoder(sizes.encoder, index), side: side, stride: stride,
        isValid: stride > 1)
    }
    let half = rectified(layer(picture, 0, side: 2, stride: 2))
    let joined = sum(layer(half, 1, side: 1), rectified(layer(half, 2, side: 3)))
    let quarter = beside(rectified(layer(joined, 3, side: 2, stride: 2)), tiled(pose))
    let again = sum(layer(quarter, 4, side: 1), rectified(layer(quarter, 5, side: 3)))
    let tower = rectified(layer(rectified(layer(again, 6, side: 3)), 7, side: 1))
    return (0..<tower.channels).map { c in
      (0..<h * w).reduce(0) { $0 + tower.values[$1 * tower.channels + c] } / Double(h * w)
    }
  }

  private func features(_ picture: Grid) -> Grid {
    let edges = rectified(convolved(picture, VariableNames.featureEdges, side: 5, stride: 2))
    var features = convolved(edges, VariableNames.features(0), side: 3)
    for layer in 1..<E.featureLayers {
      features = sum(
        features,
        convolved(rectified(features), VariableNames.features(layer), side: 3, dilation: 2))
    }
    var colours = Grid(height: H / 2, width: W / 2, channels: 3, values: [])
    for y in 0..<H / 2 {
      for x in 0..<W / 2 {
        for c in 0..<3 {
          colours.values.append(
            (picture[2 * y, 2 * x, c] + picture[2 * y, 2 * x + 1, c] + picture[2 * y + 1, 2 * x, c]
              + picture[2 * y + 1, 2 * x + 1, c]) / 4)
        }
      }
    }
    return beside(features, colours)
  }

  /// The axes of a camera: right, up, forward.
  private func axes(_ pose: [Double]) -> [SIMD3<Double>] {
    let (yaw, pitch) = (atan2(pose[3], pose[4]), atan2(pose[5], pose[6]))
    let forward = SIMD3(cos(pitch) * cos(yaw), -cos(pitch) * sin(yaw), sin(pitch))
    func cross(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> SIMD3<Double> {
      SIMD3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
    }
    let side = cross(forward, SIMD3(0, 0, 1))
    let right = side / (side * side).sum().squareRoot()
    return [right, cross(right, forward), forward]
  }

  private func position(_ pose: [Double]) -> SIMD3<Double> { SIMD3(pose[0], pose[1], pose[2]) }

  /// A map's value at a place in its own coordinates.
  private func looked(_ map: Grid, x: Double, y: Double) -> [Double] {
    let px = min(max(x - 0.5, 0), Double(map.width - 1))
    let py = min(max(y - 0.5, 0), Double(map.height - 1))
    let (x0, y0) = (Int(px), Int(py))
    let (x1, y1) = (min(x0 + 1, map.width - 1), min(y0 + 1, map.height - 1))
    let (a, b) = (px - Double(x0), py - Double(y0))
    return (0..<map.channels).map { c in
      (1 - b) * ((1 - a) * map[y0, x0, c] + a * map[y0, x1, c])
        + b * ((1 - a) * map[y1, x0, c] + a * map[y1, x1, c])
    }
  }

  /// How far a pixel reaches at the depth 1.
  private var slope: Double { tan(E.fieldOfView / 2 * .pi / 180) * 2 / Double(H) }

  /// Where a point of the query's ray is.
  private func world(x: Double, y: Double, depth: Double, query: [Double]) -> SIMD3<Double> {
    let camera = axes(query)
    return position(query) + depth * camera[2] + depth * slope * (x - Double(W) / 2) * camera[0]
      - depth * slope * (y - Double(H) / 2) * camera[1]
  }

  /// Where it is in units of the farthest depth, if points know that.
  private func place(x: Double, y: Double, depth: Double, query: [Double]) -> [Double] {
    guard E.hasPointPositions else { return [] }
    let world = world(x: x, y: y, depth: depth, query: query)
    return [world.x / E.far, world.y / E.far, world.z / E.far]
  }

  /// Where the query's ray goes, if rays know that.
  private func direction(x: Double, y: Double, query: [Double]) -> [Double] {
    guard E.hasPointPositions else { return [] }
    let way = world(x: x, y: y, depth: 3, query: query) - position(query)
    let length = sqrt(way.x * way.x + way.y * way.y + way.z * way.z)
    return [way.x / length, way.y / length, way.z / length]
  }

  /// What the maps show at a point of the query's ray: means, variances, the share of views.
  private func point(
    x: Double, y: Double, depth: Double, query: [Double], _ views: [View],
    _ map: (View) -> Grid, side: Double
  ) -> [Double] {
    let world = world(x: x, y: y, depth: depth, query: query)
    var (weights, shown): ([Double], [[Double]]) = ([], [])
    for view in views {
      let axes = axes(view.pose)
      let offset = world - position(view.pose)
      let along = axes.map { ($0 * offset).sum() }
      let px = Double(W) / 2 + along[0] / along[2] / slope
      let py = Double(H) / 2 - along[1] / along[2] / slope
      let inside = min(max(min(px, Double(W) - px), 0), 1) * min(max(min(py, Double(H) - py), 0), 1)
      let weight = along[2] > 0 ? inside : 0
      weights.append(weight)
      let map = map(view)
      shown.append(
        weight > 0
          ? looked(map, x: px / side, y: py / side)
          : [Double](repeating: 0, count: map.channels))
    }
    let total = weights.reduce(0, +)
    let N = max(total, 1)
    let means = shown[0].indices.map { c in
      shown.indices.reduce(0) { $0 + weights[$1] * shown[$1][c] } / N
    }
    // E[f²] − E[f]², where what is missing to one view is 0.
    let variances = shown[0].indices.map { c in
      shown.indices.reduce(0) { $0 + weights[$1] * shown[$1][c] * shown[$1][c] } / N
        - means[c] * means[c]
    }
    return means + variances + [total / Double(views.count)]
  }

  private func softmax(_ scores: [Double]) -> [Double] {
    let powers = scores.map { exp($0) }
    return powers.map { $0 / powers.reduce(0, +) }
  }

  /// What the encoder makes of a query: r, and what pictures are blended from.
  struct Encoded {
    let representation: Grid
    fileprivate let pixels: [Pixel]
  }

  /// What is known of a pixel's ray: of each depth the views' weights, logits and colours.
  fileprivate struct Pixel {
    var depths: [[(weight: Double, logit: Double, colour: [Double])]] = []

    /// Three colours and the coverage, where a number is added to all logits of a depth.
    func blended(_ added: [Double]) -> [Double] {
      // Nothing at all has the power 1.
      var (sum, total) = ([Double](repeating: 0, count: 4), 1.0)
      for (views, more) in zip(depths, added) {
        for (weight, logit, colour) in views {
          let power = weight * exp(logit + more)
          total += power
          for (c, number) in (colour + [1]).enumerated() { sum[c] += power * number }
        }
      }
      return sum.map { $0 / total }
    }
  }

  /// Encodes views and a query.
  func encoded(frames: [[Double]], poses: [[Double]], query: [Double]) -> Encoded {
    let views = zip(frames, poses).map { frame, pose in
      let picture = Grid(height: H, width: W, channels: 3, values: frame)
      return View(pose: pose, picture: picture, features: features(picture))
    }
    let D = E.depthSamples
    let depths = (0..<D).map { index -> Double in
      let share = Double(index) / Double(D - 1)
      return 1 / ((1 - share) / E.near + share / E.far)
    }
    var rays: [Double] = []
    var scores = Grid(height: h, width: w, channels: D, values: [])
    for row in 0..<h {
      for column in 0..<w {
        let (x, y) = (4 * Double(column) + 2, 4 * Double(row) + 2)
        let outputs = depths.enumerated().map { index, depth -> [Double] in
          let known =
            point(x: x, y: y, depth: depth, query: query, views, \.features, side: 2)
            + [Double(index) / Double(D - 1)] + place(x: x, y: y, depth: depth, query: query)
          let hidden = rectified(
            convolved(
              Grid(height: 1, width: 1, channels: known.count, values: known),
              VariableNames.pointHidden, side: 1))
          return convolved(hidden, VariableNames.points, side: 1).values
        }
        scores.values += outputs.map { $0[0] }
        let shares = softmax(outputs.map { $0[0] })
        var along = (1...E.pointChannels).map { c in
          (0..<D).reduce(0) { $0 + shares[$1] * outputs[$1][c] }
        }
        for output in outputs { along += output[(1 + E.pointChannels)...] }
        along += direction(x: x, y: y, query: query)
        rays +=
          convolved(
            Grid(height: 1, width: 1, channels: along.count, values: along), VariableNames.rays,
            side: 1
          ).values
      }
    }
    let ray = Grid(height: h, width: w, channels: E.rayChannels, values: rays)
    var pooledSum = [Double](repeating: 0, count: sizes.encoderChannels)
    for view in views {
      pooledSum = zip(pooledSum, pooled(view.picture, pose: view.pose)).map { $0 + $1 }
    }
    return Encoded(
      representation: beside(ray, tiled(pooledSum)),
      pixels: E.hasColourPath ? pixels(query, views, scores, depths) : [])
  }

  /// What a view shows at a point: its weight, its colour, and the cosine of the angle between both cameras' rays.
  private func shown(
    _ point: SIMD3<Double>, _ query: [Double], _ view: View
  ) -> (weight: Double, colour: [Double], cosine: Double) {
    let offset = point - position(view.pose)
    let along = axes(view.pose).map { ($0 * offset).sum() }
    let scale = Double(H) / 2 / tan(E.fieldOfView * .pi / 360) / along[2]
    let (px, py) = (Double(W) / 2 + scale * along[0], Double(H) / 2 - scale * along[1])
    func inside(_ place: Double, _ extent: Int) -> Double {
      min(max(min(place, Double(extent) - place), 0), 1)
    }
    let weight = along[2] > 0 ? inside(px, W) * inside(py, H) : 0
    guard weight > 0 else { return (0, [0, 0, 0], 0) }
    // The law of cosines in the triangle of the point and both cameras.
    func square(_ vector: SIMD3<Double>) -> Double { (vector * vector).sum() }
    let (a, b) = (square(point - position(query)), square(offset))
    let opposite = square(position(query) - position(view.pose))
    return (
      weight, looked(view.picture, x: px, y: py), (a + b - opposite) / (2 * (a * b).squareRoot())
    )
  }

  /// What is known of each pixel's ray.
  private func pixels(
    _ query: [Double], _ views: [View], _ scores: Grid, _ depths: [Double]
  ) -> [Pixel] {
    let camera = axes(query)
    let slope = 2 * tan(E.fieldOfView * .pi / 360) / Double(H)
    var pixels: [Pixel] = []
    for row in 0..<H {
      for column in 0..<W {
        let (x, y) = (Double(column) + 0.5, Double(row) + 0.5)
        let coarse = looked(scores, x: x / 4, y: y / 4)
        let ray =
          camera[2] + slope * (x - Double(W) / 2) * camera[0]
          + slope * (Double(H) / 2 - y) * camera[1]
        pixels.append(
          Pixel(
            depths: zip(depths, coarse).map { depth, score in
              logits(views.map { shown(position(query) + depth * ray, query, $0) }, score)
            }))
      }
    }
    return pixels
  }

  /// The views' logits at a point.
  private func logits(
    _ seen: [(weight: Double, colour: [Double], cosine: Double)], _ score: Double
  ) -> [(weight: Double, logit: Double, colour: [Double])] {
    let total = seen.reduce(0) { $0 + $1.weight }
    let N = max(total, 1)
    func moment(_ power: Int, _ c: Int) -> Double {
      seen.reduce(0) { $0 + $1.weight * pow($1.colour[c], Double(power)) } / N
    }
    let means = (0..<3).map { moment(1, $0) }
    let variances = (0..<3).map { moment(2, $0) - means[$0] * means[$0] }
    func layer(_ values: [Double], _ layer: VariableNames.Layer) -> Grid {
      convolved(
        Grid(height: 1, width: 1, channels: values.count, values: values), layer, side: 1)
    }
    let point = layer(
      means + variances + [total / Double(seen.count), score], VariableNames.colourHidden)
    return seen.map { weight, colour, cosine in
      let hidden = rectified(sum(point, layer(colour + [cosine], VariableNames.colourViews)))
      return (weight, convolved(hidden, VariableNames.colourScore, side: 1).values[0], colour)
    }
  }

  // MARK: - Cores

  private func advanced(_ gates: Grid, cell: inout [Double]) -> [Double] {
    let C = sizes.hiddenChannels
    return cell.indices.map { index in
      let first = index / C * 4 * C + index % C
      let (i, j, f, o) = (
        gates.values[first], gates.values[first + C], gates.values[first + 2 * C],
        gates.values[first + 3 * C]
      )
      cell[index] = sigmoid(f + 1) * cell[index] + sigmoid(i) * tanh(j)
      return tanh(cell[index]) * sigmoid(o)
    }
  }

  private func gates(_ inputs: [(Grid, VariableNames.Layer)]) -> Grid {
    let parts = inputs.map { convolved($0, $1, side: 5) }
    return parts.dropFirst().reduce(parts[0]) { sum($0, $1) }
  }

  private func deviation(_ s: Double) -> Double { log(1 + exp(s + 0.5)) + 1e-8 }

  /// The losses of an example in nats, and the image mean.
  func example(
    _ encoded: Encoded, query: [Double], target: [Double], noise: [[Double]]
  ) -> (likelihood: Double, kl: Double, mean: [Double]) {
    let (C, Z) = (sizes.hiddenChannels, sizes.latentChannels)
    let r = encoded.representation
    let pose = tiled(query)
    func grid(_ values: [Double]) -> Grid { Grid(height: h, width: w, channels: C, values: values) }
    let zeros = [Double](repeating: 0, count: h * w * C)
    var (cell, hidden, otherCell, otherHidden) = (zeros, zeros, zeros, zeros)
    var canvas = Grid(
      height: H, width: W, channels: sizes.canvasChannels,
      values: [Double](repeating: 0, count: H * W * sizes.canvasChannels))
    let picture = Grid(height: H, width: W, channels: 3, values: target)
    var kl = 0.0
    for step in 0..<sizes.generationSteps {
      let seen = convolved(
        beside(picture, canvas), VariableNames.downsample, side: 4, stride: 4, isValid: true)
      let x = sum(grid(otherHidden), seen)
      otherHidden = advanced(
        gates([
          (r, VariableNames.inferenceRepresentation), (pose, VariableNames.inferenceQueryPose),
          (grid(hidden), VariableNames.inferenceGenerated), (x, VariableNames.inferenceHidden),
        ]), cell: &otherCell)
      let q = convolved(grid(otherHidden), VariableNames.posterior, side: 5)
      var z = Grid(height: h, width: w, channels: Z, values: [])
      for index in 0..<h * w * Z {
        let first = index / Z * 2 * Z + index % Z
        z.values.append(q.values[first] + deviation(q.values[first + Z]) * noise[step][index])
      }
      let before = hidden
      hidden = advanced(
        gates([
          (r, VariableNames.representation), (pose, VariableNames.queryPose),
          (z, VariableNames.latent), (grid(hidden), VariableNames.hidden),
        ]), cell: &cell)
      let p = convolved(
        grid(objective == .paper ? before : hidden), VariableNames.prior, side: 5)
      for index in 0..<h * w * Z {
        let first = index / Z * 2 * Z + index % Z
        let (a, b) = (deviation(q.values[first + Z]), deviation(p.values[first + Z]))
        let d = q.values[first] - p.values[first]
        kl += log(b / a) + (a * a + d * d) / (2 * b * b) - 0.5
      }
      paint(hidden, on: &canvas)
    }
    let painting = convolved(canvas, VariableNames.image, side: 1)
    let mean = (0..<H * W).flatMap { pixel -> [Double] in
      let first = pixel * painting.channels
      let painted = Array(painting.values[first..<first + painting.channels])
      guard E.hasColourPath else { return painted }
      let nothing = [Double](repeating: 0, count: E.depthSamples)
      let blended = encoded.pixels[pixel].blended(
        E.hasDepthLogits ? Array(painted[4...]) : nothing)
      let share = sigmoid(painted[3])
      return (0..<3).map { share * blended[$0] + (1 - share * blended[3]) * painted[$0] }
    }
    let likelihood = zip(mean, target).reduce(0) { sum, pair in
      let z = (pair.1 - pair.0) / sigma
      return sum + 0.5 * z * z + log(sigma) + 0.5 * log(2 * .pi)
    }
    return (likelihood, kl, mean)
  }

  private func paint(_ hidden: [Double], on canvas: inout Grid) {
    let (C, U) = (sizes.hiddenChannels, sizes.canvasChannels)
    let kernel = variables[VariableNames.upsample.kernel] ?? []
    let bias = variables[VariableNames.upsample.bias] ?? []
    for y in 0..<H {
      for x in 0..<W {
        for u in 0..<U {
          let row = ((y % 4 * 4 + x % 4) * U + u) * C
          let first = (y / 4 * w + x / 4) * C
          var sum = bias[u]
          for c in 0..<C { sum += hidden[first + c] * kernel[row + c] }
          canvas.values[(y * W + x) * U + u] += sum
        }
      }
    }
  }
}
