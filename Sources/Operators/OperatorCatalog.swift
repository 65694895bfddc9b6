import Spellings

/// The operators there are, one line each.
public enum OperatorCatalog {
  /// Matrix products.
  public static let affine: [any Operator.Type] = [
    Affine.self, MatMul.self, Einsum.self,
  ]

  /// Operators that a layer may apply after its affine map.
  public static let activations: [any ActivationOperator.Type] = [
    IdentityActivation.self,
    ReLU.self,
    LeakyReLU.self,
    ELU.self,
    CELU.self,
    SELU.self,
    GELU.self,
    GELUTanh.self,
    SiLU.self,
    HardSwish.self,
    Mish.self,
    Softplus.self,
    Softsign.self,
    Tanh.self,
    Sigmoid.self,
    HardSigmoid.self,
    ThresholdedReLU.self,
    Softmax.self,
  ]

  /// Softmax's kin, which no layer applies after its affine map.
  public static let rowwise: [any Operator.Type] = [LogSoftmax.self]

  /// Functions of each element that are no activations.
  public static let elementwise: [any Operator.Type] = [
    Abs.self,
    Cast.self,
    Ceil.self,
    Clip.self,
    Cos.self,
    Dropout.self,
    Erf.self,
    Exp.self,
    Floor.self,
    Log.self,
    Neg.self,
    Reciprocal.self,
    Round.self,
    ScaledELU.self,
    Shrink.self,
    Sign.self,
    Sin.self,
    Sqrt.self,
    Swish.self,
  ]

  /// Functions of the elements of several values at the same place.
  public static let combination: [any Operator.Type] = [
    Add.self,
    Sub.self,
    Mul.self,
    Div.self,
    Pow.self,
    Max.self,
    Min.self,
    Sum.self,
    Mean.self,
    Where.self,
    PReLU.self,
  ]

  /// One number for all elements along some axes.
  public static let reductions: [any Operator.Type] = [
    ReduceMean.self,
    ReduceSum.self,
    ReduceMax.self,
    ReduceMin.self,
    ReduceProd.self,
    ReduceL1.self,
    ReduceL2.self,
    ReduceSumSquare.self,
    ReduceLogSum.self,
    ReduceLogSumExp.self,
  ]

  /// Operators that bring values to one mean, variance or size.
  public static let normalization: [any Operator.Type] = [
    BatchNormalization.self,
    LayerNormalization.self,
    RMSNormalization.self,
    InstanceNormalization.self,
    GroupNormalization.self,
    LocalResponseNormalization.self,
    LpNormalization.self,
  ]

  /// Convolutions.
  public static let convolutions: [any Operator.Type] = [Conv.self, ConvTranspose.self]

  /// Largest values and means of positions.
  public static let pooling: [any Operator.Type] = [
    MaxPool.self,
    AveragePool.self,
    GlobalMaxPool.self,
    GlobalAveragePool.self,
  ]

  /// Operators that move elements.
  public static let shape: [any Operator.Type] = [
    Reshape.self,
    Flatten.self,
    Squeeze.self,
    Unsqueeze.self,
    Transpose.self,
    Expand.self,
    Tile.self,
    Concat.self,
    Split.self,
    StridedSlice.self,
    Pad.self,
    Gather.self,
    GatherElements.self,
    GatherND.self,
    Resize.self,
    Upsample.self,
    DepthToSpace.self,
    SpaceToDepth.self,
    Trilu.self,
  ]

  /// Operators that say whether something holds.
  public static let comparisons: [any Operator.Type] = [
    Equal.self,
    Less.self,
    LessOrEqual.self,
    Greater.self,
    GreaterOrEqual.self,
    Not.self,
    And.self,
    Or.self,
    Xor.self,
  ]

  /// The operators by what they are for, in the order of a listing.
  public static var families: [(name: String, operators: [any Operator.Type])] {
    [
      ("Affine", affine),
      ("Convolution", convolutions),
      ("Pooling", pooling),
      ("Normalization", normalization),
      ("Activations", activations.map { $0 } + rowwise),
      ("Elementwise", elementwise),
      ("Combination", combination),
      ("Reduction", reductions),
      ("Shape", shape),
      ("Comparison", comparisons),
    ]
  }

  /// Every operator.
  public static var operators: [any Operator.Type] { families.flatMap(\.operators) }

  /// The operator that nodes of the given name in a model file are imported as.
  public static func imported(_ onnxName: String) -> (any Operator.Type)? { byONNXName[onnxName] }

  private static let byONNXName: [String: any Operator.Type] = {
    var types: [String: any Operator.Type] = [:]
    for type in operators {
      guard let name = type.onnx?.name else { continue }
      let other = types.updateValue(type, forKey: name)
      precondition(other == nil, "operator catalog: two operators for the ONNX name \(name)")
    }
    return types
  }()

  /// The names of activations that a user may type.
  public static var activationSpellings: Spellings { Spellings(activations.map { $0.name }) }

  /// The activation that the command line spells so: `tanh`, `leakyReLU:0.2`.
  ///
  /// - Throws: ``OperatorError`` with code `.name` for an unknown name, `.argument` for an argument
  ///   that is not wanted or not a number in range.
  public static func activation(spelled: String) throws(OperatorError) -> Activation {
    let parts = spelled.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard let type = activations.first(where: { $0.name == name }) else {
      throw .name(name, known: activationSpellings)
    }
    guard parts.count > 1 else { return make(type, type.argument?.fallback ?? 0) }
    guard let argument = type.argument else {
      throw .argument(spelled, expected: "\(name) without an argument")
    }
    guard let number = Double(parts[1]), Float(number).isFinite else {
      throw .argument(spelled, expected: "a finite number as \(argument.meaning)")
    }
    return make(type, number)
  }

  private static func make(_ type: any ActivationOperator.Type, _ argument: Double) -> Activation {
    func open<T: ActivationOperator>(_ type: T.Type) -> Activation {
      Activation(type.init(argument: argument))
    }
    return open(type)
  }
}
