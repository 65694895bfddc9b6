import Foundation
import Initializers
import Networks
import Operators
import Tensors
import Testing
import TestSupport

extension MomentCase {
  private static func moved<Function: Operator>(
    _ function: Function, _ detail: String = "", _ claim: Claim = .exact, relu: Bool = true
  ) -> MomentCase { .image(function, detail, claim, relu: relu) }

  static let shapes: [MomentCase] = [
    MomentCase(Concat.self, "of parts of different mean and size") { plan, x in
      let a = try plan.map(x, 35, 64, "a")
      let b = try plan.apply(
        ReLU(), to: [try plan.map(x, 35, 35, "b", bias: 0.8)], name: "relu")[0]
      return try plan.apply(Concat(axis: 1), to: [a, b], name: "concat")[0]
    },
    MomentCase(Split.self, "and slices, then summed") { plan, x in
      let a = try plan.map(x, 35, 99, "a")
      let parts = try plan.apply(Split(axis: 1, lengths: [33, 66]), to: [a], name: "split")
      let b = try plan.apply(
        StridedSlice([.init(axis: 1, start: 0, end: 66, step: 2)]), to: [parts[1]],
        name: "slice")[0]
      let c = try plan.apply(Tanh(), to: [b], name: "tanh")[0]
      return try plan.apply(Operators.Add(), to: [parts[0], c], name: "sum")[0]
    },
    MomentCase(StridedSlice.self, "of positions", isImage: true) { plan, x in
      let a = try plan.apply(ReLU(), to: [try images(&plan, x)], name: "relu")[0]
      return try plan.apply(
        StridedSlice([.init(axis: 3, start: 1, end: 4, step: 2)]), to: [a], name: "slice")[0]
    },
    moved(
      Pad([.init(axis: 2, before: 1, after: 2), .init(axis: 3, before: 0, after: 3)]),
      "zeros after ReLU"),
    moved(
      Pad([.init(axis: 2, before: 1, after: -1)], filling: .constant(0.7)),
      "a number after ReLU, and a cut"),
    .image(
      Pad([.init(axis: 2, before: 1, after: 1)], filling: .edge), "edges",
      gradient: .approximate(0.05), relu: true),
    .image(
      Pad([.init(axis: 3, before: 2, after: 1)], filling: .reflect), "reflected",
      gradient: .approximate(0.05), relu: true),
    .image(
      Pad([.init(axis: 3, before: 2, after: 2)], filling: .wrap), "turned",
      gradient: .approximate(0.05), relu: true),
    MomentCase(Expand.self, "then summed") { plan, x in
      let a = try plan.map(x, 35, 33, "a")
      let column = try plan.apply(Reshape([0, 33, 1]), to: [a], name: "column")[0]
      let many = try plan.apply(Expand([1, 33, 4]), to: [column], name: "expand")[0]
      let b = try plan.map(x, 35, 132, "b")
      let other = try plan.apply(Reshape([0, 33, 4]), to: [b], name: "other")[0]
      let sum = try plan.apply(Operators.Add(), to: [many, other], name: "sum")[0]
      return try plan.apply(ReLU(), to: [sum], name: "relu")[0]
    },
    moved(Transpose([0, 2, 3, 1])), moved(Reshape([0, 15, 4])), moved(Flatten()),
    moved(Unsqueeze(axes: [1])), moved(Tile(repeats: [1, 1, 2, 1])),
    MomentCase(Squeeze.self, isImage: true) { plan, x in
      let a = try plan.apply(ReLU(), to: [try images(&plan, x)], name: "relu")[0]
      let b = try plan.apply(Unsqueeze(axes: [3]), to: [a], name: "unsqueeze")[0]
      return try plan.apply(Squeeze(axes: [3]), to: [b], name: "squeeze")[0]
    },
    moved(Gather(axis: 1, indices: [4, 0, 2], shape: [3]), "given indices"),
    // Indices for each example: zeros of its own and given numbers.
    MomentCase(GatherElements.self, isImage: true) { plan, x in
      let a = try plan.apply(ReLU(), to: [try images(&plan, x)], name: "relu")[0]
      let corner = try plan.apply(
        StridedSlice([.init(axis: 1, start: 0, end: 1), .init(axis: 2, start: 0, end: 1)]),
        to: [a], name: "corner")[0]
      let zeros = try plan.apply(
        Operators.Mul(), to: [corner, constant(&plan, 0)], name: "zeros")[0]
      let given = plan.constant(
        StoredTensor([1, 5, 1, 4], floats: (0..<20).map { Float($0 * 7 % 3) }))
      let places = try plan.apply(Operators.Add(), to: [zeros, given], name: "places")[0]
      return try plan.apply(GatherElements(axis: 2), to: [a, places], name: "gather")[0]
    },
    MomentCase(GatherND.self, isImage: true) { plan, x in
      let a = try plan.apply(ReLU(), to: [try images(&plan, x)], name: "relu")[0]
      let corner = try plan.apply(
        StridedSlice([
          .init(axis: 1, start: 0, end: 1), .init(axis: 2, start: 0, end: 1),
          .init(axis: 3, start: 0, end: 1),
        ]), to: [a], name: "corner")[0]
      let zeros = try plan.apply(
        Operators.Mul(), to: [corner, constant(&plan, 0)], name: "zeros")[0]
      let column = try plan.apply(Reshape([0, 1, 1]), to: [zeros], name: "column")[0]
      let given = plan.constant(StoredTensor([1, 3, 1], floats: [4, 0, 2]))
      let places = try plan.apply(Operators.Add(), to: [column, given], name: "places")[0]
      return try plan.apply(GatherND(batchAxes: 1), to: [a, places], name: "gather")[0]
    },
    moved(SpaceToDepth(side: 1)),
    MomentCase(DepthToSpace.self, isImage: true) { plan, x in
      let mapped = try plan.map(x, 35, 8, "trunk")
      let turned = try plan.apply(Transpose([0, 2, 1]), to: [mapped], name: "turned")[0]
      let images = try plan.apply(Reshape([0, 8, 3, 4]), to: [turned], name: "images")[0]
      return try plan.apply(DepthToSpace(side: 2), to: [images], name: "space")[0]
    },
    moved(
      Resize(.scales([1, 1, 2, 3]), interpolation: .nearest(.left), coordinates: .asymmetric),
      "nearest"),
    moved(Resize(.scales([1, 1, 2, 2]), interpolation: .linear), "linear", .approximate(0.1)),
    moved(Upsample(scales: [1, 1, 2, 2])),
    moved(Trilu(isUpper: false), "lower triangle"),
  ]
}
