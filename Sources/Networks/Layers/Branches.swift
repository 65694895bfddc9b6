import Operators
import Tensors

extension NetworkPlan {
  /// Applies each layer to the last value, side by side.
  ///
  /// - Returns: what each gives.
  /// - Throws: ``NetworkError`` with code `.layer` where there is no branch; of the first layer that
  ///   does not fit.
  mutating func applyBranches(
    _ branches: [any Layer], under path: String
  ) throws(NetworkError) -> [Network.Value] {
    guard !branches.isEmpty else { throw .layer(path, "no branches, one or more were expected") }
    let input = last
    var outputs: [Network.Value] = []
    for (index, branch) in branches.enumerated() {
      last = input
      try branch.lower(into: &self, path: Self.path(of: branch, at: index, under: path))
      outputs.append(last)
    }
    return outputs
  }

  /// That branches have one shape.
  ///
  /// - Throws: ``NetworkError`` with code `.layer`.
  func checkEqualShapes(_ branches: [Network.Value], _ path: String) throws(NetworkError) {
    let first = shape(of: branches[0])
    for (index, branch) in branches.enumerated() where shape(of: branch) != first {
      throw .layer(
        path,
        "branch \(index) of shape \(shape(of: branch).example) beside one of shape "
          + "\(first.example), equal shapes were expected")
    }
  }
}

extension Shape {
  /// The shape of one example.
  var example: Shape { Shape(Array(lengths.dropFirst())) }
}
