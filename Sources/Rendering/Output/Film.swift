internal import Images
internal import LinuxSystem
internal import Requests

/// Films of complete frames: animated PNG by ourselves, the other kinds by `ffmpeg`.
enum Film {
  /// Puts the frames' files together as an animated PNG; pixels are taken over as they are coded.
  static func writeAPNG(
    of frames: [String], framesPerSecond: Double, to name: String, in folder: borrowing Folder
  ) throws(RenderingError) {
    do {
      let file = try AtomicFile(name, in: folder.duplicate())
      var pending: [UInt8] = []
      var writer = try APNGWriter(frameCount: frames.count, framesPerSecond: framesPerSecond) {
        pending += $0
      }
      for frame in frames {
        guard !Interruption.requested else { throw interrupted(frames.count) }
        try writer.append(try WholeFile.read(frame, limit: 1 << 28))
        try file.append(pending)
        pending.removeAll(keepingCapacity: true)
      }
      try writer.finish()
      try file.append(pending)
      try file.commit()
    } catch let error as RenderingError {
      throw error
    } catch {
      throw .output("\(error)")
    }
  }

  /// Films are made of all frames, so that all of them are there.
  private static func interrupted(_ frames: Int) -> RenderingError {
    .interrupted(framesDone: frames, frames: frames)
  }

  /// Has `ffmpeg` make a film of the frames in a folder.
  ///
  /// Sides are filled up to even numbers where the format needs them.
  static func write(
    _ video: Output.Video, of frameFolder: String, count: Int, framesPerSecond: Double,
    to name: String, in folder: borrowing Folder
  ) throws(RenderingError) {
    let part = "\(folder.path)/.\(name).part"
    let arguments =
      [
        "-nostdin", "-hide_banner", "-loglevel", "error", "-y", "-framerate", "\(framesPerSecond)",
        "-start_number", "1", "-i", "\(frameFolder)/%0\(OutputPlan.digits)d.png", "-map_metadata",
        "-1", "-fflags", "+bitexact", "-flags", "+bitexact",
      ] + codec(video) + [part]
    let result: Subprocess.Result
    do throws(SystemError) {
      // A film that a killed run left may still have a writer: it goes on in a file without a name.
      try folder.remove(".\(name).part")
      result = try Subprocess.run("ffmpeg", arguments)
    } catch {
      throw .program("\(error)")
    }
    guard result.succeeded else {
      try? Folder.removeTree(part)
      guard !Interruption.requested else { throw interrupted(count) }
      let said = result.errors.split(separator: "\n").suffix(3).joined(separator: " ")
      throw .program(
        "\(name): ffmpeg \(result.ending). It said: \(said). The frames are complete; ask for apng, "
          + "or install an ffmpeg with that encoder.")
    }
    do throws(SystemError) {
      try folder.rename(".\(name).part", to: name)
    } catch {
      throw .output("\(error)")
    }
  }

  /// The options that choose container, codec and pixel format.
  private static func codec(_ video: Output.Video) -> [String] {
    let evenSides = "pad=ceil(iw/2)*2:ceil(ih/2)*2"
    return switch video {
    case .apng: []
    case .mp4:
      [
        "-vf", evenSides, "-c:v", "libx264", "-crf", "17", "-preset", "medium", "-pix_fmt",
        "yuv420p", "-movflags", "+faststart", "-f", "mp4",
      ]
    case .webm:
      [
        "-vf", evenSides, "-c:v", "libvpx-vp9", "-crf", "24", "-b:v", "0", "-pix_fmt", "yuv420p",
        "-row-mt", "1", "-f", "webm",
      ]
    case .gif:
      [
        "-vf", "split[a][b];[a]palettegen=stats_mode=full[p];[b][p]paletteuse=dither=bayer",
        "-loop", "0", "-f", "gif",
      ]
    }
  }
}
