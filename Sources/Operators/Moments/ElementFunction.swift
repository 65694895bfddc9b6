import GaussianIntegrals

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A function of one number as moments need it: its values, its slope, where it bends, and its name,
/// by which integrals are remembered.
package final class ElementFunction: Sendable {
  /// Functions of which integrals have closed forms.
  package enum Shape: Sendable, Hashable {
    /// a x + b.
    case line(Double, Double)
    /// a x + b |x|.
    case bend(Double, Double)
    /// a + b sign x.
    case step(Double, Double)
    /// Any other.
    case curve
  }

  /// The name: equal names mean equal functions.
  package let name: String
  /// What has closed forms.
  package let shape: Shape
  /// Where the value or the slope jumps.
  package let kinks: [Double]
  /// f(x).
  package let value: @Sendable (Double) -> Double
  /// f'(x), almost everywhere.
  package let slope: @Sendable (Double) -> Double

  /// A function from closures.
  package init(
    _ name: String, shape: Shape = .curve, kinks: [Double] = [],
    value: @escaping @Sendable (Double) -> Double, slope: @escaping @Sendable (Double) -> Double
  ) {
    self.name = name
    self.shape = shape
    self.kinks = kinks
    self.value = value
    self.slope = slope
  }

  /// A function of the catalog of Gaussian integrals.
  package convenience init(_ function: ScalarFunction) {
    self.init(
      function.name, kinks: function.kinks, value: { function.value(at: $0) },
      slope: { function.slope(at: $0) })
  }

  /// a x + b.
  package static func line(_ a: Double, _ b: Double) -> ElementFunction {
    ElementFunction("(\(a)x+\(b))", shape: .line(a, b)) {
      a * $0 + b
    } slope: { _ in
      a
    }
  }

  /// x above 0, else slope x.
  package static func bend(_ slope: Double) -> ElementFunction {
    ElementFunction(
      "bend:\(slope)", shape: .bend((1 + slope) / 2, (1 - slope) / 2), kinks: [0]
    ) {
      $0 > 0 ? $0 : slope * $0
    } slope: {
      $0 > 0 ? 1 : slope
    }
  }

  /// The slope as a function.
  package var derivative: ElementFunction {
    switch shape {
    case .line(let a, _): return .line(0, a)
    case .bend(let a, let b):
      return ElementFunction("\(name)'", shape: .step(a, b), kinks: [0], value: slope) { _ in 0 }
    case .step: return .line(0, 0)
    case .curve:
      let slope = slope
      return ElementFunction("\(name)'", kinks: kinks, value: slope) { x in
        let h = 1e-4 * max(1, abs(x))
        return (slope(x + h) - slope(x - h)) / (2 * h)
      }
    }
  }

  /// f(a x + b).
  package func of(_ a: Double, _ b: Double) -> ElementFunction {
    if a == 1, b == 0 { return self }
    let (value, slope) = (value, slope)
    let shape: Shape =
      switch shape {
      case .line(let c, let d): .line(c * a, c * b + d)
      case .bend(let c, let d) where b == 0: .bend(c * a, d * abs(a))
      case .step(let c, let d) where b == 0 && a != 0: .step(c, a > 0 ? d : -d)
      default: .curve
      }
    if case .line(let c, let d) = shape { return .line(c, d) }
    return ElementFunction(
      "\(name)(\(a)x+\(b))", shape: shape, kinks: a == 0 ? [] : kinks.map { ($0 - b) / a }
    ) {
      value(a * $0 + b)
    } slope: {
      a * slope(a * $0 + b)
    }
  }

  /// f(g(x)) for x from -reach to reach.
  package func after(_ g: ElementFunction, reach: Double) -> ElementFunction {
    switch (g.shape, shape) {
    case (.line(let a, let b), _): return of(a, b)
    case (_, .line(let a, let b)): return .sum([(a, g)], constant: b)
    default: break
    }
    var places = g.kinks
    if !kinks.isEmpty { places += g.places(where: kinks, reach: reach) }
    let (value, slope) = (value, slope)
    return ElementFunction("\(name)(\(g.name))", kinks: Set(places).sorted()) {
      value(g.value($0))
    } slope: {
      slope(g.value($0)) * g.slope($0)
    }
  }

  // Where the function takes one of the given values, as far as a grid can tell.
  private func places(where targets: [Double], reach: Double) -> [Double] {
    let count = 256
    let ends = (0...count).map { reach * (2 * Double($0) / Double(count) - 1) }
    let values = ends.map { value($0) }
    var found: [Double] = []
    for target in targets {
      for i in 0..<count where (values[i] - target).sign != (values[i + 1] - target).sign {
        var (low, high) = (ends[i], ends[i + 1])
        let isRising = values[i + 1] > values[i]
        for _ in 0..<60 {
          let middle = 0.5 * (low + high)
          if (value(middle) > target) == isRising { high = middle } else { low = middle }
        }
        found.append(0.5 * (low + high))
      }
    }
    return found
  }

  /// The sum of multiples of functions, and a constant.
  package static func sum(
    _ terms: [(Double, ElementFunction)], constant: Double
  ) -> ElementFunction {
    var (a, b, bend) = (0.0, constant, 0.0)
    var curves: [(Double, ElementFunction)] = []
    for (factor, function) in terms {
      switch function.shape {
      case .line(let c, let d):
        a += factor * c
        b += factor * d
      case .bend(let c, let d):
        a += factor * c
        bend += factor * d
        curves.append((factor, function))
      default: curves.append((factor, function))
      }
    }
    if curves.isEmpty { return .line(a, b) }
    let kinks = Set(terms.flatMap { $0.1.kinks }).sorted()
    let name = terms.map { "\($0)*\($1.name)" }.joined(separator: "+") + "+\(constant)"
    let isBend = curves.allSatisfy { if case .bend = $0.1.shape { true } else { false } }
    return ElementFunction(name, shape: isBend && b == 0 ? .bend(a, bend) : .curve, kinks: kinks) {
      x in
      terms.reduce(constant) { $0 + $1.0 * $1.1.value(x) }
    } slope: { x in
      terms.reduce(0) { $0 + $1.0 * $1.1.slope(x) }
    }
  }

  /// The product of two functions.
  package static func product(_ f: ElementFunction, _ g: ElementFunction) -> ElementFunction {
    switch (f.shape, g.shape) {
    case (.line(0, let c), _): return .sum([(c, g)], constant: 0)
    case (_, .line(0, let c)): return .sum([(c, f)], constant: 0)
    case (.step(let a, let b), .step(let c, let d)):
      let step = Shape.step(a * c + b * d, a * d + b * c)
      return ElementFunction("(\(f.name))*(\(g.name))", shape: step, kinks: [0]) {
        f.value($0) * g.value($0)
      } slope: { _ in
        0
      }
    default: break
    }
    return ElementFunction("(\(f.name))*(\(g.name))", kinks: Set(f.kinks + g.kinks).sorted()) {
      f.value($0) * g.value($0)
    } slope: {
      f.slope($0) * g.value($0) + f.value($0) * g.slope($0)
    }
  }
}

extension ElementFunction {
  /// The function above a floor, which numbers that are called normal but cannot be below it need:
  /// sums of many positive numbers are far from 0.
  func above(_ floor: Double) -> ElementFunction {
    let (value, slope) = (value, slope)
    return ElementFunction("\(name)>\(floor)", kinks: [floor]) {
      value(max($0, floor))
    } slope: {
      $0 > floor ? slope($0) : 0
    }
  }

  /// log x; below 1e-300 that of 1e-300.
  static let logarithm = ElementFunction("log", kinks: [0]) {
    log(max($0, 1e-300))
  } slope: {
    $0 > 1e-300 ? 1 / $0 : 0
  }
}
