import Operators
import Tensors
import TestSupport
import Testing
import Threads

/// Normalizations of batches so long that their sums are taken in parts.
///
/// A batch that is a shorter one over and over has its statistics, its gradient of x over and over,
/// and that many times its gradients of parameters.
@Suite("Gradients of normalizations over long batches")
struct LongBatchGradientTests {
  private static let copies = 40

  @Test(
    "follow from those of a short batch, with the same bits on any number of threads",
    arguments: [false, true])
  func repetition(isChannelsLast: Bool) throws {
    let layer = LayerNormalization(axis: 1)
    let functions: [(any DifferentiableOperator, Shape, [Shape])] = [
      (BatchNormalization(isTraining: true), [2, 67, 5, 7], [[67], [67], [67], [67]]),
      (BatchNormalization(), [2, 67, 5, 7], [[67], [67], [67], [67]]),
      (BatchNormalization(isTraining: true), [9, 300], [[300], [300], [300], [300]]),
      (layer, [10, 333], [[333], [333]]),
      (RMSNormalization(axis: 1), [10, 333], [[333]]),
      (RMSNormalization(axis: 1), [10, 3, 111], [[3, 1]]),
      (GroupNormalization(groups: 3), [3, 9, 7, 11], [[9], [9]]),
      (InstanceNormalization(), [3, 9, 7, 11], [[9], [9]]),
    ]
    for (number, (function, shape, parameters)) in functions.enumerated() {
      var draws = Draws(seed: UInt64(number))
      func numbers(_ count: Int, _ range: ClosedRange<Float>) -> [Float] {
        (0..<count).map { _ in Float.random(in: range, using: &draws) }
      }
      let (x, dy) = (numbers(shape.count, -2...3), numbers(shape.count, -1...1))
      let others = parameters.map { Argument($0, numbers($0.count, 0.25...2)) }
      func request(copies: Int, _ threads: ThreadPool) -> GradientRun.Request {
        let whole = Shape([shape[0] * copies] + shape.lengths.dropFirst())
        func repeated(_ values: [Float]) -> [Float] {
          (0..<copies).flatMap { _ in values }
        }
        let outputs = (function as? BatchNormalization)?.isTraining == true ? 3 : 1
        return GradientRun.Request(
          function: function, inputs: [Argument(whole, repeated(x))] + others,
          outputGradients: [repeated(dy)] + [[Float]?](repeating: nil, count: outputs - 1),
          threads: threads, isChannelsLast: isChannelsLast)
      }
      guard let short = try GradientRun(request(copies: 1, .single)) else { continue }
      let long = try #require(try GradientRun(request(copies: Self.copies, .single)))
      let shared = try #require(
        try GradientRun(request(copies: Self.copies, ThreadPool(threadCount: 3))))
      for (place, (found, once)) in zip(long.inputGradients, short.inputGradients).enumerated() {
        let (found, once) = (try #require(found), try #require(once))
        let factor = Float(place == 0 ? 1 : Self.copies)
        let largest = once.map(abs).max()! * factor
        let error = found.indices.map { abs(found[$0] - factor * once[$0 % once.count]) }.max()!
        #expect(error <= largest * 0x1p-20, "\(function), input \(place)")
        #expect(shared.inputGradients[place] == found, "\(function), input \(place)")
      }
    }
  }

  @Test("of few long rows add up over the rows")
  func longRows() throws {
    var draws = Draws(seed: 7)
    let (rows, columns) = (3, 9_001)
    let values = (0..<4).map { _ in
      (0..<rows * columns).map { _ in Float.random(in: -1...1, using: &draws) }
    }
    let parameters = [1, 2].map { Argument([columns], Array(values[$0][..<columns])) }
    func run(_ range: Range<Int>, _ threads: ThreadPool) throws -> [[Float]?] {
      let own = range.lowerBound * columns..<range.upperBound * columns
      let request = GradientRun.Request(
        function: LayerNormalization(),
        inputs: [Argument([range.count, columns], Array(values[0][own]))] + parameters,
        outputGradients: [Array(values[3][own])], threads: threads)
      return try #require(try GradientRun(request)).inputGradients
    }
    let whole = try run(0..<rows, .single)
    #expect(try run(0..<rows, ThreadPool(threadCount: 3)) == whole)
    let each = try (0..<rows).map { try run($0..<$0 + 1, .single) }
    #expect(whole[0] == each.flatMap { $0[0]! })
    for place in [1, 2] {
      for column in 0..<columns {
        let sum = each.map { $0[place]![column] }.reduce(0, +)
        #expect(abs(whole[place]![column] - sum) <= 0x1p-20 * 4)
      }
    }
  }
}
