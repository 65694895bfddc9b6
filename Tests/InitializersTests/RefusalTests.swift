import Initializers
import Tensors
import Testing

private func refusal(
  _ code: InitializerError.Code, _ sentence: String,
  sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Any
) {
  let error = #expect(throws: InitializerError.self, sourceLocation: sourceLocation) {
    _ = try body()
  }
  #expect(error?.code == code, sourceLocation: sourceLocation)
  #expect(error?.description == sentence, sourceLocation: sourceLocation)
}

@Suite("Refusals of initializers")
struct RefusalTests {
  private let matrix = ParameterSpec.dense(in: 35, out: 99)

  @Test("a fan of zero that the rule divides by is refused")
  func zeroFans() throws {
    refusal(.zeroFan, "fan in 0, fan out 99: fanIn is 0, at least 1 was expected") {
      try VarianceScaling.heNormal.draw(.dense(in: 0, out: 99), path: "w", seed: 0)
    }
    refusal(.zeroFan, "fan in 0, fan out 0: fanAverage is 0, at least 1 was expected") {
      try VarianceScaling.glorotUniform.draw(.dense(in: 0, out: 0), path: "w", seed: 0)
    }
    refusal(.zeroFan, "fan in 35, fan out 0: fanOut is 0, at least 1 was expected") {
      try VarianceScaling(scale: 1, mode: .fanOut, distribution: .normal)
        .law(for: .dense(in: 35, out: 0))
    }
    refusal(.zeroFan, "fan in 35, fan out 0: fanGeometricAverage is 0, at least 1 was expected") {
      try VarianceScaling(scale: 1, mode: .fanGeometricAverage, distribution: .normal)
        .variance(fans: Fans(fanIn: 35, fanOut: 0))
    }
    // The mean of 0 and 99 is not 0.
    let none = try VarianceScaling.glorotUniform.draw(.dense(in: 0, out: 99), path: "w", seed: 0)
    #expect(none.isEmpty)
  }

  @Test("a scale that is negative, infinite or not a number is refused")
  func scales() {
    for (scale, spelled) in [(-1.0, "-1.0"), (.nan, "nan"), (.infinity, "inf"), (-0.5, "-0.5")] {
      refusal(
        .scale, "variance scale: \(spelled), a finite number that is at least 0 was expected"
      ) {
        try VarianceScaling(scale: scale, mode: .fanIn, distribution: .uniform).law(for: matrix)
      }
    }
    refusal(.scale, "gain: -2.0, a finite number that is at least 0 was expected") {
      try VarianceScaling.heNormal.scaled(byGain: -2).law(for: matrix)
    }
    refusal(.scale, "gain: inf, a finite number that is at least 0 was expected") {
      try VarianceScaling.heNormal.scaled(byGain: .infinity).draw(matrix, path: "w", seed: 0)
    }
  }

  @Test("bounds, deviations, variances and gains that are not finite or negative are refused")
  func numbers() {
    let bad = [(-0.1, "-0.1"), (Double.nan, "nan"), (.infinity, "inf"), (1e39, "1e+39")]
    for (value, spelled) in bad {
      let tail = "\(spelled), a finite number that is at least 0 was expected"
      refusal(.scale, "uniform bound: \(tail)") { try Uniform(bound: value) }
      refusal(.scale, "uniform bound: \(tail)") { try FixedLaw.uniform(bound: value) }
      refusal(.scale, "standard deviation: \(tail)") { try Normal(standardDeviation: value) }
      refusal(.scale, "standard deviation: \(tail)") {
        try FixedLaw.normal(standardDeviation: value)
      }
      refusal(.scale, "standard deviation: \(tail)") {
        try TruncatedNormal(standardDeviation: value)
      }
      refusal(.scale, "standard deviation: \(tail)") {
        try FixedLaw.truncatedNormal(standardDeviation: value)
      }
      refusal(.scale, "gain: \(tail)") { try Orthogonal(gain: value) }
      refusal(.scale, "gain: \(tail)") { try FixedLaw.orthogonal(gain: value) }
      refusal(.scale, "gain: \(tail)") { try Identity(gain: value) }
    }
    for (value, spelled) in bad.dropLast() {
      let sentence = "variance: \(spelled), a finite number that is at least 0 was expected"
      refusal(.scale, sentence) { try Uniform(variance: value) }
      refusal(.scale, sentence) { try Normal(variance: value) }
      refusal(.scale, sentence) { try TruncatedNormal(variance: value) }
    }
  }

  @Test("a slice that leaves the parameter is refused, one that ends with it is not")
  func slices() throws {
    let cases: [(first: Int, count: Int)] = [
      (-1, 1), (0, 3_466), (3_465, 1), (3_466, 0), (3_400, 66), (.max, 1), (.min, 1),
    ]
    for (first, count) in cases {
      var values = [Float](repeating: 0, count: count)
      refusal(
        .slice,
        "hidden.weight: elements from \(first), \(count) of them, within 3465 were expected"
      ) {
        try values.withUnsafeMutableBufferPointer {
          try VarianceScaling.heNormal
            .fill($0, from: first, of: matrix, path: "hidden.weight", seed: 0)
        }
      }
      #expect(values.allSatisfy { $0 == 0 })
    }
    for (first, count) in [(3_465, 0), (3_400, 65), (0, 3_465)] {
      var values = [Float](repeating: 0, count: count)
      try values.withUnsafeMutableBufferPointer {
        try VarianceScaling.heNormal.fill($0, from: first, of: matrix, path: "w", seed: 0)
      }
    }
  }

  @Test("a wrong number of declared axes is refused")
  func axes() {
    refusal(.axes, "shape 35×99: 1 declared axes, 2 were expected") {
      try ParameterSpec(shape: [35, 99], axes: [.output], role: .weight)
    }
    refusal(.axes, "shape scalar: 2 declared axes, 0 were expected") {
      try ParameterSpec(shape: [], axes: [.input, .output], role: .weight)
    }
  }

  @Test("laws of matrices are refused for parameters that are none")
  func matrices() throws {
    let sentence = "shape 99 with axes (output), input and output axes were expected"
    refusal(.axes, "orthogonal: \(sentence)") {
      try FixedLaw.orthogonal.draw(.bias(out: 99), path: "b", seed: 0)
    }
    refusal(.axes, "identity:2: \(sentence)") {
      try FixedLaw.identity(gain: 2).law(for: .bias(out: 99))
    }
    refusal(.axes, "sparse:0.5,1: \(sentence)") {
      try FixedLaw.sparse(sparsity: 0.5, standardDeviation: 1).law(for: .bias(out: 99))
    }
  }
}

@Suite("Refusals of spellings")
struct SpellingRefusalTests {
  private static var known: String {
    "one of the \(InitializerCatalog.names.count) names that 'xavier explain' lists was expected"
  }

  @Test(
    "an unknown name is refused with the nearest one and the whole list",
    arguments: [
      ("glorotUnifrom", "glorotUniform"), ("GlorrotUniform", "glorotUniform"),
      ("xavierUnifor", "xavierUniform"), ("kaimingNormel", "kaimingNormal"),
      ("varianceScalling", "varianceScaling"), ("ortogonal", "orthogonal"), ("zero", "zeros"),
    ])
  func unknown(_ typed: String, _ nearest: String) {
    refusal(
      .name,
      "recipe \(typed): not known, did you mean \(nearest)? \(Self.known)"
    ) { try InitializerCatalog.initializer(spelled: typed) }
  }

  @Test("an unknown name that is near nothing is refused with the list alone")
  func far() {
    for typed in ["quaternionic", "", ":", "pytorchDefaultWeights:3"] {
      let name = typed.prefix { $0 != ":" }
      refusal(.name, "recipe \(name): not known, \(Self.known)") {
        try InitializerCatalog.initializer(spelled: typed)
      }
    }
  }

  @Test("a missing argument is refused, with what it means")
  func missing() {
    for (typed, usage, meaning) in [
      ("constant", "constant:VALUE", "value"), ("uniform", "uniform:BOUND", "bound"),
      ("normal", "normal:DEVIATION[,MEAN]", "standard deviation"),
      ("truncatedNormal", "truncatedNormal:DEVIATION[,CUT]", "standard deviation"),
      ("uniformBetween:-1", "uniformBetween:LOWER,UPPER", "upper end"),
    ] {
      refusal(.argument, "recipe \(typed): \(usage), with the \(meaning), was expected") {
        try InitializerCatalog.initializer(spelled: typed)
      }
    }
  }

  @Test("an argument that is not wanted is refused")
  func unwanted() {
    for (typed, name) in [
      ("standardUniform:2", "standardUniform"), ("zeros:", "zeros"), ("ones:1", "ones"),
    ] {
      refusal(.argument, "recipe \(typed): \(name) without an argument was expected") {
        try InitializerCatalog.initializer(spelled: typed)
      }
    }
  }

  @Test("an argument that is not a number in range is refused")
  func invalid() {
    for argument in ["", "x", "0.1x", " 1", "nan", "inf", "-inf", "1e39", "-0.1", "1:2"] {
      refusal(
        .argument,
        """
        recipe normal:\(argument): a finite number that is at least 0 as standard deviation \
        was expected
        """
      ) { try InitializerCatalog.initializer(spelled: "normal:\(argument)") }
      refusal(
        .argument,
        "recipe orthogonal:\(argument): a finite number that is at least 0 as gain was expected"
      ) { try InitializerCatalog.initializer(spelled: "orthogonal:\(argument)") }
    }
    // A constant may be negative.
    for argument in ["", "x", "nan", "inf", "-1e39"] {
      refusal(.argument, "recipe constant:\(argument): a finite number as value was expected") {
        try InitializerCatalog.initializer(spelled: "constant:\(argument)")
      }
    }
  }

  @Test("a malformed variance scaling is refused, with its form")
  func varianceScaling() {
    let malformed = [
      "varianceScaling", "varianceScaling:", "varianceScaling:2", "varianceScaling:2,fanIn",
      "varianceScaling:2,fanIn,normal,1", "varianceScaling:x,fanIn,normal",
      "varianceScaling:-1,fanIn,normal", "varianceScaling:nan,fanIn,normal",
      "varianceScaling:inf,fanIn,normal", "varianceScaling:2,fanin,normal",
      "varianceScaling:2,fanIn,gaussian", "varianceScaling:2, fanIn,normal",
    ]
    for typed in malformed {
      refusal(
        .argument,
        """
        recipe \(typed): varianceScaling:SCALE,fanIn|fanOut|fanAverage|fanGeometricAverage,\
        uniform|normal|truncatedNormal was expected
        """
      ) { try InitializerCatalog.initializer(spelled: typed) }
    }
  }
}
