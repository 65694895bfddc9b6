import GaussianIntegrals
import Testing

@Suite("Errors of Gaussian integrals")
struct ErrorTests {
  private func expect(
    _ code: GaussianIntegralError.Code, _ sentence: String,
    _ body: () throws(GaussianIntegralError) -> Void
  ) {
    do {
      try body()
      Issue.record("no error: \(sentence)")
    } catch {
      #expect(error.code == code)
      #expect(error.description == sentence)
    }
  }

  @Test("each mistake has its code and its sentence")
  func sentences() throws {
    expect(.variance, "variance: -1.0, a finite number that is at least 0 was expected") {
      () throws(GaussianIntegralError) in _ = try GaussianMoments(of: .tanh, variance: -1)
    }
    expect(.variance, "variance: nan, a finite number that is at least 0 was expected") {
      () throws(GaussianIntegralError) in _ = try Gain.forward(of: .tanh, variance: .nan)
    }
    expect(.variance, "bias variance: -0.5, a finite number that is at least 0 was expected") {
      () throws(GaussianIntegralError) in
      _ = try LengthMap(.tanh, weightVariance: 1, biasVariance: -0.5)
    }
    expect(.number, "mean: inf, a finite number was expected") {
      () throws(GaussianIntegralError) in
      _ = try GaussianIntegral(mean: .infinity, variance: 1) { $0 }
    }
    expect(
      .notANumber, "hole: not a number at x = 0.0, a number for every finite x was expected"
    ) { () throws(GaussianIntegralError) in
      _ = try GaussianMoments(of: ScalarFunction("hole") { _ in .nan }, variance: 0)
    }
    expect(.range, "range 0.0 to 1.0: two different positive finite variances were expected") {
      () throws(GaussianIntegralError) in
      _ = try EdgeOfChaos(of: .tanh).points(biasVariance: 0, in: 0...1)
    }
    expect(.correlation, "correlation: 1.5, a number from -1 to 1 was expected") {
      () throws(GaussianIntegralError) in
      let lengths = try LengthMap(.tanh, weightVariance: 1, biasVariance: 1)
      _ = try CorrelationMap(lengths, variance: 1).step(from: 1.5)
    }
    expect(
      .argument,
      "function celu:0: a finite number above 0 as value that it falls to, negated was expected"
    ) {
      () throws(GaussianIntegralError) in _ = try FunctionCatalog.function(spelled: "celu:0")
    }
    expect(.argument, "function tanh:2: tanh without an argument was expected") {
      () throws(GaussianIntegralError) in _ = try FunctionCatalog.function(spelled: "tanh:2")
    }
  }

  @Test("an integral that does not exist is told, with what has to be declared")
  func divergent() {
    let noise = ScalarFunction("noise") { x in
      sine(1e9 * x)
    } slope: { _ in
      0
    }
    do {
      _ = try GaussianMoments(of: noise)
      Issue.record("no error")
    } catch {
      #expect(error.code == .divergent)
      #expect(
        error.description.hasPrefix("noise: the integral at variance 1.0 is known to a share"))
      #expect(error.description.hasSuffix("jumps and kinks have to be declared"))
    }
  }

  @Test("an unknown name is answered with the names there are")
  func names() {
    do {
      _ = try FunctionCatalog.function(spelled: "gelo")
      Issue.record("no error")
    } catch {
      #expect(error.code == .name)
      #expect(error.description.hasPrefix("function gelo: not known, one of identity, relu, "))
      #expect(error.description.hasSuffix(", square was expected"))
    }
  }
}
