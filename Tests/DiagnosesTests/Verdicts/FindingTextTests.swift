import Diagnoses
import Initializers
import Networks
import Recipes
import Testing

@Suite("What findings say")
struct FindingTextTests {
  @Test("PyTorch's default weights behind ReLU, thirty layers")
  func pytorch() throws {
    let findings = Judge.findings(try Evidence(theoryOf: Stack.pytorch(30, .relu).network()))
    let cause =
      "weights of variance 1 / (3 fan in) shrink the signal and biases do not: up to 83 % of what "
      + "layers give is bias, the same for every input, so that its size looks healthy"
    let remedy =
      "start biases at zero and draw weights with `--recipe heNormal`, or let `--recipe auto` choose"
    #expect(
      Array(findings.prefix(3)) == [
        Finding(
          code: .vanishing, weight: .verdict, layer: "layers.23",
          message:
            "the gradient falls to 1.18e-20 of itself, relative to the signal, from layers.29 "
            + "back to layers.0; under 0.0001 from layers.23 on", cause: cause, remedy: remedy),
        Finding(
          code: .collapsed, weight: .verdict, layer: "layers.7",
          message:
            "different inputs come out alike: their mean cosine is 1.000000 at layers.24, and 0 "
            + "is left of what told them apart", cause: cause, remedy: remedy),
        Finding(
          code: .biasDominated, weight: .verdict, layer: "layers.4",
          message:
            "biases make at least 50 % of the mean square in 26 of 30 layers, from layers.4 on",
          cause: cause, remedy: remedy),
      ])
  }

  @Test("the gain of a linear unit before ReLU")
  func gain() throws {
    let stack = Stack(depth: 30, activation: .relu, weights: 1)
    let findings = Judge.findings(try Evidence(theoryOf: stack.network()))
    #expect(
      findings.first
        == Finding(
          code: .vanishing, weight: .verdict, layer: "layers.17",
          message:
            "the mean square of the signal falls from 1 at layers.0 to 1.86e-9 at layers.29; "
            + "under 1e-5 from layers.17 on",
          cause: "the variance of weights is 1 / fan in, and relu needs 2 / fan in to keep signals",
          remedy: "draw weights with `--recipe heNormal`, or let `--recipe auto` choose"))
  }

  @Test("a length that repels, an activation that no gain helps, and layers too narrow")
  func causes() throws {
    func cause(_ stack: Stack) throws -> String? {
      Judge.findings(try Evidence(theoryOf: stack.network())).first?.cause
    }
    #expect(
      try cause(Stack(depth: 36, activation: .gelu, weights: 2.351715614))
        == "with weights of variance 2.35 / fan in gelu keeps one length only on a knife's edge: what "
        + "is off grows by 14 % in each layer")
    #expect(
      try cause(Stack(depth: 5, activation: .sigmoid, weights: 1))
        == "sigmoid adds a mean that all inputs share and passes on at most 25 % of a difference")
    #expect(
      try cause(Stack(depth: 60, width: 16, activation: .relu, weights: 2))
        == "each layer adds a variance of about one over its width, and 60 layers of width 16 add up"
    )
  }

  @Test("normalizations that hide what the gradient does")
  func masked() throws {
    let network = Network(input: 64) {
      for _ in 0..<60 {
        Dense(128, initializer: .heNormal)
        BatchNormalization()
        Activate(.relu)
      }
      Dense(10)
    }
    var check = Check(network, recipe: InitializerRecipe(.heNormal))
    check.draws = 1
    let finding = try #require(try check.run().findings.first)
    #expect(finding.code == .chaotic)
    #expect(
      finding.cause
        == "60 normalizations hold the signal at one length, but the gradient grows 1.53-fold at each "
        + "of them")
    #expect(
      finding.remedy
        == "add residual connections around the normalized layers, or use fewer of them: other "
        + "weights change nothing that a normalization takes away")
  }

  @Test("a signal that Float32 cannot hold, by theory as measured")
  func overflow() throws {
    let network = Network(input: 64) {
      for _ in 0..<30 { Dense(128, activation: .relu) }
      Dense(10)
    }
    for isTheoryOnly in [true, false] {
      var check = Check(
        network, recipe: InitializerRecipe(try FixedLaw.normal(standardDeviation: 1e15)))
      check.draws = 1
      check.isTheoryOnly = isTheoryOnly
      let findings = try check.run().findings
      #expect(findings.map(\.code) == [.nonfinite])
      #expect(findings.map(\.layer) == ["layers.2"])
      #expect(
        findings[0].cause.hasPrefix(
          "the signal has grown beyond what Float32 can hold: its mean square was 2."))
    }
  }
}
