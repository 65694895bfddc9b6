import Initializers
import Streams
import Tensors
import Threads

/// Orthonormal matrices that take all gates of a recurrent layer for one map.
///
/// With h units and g gates the h × g h matrix has orthonormal rows, so that the matrix of one gate
/// has the mean square 1 / (g h), a g-th of that of an orthonormal matrix of its own.
struct FusedOrthogonal: Initializer {
  var name: String { "orthogonal of all gates" }

  func law(for spec: ParameterSpec) throws(InitializerError) -> any Law {
    try FusedOrthogonalLaw(of: spec)
  }
}

private struct FusedOrthogonalLaw: Law {
  let fused: ParameterSpec
  let law: any Law

  init(of spec: ParameterSpec) throws(InitializerError) {
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

  var name: String { law.name }

  func variance(of spec: ParameterSpec) -> Double { law.variance(of: fused) }

  func spreads(of spec: ParameterSpec) -> [Spread] { law.spreads(of: fused) }

  func fill(
    _ buffer: ElementBuffer, from first: Int, of spec: ParameterSpec, stream: ParameterStream,
    threads: ThreadPool
  ) {
    law.fill(buffer, from: first, of: fused, stream: stream, threads: threads)
  }
}
