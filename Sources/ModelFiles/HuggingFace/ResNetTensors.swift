// ResNet, basic and bottleneck.

extension TensorList {
  mutating func addResNet(_ architecture: String) throws(ModelFileError) {
    let channels = try keys.countIfGiven("num_channels") ?? 3
    let first = try keys.count("embedding_size")
    let (sizes, depths) = (try keys.counts("hidden_sizes"), try keys.counts("depths"))
    guard sizes.count == depths.count else {
      throw keys.wrong(
        "depths", "\(depths.count) for \(sizes.count) stages, one for each was expected")
    }
    guard depths.allSatisfy({ $0 <= 10_000 }) else {
      throw keys.wrong("depths", "more than 10000 layers in a stage, fewer were expected")
    }
    let type = try keys.text("layer_type", default: "bottleneck")
    guard type == "basic" || type == "bottleneck" else {
      throw keys.wrong("layer_type", "\(shown(type)), basic or bottleneck was expected")
    }
    let strides = try keys.isTrue("downsample_in_first_stage", default: false)
    let prefix = architecture == "ResNetModel" ? "" : "resnet."
    try addConvolution("\(prefix)embedder.embedder", channels, first, 7)
    var inputs = first
    for (stage, (outputs, depth)) in zip(sizes, depths).enumerated() {
      for layer in 0..<depth {
        let block = "\(prefix)encoder.stages.\(stage).layers.\(layer)"
        let halves = layer == 0 && (stage > 0 || strides)
        if inputs != outputs || halves {
          try addConvolution("\(block).shortcut", inputs, outputs, 1)
        }
        if type == "basic" {
          try addConvolution("\(block).layer.0", inputs, outputs, 3)
          try addConvolution("\(block).layer.1", outputs, outputs, 3)
        } else {
          guard outputs >= 4 else {
            throw keys.wrong("hidden_sizes", "\(outputs), at least 4 was expected")
          }
          try addConvolution("\(block).layer.0", inputs, outputs / 4, 1)
          try addConvolution("\(block).layer.1", outputs / 4, outputs / 4, 3)
          try addConvolution("\(block).layer.2", outputs / 4, outputs, 1)
        }
        inputs = outputs
      }
    }
    if architecture == "ResNetForImageClassification" {
      try addLinear("classifier.1", inputs, keys.labels())
    }
  }

  private mutating func addConvolution(
    _ name: String, _ inputs: Int, _ outputs: Int, _ kernel: Int
  ) throws(ModelFileError) {
    try add("\(name).convolution.weight", outputs, inputs, kernel, kernel)
    try addBatchNormalization("\(name).normalization", outputs)
  }
}
