internal import Cameras
internal import Glibc
internal import Images

/// `transforms.json` of a scene's folder, for nerfstudio, instant-ngp and all that reads their files.
struct TransformsDocument: Encodable {
  struct Frame: Encodable {
    let file_path: String
    let transform_matrix: [[Double]]
  }

  /// The file's name in a scene's folder.
  static let fileName = "transforms.json"

  let camera_model = "OPENCV"
  let camera_angle_x, camera_angle_y: Double
  let fl_x, fl_y, cx, cy: Double
  let w, h: Int
  let frames: [Frame]

  /// Describes a scene whose field of view is known and whose pictures are all of one size; nil for others.
  init?(_ scene: PictureScene, files: [String]) {
    guard let field = scene.fieldOfView, let first = scene.views.first?.image,
      scene.views.allSatisfy({ $0.image.width == first.width && $0.image.height == first.height })
    else { return nil }
    (w, h) = (first.width, first.height)
    camera_angle_x = field.horizontal * .pi / 180
    camera_angle_y = field.vertical * .pi / 180
    fl_x = Double(w) / 2 / tan(camera_angle_x / 2)
    fl_y = Double(h) / 2 / tan(camera_angle_y / 2)
    (cx, cy) = (Double(w) / 2, Double(h) / 2)
    frames = zip(files, scene.views).map { file, view in
      let matrix = view.pose.cameraToWorld
      return Frame(
        file_path: file,
        transform_matrix: (0..<4).map { row in Array(matrix[(4 * row)..<(4 * row + 4)]) })
    }
  }
}
