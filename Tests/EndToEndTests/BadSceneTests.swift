import Images
import LinuxSystem
import Testing

/// Pictures and records that cannot be read, and unusual ones that can.
struct BadSceneTests {
  @Test func `a picture that is not there or a folder`() throws {
    let work = try Workspace()
    let request = RequestText(
      scene: """
        {"views": [{"image": "O.png", "pose": {"position": [1, 0, 0], "yaw": 0}},
                   {"image": "models", "pose": {"position": [1, 0, 0], "yaw": 0}}]}
        """)
    try work.expectRefused(request, "/scene/views/0/image: no file \"O.png\" in \(work.path)")
    try work.expectRefused(
      request, "/scene/views/1/image: \"models\" is a folder, expected a regular file")
  }

  @Test(arguments: [
    ("", "the file is empty"), ("GIF89a, and more", "this is a GIF, and only PNG and JPEG"),
    ("hello", "this is text, and only PNG and JPEG can be read"),
  ])
  func `a picture that is none`(content: String, message: String) throws {
    let work = try Workspace()
    try work.write(content, to: "0.png")
    try work.expectRefused(
      RequestText(), "gqn: flight.json: /scene/views/0/image: \(work.path("0.png")): \(message)")
  }

  @Test func `a picture that claims to be huge`() throws {
    let work = try Workspace()
    try work.write(Pictures.png(claiming: 100_000, 100_000), to: "0.png")
    try work.expectRefused(RequestText(), "the picture claims 100000 × 100000 pixels")
  }

  @Test func `a picture that is cut off anywhere`() throws {
    let work = try Workspace()
    let picture = try PNG.encode(Pictures.waves(side: 8, phase: 0))
    var requests: [[UInt8]] = []
    // The last chunk holds nothing: without it the picture is whole, and still refused.
    for count in stride(from: 0, to: picture.count, by: 3) {
      try work.write(Array(picture[..<count]), to: "cut-\(count).png")
      requests.append(
        Array(RequestText().text.replacing("\"0.png\"", with: "\"cut-\(count).png\"").utf8))
    }
    try work.expectAllInvalid(requests)
  }

  @Test(arguments: Pictures.Kind.all)
  func `a picture of another kind is accepted`(kind: Pictures.Kind) throws {
    let work = try Workspace()
    try work.write(Pictures.png(kind, width: 16, height: 16), to: "0.png")
    #expect(try work.render(RequestText()).renderedFrames == 4)
  }

  @Test func `a picture of another size is cropped and resized, and a warning says so`() throws {
    let work = try Workspace()
    try work.write(Pictures.png(Pictures.Kind.all[0], width: 40, height: 24), to: "0.png")
    try work.write(Pictures.png(Pictures.Kind.all[0], width: 24, height: 24), to: "1.png")
    let warnings = try work.render(RequestText()).warnings
    #expect(
      warnings.contains {
        $0.hasSuffix("0.png: 40 x 24 pixels, cropped about the centre and resized to 16 x 16")
      }, "\(warnings)")
    #expect(warnings.contains { $0.hasSuffix("1.png: 24 x 24 pixels, resized to 16 x 16") })
  }

  private static let record = RequestText(scene: #"{"dataset": "scenes", "record": 1}"#)

  @Test func `a record that there is not`() throws {
    let work = try Workspace()
    try work.writeRecords([2])
    try work.expectRefused(
      Self.record, "there is no record 1; the files here hold 1, counted from 0")
    var request = Self.record
    request.scene = #"{"dataset": "scenes", "views": [0, 5]}"#
    try work.expectRefused(request, "/scene/views/1: 5 is not in 0...1")
    request.scene = #"{"dataset": "scenes", "split": "train"}"#
    try work.expectRefused(request, "/scene/dataset: no folder \"train\" in ")
    try work.remove(Workspace.recordFile)
    try work.expectRefused(Self.record, "there are no .tfrecord files")
  }

  @Test func `a damaged record`() throws {
    let work = try Workspace()
    try work.writeRecords([2, 2])
    let whole = try work.bytes(Workspace.recordFile)
    try work.edit(Workspace.recordFile) { $0[$0.count - 100] ^= 1 }
    try work.expectRefused(Self.record, "1-of-1.tfrecord, record at byte \(whole.count / 2): ")
    // Its neighbour is whole.
    var neighbour = Self.record
    neighbour.scene = #"{"dataset": "scenes", "record": 0}"#
    #expect(try work.render(neighbour).renderedFrames == 4)
    try work.remove("output")
    try work.write(Array(whole[..<(whole.count - 10)]), to: Workspace.recordFile)
    try work.expectRefused(Self.record, "It is cut off; copy it again.")
    try work.write("", to: Workspace.recordFile)
    try work.expectRefused(Self.record, "there is no record 1; the files here hold 0")
  }
}
