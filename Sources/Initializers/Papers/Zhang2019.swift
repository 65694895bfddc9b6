#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Fixup: residual networks that train without normalization.
///
/// ## Rule
/// 1. The classifier and the last layer of every residual branch start at 0.
/// 2. Other layers start with He's law; those within a branch times L^(-1 / (2 m - 2)), where `L`
///    is the number of residual blocks and `m` the number of layers in each branch.
/// 3. Each branch gets a scalar factor that starts at 1, and each convolution, dense layer and
///    activation a scalar bias before it that starts at 0.
///
/// He's law is that by fan out, as in the authors' code, which also trains the scalars at a tenth
/// of the learning rate.
///
/// - Source: H. Zhang, Y. Dauphin, T. Ma, "Fixup initialization: residual learning without
///   normalization", ICLR 2019, <https://arxiv.org/abs/1901.09321>.
public enum Zhang2019 {
  /// The initializers of the paper, as a user can name them.
  static let entries = [
    InitializerEntry(
      "fixupNormal",
      [
        InitializerArgument("BLOCKS", "number of residual blocks", .count(from: 1)),
        InitializerArgument(
          "LAYERS_PER_BRANCH", "number of layers in a branch", .count(from: 2), fallback: 2),
      ],
      equation: "W ~ N(0, 2 f² / fanOut), f = BLOCKS^(-1 / (2 LAYERS_PER_BRANCH - 2))",
      assumes: "ReLU, branches whose last layer starts at 0, scalar factors of 1 and scalar biases "
        + "of 0, no normalization",
      use: "all layers of a residual branch but the last, which starts with zeros as the "
        + "classifier does; layers outside of branches start with heFanOutNormal",
      avoid: "residual networks with normalization; branches of one layer, which has nothing but "
        + "its zeros",
      source: "H. Zhang, Y. Dauphin, T. Ma, ICLR 2019, https://arxiv.org/abs/1901.09321; fan out "
        + "as in the authors' code",
      falseFriends: "BLOCKS counts residual blocks, not layers: a ResNet-50 has 16 of 3 layers"
    ) { numbers throws(InitializerError) in
      try .fixupNormal(blocks: Int(numbers[0]), layersPerBranch: Int(numbers[1]))
    }
  ]
}

/// How each parameter of a residual network without normalization starts.
///
/// - Source: H. Zhang, Y. Dauphin, T. Ma, "Fixup initialization: residual learning without
///   normalization", ICLR 2019, <https://arxiv.org/abs/1901.09321>.
public struct Fixup: Sendable, Hashable {
  /// Where a parameter stands.
  public enum Place: String, Sendable, Hashable, CaseIterable {
    /// A layer that belongs to no residual branch, but is not the classifier.
    case outside
    /// The first layer of a branch.
    case first
    /// A layer of a branch between the first and the last.
    case inner
    /// The last layer of a branch.
    case last
    /// The scalar that multiplies a branch.
    case scale
    /// A scalar that is added before a layer or an activation, or any other bias.
    case bias
    /// The layer that gives the logits.
    case classifier
  }

  /// The number of residual blocks.
  public let blocks: Int
  /// The number of layers in each branch.
  public let layersPerBranch: Int
  private let within: VarianceScaling

  /// The rule for a network of `blocks` branches with so many layers each.
  ///
  /// - Throws: ``InitializerError`` with code `.argument` for fewer blocks than 1 or fewer layers
  ///   than 2: the only layer of a branch is its last, which starts at 0.
  public init(blocks: Int, layersPerBranch: Int = 2) throws(InitializerError) {
    within = try .fixupNormal(blocks: blocks, layersPerBranch: layersPerBranch)
    self.blocks = blocks
    self.layersPerBranch = layersPerBranch
  }

  /// How a parameter at the given place starts.
  public func start(of place: Place) -> any Initializer {
    switch place {
    case .outside:
      VarianceScaling(
        scale: 2, mode: .fanOut, distribution: .normal, name: "heFanOutNormal")
    case .first, .inner: within
    case .last, .classifier, .bias: FixedLaw.zeros
    case .scale: FixedLaw.ones
    }
  }
}

extension Initializer where Self == VarianceScaling {
  /// The layers of a residual branch but the last, in a network without normalization.
  ///
  /// ## Law
  ///     W ~ N(0, 2 f^2 / n_out),   f = L^(-1 / (2 m - 2))
  /// where `L` is the number of residual blocks, `m` that of layers in a branch, and `n_out` the
  /// fan out. Two layers give L^(-1/2), three L^(-1/4).
  ///
  /// - Throws: ``InitializerError`` with code `.argument` for fewer blocks than 1 or fewer layers
  ///   than 2.
  /// - Source: H. Zhang, Y. Dauphin, T. Ma, "Fixup initialization: residual learning without
  ///   normalization", ICLR 2019, <https://arxiv.org/abs/1901.09321>; the fan as in their code.
  public static func fixupNormal(
    blocks: Int, layersPerBranch: Int = 2
  ) throws(InitializerError) -> VarianceScaling {
    let count = try InitializerError.checkedCount(blocks, "residual blocks")
    let layers = try InitializerError.checkedCount(
      layersPerBranch, "layers in a residual branch", from: 2)
    let suffix = layersPerBranch == 2 ? "" : ",\(layersPerBranch)"
    return VarianceScaling(
      scale: 2 * pow(count, -1 / (layers - 1)), mode: .fanOut, distribution: .normal,
      name: "fixupNormal:\(blocks)\(suffix)")
  }
}
