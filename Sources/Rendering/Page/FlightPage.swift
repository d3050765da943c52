package import Pages

/// What the page of an output folder shows.
///
/// The page is one file that needs no other: pictures are inside it, up to a size. Given the frames
/// beside it, it also lets one step through them.
package struct FlightPage: Sendable {
  /// The frames as files beside the page, named by number: `frames/000001.png`.
  package struct Frames: Sendable {
    /// The path before the number, such as `frames/`.
    package var prefix: String
    /// How many digits the number has.
    package var digits: Int
    /// How many frames there are; the first has the number 1.
    package var count: Int
    /// How many are shown a second.
    package var perSecond: Double

    /// Describes a series of frames with the ending `.png`.
    package init(prefix: String, digits: Int, count: Int, perSecond: Double) {
      self.prefix = prefix
      self.digits = digits
      self.count = count
      self.perSecond = perSecond
    }
  }

  /// A file beside the page.
  package struct Link: Sendable {
    /// Its path from the page.
    package var path: String
    /// What it is, in a few words.
    package var text: String

    /// Names a file.
    package init(_ path: String, _ text: String) {
      self.path = path
      self.text = text
    }
  }

  /// The job's name.
  package var title: String
  /// The snapshot's name.
  package var model: String
  /// What is known of the snapshot and the run.
  package var facts: [PageFact] = []
  /// Something that must be known before the pictures are judged.
  package var note: String?
  /// What went otherwise than asked.
  package var warnings: [String] = []
  /// The flight as one moving picture.
  package var flight: PagePicture?
  /// The flight's frames, to step through.
  package var frames: Frames?
  /// The path before the number of a frame's truth, such as `truth/`, where that is known.
  package var truthPrefix: String?
  /// Each frame's root mean squared distance from the truth, in levels.
  package var errors: [Double] = []
  /// The pictures the model was given, with their poses as captions.
  package var views: [PagePicture] = []
  /// Frames of the whole flight on one sheet.
  package var contactSheet: PagePicture?
  /// What the model is unsure of.
  package var uncertainty: [PagePicture] = []
  /// Where the cameras stand.
  package var map = TopDownMap(views: [], path: [])
  /// The other files of the folder.
  package var links: [Link] = []
  /// The most bytes of a picture that the page itself holds.
  package var embeddingLimit = PagePicture.embeddingLimit

  /// Begins a page.
  package init(title: String, model: String) {
    self.title = title
    self.model = model
  }
}
