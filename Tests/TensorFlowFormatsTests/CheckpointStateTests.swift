import Testing

@testable import TensorFlowFormats

struct CheckpointStateTests {
  static func parse(_ text: String) throws -> CheckpointState {
    try CheckpointState(parsing: Array(text.utf8), path: "checkpoint")
  }

  @Test func `TensorFlow's file is read`() throws {
    let state = try CheckpointState(folder: TestFiles.fixture("state"))
    #expect(state.modelCheckpointPath == "model.ckpt-20")
    #expect(
      state.allModelCheckpointPaths == [
        "with \"quotes\" \\ and ä", "/elsewhere/model.ckpt-10", "model.ckpt-20",
      ])
  }

  @Test func `paths are relative to the folder or absolute`() {
    #expect(CheckpointState.prefix("model.ckpt-20", in: "models/a") == "models/a/model.ckpt-20")
    #expect(CheckpointState.prefix("model.ckpt-20", in: "models/a/") == "models/a/model.ckpt-20")
    #expect(CheckpointState.prefix("/b/model.ckpt-20", in: "models/a") == "/b/model.ckpt-20")
  }

  @Test(arguments: [
    ("model_checkpoint_path: \"a\"", "a"),
    ("model_checkpoint_path:\t'a\"b' ; # comment", "a\"b"),
    ("# first\r\nmodel_checkpoint_path : \"a\" \"b\"\n 'c',", "abc"),
    ("last_preserved_timestamp: -1.5e+3\nx: inf\nmodel_checkpoint_path: \"a\"", "a"),
    (
      "model_checkpoint_path: \"\\a\\b\\t\\n\\v\\f\\r\\\\\\'\\\"\\?\"",
      "\u{7}\u{8}\t\n\u{b}\u{c}\r\\'\"?"
    ),
    ("model_checkpoint_path: \"\\303\\2441\\x41\\u00e4\\U0001F600\"", "ä1Aä😀"),
  ])
  func `the text form is understood`(text: String, path: String) throws {
    #expect(try Self.parse(text).modelCheckpointPath == path)
  }

  @Test(arguments: [
    ("", 1, "the file names no model_checkpoint_path"),
    ("all_model_checkpoint_paths: \"a\"\n", 2, "the file names no model_checkpoint_path"),
    ("model_checkpoint_path: \"\"", 1, "the file names no model_checkpoint_path"),
    ("\nmodel_checkpoint_path \"a\"", 2, "expected \":\" after model_checkpoint_path"),
    ("model_checkpoint_path: a", 1, "the value of model_checkpoint_path is not in quotes"),
    ("model_checkpoint_path: \"a", 1, "the text has no closing quote"),
    ("model_checkpoint_path: \"a\nb\"", 1, "the text has no closing quote"),
    ("model_checkpoint_path: \"\\", 1, "the text has no closing quote"),
    ("model_checkpoint_path: \"\\q\"", 1, "\"\\q\" means nothing in a quoted text"),
    ("model_checkpoint_path: \"\\x\"", 1, "a backslash is followed by too few digits"),
    ("model_checkpoint_path: \"\\ud800\"", 1, "d800 is no Unicode character"),
    (
      "model_checkpoint_path: \"\\377\"", 1, "the value of model_checkpoint_path is not valid UTF-8"
    ),
    ("model_checkpoint_path: \"a\"\n{", 2, "expected the name of a field"),
    ("x:\n", 2, "the value of x is missing"),
    (
      "model_checkpoint_path: \"a\"\nmodel_checkpoint_path: \"b\"", 2,
      "model_checkpoint_path comes twice"
    ),
  ])
  func `a mistake is an error with its line`(text: String, line: Int, problem: String) {
    #expect(throws: BundleError.badState(path: "checkpoint", line: line, problem: problem)) {
      try Self.parse(text)
    }
  }

  @Test func `what was written is read, and looks as TensorFlow writes it`() throws {
    let folder = try TemporaryFolder()
    let state = CheckpointState(
      modelCheckpointPath: "model.ckpt-20",
      allModelCheckpointPaths: ["model.ckpt-10", "model.ckpt-20"])
    try state.write(folder: folder.path)
    #expect(try folder.names() == ["checkpoint"])
    #expect(
      String(decoding: try TestFiles.bytes(folder.path("checkpoint")), as: UTF8.self) == """
        model_checkpoint_path: "model.ckpt-20"
        all_model_checkpoint_paths: "model.ckpt-10"
        all_model_checkpoint_paths: "model.ckpt-20"

        """)
    #expect(try CheckpointState(folder: folder.path) == state)
  }

  @Test func `any text survives`() throws {
    let path = String(String.UnicodeScalarView((0..<300).compactMap { Unicode.Scalar($0) }))
    let state = CheckpointState(modelCheckpointPath: path, allModelCheckpointPaths: [])
    #expect(try Self.parse(state.text) == state)
  }
}
