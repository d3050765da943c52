internal import Digests
internal import Kernels
internal import Tensors

extension KernelCases {
  /// What reading a snapshot costs beside the disk: checksums, and transforming the weights.
  static func start() -> [KernelCase] {
    [checksum(), packing()]
  }

  private static func checksum() -> KernelCase {
    let bytes = (0..<1 << 20).map { UInt8(truncatingIfNeeded: $0 &* 167 >> 3) }
    return KernelCase(
      name: "CRC32C of 1 MiB", work: .bytes(bytes.count), tolerance: 0,
      difference: {
        var remainder: UInt32 = 0xffff_ffff
        for byte in bytes {
          remainder ^= UInt32(byte)
          for _ in 0..<8 { remainder = remainder >> 1 ^ (remainder & 1) &* 0x82f6_3b78 }
        }
        return CRC32C.checksum(of: bytes.span) == ~remainder ? 0 : .infinity
      }, run: { _ = CRC32C.checksum(of: bytes.span) })
  }

  private static func packing() -> KernelCase {
    let (depth, columns) = (256, 1024)
    let kernel = numbers(25 * depth * columns, seed: 1)
    let panel = SharedBlock(count: WinogradKernels.points * depth * WinogradKernels.panel)
    let run = {
      unsafe WinogradKernels.pack(
        kernel: kernel.span, inputChannels: depth, outputChannels: columns,
        columns: (0..<64).map { $0 / 16 * 256 + $0 % 16 }, firstRow: 0, depth: depth,
        into: panel.base)
    }
    return KernelCase(
      name: "transforming 64 columns of a kernel",
      work: .bytes(4 * (25 * depth * WinogradKernels.panel + panel.count)), tolerance: 1e-6,
      difference: {
        run()
        // The point at infinity in both directions takes the last tap alone.
        let last = WinogradKernels.points - 1
        var largest = 0.0
        for channel in 0..<depth {
          for column in 0..<WinogradKernels.panel {
            let tap = kernel[(24 * depth + channel) * columns + column / 16 * 256 + column % 16]
            let place = ((last * 4 + column / 16) * depth + channel) * 16 + column % 16
            largest = max(largest, Double(abs(tap - (unsafe panel.base[place]))))
          }
        }
        return largest
      }, run: run)
  }
}
