import Diagnoses
import Initializers
import Networks
import Operators
import Tensors
import Testing

/// A stack, and what decides its verdict; empty for a healthy one.
struct KnownStack: Sendable, CustomStringConvertible {
  let description: String
  let stack: Stack
  let verdicts: [Verdict]

  init(_ description: String, _ stack: Stack, _ verdicts: Verdict...) {
    self.description = description
    self.stack = stack
    self.verdicts = verdicts
  }

  static let all = relu + gelu + bounded

  private static func stack(_ depth: Int, _ activation: Activation, _ weights: Double) -> Stack {
    Stack(depth: depth, activation: activation, weights: weights)
  }

  private static let relu: [KnownStack] =
    [30, 60, 100].map { KnownStack("He, ReLU, \($0)", stack($0, .relu, 2)) } + [
      KnownStack("He, ReLU, 200", stack(200, .relu, 2), .collapsed),
      KnownStack(
        "He, ReLU, 60 of width 16",
        Stack(depth: 60, width: 16, activation: .relu, weights: 2), .tooDeepForItsWidth),
      KnownStack("PyTorch, ReLU, 3", .pytorch(3, .relu)),
      KnownStack("PyTorch, ReLU, 5", .pytorch(5, .relu)),
      KnownStack("PyTorch, ReLU, 8", .pytorch(8, .relu), .collapsed, .biasDominated),
      KnownStack(
        "PyTorch, ReLU, 10", .pytorch(10, .relu), .vanishing, .collapsed, .biasDominated),
      KnownStack(
        "PyTorch, ReLU, 15", .pytorch(15, .relu), .vanishing, .collapsed, .biasDominated),
      KnownStack(
        "PyTorch, ReLU, 30", .pytorch(30, .relu), .vanishing, .collapsed, .biasDominated),
      KnownStack("LeCun, ReLU, 10", stack(10, .relu, 1)),
      KnownStack("LeCun, ReLU, 20", stack(20, .relu, 1), .vanishing),
      KnownStack("LeCun, ReLU, 30", stack(30, .relu, 1), .vanishing),
    ]

  private static let gelu: [KnownStack] = [
    KnownStack("He, GELU, 12", stack(12, .gelu, 2)),
    KnownStack("He, GELU, 24", stack(24, .gelu, 2)),
    KnownStack("He, GELU, 60", stack(60, .gelu, 2), .vanishing),
    KnownStack("forward gain, GELU, 12", stack(12, .gelu, 2.351715614)),
    KnownStack("forward gain, GELU, 24", stack(24, .gelu, 2.351715614)),
    KnownStack("forward gain, GELU, 36", stack(36, .gelu, 2.351715614), .unstable),
    KnownStack("forward gain, GELU, 60", stack(60, .gelu, 2.351715614), .exploding, .unstable),
    KnownStack(
      "attracting critical point, GELU, 60",
      Stack(
        depth: 60, activation: .gelu, weights: 1.983058257, biases: 0.1729223908,
        first: 3.561552813 - 0.1729223908)),
    KnownStack(
      "length 8, GELU, 60",
      Stack(
        depth: 60, activation: .gelu, weights: 1.95676, biases: 0.28436, first: 8 - 0.28436)),
  ]

  private static let bounded: [KnownStack] = [
    KnownStack("LeCun, tanh, 50", stack(50, .tanh, 1)),
    KnownStack("LeCun, tanh, 200", stack(200, .tanh, 1)),
    KnownStack("gain 5/3, tanh, 10", stack(10, .tanh, 25.0 / 9)),
    KnownStack("gain 5/3, tanh, 30", stack(30, .tanh, 25.0 / 9)),
    KnownStack("gain 5/3, tanh, 50", stack(50, .tanh, 25.0 / 9), .chaotic),
    KnownStack("N(0, 1), tanh, 4", stack(4, .tanh, 512), .saturated),
    KnownStack("LeCun, SELU, 30", stack(30, .selu, 1)),
    KnownStack("LeCun, SELU, 100", stack(100, .selu, 1)),
    KnownStack("LeCun, sigmoid, 2", stack(2, .sigmoid, 1)),
    KnownStack("LeCun, sigmoid, 3", stack(3, .sigmoid, 1)),
    KnownStack("LeCun, sigmoid, 5", stack(5, .sigmoid, 1), .vanishing, .collapsed),
  ]
}

@Suite("Verdicts on known stacks")
struct KnownStackTests {
  @Test("theory alone tells which stacks train", arguments: KnownStack.all)
  func theory(_ known: KnownStack) throws {
    let findings = Judge.findings(try Evidence(theoryOf: known.stack.network()))
    let verdicts = findings.filter { $0.weight == .verdict }.map { $0.code }
    #expect(verdicts == known.verdicts)
    #expect(Judge.verdict(of: findings) == known.verdicts.first ?? .healthy)
  }

  @Test("a run shows the same", arguments: KnownStack.all)
  func measured(_ known: KnownStack) throws {
    let findings = Judge.findings(try Evidence(measuring: known.stack.network()))
    let verdicts = findings.filter { $0.weight == .verdict }.map { $0.code }
    #expect(verdicts == known.verdicts)
  }
}
