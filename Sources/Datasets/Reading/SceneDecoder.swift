internal import Cameras
internal import Images
internal import TensorFlowFormats

/// Reads records and decodes some of their views; one for each thread, since its memory is kept from one
/// record to the next.
final class SceneDecoder {
  /// Records of more bytes are not read: mazes, with 300 views each, has less than one.
  static let byteLimit = 256 << 20

  private var buffer: [UInt8] = []
  private var frames = FrameDecoder()

  /// What a decoded scene needs besides its pictures.
  struct Scene {
    /// The views that were decoded, and their cameras as the network sees them.
    let views: [Int]
    let poses: [[Float]]
  }

  /// Reads a record and checks that it is a scene.
  private func layout(
    _ location: RecordLocation, of file: RecordFile
  ) throws(DatasetError) -> SceneLayout {
    guard location.byteCount <= Self.byteLimit else {
      throw .notAScene(
        file: file.path, offset: location.offset,
        problem: "it has \(location.byteCount) bytes, more than \(Self.byteLimit)")
    }
    do throws(RecordError) {
      try file.read(location, into: &buffer)
    } catch {
      throw .damaged("\(error)")
    }
    let data = buffer
    return try SceneLayout(
      parsing: data.span.extracting(..<location.byteCount), file: file.path,
      offset: location.offset)
  }

  /// Decodes the views that `choose` picks out of those of the scene.
  ///
  /// - Parameters:
  ///   - location: the record.
  ///   - file: its file.
  ///   - size: K and the size of the pictures.
  ///   - choose: given the number of views, at least K + 1, gives K + 1 of them.
  ///   - context: receives the first K pictures, `[K, H, W, 3]`.
  ///   - target: receives the last one, `[H, W, 3]`.
  /// - Returns: the views and their cameras.
  /// - Throws: ``DatasetError`` where the record or one of these views cannot be used.
  func decode(
    _ location: RecordLocation, of file: RecordFile, _ size: BatchSize,
    choosing choose: (Int) -> [Int], context: UnsafeMutableBufferPointer<Float>,
    target: UnsafeMutableBufferPointer<Float>
  ) throws(DatasetError) -> Scene {
    let scene = try layout(location, of: file)
    guard scene.frames.count >= size.views else {
      throw .notAScene(
        file: file.path, offset: location.offset,
        problem:
          "it has \(scene.frames.count) views, and \(size.views) are needed, the target being "
          + "one of them")
    }
    let views = choose(scene.frames.count)
    precondition(
      views.count == size.views && context.count == size.contextViews * size.frameCount
        && target.count == size.frameCount,
      "\(views.count) views into \(context.count) and \(target.count) floats, of a batch of \(size)"
    )
    for (place, view) in views.enumerated() {
      let part = place * size.frameCount..<(place + 1) * size.frameCount
      var frame = unsafe MutableSpan(
        _unsafeElements: place < size.contextViews
          ? UnsafeMutableBufferPointer(rebasing: context[part]) : target)
      try decode(view, of: scene, location, file, size, into: &frame)
    }
    return Scene(views: views, poses: views.map { scene.camera($0).encoded() })
  }

  private func decode(
    _ view: Int, of scene: SceneLayout, _ location: RecordLocation, _ file: RecordFile,
    _ size: BatchSize, into frame: inout MutableSpan<Float>
  ) throws(DatasetError) {
    let data = buffer
    do throws(ImageError) {
      try frames.decode(
        data.span.extracting(scene.frames[view]),
        name: SceneLayout.name(of: view, file: file.path, offset: location.offset),
        width: size.width, height: size.height, into: &frame)
    } catch {
      throw .damaged("\(error)")
    }
  }

  /// Reads a record and decodes every view of it.
  ///
  /// - Parameters:
  ///   - location: the record.
  ///   - file: its file.
  ///   - expected: what all scenes of the dataset are like, or nil where that does not matter.
  /// - Returns: everything that is wrong with it.
  func check(
    _ location: RecordLocation, of file: RecordFile, expected: SceneSizes?
  ) -> SceneCheck {
    var check = SceneCheck()
    do throws(DatasetError) {
      let scene = try layout(location, of: file)
      let (offset, data) = (location.offset, buffer)
      var unlike: String?
      if let expected, scene.frames.count != expected.views {
        unlike = "it has \(scene.frames.count) views, and scenes of this dataset \(expected.views)"
      }
      for (view, range) in scene.frames.enumerated() {
        do throws(ImageError) {
          let (width, height) = try frames.size(
            of: data.span.extracting(range),
            name: SceneLayout.name(of: view, file: file.path, offset: offset))
          check.pictures += 1
          guard let expected, (width, height) != (expected.width, expected.height) else { continue }
          // Once is enough: most often it is all of them.
          unlike =
            unlike
            ?? "view \(view) has \(width) × \(height) pixels, and those of this dataset "
            + "\(expected.width) × \(expected.height)"
        } catch {
          check.problems.append(.damaged("\(error)"))
        }
      }
      if let unlike {
        check.problems.append(.unlikeDataset(file: file.path, offset: offset, problem: unlike))
      }
    } catch {
      check.problems.append(error)
    }
    return check
  }
}

/// What was found in a record.
struct SceneCheck {
  /// Pictures that were decoded.
  var pictures = 0
  /// Everything that is wrong.
  var problems: [DatasetError] = []
}
