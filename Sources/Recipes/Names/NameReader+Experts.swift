import Initializers
import Tensors

// Matrices of all experts of a mixture in one tensor.

extension NameReader {
  /// A stack of matrices, whose order the two maps of the experts say together.
  func experts(_ number: Int) -> NameReading? {
    let (name, shape) = (names[number], shapes[number])
    guard shape.rank == 3, name.modules.contains(where: { $0.lowercased() == "experts" }),
      ["gate_up_proj", "down_proj"].contains(name.leaf)
    else { return nil }
    let isUp = name.leaf == "gate_up_proj"
    guard let other = sibling(number, isUp ? "down_proj" : "gate_up_proj"), shapes[other].rank == 3
    else { return nil }
    let (up, down) = isUp ? (shape, shapes[other]) : (shapes[other], shape)
    let outputsFirst = up[2] == down[1] && up[1] / 2 == down[2] && up[1] % 2 == 0
    let inputsFirst = up[1] == down[2] && up[2] / 2 == down[1] && up[2] % 2 == 0
    guard outputsFirst != inputsFirst else { return nil }
    let (inputs, outputs) = outputsFirst ? (shape[2], shape[1]) : (shape[1], shape[2])
    // Gate and value are two maps: their fans are those of one.
    let factors: [Factor] =
      isUp
      ? (outputsFirst
        ? [Factor(.gate, 2), Factor(.output, outputs / 2), Factor(.input, inputs)]
        : [Factor(.input, inputs), Factor(.gate, 2), Factor(.output, outputs / 2)])
      : (outputsFirst
        ? [Factor(.output, outputs), Factor(.input, inputs)]
        : [Factor(.input, inputs), Factor(.output, outputs)])
    let spec = ParameterSpec.stacked(shape[0], factors, as: shape)
    return .weight(
      .dense, spec,
      "\(shape[0]) experts, \(outputsFirst ? "out × in" : "in × out")"
        + (isUp ? ", gate and value in one" : ""))
  }
}
