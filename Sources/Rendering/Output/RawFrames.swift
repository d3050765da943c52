internal import LinuxSystem
internal import Tensors

/// `frames.npy`: the unclipped image means, float32 `[N, H, W, 3]`, for those who go on in NumPy.
///
/// Frames are written at their places into `.NAME.part`, which gets its name when all are there; what
/// a stopped run wrote is kept.
struct RawFrames: ~Copyable {
  private let headerCount: Int
  /// Bytes of a frame.
  private let frameCount: Int
  private let file: PlacedFile

  /// Whether the file already had the right size, so that frames of an earlier run may be in it.
  let isContinued: Bool

  /// Opens or creates the file.
  init(_ name: String, shape: Shape, in folder: borrowing Folder) throws(SystemError) {
    let header = NumPyArray.header(shape)
    let file = try PlacedFile(name, byteCount: header.count + 4 * shape.count, in: folder)
    try file.write(header, at: 0)
    headerCount = header.count
    frameCount = 4 * shape.count / max(shape[0], 1)
    isContinued = file.isContinued
    self.file = file
  }

  /// Writes a frame, numbered from 0. Different frames may be written from different threads.
  func write(_ frame: Int, _ values: Span<Float>) throws(SystemError) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 * values.count)
    for index in values.indices {
      let bits = values[index].bitPattern
      for shift in [0, 8, 16, 24] as [UInt32] {
        bytes.append(UInt8(truncatingIfNeeded: bits >> shift))
      }
    }
    try file.write(bytes, at: headerCount + frame * frameCount)
  }

  /// Gives the file its name.
  consuming func finish() throws(SystemError) {
    try file.finish()
  }
}
