import FlyingFox
import Foundation

/// What the system says of a connected socket.
enum SocketFacts {
  /// The client at the other end, where the descriptor is a connection to a port of this machine.
  static func client(of descriptor: Int32, port: UInt16) -> HTTPRequest.Address? {
    guard let own = name(descriptor, getsockname), own.port == port,
      let peer = name(descriptor, getpeername)
    else { return nil }
    return .ip4(peer.address, port: peer.port)
  }

  private static func name(
    _ descriptor: Int32,
    _ ask: (Int32, UnsafeMutablePointer<sockaddr>?, UnsafeMutablePointer<socklen_t>?) -> Int32
  ) -> (address: String, port: UInt16)? {
    var found = sockaddr_in()
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isThere = withUnsafeMutablePointer(to: &found) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { ask(descriptor, $0, &size) == 0 }
    }
    guard isThere, found.sin_family == sa_family_t(AF_INET) else { return nil }
    let address = UInt32(bigEndian: found.sin_addr.s_addr)
    let parts = [24, 16, 8, 0].map { String((address >> UInt32($0)) & 255) }
    return (parts.joined(separator: "."), UInt16(bigEndian: found.sin_port))
  }

  /// Lets what is written to connections of a listening port go out at once.
  ///
  /// Headers and bodies are written one after the other: without this the system holds a body back until
  /// the client has acknowledged the headers, which takes it a twenty-fifth of a second. Connections have
  /// what the socket has that they come through.
  static func sendAtOnce(listeningOn port: UInt16) {
    for descriptor in Int32(3)..<OpenFiles.most where isListening(descriptor, on: port) {
      var yes: Int32 = 1
      setsockopt(
        descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
    }
  }

  private static func isListening(_ descriptor: Int32, on port: UInt16) -> Bool {
    name(descriptor, getsockname)?.port == port && name(descriptor, getpeername) == nil
  }

  /// The bytes that have come in since the connection began; `nil` where the system does not say.
  static func received(_ descriptor: Int32) -> UInt64? {
    #if os(Linux)
      // `tcpi_bytes_received` of linux/tcp.h; the C library's own header ends before it.
      let place = 128
      var info = [UInt8](repeating: 0, count: 256)
      var size = socklen_t(info.count)
      guard getsockopt(descriptor, Int32(IPPROTO_TCP), TCP_INFO, &info, &size) == 0,
        Int(size) >= place + 8
      else { return nil }
      return info.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: UInt64.self) }
    #else
      var info = tcp_connection_info()
      var size = socklen_t(MemoryLayout<tcp_connection_info>.size)
      guard getsockopt(descriptor, IPPROTO_TCP, TCP_CONNECTION_INFO, &info, &size) == 0 else {
        return nil
      }
      return info.tcpi_rxbytes
    #endif
  }

  /// The bytes that have come in and that nobody has read yet.
  static func unread(_ descriptor: Int32) -> UInt64 {
    var count: Int32 = 0
    return ioctl(descriptor, UInt(FIONREAD), &count) == 0 ? UInt64(max(0, count)) : 0
  }

  /// Whether the client has closed its end and nothing of it is left to read.
  static func hasEnded(_ descriptor: Int32) -> Bool {
    var byte: UInt8 = 0
    let count = recv(descriptor, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
    return count == 0 || (count < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
  }

  /// Says why to a client whose request is not whole, and ends the connection.
  static func refuse(_ descriptor: Int32, _ status: String, _ sentence: String) {
    let body = "{\"error\": \"\(sentence)\"}\n"
    let text =
      "HTTP/1.1 \(status)\r\nContent-Type: application/json\r\nCache-Control: no-store\r\n"
      + "Connection: close\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    _ = Array(text.utf8).withUnsafeBytes {
      send(descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT))
    }
    end(descriptor)
  }

  /// Ends a connection: whoever reads or writes it finds it closed.
  ///
  /// What has come in and is unread is thrown away, or the server would read all of it first; a client that
  /// waits for room hears by a reset that there will be none, or it would ask for minutes.
  static func end(_ descriptor: Int32) {
    var atOnce = linger(l_onoff: 1, l_linger: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_LINGER, &atOnce, socklen_t(MemoryLayout<linger>.size))
    _ = shutdown(descriptor, Int32(SHUT_RDWR))
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    while recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT)) > 0 {}
  }
}
