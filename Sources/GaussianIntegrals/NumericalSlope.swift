/// The slope of `value` at x from five pairs of values at equal distances, exact to degree 10.
///
/// The distance is 1/64, or less where a kink is near. For a function whose nearest singularity
/// is a distance r away, on the real line or off it, the error is about (0.041 / r)^10 of a value
/// divided by r, and rounding adds about 1e-14 of a value, more next to a kink.
func differenceSlope(
  of value: (Double) -> Double, at x: Double, kinks: [Double]
) -> Double {
  var distance = 1.0 / 64
  for kink in kinks where kink != x { distance = min(distance, 0.19 * abs(x - kink)) }
  let weights = [5.0 / 6, -5.0 / 21, 5.0 / 84, -5.0 / 504, 1.0 / 1260]
  var sum = 0.0
  for (i, weight) in weights.enumerated() {
    let offset = Double(i + 1) * distance
    sum += weight * (value(x + offset) - value(x - offset))
  }
  return sum / distance
}
