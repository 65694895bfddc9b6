import Operators
import Xavier

/// A forward pass of a network.
struct ForwardBenchmark: Sendable {
  let name: String
  let batch: Int
  let make: @Sendable () throws -> Network

  static let all =
    [1, 8].flatMap { batch in
      [
        ForwardBenchmark(
          name: "ResNet-50 batch \(batch)", batch: batch, make: ConvolutionNetworks.resNet50),
        ForwardBenchmark(
          name: "MobileNetV2 batch \(batch)", batch: batch, make: ConvolutionNetworks.mobileNetV2),
      ]
    } + [
      ForwardBenchmark(
        name: "transformer 12 x 768, 4 x 128 tokens", batch: 4, make: TransformerStack.network)
    ]

  func report(threads: Int) {
    do {
      let network = try make()
      let weights = network.draw(seed: 0)
      let space = try Workspace(
        network, batch: batch, weights: weights, threads: ThreadPool(threadCount: threads))
      ParameterStream(seed: 0, path: "inputs").fillUniform(
        ElementBuffer(space.input.elements), from: 0, halfWidth: 1)
      let time = Stopwatch.median { space.runForward() }
      withExtendedLifetime(weights.tensors) { print("\(name)\tforward\t\(threads)\t\(time)") }
    } catch {
      preconditionFailure("\(name): \(error)")
    }
  }
}

/// Networks with the sizes of published ones and drawn weights.
enum ConvolutionNetworks {
  /// The column 50-layer of table 1 in arXiv:1512.03385, with strides in the 3 × 3 convolutions as
  /// PyTorch has them.
  static func resNet50() throws -> Network {
    var plan = ImageNetwork()
    try plan.convolution(64, kernel: 7, stride: 2)
    try plan.relu()
    try plan.apply(
      Operators.MaxPool(
        kernel: [3, 3], strides: [2, 2], padding: .given(before: [1, 1], after: [1, 1])))
    for (stage, (width, count)) in [(64, 3), (128, 4), (256, 6), (512, 3)].enumerated() {
      for block in 0..<count {
        let stride = stage > 0 && block == 0 ? 2 : 1
        let input = plan.value
        try plan.convolution(width, kernel: 1)
        try plan.relu()
        try plan.convolution(width, kernel: 3, stride: stride)
        try plan.relu()
        try plan.convolution(4 * width, kernel: 1)
        let branch = plan.value
        plan.value = input
        if block == 0 { try plan.convolution(4 * width, kernel: 1, stride: stride) }
        try plan.add(branch)
        try plan.relu()
      }
    }
    return try plan.classifier(1000)
  }

  /// Table 2 of arXiv:1801.04381, with ReLU for ReLU6.
  static func mobileNetV2() throws -> Network {
    var plan = ImageNetwork()
    try plan.convolution(32, kernel: 3, stride: 2)
    try plan.relu()
    let stages = [
      (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2),
      (6, 320, 1, 1),
    ]
    for (expansion, channels, count, firstStride) in stages {
      for block in 0..<count {
        let stride = block == 0 ? firstStride : 1
        let (input, before) = (plan.value, plan.channels)
        let width = before * expansion
        if expansion > 1 {
          try plan.convolution(width, kernel: 1)
          try plan.relu()
        }
        try plan.convolution(width, kernel: 3, stride: stride, groups: width)
        try plan.relu()
        try plan.convolution(channels, kernel: 1)
        if stride == 1 && before == channels { try plan.add(input) }
      }
    }
    try plan.convolution(1280, kernel: 1)
    try plan.relu()
    return try plan.classifier(1000)
  }
}

/// A network on images of 3 × 224 × 224 while it is put together.
private struct ImageNetwork {
  private var plan = NetworkPlan()
  private var count = 0
  var value: Network.Value

  init() { value = plan.input(named: "images", lengths: [nil, 3, 224, 224]) }

  var channels: Int { plan.shape(of: value)[1] }

  private mutating func parameter(
    _ name: String, _ spec: ParameterSpec, _ initializer: some Initializer
  ) throws -> Network.Value {
    try plan.parameter("\(count).\(name)", spec, drawnBy: initializer)
  }

  mutating func apply(_ function: some Operator, _ others: [Network.Value] = []) throws {
    value = try plan.apply(function, to: [value] + others, name: "\(count)")[0]
    count += 1
  }

  /// A convolution without bias, and batch normalization.
  mutating func convolution(_ out: Int, kernel: Int, stride: Int = 1, groups: Int = 1) throws {
    let spec = try ParameterSpec.convolution(
      in: channels, out: out, kernel: [kernel, kernel], groups: groups, layout: .pytorch)
    let padding = [(kernel - 1) / 2, (kernel - 1) / 2]
    let function = Conv(
      strides: [stride, stride], padding: .given(before: padding, after: padding), groups: groups)
    try apply(function, [try parameter("weight", spec, .heNormal)])
    let normalization = [
      try parameter("weight", .normalizationScale(out: out), .ones),
      try parameter("bias", .normalizationShift(out: out), .zeros),
      try parameter("mean", .bias(out: out), .zeros),
      try parameter("variance", .bias(out: out), .ones),
    ]
    try apply(Operators.BatchNormalization(), normalization)
  }

  mutating func relu() throws { try apply(ReLU()) }

  mutating func add(_ other: Network.Value) throws { try apply(Operators.Add(), [other]) }

  /// The means of channels and a linear map of them.
  mutating func classifier(_ classes: Int) throws -> Network {
    try apply(Operators.GlobalAveragePool())
    let width = channels
    try apply(Operators.Flatten(axis: 1))
    try apply(
      Affine(),
      [
        try parameter("weight", .dense(in: width, out: classes), .heNormal),
        try parameter("bias", .bias(out: classes), .zeros),
      ])
    return plan.network(outputs: [("classes", value, .float32)])
  }
}
