internal import Evaluation
internal import GQNModel
internal import Images
internal import Rendering
internal import Tensors

/// A picture of floats in [0, 1].
struct FloatPicture: Sendable {
  let width, height: Int
  /// `[height, width, 3]`.
  let floats: [Float]

  var image: Image { Image(width: width, height: height, unitFloats: floats.span) }

  /// Pictures of one size side by side.
  static func row(_ pictures: [FloatPicture]) -> FloatPicture {
    guard let first = pictures.first else { return FloatPicture(width: 0, height: 0, floats: []) }
    let row = 3 * first.width
    var floats: [Float] = []
    for y in 0..<first.height {
      for picture in pictures { floats += picture.floats[y * row..<(y + 1) * row] }
    }
    return FloatPicture(
      width: first.width * pictures.count, height: first.height, floats: floats)
  }
}

/// What the network makes of a scene, each picture labelled by where it comes from.
struct TrainingPictures: Sendable {
  /// The scene's place among those that are watched, from 0.
  let number: Int
  /// The views that the network is shown.
  let context: [FloatPicture]
  /// The picture that it is asked for.
  let target: FloatPicture
  /// What the posterior makes of it, which has seen the target: a reconstruction.
  let inference: FloatPicture
  /// What the prior makes of it, which has not: a generated picture.
  let generation: FloatPicture
  /// The reconstruction after each generation step, side by side.
  let drawSequence: FloatPicture

  /// Makes the pictures of a scene.
  ///
  /// - Throws: `RenderingError`.
  init(
    _ scene: EvaluationScene, _ trainer: Trainer, _ predictor: ViewPredictor
  ) throws(RenderingError) {
    let sizes = trainer.hyperparameters
    let (width, height) = (sizes.imageWidth, sizes.imageHeight)
    func picture(_ floats: [Float]) -> FloatPicture {
      FloatPicture(width: width, height: height, floats: floats.map { max(0, min(1, $0)) })
    }
    number = scene.number
    context = scene.context.map { picture($0.frame) }
    target = picture(scene.target.frame)

    let batch = TrainingBatch([scene], sizes)
    var sequence: [FloatPicture] = []
    let evaluation = trainer.reconstructions(of: batch) { _, means in
      sequence.append(picture(means.array()))
    }
    inference = picture(evaluation.imageMeans.array())
    drawSequence = .row(sequence + [inference])

    predictor.clearContext()
    predictor.addEncodedContextViews(scene.context)
    var generated: [Float] = []
    try predictor.imageMeans(
      of: [ViewPredictor.Query(pose: scene.target.pose, frame: scene.number, sample: 0)],
      sampling: LatentSampling(noise: .independent)
    ) { _, means in generated = means.array() }
    generation = picture(generated)
  }

  /// The pictures by tf-gqn's names.
  var named: [(name: String, picture: FloatPicture)] {
    let views = context.enumerated().map { index, picture in
      (name: "context_frame_\(index < 9 ? "0" : "")\(index + 1)", picture: picture)
    }
    return views + [
      ("target_image", target), ("target_inference", inference),
      ("target_generation", generation), ("draw_sequence", drawSequence),
    ]
  }
}
