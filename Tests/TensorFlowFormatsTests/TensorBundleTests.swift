import Digests
import Dispatch
import Glibc
import Synchronization
import LinuxSystem
import Testing

@testable import TensorFlowFormats

/// Reads a whole tensor.
func floats(_ bundle: TensorBundle, _ name: String, _ shape: [Int]) throws -> [Float] {
  var values = [Float](repeating: .nan, count: shape.reduce(1, *))
  try unsafe values.withUnsafeMutableBufferPointer { values throws in
    try unsafe bundle.read(name, shape: shape, into: values)
  }
  return values
}

/// Checkpoints that TensorFlow wrote.
struct TensorBundleTests {
  static let types = TestFiles.fixture("types.ckpt")

  @Test func `entries are listed by name with type, shape and size`() throws {
    let bundle = try TensorBundle(prefix: Self.types)
    let lines = bundle.entries.map { "\($0.name) \($0.dataType) \($0.shape) \($0.byteCount)" }
    #expect(
      lines == [
        "a/kernel DT_FLOAT [2, 3] 24", "b/half DT_BFLOAT16 [5] 10", "c/flag DT_BOOL [] 1",
        "d/small_step DT_INT32 [] 4", "e/text DT_STRING [2] 14", "f/empty DT_FLOAT [0, 4] 0",
        "global_step DT_INT64 [] 8",
      ])
    #expect(bundle.entry(named: "b/half")?.offset == 24)
    #expect(bundle.entry(named: "b") == nil)
  }

  @Test func `tensors and scalars of each type are read`() throws {
    let bundle = try TensorBundle(prefix: Self.types)
    #expect(try floats(bundle, "a/kernel", [2, 3]) == [-1, -0.5, 0, 0.5, 1, 1.5])
    #expect(try floats(bundle, "b/half", [5]) == [-1, -0.5, 0, 0.5, 1])
    #expect(try floats(bundle, "f/empty", [0, 4]) == [])
    #expect(try bundle.bool("c/flag"))
    #expect(try bundle.integer("d/small_step") == -7)
    #expect(try bundle.integer("global_step") == 1 << 40 + 5)
  }

  @Test func `what is not as expected is an error that says both`() throws {
    let bundle = try TensorBundle(prefix: Self.types)
    let path = Self.types
    #expect(
      throws: BundleError.wrongShape(
        path: path, name: "a/kernel", found: [2, 3], expected: [3, 2])
    ) { try floats(bundle, "a/kernel", [3, 2]) }
    #expect(
      throws: BundleError.wrongType(
        path: path, name: "e/text", found: DataType(rawValue: 7), expected: .float)
    ) { try floats(bundle, "e/text", [2]) }
    #expect(throws: BundleError.noTensor(path: path + ".index", name: "a")) {
      try floats(bundle, "a", [])
    }
    #expect(
      throws: BundleError.wrongShape(path: path, name: "a/kernel", found: [2, 3], expected: [])
    ) { try bundle.float("a/kernel") }
    #expect(
      throws: BundleError.wrongType(path: path, name: "c/flag", found: .bool, expected: .int64)
    ) { try bundle.integer("c/flag") }
    #expect(
      throws: BundleError.wrongType(path: path, name: "global_step", found: .int64, expected: .bool)
    ) { try bundle.bool("global_step") }
  }

  @Test func `several shards are one checkpoint`() throws {
    let bundle = try TensorBundle(prefix: TestFiles.fixture("shards.ckpt"))
    #expect(Set(bundle.entries.map(\.shard)) == [0, 1, 2])
    for index in 0..<7 {
      let expected = (0...index).map { Float($0) * 0.5 - 1 + Float(index) }
      #expect(try floats(bundle, "s\(index)/bias", [index + 1]) == expected)
    }
  }

  @Test func `an index of several blocks is read whole`() throws {
    let bundle = try TensorBundle(prefix: TestFiles.fixture("many.ckpt"))
    #expect(bundle.entries.count == 450)
    #expect(Set(bundle.entries.map(\.name)).count == 450)
    #expect(bundle.entries.map(\.name) == bundle.entries.map(\.name).sorted())
    for entry in bundle.entries { #expect(try bundle.float(entry.name) == 1) }
  }

  @Test func `a partitioned variable is listed and refused, the others are read`() throws {
    let path = TestFiles.fixture("sliced.ckpt")
    let bundle = try TensorBundle(prefix: path)
    #expect(bundle.entries.map(\.name) == ["parted", "whole"])
    #expect(bundle.entry(named: "parted")?.shape == [4, 2])
    #expect(throws: BundleError.sliced(path: path + ".index", name: "parted")) {
      try floats(bundle, "parted", [4, 2])
    }
    #expect(try floats(bundle, "whole", [4]) == [-1, -0.5, 0, 0.5])
  }

  @Test func `threads read at once`() throws {
    let bundle = try TensorBundle(prefix: TestFiles.fixture("shards.ckpt"))
    let wrong = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: 200) { iteration in
      let index = iteration % 7
      let expected = (0...index).map { Float($0) * 0.5 - 1 + Float(index) }
      let read = try? floats(bundle, "s\(index)/bias", [index + 1])
      if read != expected { wrong.withLock { $0 += 1 } }
    }
    #expect(wrong.withLock { $0 } == 0)
  }

  // MARK: - Damage

  @Test func `a changed number is found by its checksum`() throws {
    let folder = try TemporaryFolder()
    var data = try TestFiles.bytes(Self.types + ".data-00000-of-00001")
    data[2] ^= 1
    _ = try folder.file("m.index", try TestFiles.bytes(Self.types + ".index"))
    let path = try folder.file("m.data-00000-of-00001", data)
    let bundle = try TensorBundle(prefix: folder.path("m"))
    let expected = try #require(bundle.entry(named: "a/kernel")).checksum
    let found = CRC32C.checksum(of: data.span.extracting(..<24))
    #expect(found != expected)
    #expect(
      throws: BundleError.tensorChecksum(
        path: path, offset: 0, name: "a/kernel", found: found, expected: expected)
    ) { try floats(bundle, "a/kernel", [2, 3]) }
    #expect(try floats(bundle, "b/half", [5]) == [-1, -0.5, 0, 0.5, 1])
  }

  @Test func `a shard that is too short is refused at opening`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("m.index", try TestFiles.bytes(Self.types + ".index"))
    let data = try TestFiles.bytes(Self.types + ".data-00000-of-00001")
    let path = try folder.file("m.data-00000-of-00001", data.dropLast())
    #expect(
      throws: BundleError.shardTooShort(path: path, name: "global_step", needed: 61, found: 60)
    ) { try TensorBundle(prefix: folder.path("m")) }
  }

  @Test func `a shard that shrinks while it is open is an error`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("m.index", try TestFiles.bytes(Self.types + ".index"))
    let data = try TestFiles.bytes(Self.types + ".data-00000-of-00001")
    let path = try folder.file("m.data-00000-of-00001", data)
    let bundle = try TensorBundle(prefix: folder.path("m"))
    #expect(unsafe truncate(path, 30) == 0)
    #expect(
      throws: BundleError.file(.endsEarly(path: path, offset: 24, byteCount: 10))
    ) { try floats(bundle, "b/half", [5]) }
  }

  @Test func `a missing file is an error with its path`() throws {
    let folder = try TemporaryFolder()
    let prefix = folder.path("m")
    #expect(
      throws: BundleError.file(.failed(call: "open", path: prefix + ".index", errno: ENOENT))
    ) { try TensorBundle(prefix: prefix) }
    _ = try folder.file("m.index", try TestFiles.bytes(Self.types + ".index"))
    #expect(
      throws: BundleError.file(
        .failed(call: "open", path: prefix + ".data-00000-of-00001", errno: ENOENT))
    ) { try TensorBundle(prefix: prefix) }
    #expect(throws: BundleError.file(.notRegularFile(path: folder.path, kind: .folder))) {
      try BundleIndex(path: folder.path)
    }
  }

  @Test func `an error says what happened, where and what to do`() {
    let error = BundleError.blockChecksum(
      path: "models/rooms/model.ckpt-2000000.index", offset: 4096, found: 0x1a2b_3c4d,
      expected: 0x5e6f_7081)
    #expect(
      "\(error)"
        == "models/rooms/model.ckpt-2000000.index, byte 4096: block checksum is 0x1a2b3c4d, "
        + "expected 0x5e6f7081. The file is truncated or altered; copy it again or choose another "
        + "step.")
  }
}
