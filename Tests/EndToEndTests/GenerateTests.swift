import FoundationEssentials
import Glibc
import LinuxSystem
import Testing

/// `gqn dataset generate`, as a user runs it.
@Suite(.serialized) struct GenerateTests {
  private static let words = ["dataset", "generate", "shepard_metzler_7_parts"]

  /// All files below a folder by their paths.
  private func files(_ folder: String) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder)
    where path.hasSuffix(".tfrecord") || path.contains(".part") {
      files[path] = try Data(contentsOf: URL(filePath: "\(folder)/\(path)"))
    }
    return files
  }

  @Test func `the same seed gives the same files in every process`() throws {
    let work = try Workspace()
    let options = ["--train", "120", "--test", "3", "--seed", "77"]
    for threads in ["1", "3"] {
      let outcome = try Program.run(
        Self.words + options + ["--root", "data\(threads)", "--threads", threads], in: work.path)
      #expect(outcome.ending == .exited(0))
      #expect(outcome.output.hasPrefix("123 scenes in 3 files, made in "))
      #expect(outcome.output.hasSuffix(": data\(threads)/shepard_metzler_7_parts\n"))
      #expect(outcome.errors.contains("123/123 scenes"))
    }
    let first = try files(work.path("data1"))
    #expect(
      first.keys.sorted() == [
        "shepard_metzler_7_parts/test/1-of-1.tfrecord",
        "shepard_metzler_7_parts/train/1-of-2.tfrecord",
        "shepard_metzler_7_parts/train/2-of-2.tfrecord",
      ])
    #expect(try files(work.path("data3")) == first)

    let again = try Program.run(Self.words + options + ["--root", "data1"], in: work.path)
    expectRefusal(
      again, 73,
      "data1/shepard_metzler_7_parts holds this dataset already, complete. Remove the folder, or "
        + "choose another with --root.")
  }

  @Test(arguments: [SIGKILL, SIGTERM, SIGINT])
  func `a stopped run leaves whole files and goes on`(signal: Int32) throws {
    let work = try Workspace()
    let words = Self.words + ["--train", "700", "--test", "0"]
    let run = try Program.start(words, in: work.path)
    let first = work.path("data/shepard_metzler_7_parts/train/2-of-7.tfrecord")
    #expect(try run.wait { FileManager.default.fileExists(atPath: first) })
    run.send(signal)
    let stopped = try run.wait()
    if signal == SIGKILL {
      #expect(stopped.ending == .killed(signal: SIGKILL))
    } else {
      #expect(stopped.ending == .exited(2))
      #expect(stopped.errors.contains("of 700 scenes written; run it again to go on"))
    }
    let kept = try files(work.path("data")).filter { !$0.key.contains(".part") }
    #expect((2..<7).contains(kept.count))
    let rest = try Program.run(words + ["--json"], in: work.path)
    #expect(rest.ending == .exited(0))
    #expect(rest.output.contains("\"madeFiles\" : \(7 - kept.count)"))
    let all = try files(work.path("data"))
    #expect(all.count == 7)
    for (name, bytes) in kept { #expect(all[name] == bytes, "\(name)") }

    let whole = try Program.run(words + ["--root", "whole"], in: work.path)
    #expect(whole.ending == .exited(0))
    #expect(try files(work.path("whole")) == all)
  }

  @Test(arguments: [
    (
      "dataset generate rooms", 64,
      "NAME: \"rooms\" is not one of shepard_metzler_5_parts, shepard_metzler_7_parts, "
    ),
    ("dataset generate", 64, "NAME is missing"),
    ("dataset generate rooms_ring_camera --train -1", 64, "--train: \"-1\" is not a whole number"),
    ("dataset generate rooms_ring_camera --train 0 --test 0", 64, "--train and --test are both 0"),
    ("dataset generate rooms_ring_camera --seed x", 64, "--seed: \"x\" is not a whole number"),
    ("dataset generate rooms_ring_camera --root 0.png", 73, "0.png"),
  ])
  func `what cannot be generated`(line: String, code: Int32, message: String) throws {
    let work = try Workspace()
    let words = line.split(separator: " ").map(String.init)
    expectRefusal(try Program.run(words, in: work.path), code, message)
    #expect(!work.has("data"))
  }
}
