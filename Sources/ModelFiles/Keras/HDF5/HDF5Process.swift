import Foundation
import Tensors

/// One run of the program that reads HDF5, which may die or hang without harm.
struct HDF5Process: Sendable {
  /// The program.
  var program: String
  /// So many seconds may pass without a byte from it.
  var patience = 30.0
  /// So many seconds it may compute.
  var processorSeconds = 20

  /// What is asked of it, with the part of the file that is HDF5.
  struct Request {
    var verb: String
    var file: Int32
    var start = 0
    var size = 0
    var dataset: String?
    /// A file that it reads as its standard input.
    var input: Int32?
  }

  /// Runs the program and hands on what it says, as it says it.
  ///
  /// - Throws: ``ModelFileError`` with code `.reader` where it cannot be started, `.hdf5` where it dies or
  ///   hangs, and what `body` throws, after which the program is ended.
  func run(
    _ request: Request, name: String,
    _ body: (UnsafeRawBufferPointer) throws(ModelFileError) -> Void
  ) throws(ModelFileError) {
    let (process, output) = try start(request, name)
    defer { close(output) }
    do throws(ModelFileError) {
      try read(output, name, body)
    } catch {
      kill(process, SIGKILL)
      _ = Self.status(of: process)
      throw error
    }
    let status = Self.status(of: process)
    // An exit with a number comes with an answer that says why.
    let signal = status & 0x7f
    guard signal != 0 else { return }
    throw ModelFileError(
      .hdf5, name,
      signal == SIGXCPU || signal == SIGKILL
        ? "HDF5 that takes more than \(processorSeconds) seconds to read, a sound file was expected"
        : "damaged HDF5, at which its reader died (signal \(signal)), a sound file was expected")
  }

  private func start(
    _ request: Request, _ name: String
  ) throws(ModelFileError) -> (process: pid_t, output: Int32) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw cannotStart(name, errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[1]) }
    var actions: posix_spawn_file_actions_t = .init()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // Above the numbers that the program knows, so that none is closed before it is copied.
    let copies = [request.input ?? -1, ends[1], request.file].map {
      $0 < 0 ? $0 : fcntl($0, F_DUPFD_CLOEXEC, 10)
    }
    defer { for copy in copies where copy >= 0 { close(copy) } }
    if copies[0] >= 0 {
      posix_spawn_file_actions_adddup2(&actions, copies[0], 0)
    } else {
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    }
    posix_spawn_file_actions_adddup2(&actions, copies[1], 1)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, copies[2], 3)
    var words = [
      program, request.verb, "\(request.start)", "\(request.size)", "\(processorSeconds)",
    ]
    if let dataset = request.dataset { words.append(dataset) }
    var arguments = words.map { strdup($0) } + [nil]
    defer { for word in arguments { free(word) } }
    // Where libraries lie; of HDF5's own variables none.
    let kept = ["LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"]
    let found = ProcessInfo.processInfo.environment.filter { kept.contains($0.key) }
    var environment = found.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for word in environment { free(word) } }
    var process: pid_t = 0
    let error = posix_spawn(&process, program, &actions, nil, &arguments, &environment)
    guard error == 0 else {
      close(ends[0])
      throw cannotStart(name, error)
    }
    return (process, ends[0])
  }

  private func cannotStart(_ name: String, _ error: Int32) -> ModelFileError {
    ModelFileError(
      .reader, name,
      "HDF5, whose reader \(shown(program)) cannot be started "
        + "(\(String(cString: strerror(error)).lowercased())), one that can was expected")
  }

  private func read(
    _ output: Int32, _ name: String,
    _ body: (UnsafeRawBufferPointer) throws(ModelFileError) -> Void
  ) throws(ModelFileError) {
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { room.deallocate() }
    while true {
      var wanted = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
      let ready = poll(&wanted, 1, Int32(patience * 1000))
      if ready < 0, errno == EINTR { continue }
      guard ready > 0 else {
        throw ModelFileError(
          .hdf5, name,
          "HDF5 whose reader says nothing for \(Int(patience)) seconds, a sound file was expected")
      }
      let count = Foundation.read(output, room.baseAddress, room.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      try body(UnsafeRawBufferPointer(rebasing: room[..<count]))
    }
  }

  private static func status(of process: pid_t) -> Int32 {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    return status
  }
}

extension ModelFileError.Code {
  /// HDF5 that cannot be read, or that holds what files of weights do not.
  public static let hdf5 = Self("hdf5")
}
