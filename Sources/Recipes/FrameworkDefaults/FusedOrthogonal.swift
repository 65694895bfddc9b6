import Initializers

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
