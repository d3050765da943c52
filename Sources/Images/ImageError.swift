/// Why a picture could not be read, written or put into an animation.
///
/// `name` is what the caller calls the bytes in messages, mostly a file's path.
public enum ImageError: Error, Sendable, Equatable {
  /// There are no bytes at all.
  case empty(name: String)

  /// Neither a PNG nor a JPEG; `found` says what it looks like.
  case unknownFormat(name: String, found: String)

  /// The picture claims more than ``ImageLimits`` allow.
  case tooLarge(name: String, width: Int, height: Int)

  /// The bytes break the format's own rules at `offset`.
  case malformed(name: String, format: ImageFormat, offset: Int, problem: String)

  /// libpng or libjpeg refused the picture, for the reason given in its own words.
  case undecodable(name: String, format: ImageFormat, reason: String)

  /// A JPEG that is neither grey nor colour of three components.
  case unsupportedComponents(name: String, count: Int)

  /// libpng or libjpeg could not code a picture.
  case unencodable(format: ImageFormat, width: Int, height: Int, reason: String)

  /// A frame rate whose frame time an animated PNG cannot hold.
  case invalidFrameRate(Double)

  /// A frame count or a number of loops that an animated PNG cannot hold.
  case invalidAnimationCount(what: String, value: Int)

  /// Frame `frame`, counted from 0, has another `chunk` than frame 0.
  case unlikeFirstFrame(frame: Int, chunk: String)

  /// An animation got `found` frames after `expected` were announced.
  case wrongFrameCount(expected: Int, found: Int)
}

extension ImageError: CustomStringConvertible {
  /// What happened, where, and what to do.
  public var description: String {
    switch self {
    case .empty(let name):
      "\(name): the file is empty. A PNG or JPEG picture is expected; copy or write it again."
    case .unknownFormat(let name, let found):
      "\(name): this is \(found), and only PNG and JPEG can be read. Name another file or convert it."
    case .tooLarge(let name, let width, let height):
      """
      \(name): the picture claims \(width) × \(height) pixels; at most \(ImageLimits.side) a side \
      and \(ImageLimits.pixels) in all can be read. Scale it down, or check whether the file is \
      damaged.
      """
    case .malformed(let name, let format, let offset, let problem):
      """
      \(name), byte \(offset): \(problem). The \(format.rawValue) file is truncated or altered; \
      copy it again.
      """
    case .undecodable(let name, let format, let reason):
      """
      \(name): the \(format.rawValue) cannot be decoded: \(reason). The file is truncated or \
      altered; copy it again.
      """
    case .unsupportedComponents(let name, let count):
      """
      \(name): the JPEG has \(count) colour components\(count == 4 ? " (CMYK or YCCK)" : ""), and \
      only 1 (grey) or 3 (colour) can be read. Convert it to RGB.
      """
    case .unencodable(let format, let width, let height, let reason):
      """
      A picture of \(width) × \(height) pixels cannot be written as \(format.rawValue): \
      \(reason). Make it smaller or free memory.
      """
    case .invalidFrameRate(let rate):
      """
      \(rate) frames a second: an animated PNG shows a frame for 1/65535 to 65535 seconds. Choose \
      a rate between 1/65535 and 65535.
      """
    case .invalidAnimationCount(let what, let value):
      """
      \(value) \(what): an animated PNG holds a number from \(what == "frames" ? 1 : 0) to \
      \(UInt32.max >> 1). Choose one of these.
      """
    case .unlikeFirstFrame(let frame, let chunk):
      """
      Frame \(frame) of the animated PNG: its \(chunk) chunk differs from frame 0's, and they \
      share one. Write all frames with the same size and colour format.
      """
    case .wrongFrameCount(let expected, let found):
      """
      The animated PNG got \(found) frames where \(expected) were announced. Announce as many as \
      are added.
      """
    }
  }
}
