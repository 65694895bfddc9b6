import Operators
import Tensors
import TestSupport
import Testing
import Threads

/// What golden data cannot show with central differences, or is too large for a file.
@Suite("Gradients of combinations and reductions")
struct CombinationGradientTests {
  private func gradients(
    _ function: any DifferentiableOperator, _ inputs: [Argument], _ outputGradient: [Float],
    threads: ThreadPool = .single
  ) throws -> [[Float]] {
    let request = GradientRun.Request(
      function: function, inputs: inputs, outputGradients: [outputGradient], threads: threads)
    return try #require(try GradientRun(request)).inputGradients.map { try #require($0) }
  }

  @Test("every function of elements, combination and reduction has one, or changes in jumps")
  func catalog() {
    for family in ["Elementwise", "Combination", "Reduction"] {
      let operators = OperatorCatalog.families.first { $0.name == family }?.operators ?? []
      #expect(!operators.isEmpty)
      for type in operators {
        #expect(type is any DifferentiableOperator.Type || type.isPiecewiseConstant, "\(type)")
      }
    }
  }

  // PyTorch: torch.maximum(torch.maximum(a, b), c) of equal numbers, and amax.
  @Test("equal values share that of the largest: by halves among inputs, evenly among elements")
  func ties() throws {
    let x = (0..<3).map { _ in Argument([2], [1, -3]) }
    #expect(try gradients(Max(), x, [8, 4]) == [[2, 1], [2, 1], [4, 2]])
    #expect(try gradients(Min(), x, [8, 4]) == [[2, 1], [2, 1], [4, 2]])
    let y = [Argument([2, 4], [5, 5, 1, 5, 2, 2, 2, 2])]
    let axes = ReductionAxes([1])
    #expect(try gradients(ReduceMax(axes), y, [6, 4]) == [[2, 2, 0, 2, 1, 1, 1, 1]])
    #expect(try gradients(ReduceMin(axes), y, [6, 4]) == [[0, 0, 6, 0, 1, 1, 1, 1]])
  }

  @Test("where one of two values is NaN both have that of the larger")
  func notANumber() throws {
    let found = try gradients(
      Max(), [Argument([2], [.nan, 1]), Argument([2], [1, .nan])], [3, 4])
    #expect(found == [[3, 4], [3, 4]])
    let reduced = try gradients(ReduceMax(), [Argument([3], [1, .nan, 2])], [1])
    let areAll = reduced[0].allSatisfy { $0.isNaN }
    #expect(areAll)
  }

  // PyTorch: torch.pow with respect to either.
  @Test("powers of 0 have none in the exponent from 0 on, those of negative numbers NaN")
  func powers() throws {
    let found = try gradients(
      Pow(), [Argument([5], [0, 0, 0, -2, 2]), Argument([5], [0, 2, 1, 2, 0])], [1, 1, 3, 1, 1])
    #expect(found[0] == [0, 0, 3, -4, 0])
    #expect(Array(found[1][..<3]) == [0, 0, 0])
    #expect(found[1][3].isNaN)
    #expect(abs(found[1][4] - 0.6931472) < 1e-7)
  }

  @Test("a slope has the gradient at 0, which counts as below it")
  func slope() throws {
    let x = Argument([3], [0, 1, -2])
    let found = try gradients(PReLU(), [x, Argument([1], [0.5])], [1, 1, 1])
    #expect(found == [[0.5, 1, 0.5], [-2]])
  }

  @Test("the logarithm of a sum of powers ignores terms of 0, and is 0 where all are")
  func powersOfNothing() throws {
    let infinity = Float.infinity
    let x = Argument([2, 3], [-infinity, 0, 0, -infinity, -infinity, -infinity])
    let found = try gradients(ReduceLogSumExp(ReductionAxes([1])), [x], [4, 1])
    #expect(found == [[0, 2, 2, 0, 0, 0]])
    // A float32 near 1e6 is off by 1/32; the shares are not.
    let far = Argument([2], [1e6, 1e6])
    let shares = try gradients(ReduceLogSumExp(), [far], [1])[0]
    let areHalves = shares.allSatisfy { abs($0 - 0.5) < 1e-6 }
    #expect(areHalves)
  }

  @Test("a product's may be finite where the product is not")
  func products() throws {
    let found = try gradients(ReduceProd(), [Argument([3], [0x1p90, 0x1p60, 0x1p-20])], [1])
    #expect(found == [[0x1p40, 0x1p70, .infinity]])
  }

  @Test("a length of 0 has none, a tiny one a direction")
  func lengths() throws {
    let axes = ReductionAxes([1])
    let x = Argument([2, 2], [0, 0, 3e-30, 4e-30])
    let found = try gradients(ReduceL2(axes), [x], [1, 5])[0]
    #expect(found[..<2] == [0, 0])
    #expect(abs(found[2] - 3) < 1e-6 && abs(found[3] - 4) < 1e-6)
  }

  /// Sums of so many terms that several threads share one of them: over rows, over runs within
  /// rows, and over everything.
  @Test(
    "long sums are those of float64, with the same bits on any number of threads",
    arguments: [
      ([20_011, 3], [3]), ([90, 2_501], [2_501]), ([100_003], []), ([7, 3, 61, 67], [3, 1, 1]),
      ([2, 40_009], [2, 1]), ([9_001, 5, 2], [5, 1]),
    ])
  func longSums(full: [Int], short: [Int]) throws {
    let (shape, repeated) = (Shape(full), Shape(short))
    var draws = Draws(seed: 7)
    func numbers(_ count: Int) -> [Float] {
      (0..<count).map { _ in Float.random(in: -1...1, using: &draws) }
    }
    let inputs = [shape, repeated].map { Argument($0, numbers($0.count)) }
    let dy = numbers(shape.count)
    let padded = [Int](repeating: 1, count: full.count - short.count) + short
    var sums = [Double](repeating: 0, count: repeated.count)
    var products = sums
    for (element, factor) in dy.enumerated() {
      var (rest, place, step) = (element, 0, 1)
      for (length, own) in zip(full, padded).reversed() {
        place += own == 1 ? 0 : rest % length * step
        step *= own
        rest /= length
      }
      sums[place] += Double(factor)
      products[place] += Double(factor) * Double(inputs[0].values[element])
    }
    let cases: [(any DifferentiableOperator, [Double])] = [(Add(), sums), (Mul(), products)]
    for (function, wanted) in cases {
      let found = try gradients(function, inputs, dy)
      let largest = wanted.map { abs($0) }.max() ?? 0
      for (sum, number) in zip(wanted, found[1]) {
        #expect(abs(Double(number) - sum) <= 0x1p-20 * largest)
      }
      for count in [2, 5] {
        let again = try gradients(function, inputs, dy, threads: ThreadPool(threadCount: count))
        #expect(again.map { $0.map(\.bitPattern) } == found.map { $0.map(\.bitPattern) })
      }
    }
  }
}
