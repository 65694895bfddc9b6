extension LabState: Encodable {
  enum CodingKeys: String, CodingKey {
    case inputs, outputs, depth, width, activation
    case isResidual = "residual"
    case normalization, bias, model, recipes, seed, draws, data, optimizer, rate, batch, epochs
    case step
  }

  /// Writes all keys, null for what is not there.
  public func encode(to encoder: any Encoder) throws {
    var keys = encoder.container(keyedBy: CodingKeys.self)
    try keys.encode(inputs, forKey: .inputs)
    try keys.encode(outputs, forKey: .outputs)
    try keys.encode(depth, forKey: .depth)
    try keys.encode(width, forKey: .width)
    try keys.encode(activation, forKey: .activation)
    try keys.encode(isResidual, forKey: .isResidual)
    try keys.encode(normalization.rawValue, forKey: .normalization)
    try keys.encode(bias, forKey: .bias)
    try keys.encode(model, forKey: .model)
    try keys.encode(recipes, forKey: .recipes)
    try keys.encode(seed, forKey: .seed)
    try keys.encode(draws, forKey: .draws)
    try keys.encode(data, forKey: .data)
    try keys.encode(optimizer, forKey: .optimizer)
    try keys.encode(rate, forKey: .rate)
    try keys.encode(batch, forKey: .batch)
    try keys.encode(epochs, forKey: .epochs)
    try keys.encode(step, forKey: .step)
  }
}
