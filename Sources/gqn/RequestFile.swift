internal import JSONDocuments
internal import LinuxSystem
internal import Requests

/// A request that was named on the command line, read and validated.
enum RequestFile {
  /// The largest request that is read.
  private static let byteLimit = 16 << 20

  /// Reads a render request; its relative paths start from its own folder.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - models: the folder of the models.
  /// - Returns: the request, complete and checked.
  /// - Throws: what is wrong with it, or that it is not there.
  static func readRender(
    _ path: String, models: String
  ) throws(CommandFailure) -> RenderRequest {
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try WholeFile.read(path, limit: byteLimit)
    } catch {
      throw CommandFailure(reading: error)
    }
    let parts = absolutePath(path).split(separator: "/")
    let context = RequestContext(
      baseFolder: "/" + parts.dropLast().joined(separator: "/"),
      modelsFolder: absolutePath(models))
    do throws(RequestError) {
      switch try Request.read(bytes, fileName: path, in: context) {
      case .render(let request): return request
      }
    } catch {
      throw CommandFailure(.badData, "\(error)")
    }
  }

  /// The path from the root on; links stay as they are.
  static func absolutePath(_ path: String) -> String {
    guard !path.hasPrefix("/") else { return path }
    return Folder.working + "/" + path
  }
}
