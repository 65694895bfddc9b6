extension VerdictCatalog {
  private static let poole = "B. Poole and others 2016, https://arxiv.org/abs/1606.05340"
  private static let schoenholz = "S. Schoenholz and others 2016, https://arxiv.org/abs/1611.01232"
  private static let hanin = "B. Hanin and M. Nica 2018, https://arxiv.org/abs/1812.05994"
  private static let glorot =
    "X. Glorot and Y. Bengio 2010, https://proceedings.mlr.press/v9/glorot10a.html"
  private static let he = "K. He and others 2015, https://arxiv.org/abs/1502.01852"

  static let verdicts: [Entry] = [
    Entry(
      name: "nonfinite", summary: "A weight, a value or a gradient is infinite or not a number.",
      meaning: "One such number spreads to everything that is computed from it, and one step of "
        + "training writes it into every weight. Minus infinity inside attention, where a mask puts "
        + "it, is no fault as long as what leaves the softmax is finite.",
      formula: "any x with x - x != 0 in weights, trunk values, outputs or gradients",
      threshold: "None is allowed.",
      causes: [
        "A file holds such numbers already.",
        "The signal or the gradient overflows Float32, which ends at 3.4e38.",
        "A division, root or logarithm is given 0 or less.",
      ],
      remedies: [
        "Draw the parameter that is named anew.", "Let `--recipe auto` choose the weights.",
        "Add a small number to what is divided by.",
      ], sources: []),
    Entry(
      name: "symmetric", summary: "Units of a layer are copies of each other.",
      meaning:
        "Two units with the same weights in, the same bias and the same weights out give the "
        + "same numbers and get the same gradients, so that they stay the same for ever: the layer "
        + "learns as if it were narrower. Units that only start alike but are read by different "
        + "weights part in the first step.",
      formula: "share of units with another whose weights in, bias and weights out are bit-equal",
      threshold: "At least 50 % of the units of a layer.",
      causes: ["Weights were set to one number, zero or other, in two layers in a row."],
      remedies: ["Draw the weights at random: any random law breaks the symmetry."],
      sources: ["D. Rumelhart, G. Hinton, R. Williams 1986, Nature 323, 533-536"]),
    Entry(
      name: "dead", summary: "Nearly all channels of a layer are zero on every input.",
      meaning: "Where a ReLU is closed on every input no gradient passes, and nothing that it "
        + "depends on learns. Half of the channels are closed behind a hundred layers of ReLU drawn "
        + "as they should be; a layer is lost when nearly all are.",
      formula: "share of channels with x = 0 on all examples and positions",
      threshold: "At least 90 % decides, 75 % is a note.",
      causes: ["Biases are far below zero.", "All weights of the layer are zero."],
      remedies: [
        "Set biases to zero.", "Draw the weights at random; zeros are for the ends of branches.",
      ], sources: [he]),
    Entry(
      name: "saturated",
      summary: "Most numbers lie where a bounded activation has no slope to speak of.",
      meaning: "Tanh, sigmoid and the like are flat far from zero: a unit there passes no gradient "
        + "on and answers every input with one of two numbers.",
      formula: "share of numbers with |f'(x)| < 0.05 max |f'|",
      threshold: "At least 80 % of the numbers of a trunk value decides, 50 % is a note.",
      causes: [
        "Weights are drawn with variance 1 instead of 1 / fan in.",
        "Inputs were never standardized.", "Biases are large.",
      ],
      remedies: [
        "Draw weights with `--recipe lecunNormal`.",
        "Subtract the mean of the inputs and divide by their deviation.", "Set biases to zero.",
      ], sources: [glorot]),
    Entry(
      name: "exploding",
      summary: "The signal, or the gradient on its way back, grows beyond bounds.",
      meaning: "Each layer multiplies the length; a factor a little above 1 becomes millions over "
        + "depth. Steps that suit one layer then destroy another, and numbers overflow at last.",
      formula: "forward: max q / q_first; backward: max R / R_last with R = q G",
      threshold: "Forward 1000 where no normalization lies between, backward 10,000, and 1,000,000 "
        + "where batch normalization follows, whose gradient grows by itself. Notes from 10, 100, "
        + "10,000.",
      causes: [
        "The variance of weights is larger than the activation needs.",
        "Residual sums add branches as large as what they are added to.",
        "One layer's weights are larger than the others' for their fans, or their fans swapped.",
      ],
      remedies: [
        "Draw weights with the gain of the activation: `--recipe auto`.",
        "Divide the last weight of each branch by the root of the number of blocks, or normalize at "
          + "the start of branches.", "Draw that layer as the others.",
      ], sources: [glorot, he]),
    Entry(
      name: "chaotic", summary: "The gradient explodes while the signal keeps its length.",
      meaning: "A bounded activation holds the signal at one length, but close inputs move apart "
        + "from layer to layer, and the gradient grows by the same rate: what the network computes "
        + "changes faster than any step size can follow.",
      formula:
        "max R / R_last with q varying less than tenfold; chi = w E f'(x)^2 > 1 in each layer",
      threshold: "10,000, with batch normalization behind 1,000,000; notes from 100, 10,000.",
      causes: ["The gain is beyond the edge of chaos, such as 5/3 for tanh, over many layers."],
      remedies: ["Draw weights of variance 1 / fan in before tanh: `--recipe lecunNormal`."],
      sources: [poole, schoenholz]),
    Entry(
      name: "vanishing", summary: "The signal, or the gradient on its way back, falls to nothing.",
      meaning: "Layers near the input get gradients so small against their weights that they stay "
        + "as they were drawn while the last ones learn from noise.",
      formula: "forward: min q / q_first; backward: R_first / max R with R = q G",
      threshold:
        "Forward 1e-5, backward 1e-4; notes from 1e-3 and 1e-2. Networks with 1e-4 forward "
        + "still train, those with 1e-6 hardly do.",
      causes: [
        "The variance of weights is smaller than the activation needs: 1 / fan in before ReLU.",
        "The activation passes little on, as sigmoid does.", "One layer's weights are too small.",
      ],
      remedies: [
        "Draw weights with the gain of the activation: `--recipe heNormal` before ReLU.",
        "Use tanh or ReLU, or add normalizations.", "Draw that layer as the others.",
      ], sources: [glorot, he]),
    Entry(
      name: "collapsed", summary: "All inputs come out alike.",
      meaning: "The deeper layers give nearly the same numbers for every input, so that what "
        + "follows cannot tell them apart. Means and deviations of single values look healthy: only "
        + "the correlation between examples shows it.",
      formula: "D = (1 - c) / (1 - c of the input), c the mean cosine of different examples, where "
        + "weights, sums or normalizations give a value",
      threshold: "D below 1e-3 decides, below 1e-1 is a note. Where a normalization brings the "
        + "difference out again nothing is lost.",
      causes: [
        "Weights shrink the signal and biases do not, as with PyTorch's defaults behind ReLU.",
        "The activation adds a mean that all inputs share, as sigmoid does.",
        "ReLU over more than about 200 layers, even with its gain: 1 - c falls like 44 / depth^2.",
      ],
      remedies: [
        "Start biases at zero and draw weights with the gain of the activation.",
        "Use an activation through zero.", "Add residual connections or normalizations.",
      ], sources: [poole, schoenholz]),
    Entry(
      name: "bias-dominated",
      summary: "Most of what layers give comes from biases, not from inputs.",
      meaning:
        "Biases keep the size of values up while the part that depends on the input dies out. "
        + "It decides only where inputs have collapsed too: some fixed points of "
        + "the length map rest on biases and are sound.",
      formula: "share = mean b^2 / q of affine layers",
      threshold:
        "At least 50 % in half of the layers with D below 1e-3; notes from 25 %. PyTorch's "
        + "default behind ReLU tends to 5/6.",
      causes: ["The gain is too small while biases are drawn at random."],
      remedies: ["Start biases at zero and draw weights with the gain of the activation."],
      sources: [poole]),
    Entry(
      name: "unstable", summary: "An error in the length of the signal grows from layer to layer.",
      meaning: "Layers keep one length only on a knife's edge: a batch that is a little louder "
        + "explodes and one that is a little softer dies, though the mean prediction looks fine.",
      formula: "product over layers of alpha = d log q_out / d log q_in, at the fixed point that "
        + "repels where a layer has one",
      threshold: "100 decides, 10 is a note: 36 layers of GELU with its forward gain have 111 and "
        + "train with few step sizes, 24 have 22 and train.",
      causes: ["GELU, SiLU and their kind with the gain that keeps unit variance."],
      remedies: [
        "Choose a length that attracts: `--recipe auto` takes it; for GELU weights of variance 1.957 "
          + "/ fan in and biases of variance 0.284."
      ], sources: [poole]),
    Entry(
      name: "too-deep-for-width",
      summary: "Draws differ so much from one another that the mean says little.",
      meaning:
        "In a finite network the logarithm of the signal's length wanders: each layer adds a "
        + "variance of about 5 / width for ReLU, 2 / width without an activation. When the sum is "
        + "large, one draw explodes, the next one vanishes, while the mean square is kept.",
      formula: "sum over layers of Var log r, r the ratio of squared lengths across a layer",
      threshold: "4 decides, a factor of 7 either way in one standard deviation; 1 is a note.",
      causes: ["Many layers of few units without residual connections."],
      remedies: [
        "Make layers wider or fewer, add residual connections or normalizations, or draw orthogonal "
          + "weights, which stray less."
      ], sources: [hanin]),
    Entry(
      name: "healthy", summary: "None of the rules is broken.",
      meaning: "Signals and gradients reach every layer at a size at which networks of this kind "
        + "train. Notes tell what comes near a limit, or lies inside a branch.",
      formula: "", threshold: "", causes: [], remedies: [], sources: []),
  ]

  static let quantities: [Entry] = [
    quantity(
      "second-moment", "The mean square of the elements of a value, q.",
      "Its square root is the usual size of a number. Healthy layers keep q within a few powers of "
        + "ten of the first layer's.", "q = E x^2", [glorot, he]),
    quantity(
      "correlation", "How alike different examples are: the mean cosine of pairs, c.",
      "1 means that a layer tells nothing apart, 0 that examples have nothing in common. Means are "
        + "not subtracted, because what all examples share is what hides the rest.",
      "c = mean over pairs of <x, y> / (|x| |y|)", [poole]),
    quantity(
      "gradient-length", "The squared length of a value's gradient for one example, G.",
      "Cotangents are N(0, 1) at the logits, not behind a softmax, where they would cancel.",
      "G = mean over examples of the sum of squared gradients", [glorot]),
    quantity(
      "relative-gradient", "The gradient relative to the signal, R.",
      "What a change of the signal by one part does to the output. It is flat through healthy "
        + "networks even where q and G are not: in a GPT-2-like stack q grows 24-fold and R stays "
        + "within 1.3.", "R = q G", []),
    quantity(
      "trunk", "The values that every path from input to output crosses.",
      "Verdicts are taken on them; what lies inside branches, gates and attention gives notes.",
      "dominators of the graph between an input and the logits, of at least 16 numbers per example "
        + "where there are any",
      []),
  ]

  private static func quantity(
    _ name: String, _ summary: String, _ meaning: String, _ formula: String, _ sources: [String]
  ) -> Entry {
    Entry(
      name: name, summary: summary, meaning: meaning, formula: formula, threshold: "", causes: [],
      remedies: [], sources: sources)
  }
}
