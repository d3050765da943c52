/// Light from everywhere, from the camera, and from one far lamp that casts shadows.
///
/// A surface of colour c shows `c · (ambient + headlight · max(0, −n·f) + diffuse · max(0, n·l)) +
/// specular`, where f is the looking direction, l points to the lamp, and what comes from the lamp is 0
/// where it cannot be seen; colours are not linearised. This is OpenGL's fixed model with directional
/// lights and a shininess of 0, by which the highlight is the same over the whole lit surface.
package struct Lighting: Sendable, Equatable {
  /// Light from everywhere, and from the camera straight on.
  package var ambient, headlight: Float
  /// Light from the lamp straight on, and white that it adds wherever it is seen.
  package var diffuse, specular: Float
  /// The unit vector to the lamp.
  package let toLamp: Vector

  /// A lighting; `toLamp` may have any length above 0.
  package init(
    ambient: Float, headlight: Float = 0, diffuse: Float, specular: Float = 0, toLamp: Vector
  ) {
    self.ambient = ambient
    self.headlight = headlight
    self.diffuse = diffuse
    self.specular = specular
    self.toLamp = normalised(toLamp)
  }

  /// The colour that a surface shows.
  ///
  /// - Parameters:
  ///   - colour: the surface's own.
  ///   - normal: the unit vector that stands on it.
  ///   - forward: the looking direction.
  ///   - lit: the share of it that the lamp sees, 0 to 1.
  /// - Returns: what is seen, not cut at 1.
  func shade(_ colour: Colour, normal: Vector, forward: Vector, lit: Float) -> Colour {
    let facing = Float(max(0, -dot(normal, forward)))
    let lamp = Float(max(0, dot(normal, toLamp)))
    let light = ambient + headlight * facing + diffuse * lamp * lit
    return colour * light + Colour(repeating: specular * lit)
  }
}
