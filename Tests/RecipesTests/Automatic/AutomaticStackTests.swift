import Foundation
import Networks
import Operators
import Recipes
import Testing

/// Stacks of dense layers, judged by theory: `Network.moments` of the drawn network knows nothing of how
/// its laws were chosen.
@Suite("Recipe auto: stacks of layers")
struct AutomaticStackTests {
  private func trunk(
    _ layer: any Layer, depth: Int
  ) throws -> (trunk: Trunk, limits: [String]) {
    let (plan, network) = try Activations.stack(layer, depth: depth).automatic()
    return (try Trunk(network, network.moments(), layersOnly: true), plan.limits)
  }

  private func expectHealthy(_ trunk: Trunk, _ what: String) {
    #expect(trunk.lengths.allSatisfy { $0.isFinite && $0 > 0 }, "\(what)")
    #expect(
      trunk.fall > exp(-1) && trunk.growth < exp(1), "\(what): \(trunk.fall) to \(trunk.growth)")
    #expect(trunk.gradientGrowth < exp(2), "\(what): \(trunk.gradientGrowth)")
    #expect(trunk.gradientFall > exp(-2), "\(what): \(trunk.gradientFall)")
    #expect(trunk.distinction > 1e-3, "\(what): \(trunk.distinction)")
  }

  @Test("keep signals, gradients and differences at depths from 5 to 200")
  func deep() throws {
    for (name, layer) in Activations.deep {
      for depth in ["tanh", "gelu", "leakyReLU 0.2"].contains(name) ? [5, 30, 100, 200] : [5, 200] {
        expectHealthy(try trunk(layer, depth: depth).trunk, "\(name), \(depth) layers")
      }
    }
  }

  @Test("keep them to depth 60 where every function of the kind brings inputs together slowly")
  func half() throws {
    for (name, layer) in Activations.half {
      for depth in [5, 30, 60] {
        expectHealthy(try trunk(layer, depth: depth).trunk, "\(name), \(depth) layers")
      }
    }
    let relu = try trunk(Activate(.relu), depth: 200)
    #expect(relu.limits.contains { $0.contains("relu brings all inputs together") })
  }

  @Test("do their best for functions that bring inputs together, and say where that is not enough")
  func ordered() throws {
    for (name, layer) in Activations.ordered {
      expectHealthy(try trunk(layer, depth: 5).trunk, "\(name), 5 layers")
      let limits = try trunk(layer, depth: 200).limits
      #expect(limits.contains { $0.contains("whatever the weights") }, "\(name): \(limits)")
    }
    let sigmoid = try trunk(Activate(.sigmoid), depth: 100)
    #expect(sigmoid.limits.count == 1)
    #expect(
      sigmoid.limits[0].contains("sigmoid") && sigmoid.limits[0].contains("tanh")
        && sigmoid.limits[0].contains("normalization"))
  }

  @Test("say that functions which square their input multiply errors")
  func growing() throws {
    for (name, layer) in Activations.growing {
      let limits = try trunk(layer, depth: 30).limits
      #expect(
        limits.contains { $0.contains("grows") || $0.contains("fall by") }, "\(name): \(limits)")
    }
  }

  @Test("take errors of the input's size out again where a forward gain would multiply them")
  func stable() throws {
    for layer in [Activate(.gelu), Activate(.silu), Activate(.mish), Activate(.hardSwish)] {
      let network = try Activations.stack(layer, depth: 60).automatic().network
      let last = network.weightedNodes.dropLast().last!.node
      let value = network.nodes[last].outputs[0]
      let usual = try network.moments()[value].secondMoment
      for variance in [0.8, 1.25] {
        let other = try network.moments(input: .init(variance: variance))[value].secondMoment
        // The forward gain of GELU makes 1.144^60 = 3,200 of it.
        let answer = log(other / usual) / log(variance)
        #expect(abs(answer) < exp(1), "\(layer.activation.name): \(answer)")
      }
    }
  }

  @Test("are drawn orthogonal where normal weights would scatter, and too narrow ones are told")
  func scatter() throws {
    let wide = try Activations.stack(Activate(.relu), depth: 3).automatic().plan
    #expect(wide.entries.allSatisfy { !$0.spelling.hasPrefix("orthogonal") })
    let deep = try Activations.stack(Activate(.relu), depth: 60).automatic().plan
    #expect(deep.entries[20].spelling == "orthogonal, gain 1.414")
    #expect(deep.limits.isEmpty)
    let narrow = try Activations.stack(Activate(.relu), depth: 60, width: 16).automatic().plan
    #expect(narrow.limits.contains { $0.contains("too deep for its width") })
    let attracted = try Activations.stack(Activate(.tanh), depth: 200, width: 64).automatic().plan
    #expect(attracted.limits.isEmpty, "what strays comes back")
  }
}
