internal import Diagnostics
internal import Kernels
internal import LinuxSystem

extension Checkup {
  mutating func checkPrograms() {
    checkFFmpeg()
    let core = MatrixProduct.coreName
    let kernels = WinogradKernels.instructionSet
    let found = "\(Machine.processorCount) processors, \(kernels) kernels, OpenBLAS \(core)"
    if MatrixProduct.missedCore != nil {
      add(
        .warning, "processor", found,
        advice: "unset OPENBLAS_CORETYPE, or install an OpenBLAS that knows this processor")
    } else {
      add(.ok, "processor", found)
    }
  }

  private mutating func checkFFmpeg() {
    let advice = "install ffmpeg to have MP4, WebM and GIF; animated PNG needs nothing"
    guard let path = Subprocess.findExecutable("ffmpeg") else {
      add(.warning, "ffmpeg", "is not installed", advice: advice)
      return
    }
    do {
      let result = try Subprocess.run(path, ["-hide_banner", "-version"])
      guard result.succeeded else {
        add(.warning, "ffmpeg", "\(printable(path)) \(result.ending)", advice: advice)
        return
      }
      // `ffmpeg version 5.1.9-0+deb12u1 Copyright (c) …`
      let words = result.output.prefix { $0 != "\n" }.split(separator: " ").prefix(3)
      add(.ok, "ffmpeg", printable(words.joined(separator: " "), limit: 60))
    } catch {
      add(.warning, "ffmpeg", printable("\(error)"), advice: advice)
    }
  }
}
