package import Configuration
package import JSONDocuments

/// A request of type `train`: a snapshot that learns from a dataset.
package struct TrainRequest: Sendable, Equatable {
  /// `name`, `priority` and `after`, as of every request.
  package var name: String
  package var priority: Int
  package var after: [String]

  /// `dataset`: what it learns from.
  package var dataset: TrainingData

  /// `model`: the snapshot that is made, or gone on with.
  package var model: TrainedModel

  /// `steps`: how many training steps there are in all, those of earlier runs included; up to 10⁹.
  package var steps: Int

  /// `batchSize`: scenes of a step, 1...4096. Default: 36, as in the paper.
  package var batchSize = 36

  /// `seed`: the key of the first weights, the noise and the order of scenes, 0...2⁶⁴−1. Default: 0.
  package var seed: UInt64 = 0

  /// `objective`: where the prior of the KL term comes from. Default: `paper`.
  package var objective = TrainingObjective.paper

  /// `checkpoint`: when the snapshot is written, and what is kept.
  package var checkpoint = Checkpointing()

  /// `evaluate`: how the snapshot is measured while it learns.
  package var evaluation = Evaluating()

  /// `summaries`: how often there is something to see.
  package var summaries = Summaries()

  /// `gradientClipping`: the largest L2 norm of the whole gradient; a longer one is shortened to it.
  /// Default: nil, none is.
  package var gradientClipping: Double?

  /// `klWarmUp`: training steps over which the KL term's weight rises from 0 to 1. Default: 0, it is 1.
  package var klWarmUp = 0

  /// `memory`: the most bytes that the training may hold. Default: nil, no limit.
  package var memory: Int?

  /// `threads`: how many threads work, 1...256. Default: nil, one for each processor.
  package var threads: Int?

  /// What should be known about the request but does not stop it.
  package var warnings: [Problem] = []
}

/// `dataset` of a training: a dataset in DeepMind's layout.
package struct TrainingData: Sendable, Equatable {
  /// `name`: a folder below the root.
  package var name: String

  /// `root`: the folder that holds datasets: absolute, links resolved. Default: `data`.
  package var root: String

  /// The folder of the split `train`: absolute, links resolved. It has record files.
  package var trainFolder: String

  /// The folder of the split `test`, if there is one with record files.
  package var testFolder: String?
}

/// `model` of a training: the snapshot's place and sizes.
package struct TrainedModel: Sendable, Equatable {
  /// `directory`: the folder below `models/`, relative, without `..` and hidden parts.
  package var directory: String

  /// `config`: the network's sizes and schedules, tf-gqn's defaults where a key is missing.
  package var hyperparameters: Hyperparameters
}

/// `objective`: where the prior of the KL term comes from.
package enum TrainingObjective: String, Sendable, CaseIterable {
  /// The generator's state before the step, as in generation and in the paper.
  case paper
  /// The state after the step, as tf-gqn has it.
  case tfGQN = "tf-gqn"
}

/// `checkpoint`: when the snapshot is written, and what is kept.
package struct Checkpointing: Sendable, Equatable {
  /// `everySteps`: training steps from one to the next; 0 for never. Default: 1000.
  package var everySteps = 1000
  /// `everyMinutes`: minutes from one to the next, 0...100 000; 0 for never. Default: 10.
  package var everyMinutes = 10.0
  /// `keep`: how many of the newest are kept, 1...1000. Default: 5.
  package var keep = 5
  /// `keepEvery`: one whose step is a multiple of it is kept for good; 0 for none. Default: 0.
  package var keepEvery = 0
}

/// `evaluate`: how the snapshot is measured on the test split while it learns.
package struct Evaluating: Sendable, Equatable {
  /// `everySteps`: training steps from one measurement to the next; 0 for never. Default: 5000.
  package var everySteps = 5000
  /// `records`: how many scenes of the test split, 1...1 000 000. Default: 200.
  package var records = 200
}

/// `summaries`: how often there is something to see.
package struct Summaries: Sendable, Equatable {
  /// `everySteps`: training steps from one line of numbers to the next. Default: 100.
  package var everySteps = 100
  /// `imagesEverySteps`: training steps from pictures to pictures; 0 for never. Default: 1000.
  package var imagesEverySteps = 1000
}
