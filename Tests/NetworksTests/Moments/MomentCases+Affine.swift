import Foundation
import Initializers
import Networks
import Operators
import Tensors
import Testing
import TestSupport

extension MomentCase {
  static let affine: [MomentCase] = [
    .unary(ReLU(), bias: 0.4),
    MomentCase(Affine.self, "over positions, with a bias", isImage: true) { plan, x in
      let a = try plan.apply(Tanh(), to: [try plan.map(x, 35, 19, "a")], name: "tanh")[0]
      return try plan.map(a, 19, 7, "b", bias: 0.4)
    },
    MomentCase(MatMul.self, "a drawn matrix", isImage: true) { plan, x in
      let a = try plan.apply(ReLU(), to: [try plan.map(x, 35, 19, "a")], name: "relu")[0]
      let weight = try plan.parameter(
        "weight", .dense(in: 19, out: 7), drawnBy: VarianceScaling.lecunNormal)
      return try plan.apply(MatMul(), to: [a, weight], name: "product")[0]
    },
    MomentCase(MatMul.self, "two values, as scores", isImage: true) { plan, x in
      let a = try plan.map(x, 35, 8, "a")
      let b = try plan.map(x, 35, 8, "b")
      return try plan.apply(MatMul(transposesRight: true), to: [a, b], name: "scores")[0]
    },
    MomentCase(Einsum.self, "two values", isImage: true) { plan, x in
      let a = try plan.map(x, 35, 8, "a")
      let b = try plan.map(x, 35, 6, "b")
      return try plan.apply(try Einsum("bpi,bpj->bij"), to: [a, b], name: "product")[0]
    },
    MomentCase(Einsum.self, "a drawn matrix", isImage: true) { plan, x in
      let a = try plan.apply(ReLU(), to: [try plan.map(x, 35, 19, "a")], name: "relu")[0]
      let weight = try plan.parameter(
        "weight", .dense(in: 19, out: 7), drawnBy: VarianceScaling.lecunNormal)
      return try plan.apply(try Einsum("bpi,io->bpo"), to: [a, weight], name: "product")[0]
    },
    MomentCase(
      Affine.self, "one weight used twice, in a row", gradient: .limit(0.05)
    ) { plan, x in
      let a = try plan.map(x, 35, 64, "a")
      let weight = try plan.parameter(
        "weight", .dense(in: 64, out: 64), drawnBy: VarianceScaling.lecunNormal)
      let b = try plan.apply(Affine(), to: [a, weight], name: "b")[0]
      let c = try plan.apply(
        Operators.Add(), to: [a, try plan.apply(Tanh(), to: [b], name: "tanh")[0]], name: "c")[0]
      let d = try plan.apply(Affine(), to: [c, weight], name: "d")[0]
      return try plan.apply(Operators.Add(), to: [b, d], name: "sum")[0]
    },
  ]

  static let convolutions: [MomentCase] = [
    .image(
      Conv(strides: [2, 1], padding: .given(before: [1, 1], after: [1, 1])), "with padding",
      relu: true,
      parameters: { plan in
        [
          try plan.parameter(
            "kernel", .convolution(in: 5, out: 8, kernel: [3, 3], layout: .pytorch),
            drawnBy: VarianceScaling.lecunNormal),
          try plan.parameter(
            "b", .bias(out: 8), drawnBy: try FixedLaw.normal(standardDeviation: 0.3)),
        ]
      }),
    .image(
      Conv(dilations: [2, 1], groups: 5), "dilated, in groups", relu: true,
      parameters: { plan in
        [
          try plan.parameter(
            "kernel", .convolution(in: 5, out: 10, kernel: [2, 3], groups: 5, layout: .pytorch),
            drawnBy: VarianceScaling.lecunNormal)
        ]
      }),
    .image(
      ConvTranspose(strides: [2, 3], padding: .given(before: [1, 0], after: [0, 1])), relu: true,
      parameters: { plan in
        [
          try plan.parameter(
            "kernel",
            .transposedConvolution(
              in: 5, out: 4, kernel: [3, 4], stride: [2, 3], layout: .pytorch),
            drawnBy: VarianceScaling.lecunNormal)
        ]
      }),
  ]
}
