import Foundation
import Initializers
import Networks
import Operators
import Tensors
import Testing
import TestSupport

@Suite("Moments of each operator against draws")
struct OperatorMomentTests {
  @Test("every operator of the catalog has a case")
  func coverage() {
    let tested = Set(MomentCase.all.map { $0.type.name })
    for type in OperatorCatalog.operators {
      #expect(tested.contains(type.name), "\(type.name)")
      #expect(type is any MomentOperator.Type, "\(type.name) has a rule")
    }
  }

  @Test("predictions are what draws say", arguments: MomentCase.all)
  func draws(_ one: MomentCase) throws {
    var plan = NetworkPlan()
    let x = plan.input(named: "x", lengths: one.isImage ? [nil, 12, 35] : [nil, 35])
    let value = try one.build(&plan, x)
    let flat = try plan.apply(Flatten(), to: [value], name: "flat")[0]
    let length = plan.shape(of: flat).lengths.last!
    let y = try plan.map(flat, length, 35, "head")
    let network = plan.network(outputs: [("y", y, .float32)])
    let input = InputMoments(
      correlation: 0.5, positionCorrelation: one.isImage ? 0.4 : 0, isNormal: true)
    let moments = try network.moments(input: input, batch: 2)
    let node = try #require(network.nodes.last { type(of: $0.function) == one.type })
    switch one.claim {
    case .exact, .limit: #expect(network.nodes.allSatisfy { moments[$0.outputs[0]].isExact })
    case .approximate: #expect(!moments[node.outputs[0]].isExact)
    }
    let gradientClaim = one.gradientClaim ?? one.claim
    let biases = network.parameters.filter { $0.path.hasSuffix(".bias") && $0.path != "head.bias" }
      .compactMap { moments.gradient($0.value) }
    let areExact = biases.allSatisfy { $0.isExact }
    if one.gradientElements > 0 {
      switch gradientClaim {
      case .exact, .limit: #expect(areExact)
      case .approximate: #expect(!areExact)
      }
    } else {
      #expect(areExact)
    }
    try expectMoments(
      network, draws: one.draws, gradientElements: one.gradientElements,
      slack: one.claim.slack, gradientSlack: gradientClaim.slack, input: input,
      drawInput: one.isImage ? { MonteCarlo.grid(positions: 12, correlation: 0.4, &$0) } : nil,
      comment: one.testDescription)
  }

  @Test("what an approximate rule typically errs by stands in its comment")
  func stated() throws {
    let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../Sources/Operators").standardizedFileURL
    let files = try #require(
      FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
    var texts: [String: String] = [:]
    for case let file as URL in files where file.pathExtension == "swift" {
      texts[file.deletingPathExtension().lastPathComponent] = try String(
        contentsOf: file, encoding: .utf8)
    }
    for one in MomentCase.all {
      for claim in [one.claim, one.gradientClaim ?? one.claim] {
        guard case .approximate(let share) = claim else { continue }
        let figure = "ypical error \(Int((100 * share).rounded())) %"
        let text = try #require(texts[String(describing: one.type)])
        #expect(text.contains(figure), "\(one.testDescription): \(figure)")
      }
    }
  }
}
