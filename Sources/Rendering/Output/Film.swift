internal import Images
internal import LinuxSystem
internal import Requests

/// Films of complete frames: animated PNG by ourselves, the other kinds by `ffmpeg`.
enum Film {
  /// Puts frames together as an animated PNG; pixels are taken over as they are coded.
  ///
  /// - Parameters:
  ///   - count: how many frames there are.
  ///   - framesPerSecond: the film's rate.
  ///   - name: the file's name.
  ///   - folder: where it is written.
  ///   - frame: gives a frame's PNG by its number from 0.
  /// - Throws: ``RenderingError``; no file has the name then.
  static func writeAPNG(
    count: Int, framesPerSecond: Double, to name: String, in folder: borrowing Folder,
    _ frame: (Int) throws -> [UInt8]
  ) throws(RenderingError) {
    do {
      let file = try AtomicFile(name, in: folder.duplicate())
      var pending: [UInt8] = []
      var writer = try APNGWriter(frameCount: count, framesPerSecond: framesPerSecond) {
        pending += $0
      }
      for index in 0..<count {
        guard !Interruption.requested else { throw interrupted(count) }
        try writer.append(try frame(index))
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

  /// Has `ffmpeg` make a film of the frames in folders, which are shown side by side.
  ///
  /// Sides are filled up to even numbers where the format needs them.
  ///
  /// - Parameters:
  ///   - video: the film's kind.
  ///   - frameFolders: one folder or two, from left to right.
  ///   - gap: the black pixels between the two.
  ///   - count: how many frames each has.
  ///   - framesPerSecond: the film's rate.
  ///   - name: the file's name.
  ///   - folder: where it is written.
  /// - Throws: ``RenderingError``; no film has the name then.
  static func write(
    _ video: Output.Video, of frameFolders: [String], gap: Int = 0, count: Int,
    framesPerSecond: Double, to name: String, in folder: borrowing Folder
  ) throws(RenderingError) {
    let part = "\(folder.path)/.\(name).part"
    let inputs = frameFolders.flatMap {
      [
        "-framerate", "\(framesPerSecond)", "-start_number", "1", "-i",
        "\($0)/%0\(OutputPlan.digits)d.png",
      ]
    }
    let joined =
      frameFolders.count > 1 ? "[0:v]pad=iw+\(gap):ih:0:0:black[left];[left][1:v]hstack," : ""
    let arguments =
      ["-nostdin", "-hide_banner", "-loglevel", "error", "-y"] + inputs
      + ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags", "+bitexact"]
      + ["-filter_complex", joined + filter(video)] + codec(video) + [part]
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

  /// What is done to the pictures before they are coded.
  private static func filter(_ video: Output.Video) -> String {
    switch video {
    case .apng: "null"
    case .mp4, .webm: "pad=ceil(iw/2)*2:ceil(ih/2)*2"
    case .gif: "split[a][b];[a]palettegen=stats_mode=full[p];[b][p]paletteuse=dither=bayer"
    }
  }

  /// The options that choose container, codec and pixel format.
  private static func codec(_ video: Output.Video) -> [String] {
    switch video {
    case .apng: []
    case .mp4:
      [
        "-c:v", "libx264", "-crf", "17", "-preset", "medium", "-pix_fmt",
        "yuv420p", "-movflags", "+faststart", "-f", "mp4",
      ]
    case .webm:
      [
        "-c:v", "libvpx-vp9", "-crf", "24", "-b:v", "0", "-pix_fmt", "yuv420p",
        "-row-mt", "1", "-f", "webm",
      ]
    case .gif:
      [
        "-loop", "0", "-f", "gif",
      ]
    }
  }
}
