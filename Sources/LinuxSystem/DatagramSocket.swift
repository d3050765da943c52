internal import Glibc

/// A socket that sends messages to one address of this machine.
package struct DatagramSocket: ~Copyable {
  private let descriptor: FileDescriptor
  private let address: [UInt8]

  /// Prepares to send; nobody need listen yet. (`socket`)
  ///
  /// - Parameter address: a path, or a name of Linux's abstract addresses with `@` before it.
  /// - Throws: the failed call; `EINVAL` for an address that is neither or too long.
  package init(to address: String) throws(SystemError) {
    var bytes = Array(address.utf8)
    guard let first = bytes.first, bytes.count < Self.longestAddress, !bytes.contains(0),
      first == UInt8(ascii: "/") || first == UInt8(ascii: "@")
    else { throw .failed(call: "socket", path: address, errno: EINVAL) }
    // An abstract address begins with a zero and is counted; a path ends with one.
    if first == UInt8(ascii: "@") { bytes[0] = 0 } else { bytes.append(0) }
    let kind = Int32(SOCK_DGRAM.rawValue) | O_CLOEXEC
    let raw = try syscall("socket", address) { socket(AF_UNIX, kind, 0) }
    descriptor = FileDescriptor(owning: raw, path: address)
    self.address = bytes
  }

  /// Sends one message; never waits for room. (`sendto`)
  package func send(_ message: String) throws(SystemError) {
    var name = sockaddr_un()
    name.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &name.sun_path) { unsafe $0.copyBytes(from: address) }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + address.count)
    let text = Array(message.utf8)
    _ = try syscall("send", descriptor.path) {
      unsafe withUnsafePointer(to: name) {
        unsafe UnsafeRawPointer($0).withMemoryRebound(to: sockaddr.self, capacity: 1) {
          let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
          return unsafe sendto(descriptor.raw, text, text.count, flags, $0, length)
        }
      }
    }
  }

  /// The size of `sun_path`, with the closing zero.
  private static let longestAddress = 108
}
