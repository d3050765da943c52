import Testing

@testable import Datasets

struct RecordNumbersTests {
  @Test(arguments: [
    ("0", [0]), ("3-5", [3, 4, 5]), ("0-1,7,4-4", [0, 1, 4, 7]), ("18-", [18, 19]), ("25", []),
  ])
  func `numbers and ranges are read`(text: String, expected: [Int]) throws {
    let numbers = try #require(RecordNumbers(text))
    #expect((0..<20).filter(numbers.contains) == expected)
  }

  @Test func `the first and the last are known`() throws {
    let numbers = try #require(RecordNumbers("9,3-5"))
    #expect(numbers.first == 3 && numbers.last == 9)
    #expect(RecordNumbers("2-")?.last == Int.max)
  }

  @Test(arguments: [
    "", ",", "a", "-", "-3", "5-3", "1,,2", "1-2-3", "1 ", "+1", "99999999999999999999",
  ])
  func `other texts are refused`(text: String) {
    #expect(RecordNumbers(text) == nil)
  }
}

struct DatasetNameTests {
  @Test(arguments: [
    ("rooms", "rooms"), ("My photos", "My-photos"), ("..hidden", "hidden"), ("a/b", "a-b"),
    ("ü", ""), ("_x", "x"), ("", ""),
  ])
  func `a text becomes the nearest name`(text: String, name: String) {
    #expect(DatasetName.made(of: text) == name)
    #expect(DatasetName.isValid(text) == (text == name && !text.isEmpty))
  }
}
