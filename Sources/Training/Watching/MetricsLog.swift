package import Evaluation
internal import FoundationEssentials
internal import JSONDocuments
internal import LinuxSystem

/// A line of `metrics.jsonl`: what was measured at a step.
package struct MetricsLine: Codable, Sendable, Equatable {
  /// Steps that were made.
  package var step: Int
  /// When, in seconds since 1970.
  package var time: Double
  /// Of the steps since the line before, on batches of the training split.
  package var training: TrainingMeans?
  /// Of the weights after the step, on the test split.
  package var evaluation: EvaluationMeans?
}

/// What the weights of a step were worth on the test split.
package struct EvaluationMeans: Codable, Sendable, Equatable {
  /// Scenes that were measured.
  package var scenes: Int
  /// Generated pictures: a sample of the prior, and the mean of a scene's samples.
  package var sample, meanOfSamples: AverageDifference
  /// The best constant picture, and the nearest given view.
  package var constantPicture, nearestView: AverageDifference
  /// The evidence lower bound.
  package var elbo: ElboMeasurement.Result?
}

/// `metrics.jsonl`, and its lines in memory.
struct MetricsLog {
  static let fileName = "metrics.jsonl"
  private static let byteLimit = 1 << 28

  private(set) var lines: [MetricsLine] = []
  private let folder: String

  /// Opens the file of a folder; lines of steps beyond `step` are of a run that was killed after its last
  /// checkpoint, and are removed.
  init(folder: String, upTo step: Int) throws(SystemError) {
    self.folder = folder
    let path = Paths.join(folder, Self.fileName)
    guard try FileFacts.ifPresent(path) != nil else { return }
    let bytes = try WholeFile.read(path, limit: Self.byteLimit)
    let decoder = JSONDecoder()
    // A line that a killed run left half written does not decode.
    lines = bytes.split(separator: 0x0A).compactMap { line in
      try? decoder.decode(MetricsLine.self, from: Data(line))
    }.filter { $0.step <= step }
    let kept = lines.compactMap(Self.bytes).flatMap { $0 }
    if kept != bytes { try AtomicFile.write(kept, to: path) }
  }

  /// Adds a line.
  mutating func append(_ line: MetricsLine) throws(SystemError) {
    lines.append(line)
    guard let bytes = Self.bytes(line) else { return }
    try Folder(folder).append(bytes, to: Self.fileName)
  }

  /// Nil where a number is not finite, which those of a step that was made are not.
  private static func bytes(_ line: MetricsLine) -> [UInt8]? {
    (try? JSONWriter.bytes(of: line, pretty: false)).map { $0 + [0x0A] }
  }
}
