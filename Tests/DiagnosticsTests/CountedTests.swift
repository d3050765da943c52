import Diagnostics
import Testing

struct CountedTests {
  @Test(arguments: [(0, "0 dropped files"), (1, "1 dropped file"), (2, "2 dropped files")])
  func `one is one, and all else several`(count: Int, text: String) {
    #expect(counted(count, "dropped file") == text)
  }
}
