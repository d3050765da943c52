internal import RayTracing

/// Colours by hue.
enum Hue {
  /// The colour of a hue.
  ///
  /// - Parameters:
  ///   - degrees: 0 red, 120 green, 240 blue.
  ///   - saturation: 0 for white to 1 for the pure hue.
  ///   - value: the brightest part, 0 to 1.
  /// - Returns: the colour.
  static func colour(_ degrees: Double, saturation: Double = 1, value: Double = 1) -> Colour {
    func part(_ offset: Double) -> Float {
      let place = (offset + degrees / 60).truncatingRemainder(dividingBy: 6)
      let share = max(0, min(place, 4 - place, 1))
      return Float(value * (1 - saturation * share))
    }
    return Colour(part(5), part(3), part(1))
  }
}
