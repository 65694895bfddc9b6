import Diagnoses
import Networks

/// What a check says of a network with a fault.
struct FaultOutcome: Sendable {
  /// How the fault was found.
  enum Naming: String, Sendable {
    /// A finding that decides names its layer, or its cause.
    case verdict = "named"
    /// A note does.
    case note
    /// None does.
    case none = "not named"
  }

  let kind: String
  let host: FaultHost
  let verdict: Verdict
  let findings: [Finding]
  let naming: Naming
  /// The layer that the first finding names, where it is another than the fault's.
  let wrongFirst: String?

  /// The outcome of a fault in a network; `nil` where it cannot be there.
  ///
  /// What is also said of the network without the fault does not count.
  init?(_ kind: FaultKind, in host: FaultHost, without known: [Finding]) throws {
    guard let planted = try kind.plant(host) else { return nil }
    let diagnosis = try planted.check.run()
    self.kind = kind.name
    self.host = host
    verdict = diagnosis.verdict
    let findings = diagnosis.findings.filter { finding in
      !known.contains {
        $0.layer == finding.layer && $0.weight == finding.weight && $0.message == finding.message
      }
    }
    let isNamed = findings.map { planted.isNamed(by: $0) }
    naming =
      zip(findings, isNamed).contains { $0.weight == .verdict && $1 }
      ? .verdict : isNamed.contains(true) ? .note : .none
    self.findings = findings
    // What is said of the network anyway may come first, with other figures.
    let isUsual = findings.map { finding in
      known.contains { $0.code == finding.code && $0.layer == finding.layer }
    }
    wrongFirst = findings.indices.first { isNamed[$0] || findings[$0].layer != nil && !isUsual[$0] }
      .flatMap { isNamed[$0] ? nil : findings[$0].layer }
  }

  /// The outcomes of all kinds in a network, and what is said of it without a fault.
  static func all(in host: FaultHost) throws -> (healthy: Diagnosis, planted: [FaultOutcome]) {
    let healthy = try FaultKind.Planted(host.network, .layers([])).check.run()
    let planted = try FaultKind.all.compactMap {
      try FaultOutcome($0, in: host, without: healthy.findings)
    }
    return (healthy, planted)
  }

  /// The verdict and how the fault was found: `exploding, named`.
  var cell: String {
    "\(verdict.rawValue), \(naming.rawValue)"
  }
}

extension FaultKind.Planted {
  /// Whether a finding names the fault.
  func isNamed(by finding: Finding) -> Bool {
    switch aim {
    case .cause(let words): return finding.cause.contains(words)
    case .layers(let names): return finding.layer.map { names.contains($0) } ?? false
    case .parameters(let paths):
      guard let layer = finding.layer else { return false }
      return paths.contains { path in
        layer == path || layer == check.network.layer(of: path)
          || check.network.nodes.contains { node in
            node.name == layer
              && node.inputs.contains { check.network.path(of: $0) == path }
          }
      }
    }
  }
}

extension Network {
  /// The path of the layer that a parameter belongs to.
  fileprivate func layer(of path: String) -> String {
    path.split(separator: ".").dropLast().joined(separator: ".")
  }

  fileprivate func path(of value: Value) -> String? {
    if case .parameter(let number) = sources[value.index] { parameters[number].path } else { nil }
  }
}
