internal import CKernels

/// The rays of a query camera and the views that they are followed into, as the kernels take them; `epipolar.h` has the
/// meaning of each number.
package struct RayBundle: Sendable {
  /// Rays along the picture's sides, and the side of their squares in pixels.
  package var rows, columns, side: Int
  /// The size of all pictures.
  package var height, width: Int
  /// The side of a pixel at distance 1.
  package var pixelSide: Float
  /// Twelve numbers of each view's camera.
  package var cameras: [Float]
  /// The depths of the points, and a number of a point's that stands for each.
  package var depths, depthShares: [Float]
  /// Twelve numbers that give the points' positions as a camera's give what it sees of them; none where points do not
  /// know their positions.
  package var world: [Float]

  /// Describes rays.
  package init(
    rows: Int, columns: Int, side: Int, height: Int, width: Int, pixelSide: Float,
    cameras: [Float], depths: [Float], depthShares: [Float], world: [Float] = []
  ) {
    precondition(
      cameras.count % gqn_camera == 0 && depths.count == depthShares.count
        && (world.isEmpty || world.count == gqn_camera),
      "\(cameras.count) numbers of cameras, \(depths.count) and \(depthShares.count) of depths, "
        + "\(world.count) of the world")
    self.rows = rows
    self.columns = columns
    self.side = side
    self.height = height
    self.width = width
    self.pixelSide = pixelSide
    self.cameras = cameras
    self.depths = depths
    self.depthShares = depthShares
    self.world = world
  }

  /// How many views there are.
  package var views: Int { cameras.count / gqn_camera }
  /// How many points all rays have.
  package var points: Int { rows * columns * depths.count }
  /// Columns in whole vectors of 16.
  package var paddedColumns: Int { (columns + 15) / 16 * 16 }
  /// Floats of scratch memory that a call needs.
  package var tapCount: Int { Self.tapCount(views: views) }
  /// The same of so many views.
  package static func tapCount(views: Int) -> Int { views * gqn_tap_floats }

  func withRays<Result>(_ body: (UnsafePointer<gqn_rays>) -> Result) -> Result {
    unsafe cameras.withUnsafeBufferPointer { cameras in
      unsafe depths.withUnsafeBufferPointer { depths in
        unsafe depthShares.withUnsafeBufferPointer { shares in
          unsafe world.withUnsafeBufferPointer { world in
            var rays = unsafe gqn_rays(
              rows: rows, columns: columns, side: side, height: height, width: width, views: views,
              depths: depths.count, cameras: cameras.baseAddress, depth: depths.baseAddress,
              depth_share: shares.baseAddress, pixel_side: pixelSide,
              world: world.isEmpty ? nil : world.baseAddress)
            return unsafe body(&rays)
          }
        }
      }
    }
  }
}

/// Maps of the views that rays' points are looked up in; see `gqn_maps`.
@safe
package struct RayMaps {
  private let maps: gqn_maps

  /// Describes maps.
  ///
  /// - Parameters:
  ///   - values: of each view `[height, width, element]`; must outlive the maps.
  ///   - height: rows of a map.
  ///   - width: its columns.
  ///   - channels: how many of an element's numbers count.
  ///   - element: floats of an element, a multiple of 16.
  ///   - side: of an element in pixels.
  package init(
    _ values: UnsafePointer<Float>, height: Int, width: Int, channels: Int, element: Int, side: Int
  ) {
    precondition(
      element % WinogradKernels.block == 0 && channels <= element, "\(channels) of \(element)")
    unsafe maps = gqn_maps(
      values: values, view: height * width * element, element: element, height: height,
      width: width, side: side, channels: channels)
  }

  func withMaps<Result>(_ body: (UnsafePointer<gqn_maps>) -> Result) -> Result {
    var maps = unsafe maps
    return unsafe body(&maps)
  }
}
