internal import Diagnostics
internal import JSONDocuments
package import Jobs
internal import LinuxSystem
internal import Requests

/// Judges dropped files: requests that can be carried out are taken in.
package struct RequestAdmission: Sendable {
  private let context: RequestContext
  /// The folder of the snapshots: from the root, or absolute where it lies elsewhere.
  private let models: String

  /// Judges by the daemon's folders.
  package init(_ settings: DaemonSettings) {
    context = RequestContext(
      baseFolder: settings.root, modelsFolder: settings.models,
      readRoots: [settings.root] + settings.readRoots)
    let root = settings.root.hasSuffix("/") ? settings.root : settings.root + "/"
    models =
      settings.models.hasPrefix(root)
      ? String(settings.models.dropFirst(root.count)) : settings.models
  }

  /// Judges one file.
  package func verdict(on bytes: [UInt8], fileName: String) -> AdmissionVerdict {
    do throws(RequestError) {
      return accept(try Request.read(bytes, fileName: fileName, in: context))
    } catch {
      switch error {
      case .notJSON(_, .syntax): return .notYet(reason: "\(error)")
      case .notJSON: return .reject(reason: "\(error)")
      case .invalid: return verdict(on: bytes, fileName: fileName, refusedAs: error)
      }
    }
  }

  /// A request that cannot be carried out now may be one for a worker all the same: with a snapshot that
  /// a job before it is to make.
  private func verdict(
    on bytes: [UInt8], fileName: String, refusedAs error: RequestError
  ) -> AdmissionVerdict {
    guard let header = try? RequestHeader.read(bytes, fileName: fileName), header.type != .train,
      !header.after.isEmpty, error.isOnlyOfModel
    else { return .reject(reason: "\(error)") }
    return .accept(
      name: header.name, type: header.type.rawValue, priority: header.priority,
      after: header.after, output: header.outputDirectory)
  }

  /// Takes a request in.
  private func accept(_ request: Request) -> AdmissionVerdict {
    switch request {
    case .render(let request):
      .accept(
        name: request.name, type: RequestType.render.rawValue, priority: request.priority,
        after: request.after, output: request.output.directory)
    case .train(let request):
      .accept(
        name: request.name, type: RequestType.train.rawValue, priority: request.priority,
        after: request.after, output: Paths.join(models, request.model.directory))
    case .evaluate(let request):
      .accept(
        name: request.name, type: RequestType.evaluate.rawValue, priority: request.priority,
        after: request.after, output: request.directory)
    }
  }
}
