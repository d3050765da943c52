internal import Diagnostics
internal import JSONDocuments
internal import LinuxSystem
internal import Requests

/// A request on its way into the queue: checked as `gqn validate` does, its relative paths made
/// absolute, everything else as it was.
///
/// A daemon reads relative paths from its own root, the person who wrote the request meant its folder.
struct QueuedRequest {
  /// What the command line says in place of the request.
  struct Settings {
    var name: String?
    var priority: Int?
    var after: [String] = []
  }

  /// The job's name, safe as a file's.
  let name: String
  /// The document that goes into the queue.
  let bytes: [UInt8]
  /// What should be known of it, each safe to print.
  let warnings: [String]
  /// The absolute paths of files and folders that it has the daemon read, as they are written in it.
  let paths: [String]

  /// Reads and checks a request.
  ///
  /// - Parameters:
  ///   - file: the request as it was given, with the folder that its relative paths start from.
  ///   - models: the absolute folder of the models; a model there keeps its name.
  ///   - settings: what is put in place of the request's own.
  /// - Throws: all that is wrong with it.
  init(_ file: RequestFile, models: String, settings: Settings) throws(CommandFailure) {
    var document: JSONValue
    do throws(JSONDocumentError) {
      document = try JSONValue(parsing: file.bytes)
    } catch {
      throw CommandFailure(.badData, "\(RequestError.notJSON(file: file.name, error))")
    }
    Self.apply(settings, to: &document)
    let bytes = try Self.written(document)
    do throws(RequestError) {
      name = try RequestHeader.read(bytes, fileName: file.name).name
    } catch {
      throw CommandFailure(.badData, "\(error)")
    }
    warnings = try Self.check(bytes, of: document, file: file, models: models)
    // Written out, since the file may get another name in the queue.
    document["name"] = .string(name)
    var paths = RequestPaths(folder: file.folder, models: models)
    paths.makeAbsolute(in: &document)
    self.bytes = try Self.written(document)
    self.paths = paths.found
  }

  private static func apply(_ settings: Settings, to document: inout JSONValue) {
    if let name = settings.name { document["name"] = .string(name) }
    if let priority = settings.priority { document["priority"] = .integer(Int128(priority)) }
    guard !settings.after.isEmpty else { return }
    let given: [JSONValue] = if case .array(let names) = document["after"] { names } else { [] }
    let added = settings.after.map { JSONValue.string($0) }.filter { !given.contains($0) }
    document["after"] = .array(given + added)
  }

  private static func written(_ document: JSONValue) throws(CommandFailure) -> [UInt8] {
    do throws(JSONDocumentError) {
      return try JSONWriter.bytes(of: document)
    } catch {
      throw CommandFailure(.badData, "\(error)")
    }
  }

  // MARK: - Checking

  private static func check(
    _ bytes: [UInt8], of document: JSONValue, file: RequestFile, models: String
  ) throws(CommandFailure) -> [String] {
    let context = RequestContext(baseFolder: file.folder, modelsFolder: models)
    let request: Request
    do throws(RequestError) {
      request = try Request.read(bytes, fileName: file.name, in: context)
    } catch {
      guard let reason = reasonToCheckLater(error, document) else {
        throw CommandFailure(.badData, "\(error)")
      }
      return [reason]
    }
    return try RequestCheck.warnings(of: request, file: file.name)
  }

  /// Why a request goes into the queue all the same; nil where it must not.
  private static func reasonToCheckLater(
    _ error: RequestError, _ document: JSONValue
  ) -> String? {
    // A model may be what another job, that this one waits for, is to train.
    if document["type"] != .string("train"), error.isOnlyOfModel,
      case .array(let names) = document["after"], !names.isEmpty
    {
      return "the model is not there; it is looked for again when the jobs before this one are done"
    }
    return nil
  }
}
