/// How the scenes of a dataset are spread over its files.
package struct DatasetLayout: Sendable, Equatable, Encodable {
  /// Scenes of the two splits.
  package var train, test: Int
  /// Scenes of a file; the last file of a split may have fewer.
  package var scenesPerFile: Int

  /// A layout.
  ///
  /// - Parameters:
  ///   - train: scenes to learn from, at least 0.
  ///   - test: scenes to be judged by, at least 0.
  ///   - scenesPerFile: at least 1.
  package init(train: Int, test: Int, scenesPerFile: Int) {
    precondition(
      train >= 0 && test >= 0 && scenesPerFile >= 1,
      "\(train) and \(test) scenes, \(scenesPerFile) a file")
    self.train = train
    self.test = test
    self.scenesPerFile = scenesPerFile
  }

  /// One of its files.
  package struct File: Sendable, Equatable {
    /// The split that it belongs to.
    package let split: DatasetSplit
    /// Its number, from 1, and how many files the split has.
    package let number, count: Int
    /// Which scenes of the split it holds.
    package let scenes: Range<Int>

    /// `007-of-120.tfrecord`.
    package var name: String {
      let (number, count) = ("\(number)", "\(count)")
      return String(repeating: "0", count: count.count - number.count) + number
        + "-of-\(count).tfrecord"
    }
  }

  /// Scenes of a split.
  package func scenes(of split: DatasetSplit) -> Int {
    switch split {
    case .train: train
    case .test: test
    }
  }

  /// Scenes of both splits.
  package var sceneCount: Int { train + test }

  /// All files in the order in which they are written.
  package var files: [File] {
    DatasetSplit.allCases.flatMap { split in
      let scenes = scenes(of: split)
      let count = (scenes + scenesPerFile - 1) / scenesPerFile
      return (0..<count).map { index in
        let first = index * scenesPerFile
        return File(
          split: split, number: index + 1, count: count,
          scenes: first..<min(first + scenesPerFile, scenes))
      }
    }
  }
}
