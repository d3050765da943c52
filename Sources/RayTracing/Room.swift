/// A square room without a ceiling: a floor at z = 0 and four walls that face inwards.
///
/// Seen from outside, a wall lets the view pass, as the backs of surfaces do in most renderers. It
/// casts no shadow.
package struct Room: Sendable {
  /// From the middle to a wall, and from the floor to a wall's upper edge.
  package let halfWidth, wallHeight: Double
  /// The side of a texture's square on walls and floor; textures begin at the walls' feet and in the
  /// room's corner.
  package let tile: Double
  /// What walls and floor look like.
  package let walls, floor: Texture

  /// A room.
  package init(
    halfWidth: Double, wallHeight: Double, tile: Double, walls: Texture, floor: Texture
  ) {
    self.halfWidth = halfWidth
    self.wallHeight = wallHeight
    self.tile = tile
    self.walls = walls
    self.floor = floor
  }

  /// Its surfaces.
  package enum Surface: Int, Sendable, CaseIterable {
    case floor
    case wallAtNegativeX, wallAtPositiveX, wallAtNegativeY, wallAtPositiveY

    /// Points into the room.
    package var normal: Vector {
      switch self {
      case .floor: Vector(0, 0, 1)
      case .wallAtNegativeX: Vector(1, 0, 0)
      case .wallAtPositiveX: Vector(-1, 0, 0)
      case .wallAtNegativeY: Vector(0, 1, 0)
      case .wallAtPositiveY: Vector(0, -1, 0)
      }
    }
  }

  /// The first surface that a ray meets from its front, and where; nil where it leaves the room.
  package func hit(_ ray: Ray) -> (surface: Surface, t: Double)? {
    let (o, d) = (ray.origin, ray.direction)
    var found: (surface: Surface, t: Double)?
    if d.z < 0 {
      let t = -o.z / d.z
      if t > 0, abs(o.x + t * d.x) <= halfWidth, abs(o.y + t * d.y) <= halfWidth {
        found = (.floor, t)
      }
    }
    if d.x != 0 {
      let t = ((d.x > 0 ? halfWidth : -halfWidth) - o.x) / d.x
      let z = o.z + t * d.z
      if t > 0, t < found?.t ?? .infinity, abs(o.y + t * d.y) <= halfWidth, z >= 0,
        z <= wallHeight
      {
        found = (d.x > 0 ? .wallAtPositiveX : .wallAtNegativeX, t)
      }
    }
    if d.y != 0 {
      let t = ((d.y > 0 ? halfWidth : -halfWidth) - o.y) / d.y
      let z = o.z + t * d.z
      if t > 0, t < found?.t ?? .infinity, abs(o.x + t * d.x) <= halfWidth, z >= 0,
        z <= wallHeight
      {
        found = (d.y > 0 ? .wallAtPositiveY : .wallAtNegativeY, t)
      }
    }
    return found
  }

  /// The colour of a place on a surface.
  ///
  /// - Parameters:
  ///   - surface: the surface.
  ///   - point: a point on it.
  ///   - footprint: the size of what is averaged, in the room's units.
  /// - Returns: the texture's colour, without light.
  package func colour(of surface: Surface, at point: Vector, footprint: Double) -> Colour {
    let scale = 1 / tile
    let width = footprint * scale
    let up = wallHeight - point.z
    // Seen from inside, u grows to the right on every wall.
    switch surface {
    case .floor:
      return floor.sample(
        u: (point.x + halfWidth) * scale, v: (halfWidth - point.y) * scale, footprint: width)
    case .wallAtPositiveX:
      return walls.sample(u: (halfWidth - point.y) * scale, v: up * scale, footprint: width)
    case .wallAtNegativeX:
      return walls.sample(u: (point.y + halfWidth) * scale, v: up * scale, footprint: width)
    case .wallAtPositiveY:
      return walls.sample(u: (point.x + halfWidth) * scale, v: up * scale, footprint: width)
    case .wallAtNegativeY:
      return walls.sample(u: (halfWidth - point.x) * scale, v: up * scale, footprint: width)
    }
  }
}
