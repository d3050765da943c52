import Glibc
import LinuxSystem
import Testing

@testable import TensorFlowFormats

struct TensorBundleWriterTests {
  @Test func `what was written is read`() throws {
    let folder = try TemporaryFolder()
    let writer = try TensorBundleWriter(prefix: folder.path("model.ckpt-7"))
    let kernel = (0..<70000).map { Float($0) * 0.25 }
    try writer.append("b/kernel", shape: [7, 100, 100], floats: kernel.span)
    try writer.append("a/scalar", shape: [], floats: [Float(0.9)].span)
    try writer.append("half", shape: [70000], roundingToBFloat16: kernel.span)
    try writer.append("empty", shape: [0], floats: [Float]().span)
    try writer.append("global_step", integer: -3)
    #expect(try folder.names() == [".model.ckpt-7.data-00000-of-00001.part"])
    try writer.finish()
    #expect(
      try folder.names() == ["model.ckpt-7.data-00000-of-00001", "model.ckpt-7.index"])

    let bundle = try TensorBundle(prefix: folder.path("model.ckpt-7"))
    #expect(
      bundle.entries.map(\.name) == ["a/scalar", "b/kernel", "empty", "global_step", "half"])
    #expect(try floats(bundle, "b/kernel", [7, 100, 100]) == kernel)
    #expect(try bundle.float("a/scalar") == 0.9)
    #expect(try bundle.integer("global_step") == -3)
    #expect(try floats(bundle, "empty", [0]) == [])
    let halves = kernel.map {
      Float(bitPattern: UInt32(TensorBundleWriter.bfloat16($0)) << 16)
    }
    #expect(try floats(bundle, "half", [70000]) == halves)
    #expect(bundle.entry(named: "half")?.byteCount == 140_000)
  }

  /// The footer starts with the offset of the metaindex, which comes after the last data block. The
  /// index block differs: TensorFlow shortens its keys.
  @Test func `data and data blocks are TensorFlow's, byte for byte`() throws {
    let theirs = TestFiles.fixture("many.ckpt")
    let bundle = try TensorBundle(prefix: theirs)
    let folder = try TemporaryFolder()
    let writer = try TensorBundleWriter(prefix: folder.path("m"))
    for entry in bundle.entries.sorted(by: { $0.offset < $1.offset }) {
      try writer.append(entry.name, shape: [], floats: [Float(1)].span)
    }
    try writer.finish()
    #expect(
      try TestFiles.bytes(folder.path("m.data-00000-of-00001"))
        == TestFiles.bytes(theirs + ".data-00000-of-00001"))
    let index = try TestFiles.bytes(theirs + ".index")
    var footer = WireReader(index.span, in: index.count - 48..<index.count)
    let end = Int(try footer.varint())
    #expect(end > 262_144)
    #expect(try TestFiles.bytes(folder.path("m.index")).prefix(end) == index.prefix(end))
  }

  @Test func `a writer that is given up leaves nothing`() throws {
    let folder = try TemporaryFolder()
    do {
      let writer = try TensorBundleWriter(prefix: folder.path("m"))
      try writer.append("a", shape: [1], floats: [Float(1)].span)
    }
    #expect(try folder.names() == [])
  }

  @Test func `what a crash left behind is overwritten`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file(".m.data-00000-of-00001.part", [UInt8](repeating: 1, count: 1000))
    let writer = try TensorBundleWriter(prefix: folder.path("m"))
    try writer.append("a", shape: [1], floats: [Float(1)].span)
    try writer.finish()
    #expect(try TestFiles.bytes(folder.path("m.data-00000-of-00001")) == [0, 0, 0x80, 0x3f])
  }

  @Test func `a folder that does not exist is an error with the path`() throws {
    let folder = try TemporaryFolder()
    #expect(
      throws: BundleError.file(
        .failed(call: "open", path: folder.path("none"), errno: ENOENT))
    ) { try TensorBundleWriter(prefix: folder.path("none/m")) }
  }

  @Test func `a full disk is an error and leaves nothing`() throws {
    let folder = try TemporaryFolder()
    do {
      let writer = try TensorBundleWriter(prefix: folder.path("m"))
      let error = #expect(throws: BundleError.self) {
        try ForcedFailure.with("write", errno: ENOSPC) {
          try writer.append("a", shape: [1], floats: [Float(1)].span)
        }
      }
      guard case .file(let cause) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(cause.isDiskFull)
    }
    #expect(try folder.names() == [])
  }

  @Test(
    arguments: [
      (0x3f80_0000, 0x3f80), (0x3f80_8000, 0x3f80), (0x3f81_8000, 0x3f82), (0x3f80_8001, 0x3f81),
      (0xbf80_7fff, 0xbf80), (0x7f7f_ffff, 0x7f80), (0x7f80_0000, 0x7f80), (0xff80_0000, 0xff80),
      (0x7f80_0001, 0x7fc0), (0xffff_ffff, 0xffff), (0x8000_0000, 0x8000), (0x0000_8001, 0x0001),
    ] as [(UInt32, UInt16)])
  func `floats are rounded to the nearest half, ties to even`(bits: UInt32, half: UInt16) {
    #expect(TensorBundleWriter.bfloat16(Float(bitPattern: bits)) == half)
  }

  @Test(arguments: [1, 20, 100, 1000])
  func `an index of blocks of any size is read`(blockByteCount: Int) throws {
    let entries = (0..<100).map {
      BundleEntry(
        name: "layer_\($0)/kernel", dataType: .float, shape: [$0, 2], shard: 0, offset: 8 * $0,
        byteCount: 8 * $0, checksum: UInt32($0), isSliced: false)
    }
    let bytes = BundleIndex.serialized(entries, blockByteCount: blockByteCount)
    let index = try BundleIndex(parsing: bytes.span, path: "m.index")
    #expect(index.entries == entries.sorted { $0.name < $1.name })
    #expect(index.shardCount == 1)
  }
}
