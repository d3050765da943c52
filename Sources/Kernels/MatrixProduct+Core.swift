internal import COpenBLAS

extension MatrixProduct {
  /// The kernel set that OpenBLAS chose for this processor, such as `SkylakeX`.
  package static var coreName: String {
    unsafe openblas_get_corename().map { unsafe String(cString: $0) } ?? "unknown"
  }

  /// The environment's variable that names a kernel set. OpenBLAS reads it once, when the program is loaded.
  package static let coreVariable = "OPENBLAS_CORETYPE"

  /// The kernel set to ask for where OpenBLAS does not know the processor; nil where its own choice is good.
  ///
  /// A version may take processors that came after it for ones without AVX: that of Debian 12, 0.3.21, chooses `Prescott` for
  /// fifth generation Xeons, whose products then take several times as long as with `SkylakeX`.
  package static var missedCore: String? {
    core(missedBy: coreName, instructionSet: WinogradKernels.instructionSet)
  }

  static func core(missedBy chosen: String, instructionSet: String) -> String? {
    guard withoutAVX.contains(chosen) else { return nil }
    switch instructionSet {
    case "AVX-512": return "SkylakeX"
    case "AVX2": return "Haswell"
    default: return nil
    }
  }

  /// Kernel sets of x86 processors without AVX, as OpenBLAS spells them.
  private static let withoutAVX: Set<String> = [
    "Generic", "Prescott", "Core2", "Penryn", "Dunnington", "Nehalem",
  ]
}
