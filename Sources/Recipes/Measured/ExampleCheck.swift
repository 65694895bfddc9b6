import Networks
import Tensors

/// Whether examples say anything about scales.
enum ExampleCheck {
  /// That numbers are finite, and that at least two examples differ.
  ///
  /// - Throws: ``RecipeError`` with code `.data`.
  static func check(
    _ examples: [String: StoredTensor], for network: Network
  ) throws(RecipeError) {
    var most = 0
    var differ = false
    var isZero = true
    for input in network.inputs {
      guard let array = examples[input.name] else { continue }
      let numbers = [Float](unsafeUninitializedCapacity: array.shape.count) { buffer, count in
        array.copyFloats(into: buffer)
        count = buffer.count
      }
      guard numbers.allSatisfy(\.isFinite) else {
        throw .examples(
          "input \(input.name) has numbers that are not finite, finite ones were expected")
      }
      isZero = isZero && numbers.allSatisfy { $0 == 0 }
      guard let count = array.shape.lengths.first, count > 0 else { continue }
      most = max(most, count)
      let each = numbers.count / count
      let later = each..<max(each, numbers.count)
      differ = differ || later.contains { numbers[$0] != numbers[$0 - each] }
    }
    guard most >= 2 else { throw .examples("\(most), at least 2 that differ were expected") }
    guard !isZero else {
      throw .examples("\(most) of zeros alone, at least 2 that differ were expected")
    }
    guard differ else { throw .examples("\(most) alike, at least 2 that differ were expected") }
  }
}
