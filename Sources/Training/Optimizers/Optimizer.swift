/// A rule that moves weights against their gradient.
///
/// It works on each weight by itself, so an update may come in pieces.
public protocol Optimizer: Sendable {
  /// How the command line spells it.
  static var name: String { get }

  /// The numbers it keeps for each weight.
  static var momentCount: Int { get }

  /// The learning rate when the user gives none.
  static var usualLearningRate: Double { get }

  /// The size of a step.
  var learningRate: Double { get }

  /// Moves `count` weights.
  ///
  /// - Parameters:
  ///   - step: the number of this update, from 1.
  ///   - weights: what is moved.
  ///   - gradients: a number for each weight; only read.
  ///   - moments: what the optimizer keeps for these weights.
  ///   - count: the number of weights.
  func update(
    step: Int, weights: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>,
    moments: Moments, count: Int)
}

/// What an optimizer keeps for the weights it moves; zero before the first step.
public struct Moments {
  /// The first number for each weight; `nil` where the optimizer keeps none.
  public let first: UnsafeMutablePointer<Float>?
  /// The second number for each weight; `nil` where the optimizer keeps fewer than two.
  public let second: UnsafeMutablePointer<Float>?

  /// Moments at the given addresses.
  public init(
    first: UnsafeMutablePointer<Float>? = nil, second: UnsafeMutablePointer<Float>? = nil
  ) {
    self.first = first
    self.second = second
  }
}
