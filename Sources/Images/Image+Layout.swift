extension Image {
  /// Pictures in rows and columns, for example all frames of a flythrough on one page.
  ///
  /// Every cell has the size of the widest and of the tallest picture; a smaller one lies in the
  /// middle of its cell. The first row holds the first pictures, left to right.
  ///
  /// - Parameters:
  ///   - images: at least one picture.
  ///   - columns: cells in a row, at least 1; fewer are used where there are fewer pictures.
  ///   - gap: pixels between cells and around the whole, 0 or more.
  ///   - background: the colour of the gaps and of what a picture leaves of its cell.
  /// - Returns: the page.
  public static func contactSheet(
    of images: [Image], columns: Int, gap: Int = 2, background: RGB = .black
  ) -> Image {
    precondition(
      !images.isEmpty && columns >= 1 && gap >= 0,
      "a contact sheet of \(images.count) pictures in \(columns) columns, \(gap) pixels apart")
    let cellWidth = images.reduce(0) { max($0, $1.width) }
    let cellHeight = images.reduce(0) { max($0, $1.height) }
    let columns = min(columns, images.count)
    let rows = (images.count + columns - 1) / columns
    var sheet = Image(
      width: gap + columns * (cellWidth + gap), height: gap + rows * (cellHeight + gap),
      filledWith: background)
    for (index, image) in images.enumerated() {
      let (row, column) = index.quotientAndRemainder(dividingBy: columns)
      sheet.paste(
        image,
        left: gap + column * (cellWidth + gap) + (cellWidth - image.width) / 2,
        top: gap + row * (cellHeight + gap) + (cellHeight - image.height) / 2)
    }
    return sheet
  }

  /// Pictures in one row, for example a prediction and the truth: ``contactSheet`` with one row.
  ///
  /// - Parameters:
  ///   - images: at least one picture, left to right.
  ///   - gap: pixels between pictures and around the whole, 0 or more.
  ///   - background: the colour of the gaps.
  /// - Returns: the row.
  public static func sideBySide(
    _ images: [Image], gap: Int = 2, background: RGB = .black
  ) -> Image {
    contactSheet(of: images, columns: max(1, images.count), gap: gap, background: background)
  }
}
