"""Gradients of functions of each element, of softmax over any axis and of products of matrices.

Makes `gradients_elementwise.json`; gradients.py says what a case is.
Run: python3 Tests/Golden/gradients_elementwise.py
Needs: CPython 3.11, PyTorch 2.15.0 (CPU), NumPy 2.4.6.

Functions with kinks get numbers that lie at least 1/16 from them. Attributes are float32 numbers, as
ONNX writes them.
"""

import golden
import gradients
from gradients import case, draw, spread

import numpy as np
import torch
import torch.nn.functional as F

SHAPES = [[], [0, 4], [1, 1], [7], [5, 1, 3], [2, 3, 1, 5], [2, 1, 3, 2, 2]]


def exact(number):
    """The float32 nearest to a number."""
    return float(np.float32(number))


SELU_ALPHA, SELU_GAMMA = exact(1.67326319217681884765625), exact(1.05070102214813232421875)

SMOOTH = {
    "Cos": [({}, torch.cos)], "Sin": [({}, torch.sin)], "Erf": [({}, torch.erf)],
    "Exp": [({}, torch.exp)], "Neg": [({}, torch.neg)], "Sigmoid": [({}, torch.sigmoid)],
    "Tanh": [({}, torch.tanh)], "Softplus": [({}, F.softplus)], "Softsign": [({}, F.softsign)],
    "Mish": [({}, F.mish)],
    "Gelu": [({}, F.gelu), ({"approximate": "tanh"}, lambda x: F.gelu(x, approximate="tanh"))],
    "Swish": [({}, F.silu), ({"alpha": 1.5}, lambda x: x * torch.sigmoid(1.5 * x)),
              ({"alpha": -0.5}, lambda x: x * torch.sigmoid(-0.5 * x))],
}

KINKED = {
    "Abs": [({}, torch.abs)], "Relu": [({}, F.relu)],
    "LeakyRelu": [({}, lambda x: F.leaky_relu(x, exact(0.01))),
                  ({"alpha": -0.5}, lambda x: F.leaky_relu(x, -0.5))],
    "Elu": [({}, F.elu), ({"alpha": 1.5}, lambda x: F.elu(x, 1.5))],
    "Celu": [({}, F.celu), ({"alpha": 0.5}, lambda x: F.celu(x, 0.5))],
    "Selu": [({}, lambda x: SELU_GAMMA * torch.where(x > 0, x, SELU_ALPHA * torch.expm1(x))),
             ({"alpha": 1.25, "gamma": 0.75},
              lambda x: 0.75 * torch.where(x > 0, x, 1.25 * torch.expm1(x)))],
    "HardSigmoid": [({}, lambda x: (x * exact(0.2) + 0.5).clamp(0, 1)),
                    ({"alpha": 0.25, "beta": 0.375}, lambda x: (x * 0.25 + 0.375).clamp(0, 1))],
    "HardSwish": [({}, F.hardswish)],
    "ThresholdedRelu": [({}, lambda x: F.threshold(x, 1, 0)),
                        ({"alpha": 0.75}, lambda x: F.threshold(x, 0.75, 0))],
    "Shrink": [({"lambd": 0.75, "bias": 0.75}, lambda x: F.softshrink(x, 0.75)),
               ({"lambd": 1.25}, lambda x: F.hardshrink(x, 1.25))],
    "Floor": [({}, torch.floor)], "Ceil": [({}, torch.ceil)], "Round": [({}, torch.round)],
    "Sign": [({}, torch.sign)],
}

# The version of the operator set that a case is written in; 13 for those not named.
OPSETS = {"Mish": 18, "Gelu": 20, "Swish": 24, "HardSwish": 14}
BENDS = [-4, -3, -2.5, -2, -1.5, -1.25, -1, -0.75, 0, 0.75, 1, 1.25, 2, 2.5, 3, 4]


def away(x):
    """Numbers moved by 1/8 or 1/4 where they are near a kink or a jump of a function above."""
    for _ in range(3):
        near = torch.zeros_like(x, dtype=torch.bool)
        for bend in BENDS + [n + 0.5 for n in range(-4, 4)]:
            near |= (x - bend).abs() < 1 / 16
        x = torch.where(near, x + 1 / 8, x)
    assert not near.any()
    return x


def elementwise():
    for number, shape in enumerate(SHAPES):
        x = draw(f"x.{number}", shape, 3.0)
        for op, variants in SMOOTH.items():
            for attributes, function in variants:
                case(op, OPSETS.get(op, 13), attributes, [x], function)
        kinked = away(x).float().double()
        for op, variants in KINKED.items():
            for attributes, function in variants:
                case(op, OPSETS.get(op, 13), attributes, [kinked], function)
        positive = x.abs() + 0.25
        positive = positive.float().double()
        case("Log", 13, {}, [positive], torch.log)
        case("Sqrt", 13, {}, [positive], torch.sqrt)
        case("Reciprocal", 13, {}, [positive], torch.reciprocal)
        case("Clip", 6, {"min": -0.5, "max": 1.125}, [kinked], lambda x: x.clamp(-0.5, 1.125))


def softmax():
    for number, (shape, axis) in enumerate([([7], 0), ([3, 5], 0), ([3, 5], 1), ([2, 3, 5], 1),
                                            ([2, 3, 5, 1], 0), ([2, 3, 5, 1], -1), ([0, 3], 1),
                                            ([2, 3, 2, 2, 3], -3), ([3, 41], 0), ([2, 41, 3], 1)]):
        x = draw(f"softmax.{number}", shape, 3.0)
        case("Softmax", 13, {"axis": axis}, [x], lambda x: F.softmax(x, axis))
        case("LogSoftmax", 13, {"axis": axis}, [x], lambda x: F.log_softmax(x, axis))


def products():
    for number, (a, b) in enumerate([([3, 5], [5, 7]), ([5], [5]), ([5], [5, 2]), ([3, 5], [5]),
                                     ([2, 3, 5], [5, 7]), ([2, 3, 5], [2, 5, 1]),
                                     ([2, 1, 3, 5], [3, 5, 2]), ([1, 2, 3, 1, 5], [2, 1, 1, 5, 3]),
                                     ([3, 0], [0, 2]), ([0, 3], [3, 2])]):
        case("MatMul", 13, {}, [draw(f"a.{number}", a), draw(f"b.{number}", b)], torch.matmul)


def identity():
    for number, shape in enumerate(SHAPES):
        case("Identity", 13, {}, [draw(f"identity.{number}", shape, 3.0)], lambda x: x.clone())


elementwise()
softmax()
products()
identity()
gradients.write("gradients_elementwise")
