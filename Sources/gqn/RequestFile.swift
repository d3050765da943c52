internal import Diagnostics
internal import JSONDocuments
internal import LinuxSystem
internal import Requests

/// A request that was named on the command line, as it was found.
struct RequestFile {
  /// The largest request that is read.
  private static let byteLimit = 16 << 20

  /// Its name without the folder, for messages and for the request's default name; `-` for standard
  /// input.
  let name: String
  /// The absolute folder that its relative paths start from.
  let folder: String
  /// What is in it.
  let bytes: [UInt8]

  /// Reads a file; `-` is standard input, where relative paths start from the working folder.
  init(_ path: String) throws(CommandFailure) {
    do throws(SystemError) {
      if path == "-" {
        name = path
        folder = Folder.working
        bytes = try WholeFile.readStandardInput(limit: Self.byteLimit)
      } else {
        let parts = Self.absolutePath(path).split(separator: "/")
        name = parts.last.map(String.init) ?? path
        folder = "/" + parts.dropLast().joined(separator: "/")
        bytes = try WholeFile.read(path, limit: Self.byteLimit)
      }
    } catch {
      throw CommandFailure(reading: error)
    }
  }

  /// The request, complete and checked.
  ///
  /// - Parameter models: the folder of the models.
  /// - Returns: what is asked for.
  /// - Throws: what is wrong with it.
  func request(models: String) throws(CommandFailure) -> Request {
    let context = RequestContext(
      baseFolder: folder, modelsFolder: Self.absolutePath(models))
    do throws(RequestError) {
      return try Request.read(bytes, fileName: name, in: context)
    } catch {
      throw CommandFailure(.badData, "\(error)")
    }
  }

  /// What is said of a request that another command carries out.
  func isOf(_ type: RequestType) -> CommandFailure {
    let command = "gqn \(type.rawValue) \(printable(name))"
    return CommandFailure(
      .badData, "\(printable(name)): /type: it is \(quoted(type.rawValue)); use \(command)")
  }

  /// The path from the root on; links stay as they are.
  static func absolutePath(_ path: String) -> String {
    guard !path.hasPrefix("/") else { return path }
    return Folder.working + "/" + path
  }
}
