package import Cameras
internal import DatasetNames
package import JSONDocuments

extension RenderRequest {
  /// All of the request that decides the pixels of one frame, in one way of writing only.
  ///
  /// Two requests with the same bytes for a frame draw the same picture, given the same snapshot and the
  /// same image files: what lies in those the caller adds to its digest. The name, the priority, the rest
  /// of the trajectory, the films and the folder leave no trace, so that a longer path or another frame rate
  /// keeps the frames that are there.
  ///
  /// - Parameters:
  ///   - frame: the frame's number, from 1: it keys independent noise.
  ///   - camera: the frame's camera.
  /// - Returns: UTF-8 JSON, one line, with sorted keys.
  /// - Throws: `JSONDocumentError` if a number is not finite, which no validated request holds.
  package func canonicalJSON(
    frame: Int, camera: Camera
  ) throws(JSONDocumentError) -> [UInt8] {
    try JSONWriter.bytes(
      of: JSONValue.object([
        "version": .integer(Int128(RequestReader.version)),
        "model": .string(model.folder),
        "step": model.step.map { .integer(Int128($0)) } ?? .null,
        "scene": canonicalScene,
        "frame": .integer(Int128(frame)),
        "camera": encoded(camera),
        "noise": .string(sampling.noise.rawValue),
        "seed": .integer(Int128(sampling.seed)),
        "temperature": .number(sampling.temperature),
        "samples": .integer(Int128(sampling.samples)),
        "scale": .integer(Int128(output.scale)),
        "scaleFilter": .string(output.scaleFilter.rawValue),
      ]), pretty: false)
  }

  private var canonicalScene: JSONValue {
    switch scene {
    case .views(let views):
      .array(
        views.map { .object(["image": .string($0.imagePath), "camera": encoded($0.camera)]) })
    case .record(let record):
      .object([
        "folder": .string(record.folder),
        "record": .integer(Int128(record.record)),
        "views": record.views.map { .array($0.map { .integer(Int128($0)) }) } ?? .null,
        // A record's own poses are encoded when they are read.
        "poseEncoding": .string(poseEncoding.rawValue),
      ])
    case .generated(let scene):
      .object([
        "generator": .string(scene.generator.rawValue),
        "seed": .integer(Int128(scene.seed)),
        "split": .string(scene.split.rawValue),
        "index": .integer(Int128(scene.index)),
        "views": scene.views.map { .array($0.map { .integer(Int128($0)) }) } ?? .null,
        "poseEncoding": .string(poseEncoding.rawValue),
      ])
    }
  }

  /// What the network is fed; every `Float` is a `Double`.
  private func encoded(_ camera: Camera) -> JSONValue {
    .array(camera.encoded(as: poseEncoding).map { .number(Double($0)) })
  }
}
