import LinuxSystem
import TestSupport
import Testing

/// Snapshots that look along rays: what they ask of scenes and datasets, and that they draw and learn.
struct EpipolarTests {
  private static let sizes = """
    {"ENC_TYPE": "epipolar", "FIELD_OF_VIEW": 50, "NEAR": 0.5, "FAR": 8, "DEPTH_SAMPLES": 4,
     "FEATURE_CHANNELS": 4, "POINT_CHANNELS": 8, "DEPTH_CHANNELS": 2, "RAY_CHANNELS": 8,
     "COLOUR_CHANNELS": 4, "ENC_CHANNELS": 8, "Z_CHANNELS": 2, "LSTM_OUTPUT_CHANNELS": 8,
     "LSTM_CANVAS_CHANNELS": 8, "SEQ_LENGTH": 2, "CONTEXT_SIZE": 2, "IMG_HEIGHT": 16,
     "IMG_WIDTH": 16}
    """

  private func workspace() throws -> Workspace {
    let work = try Workspace()
    try work.write(Self.sizes, to: "epipolar.json")
    let outcome = try work.run(
      "models", "untrained", "models/rays", "--config", "epipolar.json")
    try #require(outcome.ending == .exited(0), "\(outcome.errors)")
    return work
  }

  private func request(_ scene: String, name: String = "flight") -> RequestText {
    var request = RequestText(name: name, scene: scene)
    request.model = "rays"
    return request
  }

  private func views(_ more: String = "") -> String {
    """
    {"views": [{"image": "0.png", "pose": {"position": [2, 0, 1], "lookAt": [0, 0, 0]}},
               {"image": "1.png", "pose": {"position": [0, 2, 1], "lookAt": [0, 0, 0]}}]\(more)}
    """
  }

  @Test func `a snapshot is shown with its rays`() throws {
    let work = try workspace()
    let outcome = try work.run("models", "show", "rays")
    #expect(outcome.ending == .exited(0), "\(outcome.errors)")
    for text in [
      "epipolar, 16x16", "50 degrees", "4 depths in 0.5...8, 3 feature layers",
      "positions, colour path",
      "GQN/EpipolarEncoder/points/conv2d_1/kernel", "GQN/EpipolarEncoder/pool/conv2d/kernel",
      "not for tf-gqn (ENC_TYPE",
    ] {
      #expect(outcome.output.contains(text), "\(text) in \(outcome.output)")
    }
  }

  @Test func `views must say how wide they are`() throws {
    let work = try workspace()
    try work.expectRefused(
      request(views()), "/scene/fieldOfView: is missing: the snapshot looks along rays")
    try work.expectRefused(
      request(views(", \"fieldOfView\": 40")),
      "/scene/fieldOfView: \(work.path)/0.png with 16 x 16 pixels of 40.0 degrees from top to bottom "
        + "shows less than the snapshot's pictures, 16 x 16 pixels of 50.0 degrees, and so do 1 others"
    )
    let report = try work.render(request(views(", \"fieldOfView\": 50"), name: "own"))
    #expect(report.renderedFrames == 4)
    #expect(!report.warnings.contains { $0.contains("degrees") })
    let wide = try work.render(
      request(views(", \"fieldOfView\": {\"camera_angle_y\": 1.2}"), name: "wide"))
    #expect(
      wide.warnings.contains {
        $0.contains("cropped from 68.7") && $0.contains("degrees to the 50.0 of the snapshot")
      }, "\(wide.warnings)")
    #expect(
      try work.pictures(request("", name: "own")) != work.pictures(request("", name: "wide")))
  }

  @Test func `a dataset may know it, and a generator does`() throws {
    let work = try workspace()
    try work.writeRecords([3])
    let scene = #"{"dataset": "scenes", "views": [0, 1]}"#
    try work.expectRefused(
      request(scene), "or as \"fieldOfView\" in \(work.path)/data/scenes/dataset.json")
    try work.write(
      """
      {"version": 1, "name": "scenes", "width": 16, "height": 16, "views": 3, "fieldOfView": 50}
      """, to: "data/scenes/dataset.json")
    #expect(try work.render(request(scene, name: "described")).renderedFrames == 4)
    let generated = #"{"generated": {"name": "rooms_ring_camera", "seed": 3}}"#
    #expect(try work.render(request(generated, name: "generated")).renderedFrames == 4)
  }

  @Test func `tf-gqn's order of poses is refused`() throws {
    let work = try workspace()
    var request = request(views(", \"fieldOfView\": 50"))
    request.more = #", "poseEncoding": "predictor""#
    try work.expectRefused(request, "leave out \"poseEncoding\"")
  }

  @Test func `a training needs the dataset's angle, and an evaluation too`() throws {
    let work = try workspace()
    try TinyDataset.write(root: work.path("data"))
    let text = TinyDataset.request(
      steps: 2, more: [#""evaluate": {"everySteps": 2, "records": 2}"#]
    ).replacing(TinyDataset.configuration, with: Self.sizes)
    try work.write(text, to: "train.json")
    let evaluation = """
      {"version": 1, "type": "evaluate", "model": "learned", "records": 2, "samples": 2,
       "dataset": {"name": "\(TinyDataset.name)"}}
      """
    try work.write(evaluation, to: "evaluate.json")
    let unknown = "/dataset/name: the field of view of \(TinyDataset.name) is not known"
    expectRefusal(try work.run("train", "train.json"), 65, unknown, "dataset.json")
    func describe(_ angle: Int) throws {
      try work.write(
        """
        {"version": 1, "name": "\(TinyDataset.name)", "width": 16, "height": 16, "views": 4,
         "fieldOfView": \(angle)}
        """, to: "data/\(TinyDataset.name)/dataset.json")
    }
    try describe(60)
    expectRefusal(
      try work.run("train", "train.json"), 65, "cover 60.0 degrees",
      "FIELD_OF_VIEW is 50.0: make both the same")
    try describe(50)
    let trained = try work.run("train", "train.json")
    #expect(trained.ending == .exited(0), "\(trained.errors)")
    let evaluated = try work.run("evaluate", "evaluate.json")
    #expect(evaluated.ending == .exited(0), "\(evaluated.errors)")
    try describe(60)
    expectRefusal(try work.run("evaluate", "evaluate.json"), 65, "cover 60.0 degrees")
    // What was learned draws.
    var request = request(views(", \"fieldOfView\": 50"), name: "learned-flight")
    request.model = "learned"
    #expect(try work.render(request).renderedFrames == 4)
  }
}
