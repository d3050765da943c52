import Cameras
import Glibc
import Testing

@testable import DatasetTools

struct CameraTableTests {
  @Test func `poses are in our conventions and degrees`() throws {
    let folder = try PictureFolder()
    try folder.writePictures(2)
    try folder.write(
      "file,x,y,z,yaw,pitch\n0.png,1,-2,3.5,200,-12\n\"1.png\",0,0,0,-720,90\n", to: "poses.csv")
    let views = try #require(try folder.scenes().scenes.first).views
    #expect(
      views.map(\.pose) == [
        Pose(position: SIMD3(1, -2, 3.5), yawDegrees: 200, pitchDegrees: -12),
        Pose(position: .zero, yawDegrees: -720, pitchDegrees: 90),
      ])
  }

  @Test func `columns may come in any order, with radians and fields of view`() throws {
    let folder = try PictureFolder()
    try folder.writePictures(1)
    let half = Double.pi / 2
    try folder.write(
      "fov,Pitch,yaw,roll,z,y,x,file\n0.8,-\(half),1.25,0.001,3,2,1,0\n", to: "p.csv")
    let view = try #require(try folder.scenes { $0.inRadians = true }.scenes.first?.views.first)
    #expect(view.pose.position == SIMD3(1, 2, 3))
    #expect(abs(view.pose.yaw - 1.25) < 1e-12 && abs(view.pose.pitch + half) < 1e-12)
    #expect(abs((view.fieldOfView?.vertical ?? 0) - 0.8 * 180 / .pi) < 1e-9)
  }

  @Test func `everything that is wrong is told at once, with its line`() throws {
    let folder = try PictureFolder()
    try folder.writePictures(5)
    try folder.write(
      """
      file,x,y,z,yaw,pitch,roll
      0.png,1,2,3,4,5,2
      1.png,1,two,3,4,95,0
      nothing.png,1,2,3,4,5,0

      2.png,1,2,3,4,5
      3.png,1e9,nan,3,4,5,0
      """, to: "poses.csv")
    #expect(
      folder.problems() == [
        "poses.csv, line 2: 0.png: the camera is rolled by 2.0°, the model knows no roll "
          + "(at most 1.0° is ignored); level it",
        "poses.csv, line 3: 1.png: y is \"two\", expected a number",
        "poses.csv, line 3: 1.png: pitch is 95.0, not in -90.0...90.0",
        "poses.csv, line 4: there is no picture \"nothing.png\" in .. Copy it there, or take its line out.",
        "poses.csv, line 6: 6 fields, expected 7 as in the first line",
        "poses.csv, line 7: 3.png: x is 1000000000.0, not in -1000000.0...1000000.0",
        "poses.csv, line 7: 3.png: y is \"nan\", expected a number",
      ])
  }

  @Test(arguments: [
    ("", "the file is empty; begin it with the line file,x,y,z,yaw,pitch"),
    (
      "file,x,y,z,yaw\n",
      "line 1: no column \"pitch\"; begin the file with the line file,x,y,z,yaw,pitch"
    ),
    ("file,x,y,z,yaw,pitch,yow\n", "line 1: unknown column \"yow\". Did you mean \"yaw\"?"),
    ("file,x,y,z,yaw,pitch,x\n", "line 1: the column \"x\" is given twice"),
    ("file,x,y,z,yaw,pitch\n", "0 lines of pictures, expected 1...100000"),
    ("file,x,\"y\n", "line 1: a field in quotes has no closing quote"),
  ])
  func `a table without its columns or lines says so`(text: String, message: String) throws {
    let folder = try PictureFolder()
    try folder.write(text, to: "poses.csv")
    let problems = folder.problems()
    #expect(problems.count == 1 && problems[0].hasPrefix("poses.csv"), "\(problems)")
    #expect(problems.allSatisfy { $0.hasSuffix(message) }, "\(problems)")
  }

  @Test func `several tables are one too many`() throws {
    let folder = try PictureFolder()
    try folder.write("file\n", to: "a.csv")
    try folder.write("file\n", to: "b.CSV")
    #expect(
      folder.problems() == [
        ".: several CSV files are there, \"a.csv\", \"b.CSV\"; name the one with the poses"
      ])
  }
}
