/// Why a codec of `CImageCodecs` failed, in the words of the library behind it.
enum CodecFailure {
  /// Calls a function that returns 0, or fills a buffer with text.
  ///
  /// - Returns: nil, or the text.
  static func reason(_ call: (UnsafeMutablePointer<CChar>, Int) -> Int32) -> String? {
    unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 200) { buffer in
      guard let text = buffer.baseAddress else { return "there is no memory for a message" }
      return unsafe call(text, buffer.count) == 0 ? nil : String(cString: text)
    }
  }
}
