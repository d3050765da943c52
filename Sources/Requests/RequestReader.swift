import Cameras
import JSONDocuments

/// Reads a document as a request; what is wrong goes to the report.
///
/// The parts of a request are read by extensions of this type, one file each, in the order of the format.
struct RequestReader {
  let context: RequestContext
  let report: ProblemReport
  let fileName: String

  /// The supported version of the format.
  static let version = 1

  /// The largest coordinate, in the model's units.
  static let coordinateRange = -1e6...1e6

  func request(_ cursor: JSONCursor) -> Request? {
    guard let object = cursor.object("an object, the request") else { return nil }
    guard let type = type(in: object) else { return nil }
    return switch type {
    case .render: renderRequest(object).map { .render($0) }
    case .train: trainRequest(object).map { .train($0) }
    case .evaluate: evaluateRequest(object).map { .evaluate($0) }
    }
  }

  private func renderRequest(_ object: JSONObjectReader) -> RenderRequest? {
    let (name, priority, after) = order(in: object)
    let model = self.model(in: object)
    let encoding = object.optional("poseEncoding").map { $0.choice(of: PoseEncoding.self) }
    // A wrong encoding is reported already; the poses are read on, to find what is wrong with them.
    let poses = PoseReader(encoding: (encoding ?? .training) ?? .training)
    let scene = object.required(
      "scene", "an object with \"views\", \"file\", \"dataset\" or \"generated\""
    )
    .flatMap { self.scene($0, poses: poses) }
    let trajectory = object.required("trajectory", "an object with a \"type\"")
      .flatMap { self.trajectory($0, scene: scene?.scene, poses: poses) }
    let sampling = self.sampling(object.optional("sampling"))
    let output = self.output(
      object.optional("output"), name: name, trajectoryRate: trajectory?.framesPerSecond)
    object.finish()
    guard let name, let priority, let after, let model, let scene, let trajectory, let sampling,
      let output
    else { return nil }
    return RenderRequest(
      name: name, priority: priority, after: after, model: model, poseEncoding: poses.encoding,
      scene: scene.scene, fieldOfView: scene.fieldOfView, trajectory: trajectory.value,
      sampling: sampling, output: output,
      warnings: report.warnings)
  }
}
