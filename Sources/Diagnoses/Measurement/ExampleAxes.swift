import Networks
import Tensors

/// Which axis of each value tells examples apart.
struct ExampleAxes: Sendable {
  /// Of each value the axis and how many of its indices one example has, those of an example side by
  /// side; `nil` where no axis is known to be.
  let axes: [(axis: Int, share: Int)?]

  /// Compares the shapes of values for two and for three examples.
  ///
  /// Of a network that has its number of examples fixed, inputs are opened on their first axis. Where
  /// it cannot be run so, the first axis of what has enough of it is taken.
  init(of network: Network, batch: Int, shapes: [Shape]) {
    let isFixed = network.inputs.allSatisfy { !$0.lengths.contains(nil) }
    let open = isFixed ? network.withOpenExamples() : network
    if let two = try? open.shapes(batch: 2), let three = try? open.shapes(batch: 3) {
      let found = zip(shapes, zip(two, three)).map { shape, pair in
        Self.axis(pair.0, pair.1, shape, batch)
      }
      if !isFixed || open.outputs.allSatisfy({ found[$0.value.index] != nil }) {
        axes = found
        return
      }
    }
    axes = shapes.map { shape in
      guard let first = shape.lengths.first, first > 0, first % batch == 0 else { return nil }
      return (0, first / batch)
    }
  }

  private static func axis(
    _ two: Shape, _ three: Shape, _ shape: Shape, _ batch: Int
  ) -> (axis: Int, share: Int)? {
    guard two.rank == three.rank, two.rank == shape.rank else { return nil }
    let differing = two.lengths.indices.filter { two[$0] != three[$0] }
    guard differing.count == 1, let axis = differing.first else { return nil }
    let share = three[axis] - two[axis]
    guard share > 0, two[axis] == 2 * share, shape[axis] == batch * share else { return nil }
    return (axis, share)
  }
}
