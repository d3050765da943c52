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

  /// Where the points of all rays fall in the views: `[ray, depth, view]`, rays by rows.
  func places(
    _ query: EpipolarCamera, depths: [Double], in views: [EpipolarCamera], plane: PicturePlane
  ) -> [ViewPlace] {
    var places: [ViewPlace] = []
    places.reserveCapacity(count * depths.count * views.count)
    for row in 0..<rows {
      for column in 0..<columns {
        for depth in depths {
          let point = plane.point(
            query, x: (Double(column) + 0.5) * Double(side), y: (Double(row) + 0.5) * Double(side),
            depth: depth)
          for view in views {
            places.append(plane.place(of: point, in: view))
          }
        }
      }
    }
    return places
  }
}
