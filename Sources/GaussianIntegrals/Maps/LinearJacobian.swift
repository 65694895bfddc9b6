/// Moments of the Jacobian J of a chain of square linear layers with normal weights, N(0, 1 / width),
/// at any finite width.
///
/// With A = E tr((J Jᵀ)²) / n and B = E (tr J Jᵀ)² / n², both 1 without layers, each layer makes
///
///     A' = A (1 + 1 / n) + B,   B' = B + 2 A / n²
///
/// by the theorem of Isserlis. In the limit of width A = layers + 1 and B = 1: the mean square of the
/// squared singular values, whose mean is 1, grows with depth, so that such chains are never isometric.
///
/// - Source: the limit: J. Pennington, S. Schoenholz, S. Ganguli, NIPS 2017,
///   <https://arxiv.org/abs/1711.04735>.
public struct LinearJacobian: Sendable, Hashable {
  /// A: the mean square of the squared singular values.
  public let meanSquare: Double
  /// B: the mean of the square of their mean; 1 in the limit of width.
  public let squareOfMean: Double

  /// The moments for `layers` layers of `width` units; no layers for a negative number, width at
  /// least 1.
  public init(width: Int, layers: Int) {
    let n = Double(max(width, 1))
    var (a, b) = (1.0, 1.0)
    for _ in 0..<max(layers, 0) { (a, b) = (a * (1 + 1 / n) + b, b + 2 * a / (n * n)) }
    meanSquare = a
    squareOfMean = b
  }
}
