/// What the queue's owner makes of a dropped file.
package enum AdmissionVerdict: Sendable, Equatable {
  /// It is a request; what the queue must know of it. `output` is the folder that it writes to.
  case accept(name: String, type: String, priority: Int, after: [String], output: String?)
  /// It does not parse, maybe because it is still being written; the reason if it stays so.
  case notYet(reason: String)
  /// It never can be carried out.
  case reject(reason: String)
}
