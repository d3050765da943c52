import Cameras
import JSONDocuments
import LinuxSystem
import Requests

/// A file system where every path is there: a model, a folder, or a camera path that is the input itself.
private struct AnyFiles: FileSystem {
  let content: [UInt8]

  func resolved(_ path: String) -> String? { path }

  func kind(of path: String) -> EntryKind? {
    let isFile = path.utf8.suffix(4).contains(UInt8(ascii: ".")) || path.hasSuffix("checkpoint")
    return isFile || path.hasSuffix(".json") ? .regular : .folder
  }

  func names(in folder: String) -> [String] {
    ["model.ckpt-0.index", "0.png", "rooms", "1-of-1.tfrecord"]
  }

  func contents(of path: String, limit: Int) throws(SystemError) -> [UInt8] { content }
}

/// Reads any bytes as a request, and once more what it wrote: an error or a value, never a trap.
///
/// Bytes after a line feed and a NUL are the content of an imported trajectory.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRequest(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  let split = bytes.indices.dropLast().first { bytes[$0] == 0x0A && bytes[$0 + 1] == 0 }
  let request = Array(bytes[..<(split ?? bytes.count)])
  let context = RequestContext(
    baseFolder: "/r", modelsFolder: "/m", readRoots: ["/r"],
    files: AnyFiles(content: split.map { Array(bytes[($0 + 2)...]) } ?? request),
    hasProgram: { _ in true })

  if let value = try? JSONValue(parsing: request) {
    // The first pass may turn a huge number into the whole number it is.
    guard let first = try? JSONWriter.bytes(of: value), let once = try? JSONValue(parsing: first),
      let second = try? JSONWriter.bytes(of: once),
      let twice = try? JSONValue(parsing: second), twice == once
    else { fatalError("a value does not read back as it was written") }
  }
  do throws(RequestError) {
    let render: RenderRequest
    switch try Request.read(request, fileName: "fuzz.json", in: context) {
    case .render(let request): render = request
    case .train(let request):
      guard (try? request.canonicalJSON()) != nil else {
        fatalError("a validated training has a number that is not finite")
      }
      return 0
    case .evaluate: return 0
    }
    let views: [Camera] =
      if case .views(let views) = render.scene { views.map(\.camera) } else { [] }
    let cameras = try? render.trajectory.cameras(sceneViews: views, datasetCameras: [])
    for (index, camera) in (cameras ?? []).prefix(3).enumerated() {
      guard (try? render.canonicalJSON(frame: index + 1, camera: camera)) != nil,
        camera.encoded(as: render.poseEncoding).allSatisfy(\.isFinite)
      else { fatalError("a validated request has a frame that is not finite") }
    }
  } catch {
    guard
      error.description.unicodeScalars.allSatisfy({
        $0 == "\n" || $0.properties.generalCategory != .control
      })
    else { fatalError("a message has control characters") }
  }
  return 0
}
