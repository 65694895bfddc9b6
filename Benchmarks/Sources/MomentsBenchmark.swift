import Foundation
import Xavier

/// Theory of a whole network: moments of every value and every gradient.
struct MomentsBenchmark: Sendable {
  let name: String
  let make: @Sendable () throws -> Network

  static let all = [
    MomentsBenchmark(name: "ResNet-50", make: ConvolutionNetworks.resNet50),
    MomentsBenchmark(name: "transformer 80 x 8192, 70 billion weights", make: largeTransformer),
  ]

  /// Eighty decoder blocks 8192 wide with 64 heads, of which 8 keep keys and values, and gated units
  /// of 28672, over 128 positions and 128256 tokens: 70 billion weights.
  static func largeTransformer() throws -> Network {
    var layers: [any Layer] = [Embedding(vocabulary: 128_256, dimension: 8192)]
    for _ in 0..<80 {
      layers.append(
        Residual {
          RMSNormalization()
          MultiHeadAttention(heads: 64, keyValueHeads: 8, isCausal: true, hasBias: false)
        })
      layers.append(
        Residual {
          RMSNormalization()
          GatedLinearUnit(28_672)
          Dense(8192, hasBias: false)
        })
    }
    layers.append(RMSNormalization())
    layers.append(Dense(128_256, hasBias: false))
    return try Network(checking: [128], of: .int64, layers)
  }

  func report() {
    do {
      let network = try make()
      let time = Stopwatch.median { _ = try? network.moments() }
      print("\(name)\tmoments\t1\t\(time)")
    } catch {
      preconditionFailure("\(name): \(error)")
    }
  }
}
