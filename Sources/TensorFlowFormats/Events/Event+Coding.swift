// The messages, by field number.
//
//     Event             1 wall_time (double)   2 step   3 file_version | 5 summary | 7 session_log
//                       10 source_metadata
//     Summary           1 value, repeated
//     Value             1 tag   2 simple_value (float) | 4 image
//     Image             1 height   2 width   3 colorspace   4 encoded_image_string
//     SessionLog        1 status (1 is START)
//     SourceMetadata    1 writer
//
// Numbers that are 0 are left out, as TensorFlow writes them.
//
// Source: TensorFlow `tensorflow/core/util/event.proto`, `tensorflow/core/framework/summary.proto`.

extension Event {
  private static let sessionStarts: UInt64 = 1

  /// Reads the data of a record; what is not known becomes `other`.
  ///
  /// - Throws: ``ExampleError/malformed(_:)`` where the bytes are no message.
  package init(parsing bytes: Span<UInt8>) throws(ExampleError) {
    self.init(wallTime: 0, step: 0, .other)
    do throws(WireError) {
      try read(bytes)
    } catch {
      throw .malformed(error)
    }
  }

  private mutating func read(_ bytes: Span<UInt8>) throws(WireError) {
    var version: String?
    var writer: String?
    var reader = WireReader(bytes)
    while let field = try reader.nextField() {
      switch (field.number, field.content) {
      case (1, .fixed64(let bits)): wallTime = Double(bitPattern: bits)
      case (2, .varint(let value)): step = Int64(bitPattern: value)
      case (3, .bytes(let text)): version = try reader.text(in: text)
      case (5, .bytes(let part)): content = .summary(try Self.values(bytes, in: part))
      case (7, .bytes(let part)):
        var log = WireReader(bytes, in: part)
        while let field = try log.nextField() {
          if field == WireField(number: 1, content: .varint(Self.sessionStarts)) {
            content = .sessionStart
          }
        }
      case (10, .bytes(let part)):
        var source = WireReader(bytes, in: part)
        while let field = try source.nextField() {
          guard case (1, .bytes(let text)) = (field.number, field.content) else { continue }
          writer = try source.text(in: text)
        }
      default: break
      }
    }
    if let version { content = .fileVersion(version, writer: writer) }
  }

  private static func values(
    _ bytes: Span<UInt8>, in range: Range<Int>
  ) throws(WireError) -> [Value] {
    var values: [Value] = []
    var reader = WireReader(bytes, in: range)
    while let field = try reader.nextField() {
      guard case (1, .bytes(let part)) = (field.number, field.content) else { continue }
      var value = Value("", .other)
      var fields = WireReader(bytes, in: part)
      while let field = try fields.nextField() {
        switch (field.number, field.content) {
        case (1, .bytes(let text)): value.tag = try fields.text(in: text)
        case (2, .fixed32(let bits)): value.content = .scalar(Float(bitPattern: bits))
        case (4, .bytes(let image)): value.content = .image(try Self.image(bytes, in: image))
        default: break
        }
      }
      values.append(value)
    }
    return values
  }

  private static func image(
    _ bytes: Span<UInt8>, in range: Range<Int>
  ) throws(WireError) -> Image {
    var image = Image(width: 0, height: 0, channels: 0, png: [])
    var reader = WireReader(bytes, in: range)
    while let field = try reader.nextField() {
      switch (field.number, field.content) {
      case (1, .varint(let value)): image.height = Int(truncatingIfNeeded: value)
      case (2, .varint(let value)): image.width = Int(truncatingIfNeeded: value)
      case (3, .varint(let value)): image.channels = Int(truncatingIfNeeded: value)
      case (4, .bytes(let part)):
        image.png = unsafe bytes.extracting(part).withUnsafeBufferPointer { unsafe Array($0) }
      default: break
      }
    }
    return image
  }

  // MARK: - Writing

  /// The data of a record.
  package func serialized() -> [UInt8] {
    var event = WireWriter()
    event.field(1, fixed64: wallTime.bitPattern)
    if step != 0 { event.field(2, varint: UInt64(bitPattern: step)) }
    switch content {
    case .fileVersion(let version, let writer):
      event.field(3, bytes: version.utf8)
      guard let writer else { break }
      var source = WireWriter()
      source.field(1, bytes: writer.utf8)
      event.field(10, bytes: source.bytes)
    case .summary(let values):
      var summary = WireWriter()
      for value in values { summary.field(1, bytes: value.serialized()) }
      event.field(5, bytes: summary.bytes)
    case .sessionStart:
      var log = WireWriter()
      log.field(1, varint: Self.sessionStarts)
      event.field(7, bytes: log.bytes)
    case .other: break
    }
    return event.bytes
  }

  /// The event as a record of a file.
  package var record: [UInt8] {
    var bytes: [UInt8] = []
    RecordWriter.append(serialized().span, to: &bytes)
    return bytes
  }
}

extension Event.Value {
  fileprivate func serialized() -> [UInt8] {
    var value = WireWriter()
    value.field(1, bytes: tag.utf8)
    switch content {
    case .scalar(let number): value.field(2, fixed32: number.bitPattern)
    case .image(let image):
      var message = WireWriter()
      message.field(1, varint: UInt64(image.height))
      message.field(2, varint: UInt64(image.width))
      message.field(3, varint: UInt64(image.channels))
      message.field(4, bytes: image.png)
      value.field(4, bytes: message.bytes)
    case .other: break
    }
    return value.bytes
  }
}
