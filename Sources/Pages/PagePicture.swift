/// A picture of a page, as PNG or APNG.
package struct PagePicture: Sendable {
  /// The file's bytes.
  package var bytes: [UInt8]
  /// Its path from the page, for a picture too large to be held by it.
  package var fileName: String?
  /// Its size in pixels.
  package var width, height: Int
  /// What it shows, below it and for those who do not see it.
  package var caption: String

  /// Describes a picture.
  package init(
    _ bytes: [UInt8], fileName: String? = nil, width: Int, height: Int, caption: String
  ) {
    self.bytes = bytes
    self.fileName = fileName
    self.width = width
    self.height = height
    self.caption = caption
  }

  /// The most bytes of a picture that a page itself holds, if nothing else is said.
  package static let embeddingLimit = 8 << 20

  /// The picture and its caption.
  package func figure(class name: String? = nil, embeddingLimit: Int = embeddingLimit) -> String {
    let attribute = name.map { " class=\"\($0)\"" } ?? ""
    return "<figure\(attribute)>\n\(image(embeddingLimit: embeddingLimit))"
      + "<figcaption>\(HTMLText.escape(caption))</figcaption>\n</figure>\n"
  }

  /// The picture alone.
  package func image(id: String? = nil, embeddingLimit: Int = embeddingLimit) -> String {
    let name = id.map { " id=\"\($0)\"" } ?? ""
    return "<img\(name) src=\"\(source(embeddingLimit))\" width=\"\(width)\" "
      + "height=\"\(height)\" alt=\"\(HTMLText.escape(caption))\">\n"
  }

  private func source(_ embeddingLimit: Int) -> String {
    if bytes.count > embeddingLimit, let fileName {
      return HTMLText.link(fileName)
    }
    return HTMLText.dataURI(png: bytes)
  }
}
