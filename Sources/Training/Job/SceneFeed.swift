internal import Datasets
internal import Digests
internal import GQNModel
internal import Requests

/// The scenes that a training learns from, batch by batch, and the place in them.
final class SceneFeed {
  private let reader: TrainingReader
  private let request: Int64
  private var batch: SceneBatch
  /// Damage that was looked at, and what of it was told: a damaged record comes again in every epoch.
  private var damageSeen = 0
  private var damageTold: [Damage] = []
  /// How many damaged records are told one by one.
  private static let damageLimit = 10

  /// The names of the numbers that a checkpoint keeps of a place.
  fileprivate enum Key {
    static let request = "request"
    static let epoch = "data_epoch"
    static let group = "data_group"
    static let index = "data_index"
    static let files = "data_files"
  }

  private init(
    _ records: RecordFolder, _ settings: TrainingReader.Settings, request: Int64,
    from position: ReadingPosition?
  ) throws(DatasetError) {
    reader = try TrainingReader(records, settings, from: position)
    self.request = request
    batch = SceneBatch(settings.size)
  }

  /// Opens a split where a checkpoint left off, or at its beginning.
  ///
  /// - Parameters:
  ///   - request: the seed and the batches' size.
  ///   - records: the split.
  ///   - numbers: those of a checkpoint, if there is one.
  /// - Returns: the feed, and what is to be said of the place.
  /// - Throws: ``TrainingError/data(_:)``.
  static func open(
    _ request: TrainRequest, _ records: RecordFolder, from numbers: [String: Int64]?
  ) throws(TrainingError) -> (feed: SceneFeed, warnings: [String]) {
    let sizes = request.model.hyperparameters
    let settings = TrainingReader.Settings(
      size: BatchSize(
        scenes: request.batchSize, contextViews: sizes.contextSize, width: sizes.imageWidth,
        height: sizes.imageHeight),
      seed: request.seed)
    let position = numbers.flatMap { ReadingPosition($0) }
    let digest = request.digest
    var warnings: [String] = []
    if numbers != nil, position == nil {
      warnings.append(
        "the checkpoint does not say how far in the data it was; the data begins at its beginning")
    } else if let numbers, numbers[Key.request] != digest {
      warnings.append(
        "the checkpoint was written by a request with other settings (seed, batchSize, objective, "
          + "gradientClipping, klWarmUp, memory or schedules); the weights will not be those of a training in "
          + "one go")
    }
    do throws(DatasetError) {
      do throws(DatasetError) {
        return (
          try SceneFeed(records, settings, request: digest, from: position), warnings
        )
      } catch .otherFiles {
        warnings.append(
          "\(records.path) has other files than when the checkpoint was written; the data begins at "
            + "its beginning")
        return (try SceneFeed(records, settings, request: digest, from: nil), warnings)
      }
    } catch {
      throw .data(["\(error)"])
    }
  }

  /// Exchanges a batch that was learned from for the next one.
  func next(_ target: inout TrainingBatch) throws(TrainingError) {
    do throws(DatasetError) {
      try reader.next(&batch)
    } catch {
      throw .data(["\(error)"])
    }
    swap(&batch.contextFrames, &target.contextFrames)
    swap(&batch.contextPoses, &target.contextPoses)
    swap(&batch.queryPoses, &target.queryPoses)
    swap(&batch.targetFrames, &target.targetFrames)
  }

  /// What is to be said of records that were passed over since this was asked for the last time.
  func takeDamage() -> [String] {
    let new = reader.damage.first.dropFirst(damageSeen)
    damageSeen += new.count
    var messages: [String] = []
    for damage in new where damageTold.count <= Self.damageLimit && !damageTold.contains(damage) {
      damageTold.append(damage)
      messages.append(
        damageTold.count <= Self.damageLimit
          ? "passed over: \(damage.message)"
          : "more records are damaged and passed over; gqn dataset verify tells of each")
    }
    return messages
  }

  /// What a checkpoint keeps: what stands for the request, and the place of the scene that comes next.
  var numbers: [String: Int64] {
    let position = reader.position
    return [
      Key.request: request, Key.epoch: Int64(position.epoch),
      Key.group: Int64(position.group), Key.index: Int64(position.index),
      Key.files: Int64(bitPattern: position.files),
    ]
  }
}

extension TrainRequest {
  /// Stands for all that decides the weights.
  fileprivate var digest: Int64 {
    // Numbers of a validated request are finite.
    let bytes = (try? canonicalJSON()) ?? []
    let digits = SHA256.hexDigest(of: bytes.span).prefix(16)
    return Int64(bitPattern: UInt64(digits, radix: 16) ?? 0)
  }
}

extension ReadingPosition {
  /// The place that a checkpoint keeps; nil where it keeps none, as one of tf-gqn's.
  fileprivate init?(_ numbers: [String: Int64]) {
    guard let epoch = numbers[SceneFeed.Key.epoch], let group = numbers[SceneFeed.Key.group],
      let index = numbers[SceneFeed.Key.index], let files = numbers[SceneFeed.Key.files]
    else { return nil }
    self.init(
      epoch: Int(epoch), group: Int(group), index: Int(index), files: UInt64(bitPattern: files))
  }
}
