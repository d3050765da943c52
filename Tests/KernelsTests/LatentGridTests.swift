import Kernels
import Testing

struct LatentGridTests {
  @Test(arguments: 1...12)
  func `border classes are the taps that meet the grid`(extent: Int) {
    let classes = LatentGrid.BorderClasses(extent: extent)
    #expect(classes.ofRow.count == extent)
    for row in 0..<extent {
      let met = (0..<5).filter { (0..<extent).contains(row + $0 - 2) }
      #expect(Array(classes.taps[Int(classes.ofRow[row])]) == met, "row \(row)")
    }
    #expect(Set(classes.taps).count == classes.taps.count)
    #expect(Set(classes.ofRow).count == classes.taps.count)
    #expect(classes.taps.count == min(extent, 5))
  }

  @Test(arguments: 1...9, 1...9)
  func `tiles cover the grid`(height: Int, width: Int) {
    let grid = LatentGrid(height: height, width: width)
    let corners = stride(from: 0, to: height, by: 4).flatMap { top in
      stride(from: 0, to: width, by: 4).map { (top, $0) }
    }
    #expect(grid.tiles == corners.count)
    #expect(grid.positions == height * width)
    #expect(grid.rowClasses == LatentGrid.BorderClasses(extent: height))
    #expect(grid.columnClasses == LatentGrid.BorderClasses(extent: width))
  }
}
