import Glibc
import LinuxSystem
import JSONDocuments

@testable import Requests

/// A file system in memory: paths of files with their content, folders follow from them.
struct FakeFiles: FileSystem {
  var files: [String: String]

  func resolved(_ path: String) -> String? {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    let plain = "/" + parts.joined(separator: "/")
    return kind(of: plain) == nil ? nil : plain
  }

  func kind(of path: String) -> EntryKind? {
    if let content = files[path] { return content == "(pipe)" ? .other : .regular }
    return files.keys.contains { $0.hasPrefix(path == "/" ? "/" : path + "/") } ? .folder : nil
  }

  func names(in folder: String) -> [String] {
    Set(
      files.keys.filter { $0.hasPrefix(folder + "/") }
        .compactMap { $0.dropFirst(folder.count + 1).split(separator: "/").first }.map(String.init)
    ).sorted()
  }

  func contents(of path: String, limit: Int) throws(SystemError) -> [UInt8] {
    guard let content = files[path] else {
      throw .failed(call: "open", path: path, errno: ENOENT)
    }
    return Array(content.utf8)
  }
}

extension FakeFiles {
  /// Two models, one of them unfinished, two views, a dataset, and imported paths.
  static let sample = FakeFiles(files: [
    "/r/views/0.png": "", "/r/views/1.png": "", "/r/views/pipe.png": "(pipe)",
    "/r/data/rooms_ring_camera/test/1-of-1.tfrecord": "",
    "/r/other/ring/train/1-of-1.tfrecord": "",
    "/m/rooms-demo/checkpoint": "", "/m/rooms-demo/gqn_config.json": "",
    "/m/rooms-demo/model.ckpt-0.index": "", "/m/rooms-demo/model.ckpt-2000.index": "",
    "/m/unfinished/checkpoint": "",
    "/r/mine/model/checkpoint": "", "/r/mine/model/gqn_config.json": "",
    "/secret/views/0.png": "",
  ])
}

/// Reads requests of a folder `/r` with models in `/m`.
struct Reading {
  var files = FakeFiles.sample
  var readRoots: [String]?
  var programs = ["ffmpeg"]

  func anyRequest(
    _ text: String, fileName: String = "ring.json"
  ) throws(RequestError) -> Request {
    let programs = programs
    let context = RequestContext(
      baseFolder: "/r", modelsFolder: "/m", readRoots: readRoots, files: files,
      hasProgram: { programs.contains($0) })
    return try Request.read(Array(text.utf8), fileName: fileName, in: context)
  }

  func request(_ text: String, fileName: String = "ring.json") throws -> RenderRequest {
    guard case .render(let request) = try anyRequest(text, fileName: fileName) else {
      throw NotOfThisType()
    }
    return request
  }

  func training(_ text: String) throws -> TrainRequest {
    guard case .train(let request) = try anyRequest(text) else { throw NotOfThisType() }
    return request
  }

  func evaluation(_ text: String) throws -> EvaluateRequest {
    guard case .evaluate(let request) = try anyRequest(text) else { throw NotOfThisType() }
    return request
  }

  struct NotOfThisType: Error {}

  /// All problems, as they are printed.
  func problems(_ text: String) -> [String] {
    do throws(RequestError) {
      _ = try anyRequest(text)
      return []
    } catch .invalid(_, let problems, _) {
      return problems.map(\.description)
    } catch {
      return [error.description]
    }
  }
}

/// A valid request with some of its parts replaced.
func renderRequest(
  scene: String =
    #"{"views": [{"image": "views/0.png", "pose": {"position": [1, 0, 0], "yaw": 180}}]}"#,
  trajectory: String = #"{"type": "orbit", "radius": 1}"#, more: String = ""
) -> String {
  """
  {"version": 1, "type": "render", "model": "rooms-demo", "scene": \(scene),
   "trajectory": \(trajectory)\(more.isEmpty ? "" : ", " + more)}
  """
}
