import Tensors

/// The tensors of a model as its configuration implies them, in the order of its modules.
struct TensorList {
  let keys: ConfigurationKeys
  private(set) var tensors: [(name: String, shape: Shape)] = []
  private(set) var counters: [(name: String, shape: Shape)] = []
  private(set) var names: [String] = []

  init(_ keys: ConfigurationKeys) { self.keys = keys }

  mutating func add(_ name: String, _ lengths: Int...) throws(ModelFileError) {
    do {
      tensors.append((name, try Shape(checking: lengths)))
      names.append(name)
    } catch {
      throw keys.wrong(name, "\(error)")
    }
  }

  /// A dense layer of PyTorch.
  mutating func addLinear(
    _ name: String, _ inputs: Int, _ outputs: Int, hasBias: Bool = true
  ) throws(ModelFileError) {
    try add("\(name).weight", outputs, inputs)
    if hasBias { try add("\(name).bias", outputs) }
  }

  /// A normalization with a factor and a shift.
  mutating func addNormalization(_ name: String, _ units: Int) throws(ModelFileError) {
    try add("\(name).weight", units)
    try add("\(name).bias", units)
  }

  /// A batch normalization with its running statistics and its counter.
  mutating func addBatchNormalization(_ name: String, _ units: Int) throws(ModelFileError) {
    try addNormalization(name, units)
    try add("\(name).running_mean", units)
    try add("\(name).running_var", units)
    counters.append(("\(name).num_batches_tracked", []))
    names.append("\(name).num_batches_tracked")
  }

  /// The product of two lengths.
  func product(_ a: Int, _ b: Int, of name: String) throws(ModelFileError) -> Int {
    let (product, overflows) = a.multipliedReportingOverflow(by: b)
    guard !overflows else { throw keys.wrong(name, "\(a) × \(b), fewer were expected") }
    return product
  }
}
