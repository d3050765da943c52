import Digests
import TensorFlowFormats

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzIndex(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  read(input)
  read(table(data: input))
  read(table(index: input))
  return 0
}

private func read(_ bytes: [UInt8]) {
  guard let index = try? BundleIndex(parsing: bytes.span, path: "fuzz.index") else { return }
  for entry in index.entries {
    precondition(entry.elementCount >= 0 && entry.offset + entry.byteCount >= 0)
  }
}

/// A table whose only data block is `data`.
private func table(data: [UInt8]) -> [UInt8] {
  var file: [UInt8] = []
  let handle = append(data, to: &file)
  let entry = [0, 1, UInt8(handle.count), UInt8(ascii: "z")] + handle
  let index = append(entry + [0, 0, 0, 0], to: &file)
  return file + footer(index)
}

/// A table whose index block is `index`; at its start is a data block with a header in 21 bytes.
private func table(index: [UInt8]) -> [UInt8] {
  var file: [UInt8] = []
  _ = append([0, 0, 6, 8, 1, 0x1a, 2, 8, 1, 0, 0, 0, 0], to: &file)
  let handle = append(index, to: &file)
  return file + footer(handle)
}

/// Appends a block with its trailer and returns its handle.
private func append(_ block: [UInt8], to file: inout [UInt8]) -> [UInt8] {
  let handle = varint(file.count) + varint(block.count)
  let summed = block + [0]
  file += summed + littleEndian(CRC32C.masked(CRC32C.checksum(of: summed.span)), byteCount: 4)
  return handle
}

private func footer(_ index: [UInt8]) -> [UInt8] {
  let handles = [0, 0] + index
  return handles + [UInt8](repeating: 0, count: 40 - handles.count)
    + littleEndian(0xdb47_7524_8b80_fb57 as UInt64, byteCount: 8)
}

private func varint(_ value: Int) -> [UInt8] {
  value < 0x80 ? [UInt8(value)] : [UInt8(value & 0x7f) | 0x80] + varint(value >> 7)
}

private func littleEndian(_ value: some FixedWidthInteger, byteCount: Int) -> [UInt8] {
  (0..<byteCount).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
}
