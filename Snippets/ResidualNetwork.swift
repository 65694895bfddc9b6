// A small residual network in Swift, one of its parameters by path, and the same network in YAML.

import Xavier

let network = Network(input: [3, 32, 32]) {
  Convolution(16, kernel: 3, padding: .same, initializer: .heNormal, hasBias: false, name: "stem")
  BatchNormalization()
  Activate(.relu)
  for (index, channels) in [16, 32, 64].enumerated() {
    Residual(activation: .relu, name: "blocks.\(index)") {
      Convolution(channels, kernel: 3, stride: 2, padding: 1, initializer: .heNormal)
      BatchNormalization()
      Activate(.relu)
      Convolution(channels, kernel: 3, padding: 1, initializer: .heNormal)
    } shortcut: {
      Convolution(channels, kernel: 1, stride: 2, hasBias: false)
    }
  }
  GlobalAveragePooling()
  Dense(10, activation: .softmax, name: "head")
}
print("\(network.parameters.count) parameters, \(network.weightCount) weights")

let weight = try network.parameter(at: "blocks.1.layers.0.weight")
print("\(weight.path) has shape \(weight.shape) and fan in \(weight.spec!.fans.fanIn)")

let same = try Network(
  yaml: """
    input: [3, 32, 32]
    layers:
      - convolution:
          {channels: 16, kernel: 3, padding: same, initializer: heNormal, hasBias: false, name: stem}
      - batchNormalization
      - activate: relu
      - globalAveragePooling
      - dense: {units: 10, activation: softmax, name: head}
    """, name: "small.yaml")
let index = try network.parameterIndex(at: "stem.weight")
let drawn = network.draw(seed: 7)
let drawnToo = same.draw(seed: 7)
let sameIndex = try same.parameterIndex(at: "stem.weight")
precondition(drawn.tensors[index].elements.elementsEqual(drawnToo.tensors[sameIndex].elements))
precondition(drawn.areFinite && drawnToo.areFinite)
print("the same path and seed give the same weights, whatever else is in the network")
