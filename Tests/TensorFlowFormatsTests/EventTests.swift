import Images
import TestSupport
import Testing

@testable import TensorFlowFormats

/// Event files, held to one that TensorFlow wrote.
struct EventTests {
  static let golden = TestFiles.fixture("events/events.out.tfevents.1700000000.golden")
  static let pictures = ["target_frame", "target_inference"]

  private static let scalars: [(step: Int64, loss: Float, reconstruction: Float)] = [
    (0, 19028.744, 0.062550575), (1, 18327.207, 0.08511288), (2, 7994.0757, 0.020122219),
    (300, 670.7581, 0.053497713), (70_000, 18426.564, 0.016381529),
  ]

  @Test func `TensorFlow's events are read`() throws {
    let events = try EventFile.events(in: Self.golden)
    #expect(events.count == 13 && events.allSatisfy { $0.wallTime > 1.7e9 })
    #expect(
      events[0].content
        == .fileVersion("brain.Event:2", writer: "tensorflow.core.util.events_writer"))
    for (index, expected) in Self.scalars.enumerated() {
      let (loss, reconstruction) = (events[1 + 2 * index], events[2 + 2 * index])
      #expect(loss.step == expected.step && reconstruction.step == expected.step)
      #expect(loss.content == .summary([.init("loss", .scalar(expected.loss))]))
      #expect(
        reconstruction.content
          == .summary([.init("l2_reconstruction_train", .scalar(expected.reconstruction))]))
    }
    for (event, name) in zip(events.suffix(2), Self.pictures) {
      guard case .summary(let values) = event.content, case .image(let image) = values[0].content
      else {
        Issue.record("\(event.content)")
        continue
      }
      #expect(values[0].tag == name + "/image")
      #expect((image.width, image.height, image.channels) == (24, 24, 3))
      let bytes = try NumPyFile.bytes(TestFiles.fixture("events/\(name)_decoded.npy")).values
      #expect(try PNG.decode(image.png.span, name: name).pixels == bytes)
    }
  }

  @Test func `TensorFlow's file is written again byte for byte`() throws {
    let events = try EventFile.events(in: Self.golden)
    #expect(try events.flatMap(\.record) == TestFiles.bytes(Self.golden))
  }

  @Test(arguments: pictures)
  func `floats become bytes as TensorFlow makes them`(name: String) throws {
    let floats = try NumPyFile.floats(TestFiles.fixture("events/\(name)_input.npy")).values
    let bytes = try NumPyFile.bytes(TestFiles.fixture("events/\(name)_decoded.npy")).values
    #expect(SummaryScaling.bytes(floats.span) == bytes)
  }

  @Test func `black stays black, and what is no number becomes it`() {
    #expect(SummaryScaling.bytes([0, 0, 1e-9].span) == [0, 0, 0])
    #expect(SummaryScaling.bytes([.nan, 1, .infinity, 0.5].span) == [0, 255, 0, 127])
    #expect(SummaryScaling.bytes([-1, 0, 1].span) == [1, 128, 255])
    #expect(SummaryScaling.bytes([.nan].span) == [0])
    #expect(SummaryScaling.bytes([Float]().span) == [])
  }

  @Test func `every kind of event survives being written and read`() throws {
    let events = [
      Event.fileStart(wallTime: 1.5),
      Event(wallTime: 2, step: 7, .sessionStart),
      Event(
        wallTime: 3, step: 1 << 40,
        .summary([
          .init("a", .scalar(-0.5)), .init("b", .scalar(.nan)),
          .init("c/image", .image(.init(width: 3, height: 2, png: [1, 2, 3]))),
        ])),
    ]
    for event in events {
      let bytes = event.serialized()
      let again = try Event(parsing: bytes.span)
      #expect(again.serialized() == bytes)
      #expect(again.step == event.step && again.wallTime == event.wallTime)
    }
    let folder = try TemporaryFolder()
    let whole = events.flatMap(\.record)
    // A killed program may leave the last record in pieces.
    let cut = try folder.file("cut", whole + events[1].record.dropLast(3))
    #expect(try EventFile.events(in: cut).count == 3)
    var damaged = whole
    damaged[whole.count - 10] ^= 1
    let path = try folder.file("damaged", damaged)
    #expect(throws: RecordError.self) { try EventFile.events(in: path) }
  }

  @Test func `every damaged event is an error or a value`() throws {
    let bytes = Event(
      wallTime: 3, step: 9,
      .summary([.init("c/image", .image(.init(width: 3, height: 2, png: [1, 2, 3])))])
    ).serialized()
    for length in bytes.indices {
      let start = Array(bytes[..<length])
      _ = try? Event(parsing: start.span)
    }
    for index in bytes.indices {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[index] ^= 1 << bit
        _ = try? Event(parsing: damaged.span)
      }
    }
  }

  @Test func `a file's name sorts by time and stays in its folder`() {
    #expect(
      EventFile.name(seconds: 1_700_000_000, host: "render1")
        == "events.out.tfevents.1700000000.render1")
    #expect(EventFile.name(seconds: 5, host: "a/b\n") == "events.out.tfevents.0000000005.a-b-")
    #expect(EventFile.isOne("events.out.tfevents.1700000000.x") && !EventFile.isOne("events.txt"))
  }
}
