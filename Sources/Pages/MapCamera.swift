package import Cameras

/// A camera as a map shows it, in the model's units.
package struct MapCamera: Sendable, Equatable {
  /// Its position; `z` is up.
  package var x, y, z: Double
  /// Its looking direction on the ground; both 0 when it looks straight up or down.
  package var dx, dy: Double

  /// Places a camera.
  package init(x: Double, y: Double, z: Double, dx: Double, dy: Double) {
    self.x = x
    self.y = y
    self.z = z
    self.dx = dx
    self.dy = dy
  }

  /// The camera at a pose, seen from above.
  package init(_ pose: Pose) {
    self.init(
      x: pose.position.x, y: pose.position.y, z: pose.position.z, dx: pose.direction.x,
      dy: pose.direction.y)
  }

  var isFinite: Bool {
    // Beyond this, differences of neighbours are lost anyway.
    [x, y, z, dx, dy].allSatisfy { abs($0) <= 1e12 }
  }
}
