import Foundation

/// Ports of this machine.
enum FreePort {
  /// The port, or for 0 any one, where nothing listens on 127.0.0.1; `nil` where something does.
  static func on127(_ port: UInt16) -> UInt16? {
    #if os(Linux)
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      let descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    // As the server itself binds it: a port whose connections have just ended is free.
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    return withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { place in
        guard bind(descriptor, place, size) == 0, listen(descriptor, 1) == 0,
          getsockname(descriptor, place, &size) == 0
        else { return nil }
        return place.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
          UInt16(bigEndian: $0.pointee.sin_port)
        }
      }
    }
  }
}

/// How many files and connections the process may have open.
enum OpenFiles {
  /// The most that are wanted.
  static let most: Int32 = 8192

  /// Raises the limit to what the system allows, at most to ``most``.
  static func raiseLimit() {
    var limit = rlimit()
    #if os(Linux)
      let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
      let kind = RLIMIT_NOFILE
    #endif
    guard getrlimit(kind, &limit) == 0 else { return }
    limit.rlim_cur = max(limit.rlim_cur, min(limit.rlim_max, rlim_t(most)))
    _ = setrlimit(kind, &limit)
  }
}
