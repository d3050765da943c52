internal import Kernels
internal import LinuxSystem

/// Reads the scenes of a split for a training: shuffled, decoded in the background, without end.
///
///     let reader = try TrainingReader(records, settings, from: snapshot.position)
///     var batch = SceneBatch(settings.size)
///     while training {
///       try reader.next(&batch)
///       ...
///     }
///
/// A few batches are filled ahead on threads of its own and swapped with those that have been used, so
/// that nothing is copied and no memory is taken while it runs. Which scenes come, in which order
/// (``SceneOrder``) and with which views depends on the files, the seed and the position alone.
package final class TrainingReader {
  /// How a training reads.
  package struct Settings: Sendable {
    /// The size of a batch.
    package var size: BatchSize
    /// Decides order and views.
    package var seed: UInt64
    /// How many threads decode. One decodes thousands of scenes a second.
    package var threads: Int
    /// How many batches are filled ahead, at least 1.
    package var batchesAhead: Int
    var limits = SceneOrder.GroupLimits()

    package init(size: BatchSize, seed: UInt64, threads: Int = 1, batchesAhead: Int = 2) {
      precondition(threads >= 1 && batchesAhead >= 1, "\(threads) threads, \(batchesAhead) ahead")
      self.size = size
      self.seed = seed
      self.threads = threads
      self.batchesAhead = batchesAhead
    }
  }

  /// Where the scene is that comes after the last batch that was given out.
  package private(set) var position: ReadingPosition
  /// What was passed over on the way to that batch.
  package private(set) var damage = DamageLog()
  /// How long batches have been waited for, in seconds.
  package private(set) var waitedSeconds = 0.0

  private let settings: Settings
  private let work: ReadingWork

  /// Begins to read.
  ///
  /// - Parameters:
  ///   - records: the split.
  ///   - settings: how it is read.
  ///   - position: where an earlier reader of the same files, with the same settings, was; nil to begin at
  ///     the beginning.
  /// - Throws: ``DatasetError``, for example where scenes have too few views or the position belongs to
  ///   other files.
  package init(
    _ records: RecordFolder, _ settings: Settings, from position: ReadingPosition? = nil
  ) throws(DatasetError) {
    if let sizes = SceneSizes(firstOf: records), sizes.views < settings.size.views {
      throw .tooFewViews(
        folder: records.path, views: sizes.views, contextViews: settings.size.contextViews)
    }
    let order = SceneOrder(records, seed: settings.seed, limits: settings.limits)
    let course = try SceneCourse(order, from: position)
    self.settings = settings
    self.position = course.position
    work = ReadingWork(course, settings)
    guard DetachedThread.start({ [work, settings] in work.run(course, threads: settings.threads) })
    else { throw .noThread }
  }

  deinit {
    work.close()
  }

  /// Exchanges a batch whose scenes are done with for the next one.
  ///
  /// - Parameter batch: a batch of the settings' size; its content is lost.
  /// - Throws: ``DatasetError`` where a whole epoch has no scene that can be used; the batch is as it was.
  package func next(_ batch: inout SceneBatch) throws(DatasetError) {
    precondition(
      batch.size == settings.size, "a batch of \(batch.size), expected \(settings.size)")
    let start = Machine.monotonicSeconds
    let box = try work.takeFull().get()
    waitedSeconds += Machine.monotonicSeconds - start
    swap(&box.batch, &batch)
    position = box.position
    damage.append(box.damage)
    work.giveEmpty(box)
  }
}

/// A batch on its way between the two threads, of which one has it at a time.
private final class BatchBox: @unchecked Sendable {
  // Sendable: whoever has taken it out of its queue is the only one that uses it.
  var batch: SceneBatch
  /// Where the scene is that comes after it, and what was passed over on the way to it.
  var position: ReadingPosition
  var damage: [Damage] = []

  init(_ size: BatchSize, _ position: ReadingPosition) {
    batch = SceneBatch(size)
    self.position = position
  }
}

/// What the reader and its thread share.
private final class ReadingWork: @unchecked Sendable {
  // Sendable: everything below the monitor is read and written with its lock held.
  private let monitor = Monitor()
  private var empty: [BatchBox]
  private var full: [BatchBox] = []
  private var failure: DatasetError?
  private var isClosed = false

  init(_ course: SceneCourse, _ settings: TrainingReader.Settings) {
    empty = (0..<settings.batchesAhead).map { _ in BatchBox(settings.size, course.position) }
  }

  /// Fills batches until the reader is gone.
  func run(_ course: SceneCourse, threads: Int) {
    var filler = BatchFiller(course, pool: ThreadPool(threadCount: threads))
    while let box = takeEmpty(meanwhile: { filler.lookAhead() }) {
      do throws(DatasetError) {
        box.damage = try filler.fill(&box.batch)
        box.position = filler.position
      } catch {
        monitor.locked {
          failure = error
          monitor.notify()
        }
        return
      }
      monitor.locked {
        full.append(box)
        monitor.notify()
      }
    }
  }

  /// Waits for an empty batch, doing something else in the meantime as long as there is something.
  private func takeEmpty(meanwhile: () -> Bool) -> BatchBox? {
    var isBusy = true
    while true {
      let found: (box: BatchBox?, isEnd: Bool) = monitor.locked {
        while !isBusy && empty.isEmpty && !isClosed { monitor.wait() }
        return isClosed ? (nil, true) : (empty.popLast(), false)
      }
      if found.box != nil || found.isEnd { return found.box }
      isBusy = meanwhile()
    }
  }

  /// Waits for a full batch. Those that were filled before a failure are given out first.
  func takeFull() -> Result<BatchBox, DatasetError> {
    monitor.locked {
      while true {
        if !full.isEmpty { return .success(full.removeFirst()) }
        if let failure { return .failure(failure) }
        monitor.wait()
      }
    }
  }

  func giveEmpty(_ box: BatchBox) {
    monitor.locked {
      empty.append(box)
      monitor.notify()
    }
  }

  func close() {
    monitor.locked {
      isClosed = true
      monitor.notify()
    }
  }
}
