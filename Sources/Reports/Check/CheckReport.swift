import Diagnoses
import Networks

/// What a check found: the values that the terminal, JSON and page renderers show.
public struct CheckReport: Sendable {
  /// What was found.
  public let diagnosis: Diagnosis
  /// The network that was checked.
  public let network: Network
  /// The network as the user wrote it: a file, or layer widths and an activation.
  public let networkName: String

  /// Where the examples are from, as the user wrote it; `nil` for examples that were drawn.
  public let dataName: String?

  /// A report of what a check of a network found.
  public init(
    _ diagnosis: Diagnosis, of network: Network, named networkName: String,
    onExamplesOf dataName: String? = nil
  ) {
    self.dataName = dataName
    self.diagnosis = diagnosis
    self.network = network
    self.networkName = networkName
  }

  /// The verdicts that decide, the most severe first, each once.
  public var verdicts: [Verdict] {
    var verdicts = diagnosis.findings.filter { $0.weight == .verdict }.map { $0.code }
    if !verdicts.contains(diagnosis.verdict) { verdicts.insert(diagnosis.verdict, at: 0) }
    return verdicts.enumerated().filter { index, code in
      verdicts.firstIndex(of: code) == index
    }.map { $0.element }
  }

  /// What the weights are: `weights drawn by heNormal`.
  public var weightsPhrase: String {
    if let plan = diagnosis.plan { return "weights drawn by \(plan.recipe)" }
    return network.parameters.contains { $0.stored != nil }
      ? "the weights of the file" : "weights drawn as the network says"
  }

  /// How the figures were found, in a sentence.
  public var methodSentence: String {
    let method = diagnosis.method
    guard method.isMeasured else {
      return "Theory alone, for \(method.data)" + (method.reason.map { ": \($0)" } ?? "") + "."
    }
    // Weights of a file are the same in each draw.
    let draws =
      diagnosis.plan == nil
      ? "" : ", \(Numbers.counted(method.draws, "draw")) of the weights"
    let place = dataName.map { " of \($0)" } ?? ""
    return "Measured on \(method.data)\(place)\(draws), seed \(method.seed)."
  }

  var title: String {
    "\(networkName), \(weightsPhrase): "
      + Numbers.list(verdicts.map { $0.rawValue })
  }

  /// The weight of the most severe finding at a layer, where there is one.
  func weight(of layer: LayerReading) -> Finding.Weight? {
    let found = diagnosis.findings.filter { finding in
      guard let place = finding.layer else { return false }
      return place == layer.name || layer.parameters.contains(place)
    }
    return found.contains { $0.weight == .verdict } ? .verdict : found.first?.weight
  }
}
