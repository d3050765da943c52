package import Images

/// How pictures and poses become scenes.
package struct ImportSettings: Sendable {
  /// Which views or scenes go to the split `test`.
  package enum HeldOut: Sendable, Equatable {
    /// None: all is for training.
    case nothing
    /// So many whole scenes, spread evenly over them.
    case scenes(Int)
    /// So many views of each scene, spread evenly over it.
    case views(Int)
    /// The views that the source itself holds out.
    case asInSource
  }

  /// Width and height of the pictures, 1...1024 each.
  package var width = 64
  package var height = 64
  /// The vertical field of view that pictures are cut down to, in degrees; nil keeps all that fits.
  package var fieldOfView: Double?
  /// What lies behind pictures that are not opaque.
  package var background = RGB.black
  /// The largest roll that is dropped, in degrees.
  package var rollTolerance = 1.0
  /// Whether the angles of CSV files are in radians.
  package var inRadians = false
  /// Origin, unit and level of the scenes.
  package var placement = WorldPlacement()
  /// How many views each scene is thinned to, evenly; nil keeps all.
  package var viewCount: Int?
  /// What is kept for tests.
  package var heldOut = HeldOut.nothing

  /// The settings that people get who set none.
  package init() {}
}
