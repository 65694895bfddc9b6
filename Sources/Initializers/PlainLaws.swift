/// The laws that are no paper's: constants and distributions with a scale of their own.
enum PlainLaws {
  private static let deviation = InitializerArgument("DEVIATION", "standard deviation")
  private static let fixedScale =
    "nothing: the scale is fixed, so it fits one width and one depth at most"

  /// The laws as a user can name them.
  static let entries = [
    InitializerEntry(
      "identity", [InitializerArgument("GAIN", "gain", fallback: 1)],
      equation: "W = gain I; at the middle position of a convolution's kernel (Dirac)",
      assumes: "inputs and outputs that mean the same; surplus units get 0",
      use: "layers that should hand their input on at first; recurrent ReLU layers",
      avoid: "layers whose units must become different by themselves",
      source: "convolutions: S. Zagoruyko, N. Komodakis, DiracNets, 2017"
    ) { numbers throws(InitializerError) in
      numbers[0] == 1 ? .identity : try .identity(gain: numbers[0])
    },
    InitializerEntry(
      "zeros", equation: "W = 0", assumes: "another layer that breaks the symmetry",
      use: "biases, the last layer of a residual branch, the up map of a low-rank adapter",
      avoid: "weights of hidden layers: no hidden unit ever leaves the symmetric start", source: ""
    ) { _ in .zeros },
    InitializerEntry(
      "ones", equation: "W = 1", assumes: "another layer that breaks the symmetry",
      use: "scales of normalization layers",
      avoid: "weights of hidden layers: all units of a layer stay identical for ever", source: ""
    ) { _ in .ones },
    InitializerEntry(
      "constant", [InitializerArgument("VALUE", "value", .number)], equation: "W = VALUE",
      assumes: "another layer that breaks the symmetry",
      use: "biases, such as log(p / (1 - p)) of an output for a rare class of probability p",
      avoid: "weights of hidden layers: all units of a layer stay identical for ever", source: ""
    ) { numbers in .constant(Float(numbers[0])) },
    InitializerEntry(
      "uniform", [InitializerArgument("BOUND", "bound")],
      equation: "W ~ U(-BOUND, BOUND), variance BOUND² / 3",
      assumes: fixedScale, use: "embeddings, and repeating what a paper did",
      avoid: "deep networks of any other width than it was made for", source: "",
      falseFriends: "without arguments PyTorch's uniform_ draws from [0, 1), Keras's "
        + "RandomUniform from (-0.05, 0.05), JAX's uniform from [0, 0.01)"
    ) { numbers throws(InitializerError) in try .uniform(bound: numbers[0]) },
    InitializerEntry(
      "uniformBetween",
      [
        InitializerArgument("LOWER", "lower end", .number),
        InitializerArgument("UPPER", "upper end", .number),
      ], equation: "W ~ U(LOWER, UPPER), variance (UPPER - LOWER)² / 12",
      assumes: fixedScale, use: "repeating what a framework or a paper did",
      avoid: "weights: a mean other than 0 adds up over the fan in", source: ""
    ) { numbers throws(InitializerError) in try .uniform(lower: numbers[0], upper: numbers[1]) },
    InitializerEntry(
      "normal", [deviation, InitializerArgument("MEAN", "mean", .number, fallback: 0)],
      equation: "W ~ N(MEAN, DEVIATION²)", assumes: fixedScale,
      use: "embeddings, transformers of one width (0.02), and repeating what a paper did",
      avoid: "deep networks of any other width than it was made for", source: ""
    ) { numbers throws(InitializerError) in
      try .normal(mean: numbers[1], standardDeviation: numbers[0])
    },
    InitializerEntry(
      "truncatedNormal",
      [deviation, InitializerArgument("CUT", "cut in deviations of the parent", fallback: 2)],
      equation: "W ~ N(0, s²) given |W| < CUT p, the parent's deviation p such that the weights as "
        + "drawn have DEVIATION (p = DEVIATION / 0.8796 for a cut at 2)",
      assumes: fixedScale, use: "as normal, where no outlier is wanted",
      avoid: "deep networks of any other width than it was made for", source: "",
      falseFriends: "Keras's TruncatedNormal and JAX's truncated_normal do not rescale: their "
        + "deviation is 0.88 of the one given; PyTorch's trunc_normal_ has absolute bounds of ±2, "
        + "which with a deviation of 0.02 cut nothing (normalWithin)"
    ) { numbers throws(InitializerError) in
      try .truncatedNormal(standardDeviation: numbers[0], cut: numbers[1])
    },
    InitializerEntry(
      "normalWithin",
      [
        deviation, InitializerArgument("LOWER", "lower end", .end),
        InitializerArgument("UPPER", "upper end", .end),
        InitializerArgument("MEAN", "mean", .number, fallback: 0),
      ],
      equation: "W ~ N(MEAN, DEVIATION²) given LOWER < W < UPPER, not rescaled",
      assumes: fixedScale, use: "repeating PyTorch's trunc_normal_, whose bounds are absolute",
      avoid: "weights whose variance is to be what was asked for (truncatedNormal)",
      source: "PyTorch, torch.nn.init.trunc_normal_"
    ) { numbers throws(InitializerError) in
      try .normalWithin(
        lower: numbers[1], upper: numbers[2], parentMean: numbers[3], parentDeviation: numbers[0])
    },
    InitializerEntry(
      "sparse",
      [
        InitializerArgument("SPARSITY", "share of zeros, from 0 to 1"),
        InitializerArgument("DEVIATION", "standard deviation", fallback: 0.01),
      ],
      equation: "each output unit has the share SPARSITY of zeros among its weights, the others "
        + "~ N(0, DEVIATION²)",
      assumes: fixedScale, use: "wide layers whose units should differ in what they look at",
      avoid: "convolutions and small fans, where few weights are left",
      source:
        "after J. Martens, ICML 2010; PyTorch's sparse_ zeroes a share of each input's weights"
    ) { numbers throws(InitializerError) in
      try .sparse(sparsity: numbers[0], standardDeviation: numbers[1])
    },
  ]
}
