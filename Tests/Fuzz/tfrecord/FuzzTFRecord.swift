import Digests
import Glibc
import TensorFlowFormats

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzTFRecord(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  read(input)
  read(withRightLengths(input))
  return 0
}

/// A file in memory, used again and again.
private let path = "/dev/shm/fuzz-tfrecord-\(getpid())"
private let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_TRUNC, 0o600)

private func read(_ bytes: [UInt8]) {
  precondition(descriptor >= 0 && ftruncate(descriptor, 0) == 0)
  precondition(unsafe pwrite(descriptor, bytes, bytes.count, 0) == bytes.count)
  guard let file = try? RecordFile(path: path) else { preconditionFailure("\(path) is gone") }
  var reader = RecordReader(file)
  var byteCount = 0
  while true {
    do {
      guard let record = try reader.next() else { break }
      byteCount += record.bytes.count + 16
      let again = try? file.record(at: record.offset)
      precondition(again == record)
    } catch {
      _ = "\(error)"
    }
  }
  precondition(byteCount + reader.trailingByteCount <= bytes.count)
}

/// The input with the right checksum behind each length, as far as the lengths lead.
private func withRightLengths(_ input: [UInt8]) -> [UInt8] {
  var bytes = input
  var offset = 0
  while offset <= bytes.count - 12 {
    let checksum = CRC32C.masked(
      CRC32C.checksum(of: bytes.span.extracting(offset..<offset + 8)))
    for byte in 0..<4 {
      bytes[offset + 8 + byte] = UInt8(truncatingIfNeeded: checksum >> (8 * byte))
    }
    let length = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[offset + $1]) << (8 * $1) }
    guard length < UInt64(bytes.count) else { break }
    offset += Int(length) + 16
  }
  return bytes
}
