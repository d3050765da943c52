/// The rays of a query camera: one through the middle of each square of its picture.
struct RayGrid: Sendable, Equatable {
  /// Squares along the picture's sides.
  let rows, columns: Int
  /// The side of a square in pixels.
  let side: Int

  /// How many rays there are.
  var count: Int { rows * columns }

  /// Rays through the positions of the latent grid.
  static func latent(_ hyperparameters: Hyperparameters) -> RayGrid {
    RayGrid(
      rows: hyperparameters.latentHeight, columns: hyperparameters.latentWidth,
      side: Hyperparameters.canvasStride)
  }

  /// Rays through the pixels.
  static func pixels(_ hyperparameters: Hyperparameters) -> RayGrid {
    RayGrid(rows: hyperparameters.imageHeight, columns: hyperparameters.imageWidth, side: 1)
  }

  /// Where the points of all rays are in the world: `[ray, depth]`, rays by rows.
  func points(
    _ query: EpipolarCamera, depths: [Double], plane: PicturePlane
  ) -> [SIMD3<Double>] {
    var points: [SIMD3<Double>] = []
    points.reserveCapacity(count * depths.count)
    for row in 0..<rows {
      for column in 0..<columns {
        for depth in depths {
          points.append(
            plane.point(
              query, x: (Double(column) + 0.5) * Double(side),
              y: (Double(row) + 0.5) * Double(side), depth: depth))
        }
      }
    }
    return points
  }

  /// Where they fall in the views: `[ray, depth, view]`.
  func places(
    _ query: EpipolarCamera, depths: [Double], in views: [EpipolarCamera], plane: PicturePlane
  ) -> [ViewPlace] {
    points(query, depths: depths, plane: plane).flatMap { point in
      views.map { plane.place(of: point, in: $0) }
    }
  }

  /// Where the rays go in the world: unit vectors, rays by rows.
  func directions(_ query: EpipolarCamera, plane: PicturePlane) -> [SIMD3<Double>] {
    points(query, depths: [1], plane: plane).map { point in
      let way = point - query.position
      return way / (way * way).sum().squareRoot()
    }
  }
}
