"""Operators forward and backward, by PyTorch's autograd in float64.

Makes `operators.json`.
Run: python3 Tests/Golden/operators.py
Needs: CPython 3.11, PyTorch 2.15.0 (CPU), NumPy 2.4.6, mpmath 1.3.0 (second route only).

Inputs, parameters and output gradients are float32 values drawn by stream1.py; attributes are
float64 as printed (a slope of 0.01 is the float64 0.01). Every result is float64.

PyTorch's own gelu loses all digits in its negative tail, where 1 + erf and 1 + tanh cancel. Here
gelu is x erfc(-x / sqrt 2) / 2 and geluTanh is x sigmoid(2 u), the same functions without the
cancellation; both are held to PyTorch's functions within 1e-14. PyTorch's softplus is x above a
threshold of 20; here the threshold is out of reach.

At a kink the gradient is what autograd takes; `kinks` in the file records it. It is the slope of
the side x <= 0: relu 0, leakyReLU its slope, elu alpha, selu lambda alpha. hardSwish and hardSigmoid
bend at -3 and 3, thresholdedReLU jumps at 1; there too it is that of the side below. PyTorch's own
hardswish and hardsigmoid take other sides; within 1e-14 they are the functions here.

Second route, at each run: every elementwise value and derivative against mpmath (50 digits,
derivatives by its numerical differentiation, from below at a kink), softmax and affine gradients
against central differences.
"""

import golden
import stream1

import math
import os

os.environ["ATEN_CPU_CAPABILITY"] = "default"  # same bytes on processors with wider vectors
os.environ["MKL_CBWR"] = "COMPATIBLE"

import mpmath
import numpy as np
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
mpmath.mp.dps = 50

GELU_TANH = math.sqrt(2 / math.pi)
SELU_SCALE, SELU_ALPHA = 1.0507009873554804934193349852946, 1.6732632423543772848170429916717

# name, attributes, the function in PyTorch, the same in mpmath.
ELEMENTWISE = [
    ("identity", {}, lambda x: x.clone(), lambda x: x),
    ("relu", {}, F.relu, lambda x: max(x, mpmath.mpf(0))),
    ("leakyReLU", {"slope": 0.01}, lambda x: F.leaky_relu(x, 0.01),
     lambda x: x if x > 0 else x * mpmath.mpf(0.01)),
    ("leakyReLU", {"slope": 0.2}, lambda x: F.leaky_relu(x, 0.2),
     lambda x: x if x > 0 else x * mpmath.mpf(0.2)),
    ("elu", {"alpha": 1.0}, F.elu, lambda x: x if x > 0 else mpmath.expm1(x)),
    ("elu", {"alpha": 0.5}, lambda x: F.elu(x, 0.5),
     lambda x: x if x > 0 else mpmath.expm1(x) / 2),
    ("selu", {}, F.selu,
     lambda x: SELU_SCALE * (x if x > 0 else SELU_ALPHA * mpmath.expm1(x))),
    ("gelu", {}, lambda x: x * torch.special.erfc(-x / math.sqrt(2)) / 2,
     lambda x: x * mpmath.ncdf(x)),
    ("geluTanh", {}, lambda x: x * torch.sigmoid(2 * GELU_TANH * (x + 0.044715 * x**3)),
     lambda x: x * (1 + mpmath.tanh(mpmath.sqrt(2 / mpmath.pi)
                                    * (x + mpmath.mpf("0.044715") * x**3))) / 2),
    ("silu", {}, F.silu, lambda x: x / (1 + mpmath.exp(-x))),
    ("softplus", {}, lambda x: F.softplus(x, threshold=600),
     lambda x: mpmath.log1p(mpmath.exp(x))),
    ("softsign", {}, F.softsign, lambda x: x / (1 + abs(x))),
    ("tanh", {}, torch.tanh, mpmath.tanh),
    ("sigmoid", {}, torch.sigmoid, lambda x: 1 / (1 + mpmath.exp(-x))),
    ("celu", {"alpha": 1.0}, F.celu, lambda x: x if x > 0 else mpmath.expm1(x)),
    ("celu", {"alpha": 0.5}, lambda x: F.celu(x, 0.5),
     lambda x: x if x > 0 else mpmath.expm1(2 * x) / 2),
    ("hardSwish", {}, lambda x: torch.where(x <= -3, 0 * x, torch.where(x > 3, x, x * (x + 3) / 6)),
     lambda x: 0 * x if x <= -3 else x if x > 3 else x * (x + 3) / 6),
    ("mish", {}, F.mish, lambda x: x * mpmath.tanh(mpmath.log1p(mpmath.exp(x)))),
    ("hardSigmoid", {},
     lambda x: torch.where(x <= -3, 0 * x, torch.where(x > 3, 0 * x + 1, x / 6 + 0.5)),
     lambda x: 0 * x if x <= -3 else 0 * x + 1 if x > 3 else x / 6 + mpmath.mpf(0.5)),
    ("thresholdedReLU", {"threshold": 1.0}, lambda x: F.threshold(x, 1.0, 0.0),
     lambda x: x if x > 1 else 0 * x),
]

# Where a slope jumps: at these numbers, as at 0, it is that of the side below.
KINKS = {0.0, 1.0, 3.0, -3.0}

# Zero and its neighbours, kinks, the range of every tail, the largest inputs last.
SPECIAL = [0.0, 1e-30, -1e-30, 1e-10, -1e-10, 1e-6, -1e-6]
SPECIAL += [
    sign * size
    for size in [1e-4, 0.001, 0.01, 0.1, 0.25, 0.3, 0.5, 0.625, 0.7518, 1, 1.2785, 1.5, 2, 2.5, 3,
                 3.9, 4.5, 5, 5.5, 6, 7.5, 8.5, 9, 10, 12.5, 13, 14, 16, 17.5, 20, 20.5, 25, 30]
    for sign in (1.0, -1.0)
]

SHAPES = [[], [0, 4], [1, 1], [1, 7], [5, 1], [3, 5], [7, 11], [2, 3, 1, 5]]


def draw(path, shape, bound):
    """A tensor of float32 values from stream 1, seed 10, as float64."""
    made = stream1.uniform(10, path, math.prod(shape), np.float32(bound))
    return torch.tensor(made.astype(np.float64).reshape(shape))


def spread(path, shape):
    """Values from -30 to 30, as many small ones as large ones: |x| = 30 v^4 with the sign of v."""
    v = draw(path, shape, 1.0)
    return (30 * v.abs() ** 4 * v.sign()).to(torch.float32).to(torch.float64)


def flat(tensor):
    return tensor.detach().reshape(-1).tolist()


def differentiate(function, inputs, gradient):
    """Output and input gradients of a function of several tensors."""
    leaves = [x.clone().requires_grad_() for x in inputs]
    output = function(*leaves)
    return output, torch.autograd.grad(output, leaves, gradient)


def elementwise_cases():
    cases = []
    for name, attributes, function, truth in ELEMENTWISE:
        special = torch.tensor(SPECIAL, dtype=torch.float32).to(torch.float64)
        inputs = [special.reshape(1, -1)]
        inputs += [spread(f"elementwise.{i}.input", shape) for i, shape in enumerate(SHAPES)]
        worst = relative = 0.0
        for i, x in enumerate(inputs):
            shape = list(x.shape)
            gradient = draw(f"elementwise.{i}.outputGradient", shape, 2.0)
            output, (back,) = differentiate(function, [x], gradient)
            _, (slope,) = differentiate(function, [x], torch.ones(shape))
            for row in zip(flat(x), flat(output), flat(slope)):
                errors = deviation(truth, *row)
                worst, relative = max(worst, errors[0]), max(relative, errors[1])
            cases.append({
                "operator": name, "attributes": attributes, "shape": shape,
                "input": flat(x), "output": flat(output),
                "outputGradient": flat(gradient), "inputGradient": flat(back),
            })
        print(f"{name} {attributes}: within {worst:.1e}, {relative:.1e} of itself")
        assert worst < 1e-14 and relative < 2e-13
    named = {entry[0]: entry[2] for entry in ELEMENTWISE}
    for own, theirs in [(named["gelu"], F.gelu),
                        (named["geluTanh"], lambda x: F.gelu(x, approximate="tanh")),
                        (named["hardSwish"], F.hardswish), (named["hardSigmoid"], F.hardsigmoid)]:
        assert (own(special) - theirs(special)).abs().max() < 1e-14
    return cases


def deviation(truth, x, value, slope):
    """The larger error of value and slope, in units of max(1, value); the value's relative one."""
    at = mpmath.mpf(x)
    with mpmath.workdps(50 if abs(value) > 1e-30 else 300):  # 1 + tanh cancels in the tail
        exact = truth(at)
    with mpmath.workdps(90):
        slant = mpmath.diff(truth, at, h=mpmath.mpf(10) ** -40, direction=-1 if x in KINKS else 0)
    error = abs(value - exact)
    relative = error / abs(exact) if abs(exact) > 1e-200 else error
    return float(max(error / max(1, abs(exact)), abs(slope - slant))), float(relative)


def softmax_cases():
    inputs = [spread(f"softmax.{i}.input", s) for i, s in enumerate(SHAPES[1:] + [[13, 17]])]
    inputs.append(torch.tensor([
        [0.0, 0, 0, 0, 0], [30.0, -30, 0, 1, -1], [-30.0, -30, -30, -30, -30],
        [10000.0, 9999, 0, -10000, 10000], [-10000.0, -10001, -10002, -10000, -20000],
        [0.0, -80, -90, -100, -110], [1e-6, -1e-6, 0, 2e-6, -2e-6],
    ], dtype=torch.float32).to(torch.float64))
    cases = []
    for i, x in enumerate(inputs):
        gradient = draw(f"softmax.{i}.outputGradient", list(x.shape), 2.0)
        output, (back,) = differentiate(lambda v: torch.softmax(v, -1), [x], gradient)
        if (x.abs() < 100).all():
            check_differences(lambda v: torch.softmax(v, -1), [x], gradient, [back])
        cases.append({
            "operator": "softmax", "attributes": {}, "shape": list(x.shape),
            "input": flat(x), "output": flat(output),
            "outputGradient": flat(gradient), "inputGradient": flat(back),
        })
    return cases


def affine(x, weight, bias):
    return x @ weight + bias


def affine_cases():
    cases = []
    sizes = [(1, 1, 1), (1, 7, 1), (1, 1, 7), (5, 1, 3), (3, 5, 2), (2, 3, 5), (13, 11, 7),
             (7, 17, 19), (0, 3, 2)]
    for i, (batch, features, units) in enumerate(sizes):
        x = spread(f"affine.{i}.input", [batch, features])
        weight = draw(f"affine.{i}.weight", [features, units], 1.0)
        bias = draw(f"affine.{i}.bias", [units], 3.0)
        gradient = draw(f"affine.{i}.outputGradient", [batch, units], 2.0)
        output, back = differentiate(affine, [x, weight, bias], gradient)
        check_differences(affine, [x, weight, bias], gradient, back)
        cases.append({
            "operator": "affine", "batch": batch, "in": features, "out": units,
            "input": flat(x), "weight": flat(weight), "bias": flat(bias),
            "output": flat(output), "outputGradient": flat(gradient),
            "inputGradient": flat(back[0]), "weightGradient": flat(back[1]),
            "biasGradient": flat(back[2]),
        })
    return cases


def check_differences(function, inputs, gradient, back):
    """Central differences along one random direction for each input."""
    for i, x in enumerate(inputs):
        direction = draw(f"direction.{i}", list(x.shape), 1.0)
        step = 1e-5
        ends = []
        for sign in (1, -1):
            moved = list(inputs)
            moved[i] = x + sign * step * direction
            ends.append((function(*moved) * gradient).sum())
        slope = (ends[0] - ends[1]) / (2 * step)
        assert abs(slope - (back[i] * direction).sum()) < 1e-6 * (1 + abs(slope)), (i, slope)


def kink_cases():
    cases = []
    for name, attributes, function, _ in ELEMENTWISE:
        _, (slope,) = differentiate(function, [torch.zeros(1)], torch.ones(1))
        cases.append({"operator": name, "attributes": attributes, "slopeAtZero": slope.item()})
    return cases


def main():
    header = {
        "about": "Operators in float64 by PyTorch autograd; arrays are row-major. Inputs, "
        "parameters and output gradients are float32 values. affine: input [batch, in], weight "
        "[in, out], output = input weight + bias. softmax: over the last axis. At a kink the "
        "slope is that of the side x <= 0 (see kinks). Errors are below 1e-14 of the larger of 1 "
        "and the value; those of elementwise outputs above 1e-200 are below 2e-13 of the output.",
        "madeBy": "Tests/Golden/operators.py",
        "oracle": golden.oracle(torch, np),
    }
    lists = {
        "kinks": kink_cases(),
        "elementwise": elementwise_cases(),
        "softmax": softmax_cases(),
        "affine": affine_cases(),
    }
    golden.write("operators.json", header, lists)


if __name__ == "__main__":
    main()
