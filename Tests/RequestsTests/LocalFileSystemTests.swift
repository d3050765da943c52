import Glibc
import LinuxSystem
import FoundationEssentials
import JSONDocuments
import Testing

@testable import Requests

struct LocalFileSystemTests {
  /// A folder of its own for a test, removed after it.
  static func inTemporaryFolder(_ body: (String) throws -> Void) throws {
    let made = FileManager.default.temporaryDirectory.path + "/gqn-requests-\(UUID())"
    try FileManager.default.createDirectory(atPath: made, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: made) }
    try body(try #require(LocalFileSystem().resolved(made)))
  }

  static func write(_ text: String, to path: String) throws {
    let folder = path.split(separator: "/").dropLast().joined(separator: "/")
    try FileManager.default.createDirectory(
      atPath: "/" + folder, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(filePath: path))
  }

  @Test func `files are what they are`() throws {
    try Self.inTemporaryFolder { folder in
      let files = LocalFileSystem()
      try Self.write("hello", to: folder + "/b/file")
      try Self.write("", to: folder + "/b/.hidden")
      try Self.write("", to: folder + "/b/a")
      #expect(files.kind(of: folder) == .folder)
      #expect(files.kind(of: folder + "/b/file") == .regular)
      #expect(files.kind(of: "/dev/null") == .other)
      #expect(files.kind(of: folder + "/none") == nil)
      #expect(files.kind(of: folder + "/b/file\0x") == nil)
      #expect(files.names(in: folder + "/b") == ["a", "file"])
      #expect(files.names(in: folder + "/none") == [])
      #expect(files.resolved(folder + "/b/../b/./file") == folder + "/b/file")
      #expect(files.resolved(folder + "/none") == nil)
      #expect(try files.contents(of: folder + "/b/file", limit: 5) == Array("hello".utf8))
    }
  }

  @Test func `what cannot be read says why`() throws {
    try Self.inTemporaryFolder { folder in
      let files = LocalFileSystem()
      let file = folder + "/file"
      try Self.write("hello", to: file)
      #expect(
        throws: SystemError.tooLarge(path: file, size: 5, limit: 4)
      ) { try files.contents(of: file, limit: 4) }
      #expect(throws: SystemError.notRegularFile(path: folder, kind: .folder)) {
        try files.contents(of: folder, limit: 4)
      }
      let missing = SystemError.failed(call: "open", path: folder + "/none", errno: ENOENT)
      #expect(throws: missing) {
        try files.contents(of: folder + "/none", limit: 4)
      }
    }
  }

  @Test func `a link that leads out is refused, one that stays is followed`() throws {
    try Self.inTemporaryFolder { folder in
      let all = [
        "m/demo/checkpoint", "m/demo/gqn_config.json", "m/lent/checkpoint", "root/views/0.png",
        "out/1.png", "out/gqn_config.json",
      ]
      for file in all {
        try Self.write("", to: "\(folder)/\(file)")
      }
      let links = [
        ("root/out.png", "out/1.png"), ("root/folder", "out"), ("root/in.png", "root/views/0.png"),
        ("m/linked", "out"), ("m/lent/gqn_config.json", "out/gqn_config.json"),
      ]
      for (link, target) in links {
        try FileManager.default.createSymbolicLink(
          atPath: "\(folder)/\(link)", withDestinationPath: "\(folder)/\(target)")
      }
      let context = RequestContext(
        baseFolder: folder + "/root", modelsFolder: folder + "/m", readRoots: [folder + "/root"])
      func problems(image: String, model: String = "demo") -> [String] {
        let text = renderRequest(
          scene: """
            {"views": [{"image": "\(image)", "pose": {"position": [1, 0, 0], "yaw": 0}}]}
            """
        ).replacing("rooms-demo", with: model)
        do throws(RequestError) {
          _ = try Request.read(Array(text.utf8), fileName: "x.json", in: context)
          return []
        } catch {
          return [error.description]
        }
      }
      let roots = "\(folder)/root, \(folder)/m"
      #expect(problems(image: "in.png") == [])
      for path in ["out.png", "folder/1.png"] {
        #expect(
          problems(image: path) == [
            "x.json: /scene/views/0/image: \"\(path)\" leads out of the folders that may be read: "
              + roots
          ])
      }
      #expect(
        problems(image: "in.png", model: "linked") == [
          "x.json: /model: \"linked\" leads out of the folders that may be read: \(roots)"
        ])
      #expect(
        problems(image: "in.png", model: "lent") == [
          "x.json: /model: \"\(folder)/m/lent/gqn_config.json\" leads out of the folders that may be "
            + "read: \(roots)"
        ])
    }
  }

  @Test func `programs are found in PATH`() {
    #expect(LocalFileSystem.hasProgram("sh"))
    #expect(!LocalFileSystem.hasProgram("no-such-program-anywhere"))
  }
}
