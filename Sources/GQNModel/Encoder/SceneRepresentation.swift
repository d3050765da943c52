internal import Tensors

/// What a network has made of the views of a scene; that of several views is the sum of theirs.
package struct SceneRepresentation: Sendable {
  /// The sum of the views' representations, of ``Hyperparameters/representationShape``.
  package private(set) var sum: [Float]
  /// The views themselves, which the rays of an epipolar network's queries are followed into; none of another's.
  package private(set) var views: [EpipolarView]

  /// A representation that was computed, of a network that is not epipolar.
  package init(sum: [Float]) {
    self.init(sum: sum, views: [])
  }

  init(sum: [Float], views: [EpipolarView]) {
    self.sum = sum
    self.views = views
  }

  /// The representation of no view.
  package init(_ hyperparameters: Hyperparameters) {
    self.init(sum: [Float](repeating: 0, count: hyperparameters.representationShape.count))
  }

  /// Adds the views of another representation.
  package mutating func add(_ other: SceneRepresentation) {
    precondition(
      sum.count == other.sum.count,
      "representations of \(sum.count) and \(other.sum.count) numbers")
    for index in sum.indices {
      sum[index] += other.sum[index]
    }
    views += other.views
  }
}
