/// The latent grid as Winograd's method sees it: tiles of 4×4 positions, the last ones possibly cut.
package struct LatentGrid: Sendable, Equatable {
  /// Height and width in positions.
  package let height, width: Int

  /// Describes a grid.
  package init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  /// How many positions there are.
  package var positions: Int { height * width }

  /// How many tiles cover the grid.
  package var tiles: Int { ((height + 3) / 4) * ((width + 3) / 4) }

  /// For each row, or column, which of the taps of a 5×5 SAME convolution meet the grid.
  ///
  /// Rows that see the same taps give the same result where the input is constant: with five rows or
  /// more there are five classes, two at either border and the inside.
  package struct BorderClasses: Sendable, Equatable {
    /// The taps of each class.
    package private(set) var taps: [Range<Int>] = []
    /// The class of each row.
    package private(set) var ofRow: [UInt8] = []

    /// Finds the classes along an axis with so many positions.
    package init(extent: Int) {
      for row in 0..<extent {
        let range = max(0, 2 - row)..<min(5, extent + 2 - row)
        if let known = taps.firstIndex(of: range) {
          ofRow.append(UInt8(known))
        } else {
          ofRow.append(UInt8(taps.count))
          taps.append(range)
        }
      }
    }
  }

  /// The classes of the rows.
  package var rowClasses: BorderClasses { BorderClasses(extent: height) }
  /// The classes of the columns.
  package var columnClasses: BorderClasses { BorderClasses(extent: width) }
}
