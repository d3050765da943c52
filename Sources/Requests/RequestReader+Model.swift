import Diagnostics
import JSONDocuments

extension RequestReader {
  /// `model` and `step`.
  func model(in object: JSONObjectReader) -> ModelReference? {
    let stepCursor = object.optional("step")
    let step = stepCursor.map { $0.integer(in: 0...Int.max) }
    guard let cursor = object.required("model", "the name of a model or the path of its folder"),
      let name = pathText(cursor), let folder = modelFolder(name, at: cursor)
    else { return nil }
    for file in ["checkpoint", "gqn_config.json"] {
      let path = folder + "/" + file
      if let place = context.files.resolved(path), !mayRead(place) {
        outside(path, at: cursor)
      } else if context.files.kind(of: path) != .regular {
        cursor.problem(
          "\(printable(folder)) has no file \(quoted(file)), which the folder of a model must have")
      }
    }
    if let stepCursor, let step = step ?? nil { check(step, in: folder, at: stepCursor) }
    guard step == nil || step ?? nil != nil else { return nil }
    return ModelReference(name: name, folder: folder, step: step ?? nil)
  }

  /// A folder below the models' first, a path else.
  private func modelFolder(_ name: String, at cursor: JSONCursor) -> String? {
    let isName = !name.split(separator: "/", omittingEmptySubsequences: false).contains {
      $0.isEmpty || $0 == "." || $0 == ".."
    }
    let inModels = Self.joined(context.modelsFolder, name)
    if isName, context.files.kind(of: inModels) != nil {
      return existing(name, in: context.modelsFolder, kind: .folder, at: cursor)
    }
    if name.contains("/") || context.files.kind(of: Self.joined(context.baseFolder, name)) != nil {
      return existing(name, in: context.baseFolder, kind: .folder, at: cursor)
    }
    let models = context.files.names(in: context.modelsFolder).filter {
      context.files.kind(of: context.modelsFolder + "/" + $0) == .folder
    }
    let place = "no model \(quoted(name)) in \(printable(context.modelsFolder))"
    let question = Suggestion.question(for: name, among: models)
    if models.isEmpty {
      cursor.problem("\(place), which holds no models")
    } else if question.isEmpty {
      let list = models.prefix(10).map { quoted($0) }.joined(separator: ", ")
      cursor.problem("\(place); there are \(list)\(models.count > 10 ? " …" : "")")
    } else {
      cursor.problem("\(place).\(question)")
    }
    return nil
  }

  /// Checkpoints are files `PREFIX-STEP.index`, whatever the prefix.
  private func check(_ step: Int, in folder: String, at cursor: JSONCursor) {
    let steps = context.files.names(in: folder).compactMap { name -> Int? in
      guard name.hasSuffix(".index"), let dash = name.lastIndex(of: "-") else { return nil }
      return Int(name[name.index(after: dash)...].dropLast(".index".count))
    }.sorted()
    guard !steps.contains(step) else { return }
    let list = steps.suffix(10).map { "\($0)" }.joined(separator: ", ")
    cursor.problem(
      "\(printable(folder)) has no checkpoint of step \(step)"
        + (steps.isEmpty ? "" : "; there are \(steps.count > 10 ? "… " : "")\(list)"))
  }
}
