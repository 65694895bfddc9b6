import Initializers
import Networks
import Tensors
import Testing

/// One layer in both languages, on examples of a shape that it takes.
struct YAMLCase: Sendable, CustomTestStringConvertible {
  let input: Shape
  let yaml: String
  let layers: [any Layer]

  init(_ input: Shape, _ yaml: String, @LayersBuilder _ layers: () -> [any Layer]) {
    self.input = input
    self.yaml = yaml
    self.layers = layers()
  }

  var testDescription: String { yaml }

  /// Every layer with every key, and in its shortest form.
  static let all: [YAMLCase] = images + sequences + overTime + structures

  private static let images = [
    YAMLCase([3, 8, 8], "convolution: {channels: 4, kernel: 3}") { Convolution(4, kernel: 3) },
    YAMLCase(
      [4, 9, 8],
      """
      convolution:
        channels: 6
        kernel: [3, 1]
        stride: [2, 1]
        padding: {before: [0, 1], after: 2}
        dilation: 2
        groups: 2
        activation: leakyReLU:0.2
        initializer: heNormal
        biasInitializer: constant:0.5
        hasBias: true
        name: first
      """
    ) {
      Convolution(
        6, kernel: [3, 1], stride: [2, 1], padding: Padding(before: [0, 1], after: 2), dilation: 2,
        groups: 2, activation: .leakyReLU(slope: 0.2), initializer: .heNormal,
        biasInitializer: .constant(0.5), name: "first")
    },
    YAMLCase([3, 20], "convolution: {channels: 4, kernel: 5, padding: same, hasBias: false}") {
      Convolution(4, kernel: 5, padding: .same, hasBias: false)
    },
    YAMLCase([3, 5, 5], "depthwiseConvolution: 3") { DepthwiseConvolution(kernel: 3) },
    YAMLCase(
      [3, 9, 9],
      """
      depthwiseConvolution: {
        kernel: 3, multiplier: 2, stride: 2, padding: 1, dilation: [1, 2], activation: silu,
        initializer: lecunNormal, biasInitializer: ones, hasBias: true, name: d}
      """
    ) {
      DepthwiseConvolution(
        kernel: 3, multiplier: 2, stride: 2, padding: 1, dilation: [1, 2], activation: .silu,
        initializer: .lecunNormal, biasInitializer: .ones, name: "d")
    },
    YAMLCase(
      [4, 5, 5],
      """
      transposedConvolution: {
        channels: 6, kernel: 4, stride: 2, padding: 1, outputPadding: 1, dilation: 1, groups: 2,
        activation: relu, initializer: orthogonal, biasInitializer: ones, hasBias: true, name: up}
      """
    ) {
      TransposedConvolution(
        6, kernel: 4, stride: 2, padding: 1, outputPadding: 1, groups: 2, activation: .relu,
        initializer: .orthogonal, biasInitializer: .ones, name: "up")
    },
    YAMLCase([2, 7, 7], "maxPooling: 2") { MaxPooling(2) },
    YAMLCase(
      [2, 7, 7],
      "maxPooling: {window: 3, stride: 2, padding: 1, dilation: 1, roundsUp: true, name: m}"
    ) { MaxPooling(3, stride: 2, padding: 1, roundsUp: true, name: "m") },
    YAMLCase([2, 7, 7], "averagePooling: [2, 3]") { AveragePooling([2, 3]) },
    YAMLCase(
      [2, 7, 7],
      """
      averagePooling:
        {window: 3, stride: 2, padding: [1, 0], roundsUp: true, countsPadding: true, name: a}
      """
    ) {
      AveragePooling(
        3, stride: 2, padding: [1, 0], roundsUp: true, countsPadding: true, name: "a")
    },
    YAMLCase([2, 7, 7], "globalMaxPooling") { GlobalMaxPooling() },
    YAMLCase([2, 7, 7], "globalMaxPooling: {name: g}") { GlobalMaxPooling(name: "g") },
    YAMLCase([2, 7, 7], "globalAveragePooling: {name: g}") { GlobalAveragePooling(name: "g") },
    YAMLCase([4, 7, 7], "batchNormalization") { BatchNormalization() },
    YAMLCase(
      [4, 7, 7],
      """
      batchNormalization: {
        epsilon: 0.001, momentum: 0.99, initializer: constant:0.1, biasInitializer: ones, name: b}
      """
    ) {
      BatchNormalization(
        epsilon: 0.001, momentum: 0.99, initializer: .constant(0.1), biasInitializer: .ones,
        name: "b")
    },
    YAMLCase([4, 7, 7], "groupNormalization: 2") { GroupNormalization(groups: 2) },
    YAMLCase(
      [4, 7],
      """
      groupNormalization: {
        groups: 4, epsilon: 1e-3, initializer: constant:0.1, biasInitializer: ones, name: g}
      """
    ) {
      GroupNormalization(
        groups: 4, epsilon: 1e-3, initializer: .constant(0.1), biasInitializer: .ones, name: "g")
    },
  ]

  private static let sequences = [
    YAMLCase([35], "dense: 99") { Dense(99) },
    YAMLCase(
      [5, 35],
      """
      dense:
        units: 99
        activation: tanh
        initializer: "constant:0.02"
        biasInitializer: ones
        hasBias: true
        name: blocks.0.up
      """
    ) {
      Dense(
        99, activation: .tanh, initializer: .constant(0.02),
        biasInitializer: .ones, name: "blocks.0.up")
    },
    YAMLCase([35], "dense: {units: 9, hasBias: false}") { Dense(9, hasBias: false) },
    YAMLCase([5, 35], "gatedLinearUnit: 9") { GatedLinearUnit(9) },
    YAMLCase(
      [5, 35],
      """
      gatedLinearUnit: {
        units: 9, activation: gelu, initializer: heUniform, biasInitializer: ones, hasBias: true,
        name: g}
      """
    ) {
      GatedLinearUnit(
        9, activation: .gelu, initializer: .heUniform, biasInitializer: .ones, hasBias: true,
        name: "g")
    },
    YAMLCase([5, 35], "layerNormalization") { LayerNormalization() },
    YAMLCase(
      [5, 35],
      """
      layerNormalization: {
        epsilon: 1e-6, initializer: constant:0.1, biasInitializer: ones, hasBias: true, name: l}
      """
    ) {
      LayerNormalization(
        epsilon: 1e-6, initializer: .constant(0.1), biasInitializer: .ones, name: "l")
    },
    YAMLCase([5, 35], "layerNormalization: {hasBias: false}") {
      LayerNormalization(hasBias: false)
    },
    YAMLCase([5, 35], "rmsNormalization: {epsilon: 1e-6, initializer: constant:2, name: r}") {
      RMSNormalization(epsilon: 1e-6, initializer: .constant(2), name: "r")
    },
    YAMLCase(
      [5], "embedding: {vocabulary: 11, dimension: 6, initializer: heUniform, name: tokens}"
    ) {
      Embedding(
        vocabulary: 11, dimension: 6, initializer: .heUniform, name: "tokens")
    },
    YAMLCase([5, 6], "positionalEmbedding: {initializer: zeros, name: p}") {
      PositionalEmbedding(initializer: .zeros, name: "p")
    },
    YAMLCase([5, 6], "positionalEmbedding") { PositionalEmbedding() },
    YAMLCase([5, 6], "activate: softplus") { Activate(.softplus) },
    YAMLCase([5, 6], "activate: {activation: elu:0.5, name: a}") {
      Activate(.elu(alpha: 0.5), name: "a")
    },
    YAMLCase([5, 6], "dropout: 0.25") { Dropout(0.25) },
    YAMLCase([5, 6], "dropout: {share: 0, name: d}") { Dropout(0, name: "d") },
    YAMLCase([5, 6], "flatten: {name: f}") { Flatten(name: "f") },
    YAMLCase([5, 6], "reshape: [3, -1]") { Reshape([3, -1]) },
    YAMLCase([5, 6], "reshape: {shape: 30, name: r}") { Reshape([30], name: "r") },
    YAMLCase([5, 6, 7], "transpose: [2, 0, 1]") { Transpose([2, 0, 1]) },
    YAMLCase([5, 6, 7], "transpose: {order: [1, 0, 2], name: t}") {
      Transpose([1, 0, 2], name: "t")
    },
  ]

  private static let overTime = [
    YAMLCase([6, 4], "lstm: 5") { LSTM(5) },
    YAMLCase(
      [6, 4],
      """
      lstm:
        units: 5
        givesSequence: false
        isReversed: true
        initializer: heNormal
        recurrentInitializer: glorotNormal
        biasInitializer: ones
        name: r
      """
    ) {
      LSTM(
        5, givesSequence: false, isReversed: true, initializer: .heNormal,
        recurrentInitializer: .glorotNormal, biasInitializer: .ones, name: "r")
    },
    YAMLCase([6, 4], "gru: 5") { GRU(5) },
    YAMLCase(
      [6, 4],
      """
      gru:
        units: 5
        givesSequence: false
        isReversed: true
        initializer: heNormal
        recurrentInitializer: glorotNormal
        biasInitializer: ones
        name: r
      """
    ) {
      GRU(
        5, givesSequence: false, isReversed: true, initializer: .heNormal,
        recurrentInitializer: .glorotNormal, biasInitializer: .ones, name: "r")
    },
    YAMLCase([6, 4], "rnn: 5") { RNN(5) },
    YAMLCase(
      [6, 4],
      """
      rnn:
        units: 5
        givesSequence: false
        isReversed: true
        initializer: heNormal
        recurrentInitializer: glorotNormal
        biasInitializer: ones
        name: r
      """
    ) {
      RNN(
        5, givesSequence: false, isReversed: true, initializer: .heNormal,
        recurrentInitializer: .glorotNormal, biasInitializer: .ones, name: "r")
    },
    YAMLCase([6, 4], "multiHeadAttention: {heads: 2}") { MultiHeadAttention(heads: 2) },
    YAMLCase(
      [6, 4],
      """
      multiHeadAttention:
        heads: 4
        keyValueHeads: 2
        headWidth: 3
        isCausal: true
        initializer: heNormal
        biasInitializer: ones
        hasBias: true
        name: a
      """
    ) {
      MultiHeadAttention(
        heads: 4, keyValueHeads: 2, headWidth: 3, isCausal: true, initializer: .heNormal,
        biasInitializer: .ones, hasBias: true, name: "a")
    },
  ]

  private static let structures = [
    YAMLCase(
      [6],
      """
      block:
        - dense: 5
        - dense: {units: 4, name: last}
      """
    ) {
      Block {
        Dense(5)
        Dense(4, name: "last")
      }
    },
    YAMLCase([6], "block: {name: b, layers: [dense: 5, block: []]}") {
      Block(name: "b") {
        Dense(5)
        Block {}
      }
    },
    YAMLCase([6], "residual: [dense: 6]") { Residual { Dense(6) } },
    YAMLCase(
      [6],
      """
      residual:
        layers: [dense: 5, activate: relu]
        shortcut: [dense: {units: 5, hasBias: false}]
        activation: relu
        name: r
      """
    ) {
      Residual(activation: .relu, name: "r") {
        Dense(5)
        Activate(.relu)
      } shortcut: {
        Dense(5, hasBias: false)
      }
    },
    YAMLCase([6, 4], "concatenate: {axis: -1, name: c, branches: [dense: 5, block: []]}") {
      Concatenate(axis: -1, name: "c") {
        Dense(5)
        Block {}
      }
    },
    YAMLCase([6, 4], "concatenate: [block: [], dense: 4]") {
      Concatenate {
        Block {}
        Dense(4)
      }
    },
    YAMLCase([6], "add: [dense: 5, dense: 5, dense: {units: 5, name: third}]") {
      Add {
        Dense(5)
        Dense(5)
        Dense(5, name: "third")
      }
    },
    YAMLCase([6], "add: {name: a, branches: [block: [], block: []]}") {
      Add(name: "a") {
        Block {}
        Block {}
      }
    },
    YAMLCase(
      [6], "multiply: {name: m, branches: [dense: 5, dense: {units: 5, activation: sigmoid}]}"
    ) {
      Multiply(name: "m") {
        Dense(5)
        Dense(5, activation: .sigmoid)
      }
    },
    YAMLCase(
      [6],
      """
      repeat:
        times: 3
        index: i
        layers:
          - repeat: {times: 2, layers: [activate: tanh]}
          - residual: {layers: [dense: 6], name: blocks.$i.x}
          - dense: 6
      """
    ) {
      for index in 0..<3 {
        for _ in 0..<2 { Activate(.tanh) }
        Residual(name: "blocks.\(index).x") { Dense(6) }
        Dense(6)
      }
    },
    YAMLCase(
      [6],
      """
      repeat:
        times: 2
        index: i
        first: 7
        layers: [residual: {layers: [dense: {units: 6, name: /layers.$i}]}]
      """
    ) {
      for index in 7..<9 { Residual { Dense(6, name: "/layers.\(index)") } }
    },
  ]
}
