import CXavier
import Foundation

/// What a call gave: its status, and its sentence where it failed.
struct Outcome: Equatable, CustomStringConvertible {
  let status: Int32
  let sentence: String?

  static let ok = Outcome(status: XAVIER_OK, sentence: nil)

  static func usage(_ sentence: String) -> Outcome {
    Outcome(status: XAVIER_USAGE, sentence: sentence)
  }

  var description: String { "\(status) \(sentence ?? "")" }
}

/// Calls a function that is given the place for its sentence.
func outcome(
  _ call: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> xavier_status
) -> Outcome {
  var text: UnsafeMutablePointer<CChar>?
  let status = call(&text)
  defer { xavier_free(text) }
  return Outcome(status: status, sentence: text.map { String(cString: $0) })
}

/// A text that a function gave, which is freed.
func taken(_ text: UnsafeMutablePointer<CChar>?) -> String? {
  defer { xavier_free(text) }
  return text.map { String(cString: $0) }
}

/// Texts as C has them, as long as `body` runs.
func withTexts<Result>(
  _ texts: [String?], _ body: ([UnsafePointer<CChar>?]) throws -> Result
) rethrows -> Result {
  let copies = texts.map { $0.map { strdup($0)! } }
  defer { copies.forEach { free($0) } }
  return try body(copies.map { UnsafePointer($0) })
}

/// A parameter as a caller describes it.
struct Described {
  var initializer: String? = "glorotUniform"
  var path: String? = "w"
  var seed: UInt64 = 3
  var shape: [Int64] = [37, 53]
  var layout: String? = "pytorch"
  var groups: Int64 = 0

  func with<Result>(
    _ body: (UnsafePointer<xavier_parameter>) throws -> Result
  ) rethrows -> Result {
    try withTexts([initializer, path, layout]) { texts in
      try shape.withUnsafeBufferPointer { lengths in
        var parameter = xavier_parameter(
          initializer: texts[0], path: texts[1], seed: seed, rank: shape.count,
          shape: lengths.baseAddress, layout: texts[2], groups: groups)
        return try body(&parameter)
      }
    }
  }

  /// Draws into new memory for so many elements of four bytes.
  func drawn(
    _ count: Int, starts: [Int64]? = nil, lengths: [Int64]? = nil, first: Int64 = 0,
    range: Int64? = nil, threads: Int32 = 0
  ) -> (Outcome, [Float]) {
    var floats = [Float](repeating: .nan, count: count)
    let size = floats.count * 4
    let found = floats.withUnsafeMutableBytes { memory in
      with { parameter in
        var run = xavier_run(threads: threads, progress: nil, context: nil)
        return outcome { error in
          guard starts != nil || lengths != nil || range != nil else {
            return xavier_fill(
              memory.baseAddress, size, XAVIER_FLOAT32, parameter, nil, &run, error)
          }
          return withOptional(starts) { starts in
            withOptional(lengths) { lengths in
              var slice = xavier_slice(
                starts: starts, lengths: lengths, first: first, count: range ?? 0)
              return xavier_fill(
                memory.baseAddress, size, XAVIER_FLOAT32, parameter, &slice, &run, error)
            }
          }
        }
      }
    }
    return (found, floats)
  }
}

func withOptional<Result>(
  _ numbers: [Int64]?, _ body: (UnsafePointer<Int64>?) -> Result
) -> Result {
  guard let numbers else { return body(nil) }
  return numbers.withUnsafeBufferPointer { body($0.baseAddress) }
}
