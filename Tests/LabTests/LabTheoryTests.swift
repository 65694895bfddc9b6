import Foundation
import TestSupport
import Testing
import Xavier

@Suite("What the lab says of theory", .serialized)
struct LabTheoryTests {
  private static let lab = Result { try LabProcess() }
  private let lab: LabProcess

  init() throws { lab = try Self.lab.get() }

  private struct Phase: Decodable {
    let sigma_w, sigma_b: [Double]
    let chi, q: [[Double?]]
    let edge: [[Double]]
    let at: Point?

    struct Point: Decodable {
      let q, chi, fixed_correlation, length_depth, correlation_depth, gradient_depth: Double?
      let phase: String?
      let fixed_points: [FixedPoint]
      struct FixedPoint: Decodable {
        let variance: Double
        let stability: String
      }
    }
  }

  private func phase(_ body: String) throws -> Phase {
    let answer = try lab.ask("POST", "/api/phase", body)
    #expect(answer.status == 200, "\(answer.text.prefix(300))")
    return try JSONDecoder().decode(Phase.self, from: answer.body)
  }

  // Cells come from an interpolated map; the library's own search for fixed points is another way there.
  @Test(
    "cells are the attracting fixed points of the length map", arguments: ["tanh", "gelu", "erf"])
  func cells(activation: String) throws {
    let found = try phase(
      #"{"activation": "\#(activation)", "sigma_w": [0.5, 3], "sigma_b": [0, 1], "width": 6, "height": 4}"#
    )
    let function = try FunctionCatalog.function(spelled: activation)
    #expect(found.sigma_w == [0.5, 1, 1.5, 2, 2.5, 3])
    #expect(found.sigma_b.count == 4)
    var seen = 0
    for (row, bias) in found.sigma_b.enumerated() {
      for (column, weight) in found.sigma_w.enumerated() {
        let map = try LengthMap(
          function, weightVariance: weight * weight, biasVariance: bias * bias)
        let attracting = try map.fixedPoints().filter { $0.stability == .attracting }
        guard let q = found.q[row][column] else {
          // Nothing that begins at 1 has a limit: it grows.
          #expect(try map.after(layers: 3000, from: 1) > 1e4)
          continue
        }
        guard let near = attracting.min(by: { abs($0.variance - q) < abs($1.variance - q) }) else {
          continue
        }
        seen += 1
        #expect(abs(near.variance - q) < 1e-5 * (1 + q), "\(weight) \(bias)")
        let chi = try #require(found.chi[row][column])
        #expect(abs(chi - near.gradientGrowth) < 1e-3 * (1 + chi), "\(weight) \(bias)")
      }
    }
    #expect(seen >= 8)
  }

  @Test("the edge is where theory has it")
  func edge() throws {
    let found = try phase(
      #"{"activation": "tanh", "sigma_w": [0.5, 3], "sigma_b": [0, 1], "width": 4, "height": 4}"#)
    #expect(found.edge.count > 20)
    let function = try FunctionCatalog.function(spelled: "tanh")
    let points = try EdgeOfChaos(of: function).points(biasVariance: 0.3 * 0.3)
    let weight = try #require(points.first).weightVariance.squareRoot()
    let near = try #require(
      found.edge.min { abs($0[1] - 0.3) < abs($1[1] - 0.3) })
    #expect(abs(near[0] - weight) < 0.05)
    #expect(found.edge.contains { abs($0[0] - 1) < 1e-3 && $0[1] < 1e-2 })
  }

  @Test("relu keeps lengths at √2 and nowhere else")
  func relu() throws {
    let found = try phase(
      #"{"activation": "relu", "sigma_w": [1, 2], "sigma_b": [0, 1], "width": 3, "height": 2}"#)
    // q = b² / (1 - w² / 2).
    #expect(abs(try #require(found.q[1][0]) - 2) < 1e-6)
    #expect(found.q[1][1] == nil)
    #expect(found.q[1][2] == nil)
    #expect(abs(try #require(found.chi[1][0]) - 0.5) < 1e-6)
    #expect(found.edge.allSatisfy { abs($0[0] - 2.0.squareRoot()) < 1e-9 && $0[1] < 1e-4 })
  }

  @Test(
    "a place is what the library says of it",
    arguments: [
      (1.5, 0.05, "chaotic"), (0.8, 0.3, "ordered"),
    ])
  func place(weight: Double, bias: Double, phaseName: String) throws {
    let point = try #require(
      try phase(#"{"activation": "tanh", "at": [\#(weight), \#(bias)], "width": 2, "height": 2}"#)
        .at)
    let map = try LengthMap(
      FunctionCatalog.function(spelled: "tanh"), weightVariance: weight * weight,
      biasVariance: bias * bias)
    let fixed = try #require(try map.fixedPoints().last { $0.stability == .attracting })
    let scales = try DepthScales(of: map, at: fixed.variance)
    #expect(point.q == fixed.variance)
    #expect(point.chi == fixed.gradientGrowth)
    #expect(point.phase == phaseName)
    #expect(point.length_depth == scales.length)
    #expect(point.correlation_depth == scales.correlation)
    #expect(point.gradient_depth == scales.gradient)
    #expect(point.fixed_correlation == scales.fixedCorrelation)
    #expect(point.fixed_points.contains { $0.variance == fixed.variance })
  }

  @Test("explanations and fans are the tool's, with its text")
  func explanations() throws {
    for (path, body, arguments) in [
      ("/api/explain?name=collapsed", "", ["collapsed"]),
      ("/api/explain?name=leakyReLU:0.2", "", ["leakyReLU:0.2"]),
      (
        "/api/fans",
        #"{"kind": "transposedConvolution", "in": 8, "out": 4, "kernel": [3, 3], "stride": [2, 2]}"#,
        ["fans", "--conv-transpose", "8,4,3,3", "--stride", "2,2"]
      ),
    ] {
      let answer = try lab.ask(body.isEmpty ? "GET" : "POST", path, body)
      #expect(answer.status == 200, "\(answer.text)")
      let printed = try ChildProcess(
        toolPath, ["explain"] + arguments + ["--json", "-"], in: lab.scratch.folder
      ).finish(within: 30)
      // All but the brace that ends it.
      #expect(printed.output.hasSuffix("\n}\n"))
      let head = printed.output.dropLast(3)
      #expect(answer.text.hasPrefix(head))
      let object = try #require(
        try JSONSerialization.jsonObject(with: answer.body) as? [String: Any])
      let text = try #require(object["text"] as? String)
      #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }
  }

  @Test("fans come with the deviations of initializers")
  func fans() throws {
    struct Answer: Decodable {
      let fan_in, fan_out: Double
      let initializers: [Entry]
      struct Entry: Decodable {
        let name: String
        let deviation: Double
        let bound: Double?
      }
    }
    let answer = try JSONDecoder().decode(
      Answer.self,
      from: lab.ask("POST", "/api/fans", #"{"kind": "dense", "in": 300, "out": 100}"#).body)
    #expect(answer.fan_in == 300)
    let glorot = try #require(answer.initializers.first { $0.name == "glorotUniform" })
    // sqrt(6 / 400).
    #expect(abs(try #require(glorot.bound) - 0.122_474_487_139_158_9) < 1e-12)
    let he = try #require(answer.initializers.first { $0.name == "heNormal" })
    #expect(abs(he.deviation - 0.081_649_658_092_772_6) < 1e-12)
  }

  @Test("the catalog lists what a state may name, and sizes of data sets are right")
  func catalog() throws {
    struct Catalog: Decodable {
      let activations, recipes, optimizers: [Named]
      let data: [Data]
      let version: String
      struct Named: Decodable { let name: String }
      struct Data: Decodable {
        let name: String
        let inputs, outputs: Int?
        let available: Bool
      }
    }
    let found = try JSONDecoder().decode(Catalog.self, from: lab.ask("GET", "/api/catalog").body)
    #expect(found.version == Version.current)
    #expect(found.activations.map(\.name) == OperatorCatalog.activationSpellings.names)
    #expect(found.optimizers.map(\.name) == OptimizerCatalog.entries.map(\.name))
    #expect(found.data.map(\.name) == ["noise"] + DataSetCatalog.entries.map(\.name))
    for data in found.data.dropFirst() where data.available {
      let set = try DataSet.named(data.name)
      #expect(data.inputs == set.train.featureCount)
      #expect(data.outputs == set.classCount)
    }
    for activation in found.activations {
      let answer = try lab.ask(
        "POST", "/api/command", #"{"state": {"depth": 2, "activation": "\#(activation.name)"}}"#)
      #expect(answer.status == 200, "\(activation.name): \(answer.text)")
    }
  }
}
