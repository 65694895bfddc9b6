import Streams
import Tensors
import Threads

/// Orthonormal matrices that take all gates of a recurrent layer for one map.
package struct FusedOrthogonalLaw: Law {
  private let fused: ParameterSpec
  private let law: any Law

  /// The law of a parameter with gates.
  ///
  /// - Throws: ``InitializerError`` as for a parameter without.
  package init(of spec: ParameterSpec) throws(InitializerError) {
    // The gates lie before their units, in the axis that holds both.
    let gates = spec.length(.gate)
    let isFirst = spec.factors.first { $0.axis != .expert }?.axis != .input
    let units = gates * spec.length(.output)
    let own = isFirst ? [units, spec.length(.input)] : [spec.length(.input), units]
    let axes: [Axis] = isFirst ? [.output, .input] : [.input, .output]
    let maps = spec.factors.filter { $0.axis == .expert }
    fused = try ParameterSpec(
      shape: Shape(maps.map(\.length) + own), axes: maps.map(\.axis) + axes, role: spec.role)
    let orthogonal: FixedLaw = .orthogonal
    law = try orthogonal.law(for: fused)
  }

  /// `fusedOrthogonal`.
  package var name: String { "fusedOrthogonal" }

  /// The law in words, as ``Law/record`` has it.
  package var record: String { name }

  package func variance(of spec: ParameterSpec) -> Double { law.variance(of: fused) }

  package func spreads(of spec: ParameterSpec) -> [Spread] { law.spreads(of: fused) }

  package func fill(
    _ buffer: ElementBuffer, from first: Int, of spec: ParameterSpec, stream: ParameterStream,
    threads: ThreadPool
  ) {
    law.fill(buffer, from: first, of: fused, stream: stream, threads: threads)
  }
}
