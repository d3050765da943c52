import FoundationEssentials
import Images
import LinuxSystem
import Testing

/// `gqn dataset import`, `export` and `show`, from pictures to a flight.
struct DatasetToolsTests {
  private func writePictures(_ work: Workspace, count: Int = 4) throws {
    var table = "file,x,y,z,yaw,pitch\n"
    for index in 0..<count {
      try work.write(PNG.encode(Pictures.waves(side: 32, phase: index)), to: "photos/\(index).png")
      table += "\(index).png,\(index),0,1,\(90 * index),-10\n"
    }
    try work.write(table, to: "photos/poses.csv")
  }

  @Test func `pictures become a dataset that is shown, exported and flown through`() throws {
    let work = try Workspace()
    try writePictures(work)
    let made = try work.run("dataset", "import", "photos", "--name", "mine", "--size", "16")
    #expect(made.ending == .exited(0), "\(made.errors)")
    #expect(made.output == "4 views, 1 scene to train: data/mine\n")
    #expect(made.errors.contains("the field of view of 4 of 4 pictures is not known"))
    #expect(try work.run("dataset", "verify", "mine").ending == .exited(0))

    let shown = try work.run("dataset", "show", "mine")
    #expect(shown.output == "1 scene: output/mine-train/index.html\n", "\(shown.errors)")
    let sheet = try work.image("output/mine-train/contact-sheet.png")
    #expect((sheet.width, sheet.height) == (2 + 4 * 18, 20))

    let exported = try work.run("dataset", "export", "mine", "--output", "scenes")
    #expect(exported.ending == .exited(0), "\(exported.errors)")
    #expect(
      work.names("scenes/train-000000") == [
        "000.png", "001.png", "002.png", "003.png", "scene.json",
      ])
    #expect(exported.errors.contains("no transforms.json is written; give it with --field-of-view"))

    let request = RequestText(
      scene: #"{"file": "scenes/train-000000/scene.json", "views": [0, 2]}"#)
    #expect(try work.render(request).renderedFrames == 4)
  }

  @Test func `one scene is written for a request`() throws {
    let work = try Workspace()
    try writePictures(work)
    let made = try work.run(
      "dataset", "import", "photos/poses.csv", "--scene", "one", "--views", "2")
    #expect(made.output == "2 views: one/scene.json\n", "\(made.errors)")
    #expect(work.names("one") == ["000.png", "001.png", "scene.json"])
    let picture = try work.image("one/001.png")
    #expect(picture.width == 64 && picture.height == 64)
    #expect(try work.render(RequestText(scene: #"{"file": "one/scene.json"}"#)).frames == 4)
  }

  @Test func `nothing is written where a picture is wrong`() throws {
    let work = try Workspace()
    try writePictures(work)
    try work.write("no picture", to: "photos/1.png")
    try work.remove("photos/2.png")
    let outcome = try work.run("dataset", "import", "photos", "--name", "mine")
    expectRefusal(
      outcome, 65, "2 problems", "photos/poses.csv, line 3: 1.png: ",
      "photos/poses.csv, line 4: there is no picture \"2.png\" in photos")
    #expect(!work.has("data"))
  }

  @Test(arguments: [
    ("dataset import", "SOURCE is missing"),
    ("dataset import x", "--name is missing: add --name NAME"),
    ("dataset import x --name a/b", "--name: \"a/b\" is not a name of 1 to 100 letters"),
    ("dataset import x --name a --scene b", "--scene: \"b\" is not possible beside --name"),
    (
      "dataset import x --name a --size 0", "--size: \"0\" is not a number of pixels from 1 to 1024"
    ),
    ("dataset import x --name a --size 8x", "--size: \"8x\" is not a number of pixels"),
    ("dataset import x --name a --background 12345", "--background: \"12345\" is not black, white"),
    (
      "dataset import x --name a --recentre 1,2",
      "--recentre: \"1,2\" is not cameras, focus or a point"
    ),
    ("dataset import x --name a --scale 0", "--scale: \"0\" is not a number above 0, cameras"),
    (
      "dataset import x --name a --test-views some",
      "--test-views: \"some\" is not a number of at least 1"
    ),
    (
      "dataset import x --name a --test-views 1 --test-scenes 1",
      "beside --test-scenes; leave one out"
    ),
    ("dataset show x --records 3-1", "--records: \"3-1\" is not numbers from 0 and ranges"),
    ("dataset export x", "--output is missing: add --output DIR"),
    ("dataset export x --output y --split tset", "--split: \"tset\" is not one of train, test"),
  ])
  func `a command line that cannot be understood`(line: String, message: String) throws {
    let words = line.split(separator: " ").map(String.init)
    expectRefusal(try Program.run(words, in: "/"), 64, message)
  }

  @Test func `what is not there is named`() throws {
    let work = try Workspace()
    try work.writeRecords([2])
    expectRefusal(try work.run("dataset", "show", "scene"), 66, "Did you mean \"scenes\"?")
    expectRefusal(
      try work.run("dataset", "show", "scenes", "--split", "train"), 66,
      "data/scenes/train: there are no .tfrecord files")
    expectRefusal(
      try work.run("dataset", "show", "scenes", "--records", "7"), 66,
      "there is no record 7; the files here hold 1")
    expectRefusal(
      try work.run("dataset", "import", "nothing", "--name", "x"), 65, "nothing: No such file")
  }
}
