import Initializers
import Streams
import Tensors
import Threads

/// The numbers of another law, changed.
struct FaultyLaw: Law {
  /// What draws them.
  let base: any Law
  /// The factor of their variance.
  var factor = 1.0
  /// What changes them.
  let change: @Sendable (UnsafeMutableBufferPointer<Float>, ParameterSpec) -> Void

  var name: String { base.name }
  var record: String { name }

  func variance(of spec: ParameterSpec) -> Double { factor * base.variance(of: spec) }

  func spreads(of spec: ParameterSpec) -> [Spread] { [] }

  func fill(
    _ buffer: ElementBuffer, from first: Int, of spec: ParameterSpec, stream: ParameterStream,
    threads: ThreadPool
  ) {
    precondition(first == 0 && buffer.count == spec.shape.count)
    base.fill(buffer, from: 0, of: spec, stream: stream, threads: threads)
    if let numbers = buffer.elements(as: Float.self) { change(numbers, spec) }
  }
}

extension FaultyLaw {
  /// The numbers times a factor.
  static func scaled(_ base: any Law, by factor: Double) -> FaultyLaw {
    FaultyLaw(base: base, factor: factor * factor) { numbers, _ in
      for index in numbers.indices { numbers[index] *= Float(factor) }
    }
  }

  /// The units along an axis made alike: of each row of `among` units the second is the first.
  static func repeated(_ base: any Law, along axis: Axis, among: Int) -> FaultyLaw {
    FaultyLaw(base: base) { numbers, spec in
      guard let place = spec.factors.firstIndex(where: { $0.axis == axis }) else { return }
      let inner = spec.factors[(place + 1)...].reduce(1) { $0 * $1.length }
      let length = spec.factors[place].length
      for index in numbers.indices where index / inner % length % among == 1 {
        numbers[index] = numbers[index - inner]
      }
    }
  }

  /// All weights that leave the units but the first made 0.
  static func lone(_ base: any Law) -> FaultyLaw {
    FaultyLaw(base: base) { numbers, spec in
      guard let place = spec.factors.firstIndex(where: { $0.axis == .input }) else { return }
      let inner = spec.factors[(place + 1)...].reduce(1) { $0 * $1.length }
      for index in numbers.indices where index / inner % spec.factors[place].length > 0 {
        numbers[index] = 0
      }
    }
  }

  /// One number made another.
  static func one(_ base: any Law, _ number: Float) -> FaultyLaw {
    FaultyLaw(base: base) { numbers, _ in numbers[numbers.count / 2] = number }
  }
}
