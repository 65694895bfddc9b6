import CXavier
import Foundation
import Xavier

/// A parameter that is drawn into a caller's memory.
struct Drawing {
  let law: any Law
  let spec: ParameterSpec
  let path: String
  let seed: UInt64

  /// Draws a part.
  ///
  /// - Throws: `InterfaceError` where the memory is not that of the part; `InitializerError` where its
  ///   type cannot hold the law; `CancellationError`.
  func fill(
    _ memory: UnsafeMutableRawPointer?, _ size: Int, _ type: xavier_type,
    _ slice: UnsafePointer<xavier_slice>?, _ run: WorkRun
  ) throws {
    let part = try CallerSlice(slice, of: spec.shape, path)
    guard let element = try StoredType(type).elementType else {
      throw InterfaceError("type of \(path): integers or truth values, floats")
    }
    let (bytes, overflows) = part.count.multipliedReportingOverflow(by: element.size)
    guard !overflows, bytes == size else {
      throw InterfaceError(
        "memory for \(path): \(size) bytes, \(overflows ? "fewer" : "\(bytes)") for "
          + "\(part.count) elements of \(element.rawValue)")
    }
    guard size > 0 else { return }
    guard let memory else { throw InterfaceError("memory for \(path): NULL, \(size) bytes") }
    guard Int(bitPattern: memory) % element.size == 0 else {
      throw InterfaceError(
        "memory for \(path): an address that is no multiple of \(element.size), one that is")
    }
    try law.check(element, for: spec)
    let buffer = ElementBuffer(start: memory, count: part.count, type: element)
    if law.isElementwise {
      try fill(buffer, part, run)
    } else {
      try fillWhole(buffer, part, run)
    }
  }

  private var stream: ParameterStream { ParameterStream(seed: seed, path: path) }

  // So many elements are drawn before the caller is told: hundredths of a second.
  private static let pieceLength = 1 << 24

  private func fill(_ buffer: ElementBuffer, _ part: CallerSlice, _ run: WorkRun) throws {
    var done = 0
    func drawn(_ count: Int) throws {
      done += count
      try run.report(done, of: buffer.count)
    }
    // Long runs are shared among threads one by one, short ones many at a time.
    if part.length >= 1 << 16 {
      for start in part.starts {
        for offset in stride(from: 0, to: part.length, by: Self.pieceLength) {
          let count = min(Self.pieceLength, part.length - offset)
          law.fill(
            buffer[done..<done + count], from: start + offset, of: spec, stream: stream,
            threads: run.threads)
          try drawn(count)
        }
      }
      return
    }
    let perPiece = max(1, Self.pieceLength / part.length)
    for first in stride(from: 0, to: part.starts.count, by: perPiece) {
      let runs = first..<min(first + perPiece, part.starts.count)
      run.threads.runRanges(total: runs.count, grain: max(1, (1 << 14) / part.length)) { range in
        for number in range {
          let place = (runs.lowerBound + number) * part.length
          law.fill(
            buffer[place..<place + part.length], from: part.starts[runs.lowerBound + number],
            of: spec, stream: stream, threads: .single)
        }
      }
      try drawn(runs.count * part.length)
    }
  }

  // Laws of whole matrices draw all that lies between the first element and the last.
  private func fillWhole(_ buffer: ElementBuffer, _ part: CallerSlice, _ run: WorkRun) throws {
    guard let first = part.starts.first, let last = part.starts.last else { return }
    try run.report(0, of: buffer.count)
    if part.starts.count == 1 {
      law.fill(buffer, from: first, of: spec, stream: stream, threads: run.threads)
    } else {
      let size = buffer.type.size
      let count = last + part.length - first
      guard let memory = malloc(count * size) else {
        throw InterfaceError.memory(count * size)
      }
      defer { free(memory) }
      law.fill(
        ElementBuffer(start: memory, count: count, type: buffer.type), from: first, of: spec,
        stream: stream, threads: run.threads)
      for (number, start) in part.starts.enumerated() {
        memcpy(
          buffer.start! + number * part.length * size, memory + (start - first) * size,
          part.length * size)
      }
    }
    try run.report(buffer.count, of: buffer.count)
  }
}
