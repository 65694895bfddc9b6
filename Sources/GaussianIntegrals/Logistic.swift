// What several functions are made of.

/// 1 / (1 + exp(-x)), to the last digits on both sides.
func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

/// The density of the standard normal law.
func normalDensity(_ x: Double) -> Double { 0.39894228040143267794 * exp(-0.5 * x * x) }

/// 1 / cosh²(x), without the cancellation of 1 - tanh²(x).
func squaredSecant(_ x: Double) -> Double {
  let e = exp(-2 * x.magnitude)
  return 4 * e / ((1 + e) * (1 + e))
}

/// A name with its argument, which is left out where it is the usual one.
func spelled(_ name: String, _ argument: Double, usual: Double) -> String {
  argument == usual ? name : "\(name):\(argument)"
}
