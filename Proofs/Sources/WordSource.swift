import Glibc
import Streams

/// Words for a battery of tests to read from a pipe, as raw bytes in the machine's order.
enum WordSource: String {
  /// The words of one parameter, `weight`, in order.
  case parameter
  /// The first 64 words of each of `layers.0.weight`, `layers.1.weight`, ..., of 1,024 parameters
  /// at a time: word 0 of each of them, then word 1 of each.
  case paths

  /// Writes until the reader closes the pipe.
  func write(seed: UInt64) {
    // Without this the process would be killed, and the shell would see a failure.
    signal(SIGPIPE, SIG_IGN)
    switch self {
    case .parameter: writeParameter(seed: seed)
    case .paths: writePaths(seed: seed)
    }
  }

  private func writeParameter(seed: UInt64) {
    let stream = ParameterStream(seed: seed, path: "weight")
    var words = [UInt32](repeating: 0, count: 1 << 16)
    var first: UInt64 = 0
    repeat {
      words.withUnsafeMutableBufferPointer { stream.fillWords($0, from: first) }
      first += UInt64(words.count)
    } while put(words)
  }

  private func writePaths(seed: UInt64) {
    let (paths, each) = (1_024, 64)
    var drawn = [UInt32](repeating: 0, count: each)
    var words = [UInt32](repeating: 0, count: paths * each)
    var first = 0
    repeat {
      for path in 0..<paths {
        let stream = ParameterStream(seed: seed, path: "layers.\(first + path).weight")
        drawn.withUnsafeMutableBufferPointer { stream.fillWords($0, from: 0) }
        for index in 0..<each { words[index * paths + path] = drawn[index] }
      }
      first += paths
    } while put(words)
  }

  /// Whether the reader took all of the words.
  private func put(_ words: [UInt32]) -> Bool {
    words.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let written = Glibc.write(
          STDOUT_FILENO, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if written > 0 { rest = rest.dropFirst(written) } else if errno != EINTR { break }
      }
      if !rest.isEmpty, errno != EPIPE {
        Main.fail("standard output: \(String(cString: strerror(errno)))")
      }
      return rest.isEmpty
    }
  }
}
