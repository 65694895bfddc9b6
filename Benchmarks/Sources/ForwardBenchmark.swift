import Xavier

/// A forward pass of a network of convolutions.
struct ForwardBenchmark: Sendable {
  let name: String
  let batch: Int
  let make: @Sendable () -> Network

  static let all = [1, 8].flatMap { batch in
    [
      ForwardBenchmark(
        name: "ResNet-50 batch \(batch)", batch: batch, make: ConvolutionNetworks.resNet50),
      ForwardBenchmark(
        name: "MobileNetV2 batch \(batch)", batch: batch, make: ConvolutionNetworks.mobileNetV2),
    ]
  }

  func report(threads: Int) {
    let network = make()
    let pool = ThreadPool(threadCount: threads)
    let weights = network.draw(seed: 0)
    guard let space = try? Workspace(network, batch: batch, weights: weights, threads: pool) else {
      return
    }
    ParameterStream(seed: 0, path: "inputs").fillUniform(
      ElementBuffer(space.input.elements), from: 0, halfWidth: 1)
    let time = Stopwatch.median { space.runForward() }
    withExtendedLifetime(weights.tensors) { print("\(name)\tforward\t\(threads)\t\(time)") }
  }
}

/// Networks with the sizes of published ones and drawn weights.
enum ConvolutionNetworks {
  /// K. He and others, arXiv:1512.03385, table 1, column 50-layer; strides in the 3 × 3 convolutions,
  /// as PyTorch has them.
  static func resNet50() -> Network {
    var plan = ImageNetwork()
    plan.convolution(64, kernel: 7, stride: 2)
    plan.relu()
    plan.apply(
      MaxPool(kernel: [3, 3], strides: [2, 2], padding: .given(before: [1, 1], after: [1, 1])))
    for (stage, (width, count)) in [(64, 3), (128, 4), (256, 6), (512, 3)].enumerated() {
      for block in 0..<count {
        let stride = stage > 0 && block == 0 ? 2 : 1
        let input = plan.value
        plan.convolution(width, kernel: 1)
        plan.relu()
        plan.convolution(width, kernel: 3, stride: stride)
        plan.relu()
        plan.convolution(4 * width, kernel: 1)
        let branch = plan.value
        plan.value = input
        if block == 0 { plan.convolution(4 * width, kernel: 1, stride: stride) }
        plan.add(branch)
        plan.relu()
      }
    }
    return plan.classifier(1000)
  }

  /// M. Sandler and others, arXiv:1801.04381, table 2, with ReLU for ReLU6.
  static func mobileNetV2() -> Network {
    var plan = ImageNetwork()
    plan.convolution(32, kernel: 3, stride: 2)
    plan.relu()
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
          plan.convolution(width, kernel: 1)
          plan.relu()
        }
        plan.convolution(width, kernel: 3, stride: stride, groups: width)
        plan.relu()
        plan.convolution(channels, kernel: 1)
        if stride == 1 && before == channels { plan.add(input) }
      }
    }
    plan.convolution(1280, kernel: 1)
    plan.relu()
    return plan.classifier(1000)
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
  ) -> Network.Value {
    try! plan.parameter("\(count).\(name)", spec, drawnBy: initializer)
  }

  mutating func apply(_ function: some Operator, _ others: [Network.Value] = []) {
    value = try! plan.apply(function, to: [value] + others, name: "\(count)")[0]
    count += 1
  }

  /// A convolution without bias, and batch normalization.
  mutating func convolution(_ out: Int, kernel: Int, stride: Int = 1, groups: Int = 1) {
    let spec = try! ParameterSpec.convolution(
      in: channels, out: out, kernel: [kernel, kernel], groups: groups, layout: .pytorch)
    let padding = [(kernel - 1) / 2, (kernel - 1) / 2]
    let function = Conv(
      strides: [stride, stride], padding: .given(before: padding, after: padding), groups: groups)
    apply(function, [parameter("weight", spec, .heNormal)])
    let normalization = [
      parameter("weight", .normalizationScale(out: out), .ones),
      parameter("bias", .normalizationShift(out: out), .zeros),
      parameter("mean", .bias(out: out), .zeros),
      parameter("variance", .bias(out: out), .ones),
    ]
    apply(Operators.BatchNormalization(), normalization)
  }

  mutating func relu() { apply(ReLU()) }

  mutating func add(_ other: Network.Value) { apply(Operators.Add(), [other]) }

  /// The means of channels and a linear map of them.
  mutating func classifier(_ classes: Int) -> Network {
    apply(GlobalAveragePool())
    let width = channels
    apply(Operators.Flatten(axis: 1))
    apply(
      Affine(),
      [
        parameter("weight", .dense(in: width, out: classes), .heNormal),
        parameter("bias", .bias(out: classes), .zeros),
      ])
    return plan.network(outputs: [("classes", value, .float32)])
  }
}
