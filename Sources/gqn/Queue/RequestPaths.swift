internal import JSONDocuments
internal import Requests

/// The paths in a request, made absolute.
struct RequestPaths {
  /// Where relative paths start: the request's own folder, absolute.
  let folder: String
  /// The absolute folder of the models.
  let models: String
  /// The absolute paths of what is to be read, models below `models` left out.
  private(set) var found: [String] = []

  init(folder: String, models: String) {
    self.folder = folder
    self.models = models
  }

  /// Makes the relative paths of a request absolute and notes all of them.
  mutating func makeAbsolute(in request: inout JSONValue) {
    if request["type"] == .string("render") {
      if let name = request["model"], !isInModels(name) { makeAbsolute("model", of: &request) }
      change("scene", of: &request) { paths, scene in
        if case .array(let views) = scene["views"], scene["dataset"] == nil {
          scene["views"] = .array(
            views.map { view in
              var view = view
              paths.makeAbsolute("image", of: &view)
              return view
            })
        }
        if scene["dataset"] != nil { paths.makeRootAbsolute(of: &scene) }
        paths.makeAbsolute("file", of: &scene)
      }
      change("trajectory", of: &request) { $0.makeAbsolute("path", of: &$1) }
    } else {
      change("dataset", of: &request) { $0.makeRootAbsolute(of: &$1) }
    }
  }

  /// The root of datasets is `data` where none is given, wherever that starts from.
  private mutating func makeRootAbsolute(of object: inout JSONValue) {
    if object["root"] == nil { object["root"] = .string("data") }
    makeAbsolute("root", of: &object)
  }

  private mutating func makeAbsolute(_ key: String, of object: inout JSONValue) {
    guard case .string(let path) = object[key] else { return }
    let absolute = path.hasPrefix("/") ? path : folder + "/" + path
    object[key] = .string(absolute)
    found.append(absolute)
  }

  private mutating func change(
    _ key: String, of object: inout JSONValue,
    _ body: (inout RequestPaths, inout JSONValue) -> Void
  ) {
    guard var value = object[key] else { return }
    body(&self, &value)
    object[key] = value
  }

  /// A model that the models' folder has keeps its name, as the daemon has that folder too.
  ///
  /// So does one that is not there yet and whose name is no path.
  private func isInModels(_ name: JSONValue) -> Bool {
    guard case .string(let text) = name, !text.hasPrefix("/") else { return false }
    let files = LocalFileSystem()
    if let below = files.resolved(models + "/" + text), let root = files.resolved(models),
      below.hasPrefix(root + "/")
    {
      return true
    }
    return files.resolved(folder + "/" + text) == nil && !text.hasPrefix(".")
  }
}

extension JSONValue {
  /// The value of an object's key; nil where there is none, and for all that is no object.
  subscript(key: String) -> JSONValue? {
    get {
      guard case .object(let members) = self else { return nil }
      return members[key]
    }
    set {
      guard case .object(var members) = self else { return }
      members[key] = newValue
      self = .object(members)
    }
  }
}
