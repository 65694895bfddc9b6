import Operators
import Tensors
import TestSupport
import Testing
import Threads

/// `gradients_*.json`: what PyTorch's automatic differentiation gives in float64.
@Suite("Gradients of operators")
struct GradientGoldenTests {
  // Each element is a sum of at most some hundred rounded terms of about the size of the largest.
  @Test("are PyTorch's in float64, to 2^-18 of the largest of a tensor")
  func values() throws {
    for item in try GradientCase.all() {
      let run = try #require(try GradientRun(item.request))
      for (found, wanted) in zip(run.inputGradients, item.inputGradients) {
        guard let wanted else { continue }
        let found = try #require(found)
        #expect(found.count == wanted.count, "\(item.node)")
        let largest = wanted.map { abs($0) }.max() ?? 0
        let error = zip(found, wanted).map { abs(Double($0) - $1) }.max() ?? 0
        // Written so that NaN does not pass.
        #expect(error <= largest * 0x1p-18, "\(item.node): \(error) of \(largest)")
        let areFinite = found.allSatisfy { $0.isFinite }
        #expect(areFinite, "\(item.node)")
      }
    }
  }

  @Test("have the same bits on one thread and on several, all at once and one by one")
  func threads() throws {
    let several = ThreadPool(threadCount: 3)
    for item in try GradientCase.all() {
      let all = try #require(try GradientRun(item.request)).inputGradients.map(bits)
      var request = item.request
      request.threads = several
      #expect(try GradientRun(request)?.inputGradients.map(bits) == all, "\(item.node)")
      for place in item.inputs.indices where item.inputGradients[place] != nil {
        request.wanted = item.inputs.indices.map { $0 == place }
        let one = try #require(try GradientRun(request)).inputGradients
        #expect(bits(one[place]) == all[place], "\(item.node), input \(place) alone")
      }
    }
  }

  // Sums may be taken in another order.
  @Test("are the same where values lie channels-last")
  func channelsLast() throws {
    var count = 0
    for item in try GradientCase.all() {
      var request = item.request
      request.isChannelsLast = true
      guard let run = try GradientRun(request) else { continue }
      count += 1
      for (found, wanted) in zip(run.inputGradients, item.inputGradients) {
        guard let found, let wanted else { continue }
        let largest = wanted.map { abs($0) }.max() ?? 0
        let error = zip(found, wanted).map { abs(Double($0) - $1) }.max() ?? 0
        #expect(error <= largest * 0x1p-18, "\(item.node): \(error) of \(largest)")
      }
    }
    #expect(count > 50)
  }

  private func bits(_ values: [Float]?) -> [UInt32]? { values?.map(\.bitPattern) }
}
