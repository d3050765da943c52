package import Cameras
package import Images

/// Solids, and a room around them or nothing.
package struct RayTracedScene: Sendable {
  /// What stands there.
  package var solids: [Solid]
  /// The room, if there is one.
  package var room: Room?
  /// What is seen where nothing is.
  package var background: Colour
  /// The light.
  package var lighting: Lighting
  /// How edges are smoothed.
  package var sampling: Sampling

  /// A scene.
  package init(
    solids: [Solid], room: Room? = nil, background: Colour, lighting: Lighting,
    sampling: Sampling = .four
  ) {
    self.solids = solids
    self.room = room
    self.background = background
    self.lighting = lighting
    self.sampling = sampling
  }

  /// The picture that a camera takes.
  package func image(_ view: PerspectiveView) -> Image {
    Renderer(self, view, culling: true).image()
  }

  /// The same picture with every ray tried against every solid.
  package func plainImage(_ view: PerspectiveView) -> Image {
    Renderer(self, view, culling: false).image()
  }

  /// What a ray meets first.
  package enum Surface: Sendable, Hashable {
    /// A solid, by its index.
    case solid(Int)
    /// A surface of the room.
    case room(Room.Surface)
  }

  /// What a ray meets first, and where, as a multiple of its direction; nil where it meets nothing.
  package func hit(_ ray: Ray) -> (surface: Surface, t: Double)? {
    var nearest = room?.hit(ray).map { (surface: Surface.room($0.surface), t: $0.t) }
    for (index, solid) in solids.enumerated() {
      if let crossing = solid.crossing(ray), crossing.enter > 0,
        crossing.enter < nearest?.t ?? .infinity
      {
        nearest = (.solid(index), crossing.enter)
      }
    }
    return nearest
  }
}
