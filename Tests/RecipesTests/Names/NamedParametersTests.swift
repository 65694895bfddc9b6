import Initializers
import Recipes
import Tensors
import Testing

@Suite("Parameters by their names")
struct NamedParametersTests {
  /// A tensor among others, and what it was made as.
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let tensors: [(name: String, shape: Shape)]
    let layout: Layout?
    /// Role and layer as they are spelled here, and the fans of each section.
    let what: String
    let fans: [[Double]]
    var testDescription: String { name }

    init(
      _ name: String, _ tensors: [(String, Shape)], _ layout: Layout? = nil, _ what: String,
      _ fans: [[Double]]
    ) {
      self.name = name
      self.tensors = tensors.map { (name: $0.0, shape: $0.1) }
      self.layout = layout
      self.what = what
      self.fans = fans
    }
  }

  private static func described(_ parameter: ModelParameter) -> String {
    switch parameter.use {
    case .weight(let weight): weight.layer.rawValue
    case .bias(let weight): "bias of \(weight?.layer.rawValue ?? "nothing")"
    case .recurrentBias(let units, let gates, _, let forget):
      "bias of \(gates) × \(units), forgets at \(forget.map(String.init) ?? "none")"
    case .embedding(_, let isTied): isTied ? "tied table" : "table"
    case .normalizationScale: "scale"
    case .normalizationShift: "shift"
    case .runningMean: "mean"
    case .runningVariance: "variance"
    case .slope: "slope"
    case .undeclared: "unknown"
    }
  }

  // Fans by hand: products summed into a unit, and products that a unit takes part in.
  static let cases = [
    Case("fc.weight", [("fc.weight", [99, 35])], nil, "dense", [[35, 99]]),
    Case("d/kernel:0", [("d/kernel:0", [35, 99])], nil, "dense", [[35, 99]]),
    Case(
      "params/Dense_0/kernel", [("params/Dense_0/kernel", [35, 99])], nil, "dense", [[35, 99]]),
    Case("l.weight", [("l.weight", [35, 99])], .keras, "dense", [[35, 99]]),
    Case(
      "h.0.mlp.c_fc.weight", [("h.0.mlp.c_fc.weight", [35, 99]), ("h.0.mlp.c_fc.bias", [99])], nil,
      "dense", [[35, 99]]),
    Case(
      "h.0.mlp.c_fc.weight", [("h.0.mlp.c_fc.weight", [99, 35]), ("h.0.mlp.c_fc.bias", [99])], nil,
      "dense", [[35, 99]]),
    Case(
      "h.0.attn.c_attn.weight", [("h.0.attn.c_attn.weight", [12, 36])], nil, "dense",
      [[12, 12], [12, 12], [12, 12]]),
    Case(
      "m.in_proj_weight", [("m.in_proj_weight", [36, 12])], nil, "attentionInput",
      [[12, 12], [12, 12], [12, 12]]),
    Case(
      "l.0.attn.qkv_proj.weight",
      [("l.0.attn.qkv_proj.weight", [48, 32]), ("l.0.attn.o_proj.weight", [32, 32])], nil, "dense",
      [[32, 32], [32, 8], [32, 8]]),
    Case(
      "l.0.mlp.gate_up_proj.weight", [("l.0.mlp.gate_up_proj.weight", [80, 24])], nil, "dense",
      [[24, 40], [24, 40]]),
    Case("c.weight", [("c.weight", [16, 6, 3, 2])], nil, "convolution", [[36, 96]]),
    Case("c.kernel", [("c.kernel", [3, 2, 6, 16])], nil, "convolution", [[36, 96]]),
    Case(
      "dw.weight", [("dw.weight", [16, 1, 3, 3])], nil, "depthwiseConvolution", [[9, 9]]),
    Case(
      "f.10.weight", [("f.2.weight", [16, 3, 3, 3]), ("f.10.weight", [32, 1, 3, 3])], nil,
      "depthwiseConvolution", [[9, 18]]),
    Case("f.0.weight", [("f.0.weight", [32, 1, 3, 3])], nil, "convolution", [[9, 288]]),
    Case(
      "b.conv2.weight",
      [("b.conv1.weight", [128, 64, 1, 1]), ("b.conv2.weight", [128, 4, 3, 3])],
      nil, "convolution", [[36, 36]]),
    Case(
      "s.depthwise_kernel", [("s.depthwise_kernel", [3, 3, 6, 2])], nil, "depthwiseConvolution",
      [[9, 18]]),
    Case(
      "up.weight", [("up.weight", [6, 16, 4, 4]), ("up.bias", [16])], nil,
      "transposedConvolution", [[96, 256]]),
    Case(
      "deconv.weight", [("deconv.weight", [16, 16, 4, 4]), ("deconv.bias", [16])], nil,
      "transposedConvolution", [[256, 256]]),
    Case(
      "r.weight_ih_l0", [("r.weight_ih_l0", [80, 35]), ("r.weight_hh_l0", [80, 20])], nil,
      "recurrentInput", [[35, 20]]),
    Case(
      "r.weight_hh_l0_reverse",
      [("r.weight_hh_l0_reverse", [60, 20]), ("r.weight_hh_l0", [60, 20])], nil, "recurrentState",
      [[20, 20]]),
    Case(
      "r.bias_ih_l0", [("r.bias_ih_l0", [80]), ("r.weight_hh_l0", [80, 20])], nil,
      "bias of 4 × 20, forgets at 1", [[1, 20]]),
    Case(
      "r.bias_hh_l0", [("r.bias_hh_l0", [80]), ("r.weight_hh_l0", [80, 20])], nil,
      "bias of 4 × 20, forgets at none", [[1, 20]]),
    Case(
      "g/kernel", [("g/kernel", [35, 60]), ("g/recurrent_kernel", [20, 60])], nil,
      "recurrentInput", [[35, 20]]),
    Case(
      "g/bias", [("g/bias", [2, 60]), ("g/recurrent_kernel", [20, 60])], nil,
      "bias of 3 × 20, forgets at none", [[1, 20]]),
    Case(
      "transformer.wte.weight", [("transformer.wte.weight", [50, 12])], nil, "tied table",
      [[12, 50]]),
    Case(
      "transformer.wte.weight",
      [("transformer.wte.weight", [50, 12]), ("lm_head.weight", [50, 12])], nil, "table",
      [[1, 12]]),
    Case("cls_token", [("cls_token", [1, 1, 12])], nil, "table", [[1, 12]]),
    Case("e.embeddings", [("e.embeddings", [50, 12])], nil, "table", [[1, 12]]),
    Case(
      "embed.weight", [("embed.weight", [50, 12]), ("embed.bias", [50])], nil, "dense", [[12, 50]]),
    Case("ln_f.weight", [("ln_f.weight", [12])], nil, "scale", [[1, 12]]),
    Case("bn.running_var", [("bn.running_var", [12])], nil, "variance", [[1, 12]]),
    Case("1.bias", [("1.bias", [12]), ("1.weight", [12])], nil, "shift", [[1, 12]]),
    Case("0.bias", [("0.bias", [12]), ("0.weight", [12, 5])], nil, "bias of dense", [[1, 12]]),
    Case("prelu.weight", [("prelu.weight", [12])], nil, "slope", [[1, 12]]),
    Case(
      "experts.gate_up_proj",
      [("experts.gate_up_proj", [3, 80, 24]), ("experts.down_proj", [3, 24, 40])], nil, "dense",
      [[24, 40]]),
    Case(
      "experts.down_proj",
      [("experts.gate_up_proj", [3, 24, 80]), ("experts.down_proj", [3, 40, 24])], nil, "dense",
      [[40, 24]]),
    Case(
      "a/query/kernel", [("a/query/kernel", [24, 3, 8])], nil, "attentionInput", [[24, 24]]),
  ]

  @Test("are for what their layers were made for, with the fans of each section", arguments: cases)
  func readings(_ example: Case) throws {
    let named = NamedParameters(example.tensors, layout: example.layout)
    let parameter = try #require(named.parameters.first { $0.path == example.name })
    #expect(Self.described(parameter) == example.what)
    let spec = try #require(parameter.spec)
    #expect(spec.pieces.map { [$0.fans.fanIn, $0.fans.fanOut] } == example.fans)
    #expect(spec.shape == parameter.shape)
    #expect(named.ambiguous.isEmpty)
  }

  @Test("stay open where nothing tells, and a sentence says what would")
  func open() {
    func sentence(_ tensors: [(String, Shape)], _ layout: Layout? = nil) -> [String] {
      NamedParameters(tensors.map { (name: $0.0, shape: $0.1) }, layout: layout).ambiguous
        .map { $0.sentence }
    }
    let rule = "or a rule for it in a recipe file was expected"
    #expect(
      sentence([("text_projection", [512, 1024])]) == [
        "text_projection: 512×1024 numbers whose axes nothing says, --layout pytorch, keras or jax "
          + rule
      ])
    #expect(sentence([("text_projection", [512, 1024])], .keras) == [])
    #expect(
      sentence([("l.0.qkv_proj.weight", [48, 32])]) == [
        "l.0.qkv_proj.weight: 48×32 numbers of queries, keys and values, whose shares nothing "
          + "says, the map after attention beside it \(rule)"
      ])
    #expect(
      sentence([("c1.weight", [10, 3, 3, 3]), ("c2.weight", [15, 1, 3, 3])]) == [
        "c2.weight: 15×1×3×3 numbers of a kernel for one channel after one of 10 channels, its "
          + "groups \(rule)"
      ])
    #expect(
      sentence([("r.weight_ih_l0", [50, 35]), ("r.weight_hh_l0", [50, 20])]).first
        == "r.weight_ih_l0: 50×35 numbers of a recurrent layer with a state's map 50×20, 1, 3 or 4 "
        + "square matrices of gates \(rule)")
  }

  @Test("are the same in whatever order the tensors come")
  func order() throws {
    for file in ["gpt2", "bert", "vit", "resnet50"] {
      let tensors = try FreshModel.load(file).named
      let named = NamedParameters(tensors, layout: nil)
      let sorted = NamedParameters(tensors.sorted { $0.name > $1.name }, layout: nil)
      let expected = Dictionary(
        uniqueKeysWithValues: named.parameters.map { ($0.path, "\($0)") })
      for parameter in sorted.parameters {
        #expect("\(parameter)" == expected[parameter.path])
      }
    }
  }

  @Test("of any words and shapes are read without a fault")
  func anything() {
    let words = [
      "weight", "kernel", "bias", "qkv", "in_proj_weight", "weight_hh_l0", "weight_ih_l0",
      "recurrent_kernel", "gamma", "experts", "gate_up_proj", "down_proj", "conv", "1", "2", "ln",
      "wte", "", "depthwise_kernel", "out", "query", "cls_token", "running_mean", "convtranspose",
      "bias_ih_l0", "c_attn", "embed",
    ]
    let lengths = [0, 1, 2, 3, 4, 12, 36, 1 << 31, 1 << 61]
    var state: UInt64 = 7
    func next(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(count))
    }
    for _ in 0..<20_000 {
      let tensors = (0..<(1 + next(5))).compactMap { _ -> (name: String, shape: Shape)? in
        let name = (0..<(1 + next(3))).map { _ in words[next(words.count)] }.joined(separator: ".")
        let axes = (0..<next(6)).map { _ in lengths[next(lengths.count)] }
        return (try? Shape(checking: axes)).map { (name, $0) }
      }
      let layout = [nil, Layout.pytorch, .keras, .jax][next(4)]
      let named = NamedParameters(tensors, layout: layout)
      for (parameter, tensor) in zip(named.parameters, tensors) {
        let isOwn = parameter.spec == nil || parameter.spec?.shape == tensor.shape
        #expect(isOwn, "\(tensor) among \(tensors), \(String(describing: layout))")
      }
    }
  }
}
