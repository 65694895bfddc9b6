import Networks

/// What a verdict of a check is taken on, layer by layer along the trunk.
///
/// ```swift
/// let work = try CheckWork(check)
/// let diagnosis = try work.diagnosis(of: work.seeds.map { try work.reading(seed: $0) })
/// let curve = work.curve(of: "collapsed")
/// ```
public struct VerdictCurve: Sendable, Hashable {
  /// One layer.
  public struct Point: Sendable, Hashable {
    /// The node that gives the value.
    public let layer: String
    /// What the verdict is taken on; it may be infinite.
    public let value: Double
  }

  /// The layers, in the order of execution.
  public let points: [Point]
}

extension CheckWork {
  /// What a verdict, or a quantity of ``VerdictCatalog``, is taken on by layer.
  ///
  /// | name | value of a layer |
  /// |---|---|
  /// | exploding, vanishing, healthy | q / q of the first layer |
  /// | chaotic | R / R of the last layer, with R = q G |
  /// | collapsed | D |
  /// | dead, saturated, symmetric, bias-dominated | the share |
  /// | unstable | the product of the slopes of the length map |
  /// | too-deep-for-width | the variance of the logarithm of the length |
  /// | nonfinite, second-moment | q |
  /// | correlation, gradient-length, relative-gradient | c, G, R |
  ///
  /// - Returns: `nil` before ``diagnosis(of:)`` has judged what was measured, for another name, and
  ///   without a trunk.
  public func curve(of name: String) -> VerdictCurve? {
    guard let evidence = judged, let chain = evidence.trunk.chains.first else { return nil }
    return evidence.figures(of: name, chain).map { figures in
      VerdictCurve(
        points: figures.map { .init(layer: evidence.name(of: $0.value), value: $0.figure) })
    }
  }
}

extension Evidence {
  fileprivate typealias Figure = (value: Int, figure: Double)

  fileprivate func figures(of name: String, _ chain: Trunk.Chain) -> [Figure]? {
    let stations = stations(of: chain)
    switch name {
    case "exploding", "vanishing", "healthy": return lengths(chain)
    case "chaotic":
      let (all, last) = gradients(chain)
      return all.map { ($0.value, $0.figure / last) }
    case "relative-gradient": return gradients(chain).all
    case "gradient-length": return read(stations) { $0.gradientLength }
    case "nonfinite", "second-moment": return read(stations) { $0.secondMoment }
    case "correlation": return read(stations) { $0.correlation }
    case "collapsed": return differences(chain)
    case "dead": return largest(chain) { $0.deadFraction }
    case "saturated": return read(chain.values) { $0.saturatedFraction }
    case "bias-dominated": return read(chain.values) { $0.biasShare }
    case "symmetric": return twins()
    case "unstable": return sensitivities(chain)
    case "too-deep-for-width":
      return prediction.map { found in
        stations.map { ($0, found.values[$0].logLengthVariance) }
      }
    default: return nil
    }
  }

  private func read(_ values: [Int], _ figure: (ValueReading) -> Double?) -> [Figure] {
    values.compactMap { value in
      readings[value].flatMap(figure).map { (value, $0) }
    }
  }

  // Of what a station gives and of what activations and pools make of it.
  private func largest(_ chain: Trunk.Chain, _ figure: (ValueReading) -> Double) -> [Figure] {
    let stations = Set(stations(of: chain))
    var found: [Figure] = []
    for (value, figure) in read(chain.values, figure) {
      if stations.contains(value) || found.isEmpty {
        found.append((value, figure))
      } else {
        found[found.count - 1].figure = max(found[found.count - 1].figure, figure)
      }
    }
    return found
  }

  private func lengths(_ chain: Trunk.Chain) -> [Figure] {
    let all = read(segments(of: chain).first ?? []) { $0.secondMoment }
    guard let first = all.first(where: { $0.figure > 0 })?.figure else { return [] }
    return all.map { ($0.value, $0.figure / first) }
  }

  private func gradients(_ chain: Trunk.Chain) -> (all: [Figure], last: Double) {
    guard let (values, figures) = GradientLength.readings(self, chain) else { return ([], 1) }
    return (Array(zip(values, figures)), figures.last { $0 > 0 } ?? 1)
  }

  private func differences(_ chain: Trunk.Chain) -> [Figure] {
    let values = stations(of: chain).filter { difference($0) != nil }
    guard let first = values.first, let given = givenDifference(chain.input, firstValue: first)
    else { return [] }
    return values.map { ($0, (difference($0) ?? 0) / given) }
  }

  private func twins() -> [Figure] {
    network.nodes.enumerated().compactMap { number, node in
      guard network.weight(of: node) != nil else { return nil }
      let found = weights.twins.first { $0.node == number }
      return (node.outputs[0].index, found?.share ?? 0)
    }
  }

  private func sensitivities(_ chain: Trunk.Chain) -> [Figure]? {
    let stations = stations(of: chain)
    guard let prediction, let first = stations.first else { return nil }
    let growth = LengthSensitivity(
      of: network, prediction: prediction, from: first, isNormalization: signals.isNormalization)
    return stations.map { ($0, abs(growth.values[$0])) }
  }
}
