import Testing

@testable import TensorFlowFormats

/// Small files with every possible cut and every bit turned over: each gives an error or a value. A
/// trap would end the whole test program, so it is enough to get to the end.
struct DamageTests {
  /// Every proper prefix, then the whole with each byte changed: by one bit (each of the eight),
  /// to 0 and to 255.
  static func damaged(_ bytes: [UInt8]) -> [[UInt8]] {
    var results = bytes.indices.map { Array(bytes[..<$0]) }
    for index in bytes.indices {
      let byte = bytes[index]
      for other in (0..<8).map({ byte ^ 1 << $0 }) + [0, 255] where other != byte {
        var changed = bytes
        changed[index] = other
        results.append(changed)
      }
    }
    return results
  }

  @Test(arguments: ["types.ckpt.index", "shards.ckpt.index", "sliced.ckpt.index"])
  func `an index`(name: String) throws {
    let bytes = try TestFiles.bytes(TestFiles.fixture(name))
    let whole = try BundleIndex(parsing: bytes.span, path: name)
    var accepted = 0
    for damaged in Self.damaged(bytes) {
      do throws(BundleError) {
        // Bytes that nothing reads: the metaindex block, its handle, and the footer's padding.
        #expect(try BundleIndex(parsing: damaged.span, path: name) == whole)
        accepted += 1
      } catch {
        #expect("\(error)".contains(name))
      }
    }
    #expect(accepted > 0 && accepted < 10 * 48)
  }

  /// As above, where no checksum stands guard.
  @Test func `the entry of a tensor`() throws {
    let entry = BundleEntry(
      name: "t", dataType: .float, shape: [3, 1000], shard: 1, offset: 300, byteCount: 12000,
      checksum: 0xdead_beef, isSliced: false)
    let bytes = entry.serialized()
    var errors = 0
    for damaged in Self.damaged(bytes) {
      do throws(WireError) {
        let read = try BundleEntry(name: "t", parsing: damaged.span, in: 0..<damaged.count)
        #expect(read.elementCount >= 0 && read.byteCount >= 0)
      } catch {
        #expect((0...bytes.count).contains(error.offset))
        errors += 1
      }
    }
    #expect(errors > bytes.count)
  }

  @Test func `an example`() throws {
    let bytes = ExampleTests.example(1).serialized()
    var errors = 0
    for damaged in Self.damaged(bytes) {
      do throws(ExampleError) {
        _ = try Example(parsing: damaged.span)
      } catch {
        errors += 1
      }
    }
    #expect(errors > bytes.count)
  }

  @Test func `a record file`() throws {
    let folder = try TemporaryFolder()
    for damaged in Self.damaged(RecordTests.file) {
      _ = try outcome(of: try folder.file("r", damaged))
    }
  }

  @Test func `a checkpoint file`() throws {
    let bytes = try TestFiles.bytes(TestFiles.fixture("state/checkpoint"))
    var errors = 0
    for damaged in Self.damaged(bytes) {
      do throws(BundleError) {
        _ = try CheckpointState(parsing: damaged, path: "checkpoint")
      } catch {
        errors += 1
      }
    }
    #expect(errors > 50)
  }
}
