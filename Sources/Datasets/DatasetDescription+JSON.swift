internal import JSONDocuments
package import LinuxSystem

extension DatasetDescription {
  /// Reads the description of a dataset.
  ///
  /// - Parameters:
  ///   - folder: the dataset's folder, `ROOT/NAME`.
  ///   - roots: the folders in which the file must lie, links followed; any by default.
  /// - Returns: the description, or nil where the folder has none.
  /// - Throws: ``DatasetError/badDescription(file:problem:)`` for a file that cannot be read, or whose
  ///   values cannot be.
  package static func read(
    fromFolder folder: String, within roots: ReadRoots? = nil
  ) throws(DatasetError) -> DatasetDescription? {
    let path = Paths.join(folder, fileName)
    let bytes: [UInt8]
    do throws(SystemError) {
      guard try FileFacts.ifPresent(path) != nil else { return nil }
      bytes = try WholeFile.read(path, limit: JSONLimits().byteCount, within: roots)
    } catch {
      throw .badDescription(file: path, problem: "\(error)")
    }
    return try DatasetDescription(parsing: bytes, file: path)
  }

  /// Reads a description; keys that this version does not know are passed over.
  ///
  /// - Parameters:
  ///   - bytes: the file's content.
  ///   - file: what messages call it.
  /// - Throws: ``DatasetError/badDescription(file:problem:)`` with all that is wrong.
  package init(parsing bytes: [UInt8], file: String) throws(DatasetError) {
    let value: JSONValue
    do throws(JSONDocumentError) {
      value = try JSONValue(parsing: bytes)
    } catch {
      throw .badDescription(file: file, problem: "\(error)")
    }
    let report = ProblemReport(limit: 20)
    let read = Self.read(JSONCursor(value, report: report))
    guard let description = read, report.isClean else {
      throw .badDescription(
        file: file, problem: report.summary.map { "\($0)" }.joined(separator: "; "))
    }
    self = description
  }

  private static func read(_ cursor: JSONCursor) -> DatasetDescription? {
    guard let object = cursor.object("an object, the dataset's description"),
      let written = object.required("version", "\(version)")
    else { return nil }
    guard written.value == .integer(Int128(version)) else {
      written.problem("found \(written.value.kind), this build reads version \(version)")
      return nil
    }
    let name = object.required("name", "the dataset's name")?.string()
    func count(_ key: String, _ limit: Int) -> Int? {
      object.required(key, "a whole number in 1...\(limit)")?.integer(in: 1...limit)
    }
    let (width, height) = (count("width", 65_535), count("height", 65_535))
    let views = count("views", 1_000_000)
    let fieldOfView = object.optional("fieldOfView")?.number(in: 0.1...179)
    let layout = object.optional("layout").map { DatasetLayout.read($0) }
    let origin = object.optional("origin").map { Origin.read($0) }
    let sources = object.optional("sources")?.elements(0...1_000_000, of: "sources")?
      .compactMap { ImportedSource(reading: $0) }
    guard let name, let width, let height, let views else { return nil }
    return DatasetDescription(
      name: name, width: width, height: height, views: views, fieldOfView: fieldOfView,
      layout: layout ?? nil, origin: origin ?? nil, sources: sources)
  }

  /// The file's content: the same bytes for the same description.
  package var bytes: [UInt8] {
    get throws(DatasetError) {
      do throws(JSONDocumentError) {
        return try JSONWriter.bytes(of: self)
      } catch {
        throw .badDescription(file: Self.fileName, problem: "\(error)")
      }
    }
  }
}

extension DatasetDescription: Encodable {
  private enum CodingKeys: CodingKey {
    case version, name, width, height, views, fieldOfView, layout, origin, sources
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Self.version, forKey: .version)
    try container.encode(name, forKey: .name)
    try container.encode(width, forKey: .width)
    try container.encode(height, forKey: .height)
    try container.encode(views, forKey: .views)
    try container.encodeIfPresent(fieldOfView, forKey: .fieldOfView)
    try container.encodeIfPresent(layout, forKey: .layout)
    try container.encodeIfPresent(origin, forKey: .origin)
    try container.encodeIfPresent(sources, forKey: .sources)
  }
}

extension DatasetLayout {
  fileprivate static func read(_ cursor: JSONCursor) -> DatasetLayout? {
    guard let object = cursor.object() else { return nil }
    func count(_ key: String, from least: Int) -> Int? {
      object.required(key, "a whole number from \(least)")?.integer(
        in: least...DatasetSplit.largestCount)
    }
    let (train, test) = (count("train", from: 0), count("test", from: 0))
    let scenesPerFile = count("scenesPerFile", from: 1)
    guard let train, let test, let scenesPerFile else { return nil }
    return DatasetLayout(train: train, test: test, scenesPerFile: scenesPerFile)
  }
}

extension DatasetDescription.Origin {
  fileprivate static func read(_ cursor: JSONCursor) -> Self? {
    guard let object = cursor.object() else { return nil }
    let method: Method? = object.required("method", "\"generated\" or \"imported\"")?.choice()
    let source = object.required("source", "the generator's name, or what was imported")?.string()
    let seed = object.optional("seed").map { $0.integer(in: 0...UInt64.max) }
    let program = object.required("program", "the program and its version")?.string()
    guard let method, let source, let program else { return nil }
    return Self(method: method, source: source, seed: seed ?? nil, program: program)
  }
}
