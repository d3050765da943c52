internal import Kernels
internal import LinuxSystem
internal import Rendering

/// `gqn --version`: what a report of a problem should say.
enum VersionReport {
  static func print() {
    Console.output(RenderJob.program)
    Console.output(
      "\(Machine.processorModel ?? "unknown processor"), \(Machine.processorCount) processors, "
        + "\(WinogradKernels.instructionSet) kernels, OpenBLAS \(MatrixProduct.coreName)")
  }
}
