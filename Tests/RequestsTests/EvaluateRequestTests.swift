import DatasetNames
import JSONDocuments
import Testing

@testable import Requests

struct EvaluateRequestTests {
  static func request(_ more: String = "") -> String {
    """
    {"version": 1, "type": "evaluate", "model": "rooms-demo",
     "dataset": {"name": "rooms_ring_camera"}\(more.isEmpty ? "" : ", " + more)}
    """
  }

  @Test func `everything that is given is read`() throws {
    let found = try Reading().evaluation(
      """
      {"version": 1, "type": "evaluate", "name": "measure", "priority": 2, "after": ["train-it"],
       "model": "rooms-demo", "step": 2000,
       "dataset": {"name": "ring", "root": "other", "split": "train"}, "records": 10, "samples": 4,
       "seed": 3, "pictures": 5, "output": {"directory": "measured/here"}, "memory": 1000,
       "threads": 2}
      """)
    #expect(
      found
        == EvaluateRequest(
          name: "measure", priority: 2, after: ["train-it"],
          model: ModelReference(name: "rooms-demo", folder: "/m/rooms-demo", step: 2000),
          dataset: EvaluationData(
            name: "ring", root: "/r/other", split: .train, folder: "/r/other/ring/train"),
          records: 10, samples: 4, seed: 3, pictures: 5, directory: "measured/here", memory: 1000,
          threads: 2))
  }

  @Test func `what is left out has its default`() throws {
    let found = try Reading().evaluation(Self.request())
    #expect(found.directory == "ring" && found.dataset.split == .test && found.records == 200)
    #expect(found.samples == 8 && found.pictures == 20 && found.model.step == nil)
  }

  @Test func `all that is wrong is told together`() {
    #expect(
      Reading().problems(
        """
        {"version": 1, "type": "evaluate", "model": "rooms-dema",
         "dataset": {"name": "rooms_ring_camera", "split": "train"}, "records": 0, "samples": 1,
         "pictures": -1, "output": {"directory": "/x", "scale": 2}, "steps": 1}
        """) == [
          "/model: no model \"rooms-dema\" in /m. Did you mean \"rooms-demo\"?",
          "/dataset/name: no folder \"train\" in /r/data/rooms_ring_camera",
          "/records: 0 is not in 1...1000000", "/samples: 1 is not in 2...1000",
          "/pictures: -1 is not in 0...1000",
          "/output/directory: \"/x\" is not a folder below the output folder; write a relative path "
            + "without \"..\", hidden or empty parts",
          "/output/scale: unknown key, expected one of \"directory\"",
          "/steps: unknown key. Did you mean \"step\"?",
        ])
  }

  @Test func `the header knows the folder that it writes to`() throws {
    let header = try RequestHeader.read(Array(Self.request().utf8), fileName: "m.json")
    #expect(header.type == .evaluate && header.outputDirectory == "m")
  }
}
