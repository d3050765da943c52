extension Hyperparameters {
  /// Why a network cannot learn from the pictures of a dataset whose field of view is this, or nil where it can.
  ///
  /// - Parameters:
  ///   - angle: the angle in degrees that the pictures cover from top to bottom; nil where nobody knows it.
  ///   - dataset: the dataset's name, for the message.
  ///   - file: its `dataset.json`, where the angle can be written.
  /// - Returns: what is wrong and what to do.
  package func objection(
    toFieldOfView angle: Double?, of dataset: String, file: String
  ) -> String? {
    guard encoder == .epipolar else { return nil }
    guard let angle else {
      return
        "the field of view of \(dataset) is not known, and an epipolar network must know it: write the "
        + "angle in degrees that its pictures cover from top to bottom as \"fieldOfView\" into \(file)"
    }
    // A hundredth of the angle is a third of a pixel at the border of 64.
    guard abs(angle / epipolar.fieldOfView - 1) > 0.01 else { return nil }
    return
      "the pictures of \(dataset) cover \(angle) degrees from top to bottom, and the network's "
      + "FIELD_OF_VIEW is \(epipolar.fieldOfView): make both the same"
  }
}
