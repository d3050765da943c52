internal import Kernels
internal import Tensors

/// A scene's views as the rays of rendering are followed into them.
final class FastViews: Sendable {
  let cameras: [EpipolarCamera]
  /// `[view, H/2, W/2, padded channels]`.
  let maps: SharedBlock
  /// `[view, H, W, 4]`; nothing without a colour path.
  let pictures: SharedBlock

  init(_ views: [EpipolarView], _ sizes: Hyperparameters) {
    cameras = views.map(\.camera)
    let (channels, element) = (sizes.epipolar.viewChannels, FastRays.mapElement(sizes))
    let elements = sizes.imageHeight / 2 * (sizes.imageWidth / 2)
    maps = SharedBlock(count: views.count * elements * element)
    let pixels = sizes.imageHeight * sizes.imageWidth
    pictures = SharedBlock(count: sizes.hasColourPath ? views.count * pixels * 4 : 0)
    for (view, source) in views.enumerated() {
      let map = unsafe maps.base + view * elements * element
      for index in source.map.indices {
        unsafe map[index / channels * element + index % channels] = source.map[index]
      }
      guard sizes.hasColourPath else { continue }
      let picture = unsafe pictures.base + view * pixels * 4
      for index in source.picture.indices {
        unsafe picture[index / 3 * 4 + index % 3] = source.picture[index]
      }
    }
  }
}

extension FastRays {
  /// The maps of some views that lie one after the other.
  func maps(_ base: UnsafePointer<Float>) -> RayMaps {
    unsafe RayMaps(
      base, height: sizes.imageHeight / 2, width: sizes.imageWidth / 2,
      channels: sizes.epipolar.viewChannels, element: Self.mapElement(sizes), side: 2)
  }
}
