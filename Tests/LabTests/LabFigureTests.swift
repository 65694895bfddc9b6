import Foundation
import TestSupport
import Testing
import Xavier

@Suite("Figures of explanations", .serialized)
struct LabFigureTests {
  private static let lab = Result { try LabProcess() }
  private let lab: LabProcess

  init() throws { lab = try Self.lab.get() }

  private struct Answer<Figure: Decodable>: Decodable {
    let text: String
    let figure: Figure?
  }

  private func answer(_ name: String) throws -> LabAnswer {
    let word = name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? name
    return try lab.ask("GET", "/api/explain?name=\(word)")
  }

  private func figure<Figure: Decodable>(_ name: String, _ type: Figure.Type) throws -> Figure {
    let found = try answer(name)
    #expect(found.status == 200, "\(name): \(found.text.prefix(300))")
    let decoded = try JSONDecoder().decode(Answer<Figure>.self, from: found.body)
    return try #require(decoded.figure, "\(name) has no figure")
  }

  private struct Kind: Decodable { let kind: String }

  @Test("everything that a state may name, and every verdict, is explained")
  func catalog() throws {
    struct Catalog: Decodable {
      let activations, recipes, verdicts: [Named]
      struct Named: Decodable { let name: String }
    }
    let catalog = try JSONDecoder().decode(Catalog.self, from: lab.ask("GET", "/api/catalog").body)
    let names = (catalog.activations + catalog.recipes + catalog.verdicts).map(\.name)
    // All of one number, or one that has no graph: there is nothing to draw.
    let without: Set = [
      "zeros", "skipInit", "reZero", "ones", "constant", "softmax", "forgetGateBias",
      "identityRecurrent",
    ]
    for name in Set(names + VerdictCatalog.entries.map { $0.name }) where name != "as-is" {
      let found = try answer(name)
      #expect(found.status == 200, "\(name): \(found.text.prefix(300))")
      let decoded = try JSONDecoder().decode(Answer<Kind>.self, from: found.body)
      #expect((decoded.figure == nil) == without.contains(name), "\(name)")
    }
  }

  private struct Histogram: Decodable {
    let kind, name: String
    let shape, counts: [Int]
    let low, high: Double
    let drawn, zeros: Int
    let seed: UInt64
    let expected: [Double]?
  }

  @Test(
    "an initializer's are the weights that the library draws, under the law that it has",
    arguments: [
      "glorotUniform", "heNormal", "truncatedNormal:0.02", "normal:0.5", "sparse:0.9",
      "varianceScaling:2,fanIn,truncatedNormal",
    ])
  func weights(name: String) throws {
    let found = try figure(name, Histogram.self)
    #expect(found.kind == "histogram")
    #expect(found.shape == [128, 784] || found.shape == [784, 128])
    let spec = ParameterSpec.dense(in: 784, out: 128)
    let drawn: [Float] = try InitializerCatalog.initializer(spelled: name)
      .draw(spec, path: "explain", seed: 0)
    #expect(found.drawn == drawn.count)
    #expect(found.zeros == drawn.count { $0 == 0 })
    let step = (found.high - found.low) / 80
    for (bin, count) in found.counts.enumerated() {
      let (from, to) = (found.low + Double(bin) * step, found.low + Double(bin + 1) * step)
      let own = drawn.count { $0 != 0 && Double($0) >= from && Double($0) < to }
      // A weight beside an end may fall on either side of it.
      #expect(abs(own - count) <= 2, "bin \(bin)")
    }
    // The null law: a sum over 80 bins has mean 79 and deviation 12.6; another law gives thousands.
    let expected = try #require(found.expected)
    var (sum, bins) = (0.0, 0)
    for (count, mean) in zip(found.counts, expected) where mean >= 5 {
      sum += (Double(count) - mean) * (Double(count) - mean) / mean
      bins += 1
    }
    #expect(bins >= 40)
    #expect(abs(sum - Double(bins)) < 5 * (2 * Double(bins)).squareRoot(), "\(sum) of \(bins)")
    for (count, mean) in zip(found.counts, expected) where mean == 0 { #expect(count == 0) }
  }

  @Test("laws of whole matrices have no density of one weight")
  func orthogonal() throws {
    let found = try figure("orthogonal", Histogram.self)
    #expect(found.expected == nil)
    #expect(found.counts.reduce(0, +) > 90_000)
  }

  private struct Function: Decodable {
    let x: [Double]
    let values, slopes: [Double?]
  }

  @Test(
    "an activation's is its graph with its slope", arguments: ["tanh", "gelu", "leakyReLU:0.2"])
  func function(name: String) throws {
    let found = try figure(name, Function.self)
    #expect(found.x.first == -4 && found.x.last == 4)
    for (place, x) in found.x.enumerated() {
      let value: Double =
        switch name {
        case "tanh": 1 - 2 / (exp(2 * x) + 1)
        case "gelu": x * erfc(-x / 2.0.squareRoot()) / 2
        default: x < 0 ? 0.2 * x : x
        }
      #expect(abs(try #require(found.values[place]) - value) < 1e-12)
      guard place > 0, place + 1 < found.x.count, x != 0 else { continue }
      // Between neighbours, to within the third derivative's share.
      let rise = (found.values[place + 1]! - found.values[place - 1]!) / 0.1
      #expect(abs(try #require(found.slopes[place]) - rise) < 2e-3, "\(x)")
    }
  }

  @Test(
    "a recipe's are the checks that the tool prints for the commands it names",
    arguments: ["pytorch", "auto", "sigma:1.5,0.05", "lsuv"])
  func recipe(name: String) throws {
    struct Layers: Decodable {
      let kind: String
      let series: [Series]
      struct Series: Decodable {
        let name, command: String
      }
    }
    let body = try answer(name)
    let found = try figure(name, Layers.self)
    #expect(found.series.map(\.name) == ["tanh", "relu"])
    let all = try JSONSerialization.jsonObject(with: body.body) as? [String: Any]
    let series = try #require(
      (all?["figure"] as? [String: Any])?["series"] as? [[String: Any]])
    for (one, drawn) in zip(found.series, series) {
      let printed = try Shell.run(one.command + " --json - --quiet", in: lab.scratch)
      var check = try #require(
        try JSONSerialization.jsonObject(with: Data(printed.output.utf8)) as? [String: Any])
      // Singular values take long and are not drawn.
      check["jacobian"] = NSNull()
      let own = try #require(drawn["check"] as? [String: Any])
      #expect(NSDictionary(dictionary: own) == NSDictionary(dictionary: check), "\(one.command)")
    }
  }

  private struct Curve: Decodable {
    let kind, name, network, command: String
    let share: Bool
    let limits: [Limit]
    let series: [Series]
    struct Limit: Decodable {
      let value: Double
      let name: String
    }
    struct Series: Decodable {
      let recipe: String
      let verdicts: [String]
      let points: [Point]
    }
    struct Point: Decodable {
      let layer: String
      let value: Double?
    }
  }

  @Test(
    "a verdict's network has it, by a run of the tool too, and beyond the limit; under auto neither",
    arguments: Verdict.allCases)
  func verdict(verdict: Verdict) throws {
    let found = try figure(verdict.rawValue, Curve.self)
    let bad = try #require(found.series.first)
    #expect(bad.verdicts.contains(verdict.rawValue))
    #expect(bad.points.count >= 5)
    let printed = try Shell.run(found.command + " --json - --quiet", in: lab.scratch)
    let check = try #require(
      try JSONSerialization.jsonObject(with: Data(printed.output.utf8)) as? [String: Any])
    let findings = try #require(check["findings"] as? [[String: Any]])
    let decided = findings.filter { $0["weight"] as? String == "verdict" }
      .compactMap { $0["code"] as? String }
    #expect(
      verdict == .healthy ? decided.isEmpty : decided.contains(verdict.rawValue), "\(decided)")
    let limit = try #require(found.limits.first)
    if verdict == .healthy {
      #expect(bad.points.allSatisfy { ($0.value ?? 0) > found.limits[1].value })
      #expect(bad.points.allSatisfy { ($0.value ?? .infinity) < limit.value })
      return
    }
    let auto = try #require(found.series.last)
    #expect(auto.recipe == "auto")
    #expect(auto.points.count >= 5)
    // Biases decide by half of the layers.
    func isBeyond(_ points: [Curve.Point]) -> Bool {
      let beyond = points.count {
        let value = $0.value ?? .infinity
        return limit.name.hasPrefix("below") ? value < limit.value : value >= limit.value
      }
      return verdict == .biasDominated ? 2 * beyond >= points.count : beyond > 0
    }
    #expect(isBeyond(bad.points))
    // No weights make so many narrow layers of ReLU less a matter of luck.
    let isMended = verdict != .tooDeepForItsWidth
    #expect(isBeyond(auto.points) != isMended)
    #expect(auto.verdicts == (isMended ? ["healthy"] : [verdict.rawValue]))
  }

  /// What the tool prints of the layers of the first network.
  ///
  /// An activation has the name of its layer and comes behind it.
  private func layers(_ curve: Curve) throws -> [String: [[String: Any]]] {
    let printed = try Shell.run(curve.command + " --json - --quiet", in: lab.scratch)
    let check = try JSONSerialization.jsonObject(with: Data(printed.output.utf8)) as? [String: Any]
    let layers = try #require(check?["layers"] as? [[String: Any]])
    return Dictionary(grouping: layers) { $0["name"] as? String ?? "" }
  }

  // The first that is known; of dead channels the most.
  private func number(_ layers: [[String: Any]]?, _ path: String) -> Double? {
    let all = (layers ?? []).compactMap { layer in
      path.split(separator: ".").reduce(layer as Any?) { value, key in
        (value as? [String: Any])?[String(key)]
      } as? Double
    }
    return path == "dead_fraction" ? all.max() : all.first
  }

  // With one draw the median is the draw. Ratios are those of the tool's own numbers.
  @Test(
    "curves are what the tool prints of the layers",
    arguments: [
      ("dead", ["dead_fraction"], false), ("saturated", ["saturated_fraction"], false),
      ("bias-dominated", ["bias_share"], false),
      ("correlation", ["forward.measured.correlation"], false),
      ("second-moment", ["forward.measured.second_moment"], false),
      ("nonfinite", ["forward.measured.second_moment"], false),
      ("exploding", ["forward.measured.second_moment"], true),
      ("vanishing", ["forward.measured.second_moment"], true),
      ("healthy", ["forward.measured.second_moment"], true),
      ("gradient-length", ["backward.measured.second_moment"], true),
      (
        "relative-gradient",
        ["forward.measured.second_moment", "backward.measured.second_moment"], true
      ),
      ("chaotic", ["forward.measured.second_moment", "backward.measured.second_moment"], true),
    ])
  func numbers(name: String, factors: [String], isRatio: Bool) throws {
    let curve = try figure(name, Curve.self)
    let layers = try layers(curve)
    // Layers of the same width, so that sums over elements differ as means do.
    let points = try #require(curve.series.first).points.filter { layers[$0.layer] != nil }
    #expect(points.count >= 5)
    func own(_ point: Curve.Point) -> Double? {
      var product = 1.0
      for factor in factors {
        guard let value = number(layers[point.layer], factor) else { return nil }
        product *= value
      }
      return product
    }
    let (first, firstOwn) = (try #require(points[0].value), try #require(own(points[0])))
    var compared = 0
    for point in points {
      guard let value = point.value, let own = own(point) else { continue }
      compared += 1
      if isRatio {
        #expect(abs(value / first / (own / firstOwn) - 1) < 1e-9, "\(point.layer)")
      } else {
        #expect(abs(value - own) <= 1e-12 * abs(own), "\(point.layer)")
      }
    }
    #expect(compared >= 5)
  }

  @Test("D falls as one less the cosine does")
  func collapse() throws {
    let curve = try figure("collapsed", Curve.self)
    let layers = try layers(curve)
    let points = try #require(curve.series.first).points
    func difference(_ place: Int) throws -> Double {
      1 - (try #require(number(layers[points[place].layer], "forward.measured.correlation")))
    }
    for place in points.indices {
      let ratio = try difference(place) / difference(0)
      let own = try #require(points[place].value) / (try #require(points[0].value))
      #expect(abs(own / ratio - 1) < 1e-6)
    }
  }

  // Documentation/Verdicts.md: an error grows 111-fold through 36 layers of GELU with its forward gain, and the
  // variance of 60 layers of ReLU of width 16 is 25.
  @Test("theory's curves end where the known stacks do")
  func theory() throws {
    let unstable = try figure("unstable", Curve.self)
    let growth = try #require(unstable.series[0].points.compactMap(\.value).max())
    #expect(abs(growth / 111 - 1) < 0.1, "\(growth)")
    let deep = try figure("too-deep-for-width", Curve.self)
    let variance = try #require(deep.series[0].points.compactMap(\.value).max())
    #expect(abs(variance / 25 - 1) < 0.1, "\(variance)")
    let values = deep.series[0].points.compactMap(\.value)
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 < $1 })
    let twins = try figure("symmetric", Curve.self)
    #expect(twins.series[0].points.contains { $0.value == 1 })
    #expect(twins.series[1].points.allSatisfy { $0.value == 0 })
  }

  @Test("the trunk's tells the layers inside branches from the others")
  func trunk() throws {
    struct Trunk: Decodable {
      let kind: String
      let layers: [Layer]
      struct Layer: Decodable {
        let layer: String
        let trunk: Bool
        let value: Double?
      }
    }
    let found = try figure("trunk", Trunk.self)
    #expect(found.kind == "trunk")
    for layer in found.layers where layer.layer.hasSuffix(".dense") { #expect(!layer.trunk) }
    #expect(found.layers.last?.trunk == true)
    #expect(found.layers.count { $0.trunk } >= 6)
    #expect(found.layers.count { !$0.trunk } >= 6)
  }
}
