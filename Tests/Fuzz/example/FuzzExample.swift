import TensorFlowFormats

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzExample(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  guard let example = try? Example(parsing: input.span) else { return 0 }
  // Bytes are compared, because a NaN is not equal to itself.
  let bytes = example.serialized()
  let again = try? Example(parsing: bytes.span)
  precondition(again?.serialized() == bytes, "an example did not survive being written")
  return 0
}
