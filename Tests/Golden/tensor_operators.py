"""Operators on tensors of any shapes, forward, by PyTorch in float64.

Makes `tensor_operators.json`.
Run: python3 Tests/Golden/tensor_operators.py
Needs: CPython 3.11, PyTorch 2.15.0 (CPU), NumPy 2.4.6.

Each case is a node as an ONNX file would write it, in the form of `nodes.json`. Inputs are float32
values drawn by stream1.py; results are float64. Lengths are
primes and ones, some 0; ranks are 0 to 5. What PyTorch calls otherwise is named beside the case: its
`alpha` of local response normalization is divided by the size as ONNX's is, its layer
normalization takes the shape of the last axes where ONNX takes the first of them.
"""

import golden
import stream1

import math
import os

os.environ["ATEN_CPU_CAPABILITY"] = "default"
os.environ["MKL_CBWR"] = "COMPATIBLE"

import numpy as np
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

CASES = []


def draw(path, shape, bound=3.0):
    made = stream1.uniform(27, path, math.prod(shape), np.float32(bound))
    return torch.tensor(made.astype(np.float64).reshape(shape))


def tensor(value, kind):
    flat = value.reshape(-1).numpy()
    assert np.isfinite(flat).all()
    made = flat.astype({"float32": "<f4", "float64": "<f8", "int64": "<i8", "bool": "u1"}[kind])
    assert kind == "float64" or (made.astype(np.float64) == flat).all()
    return {"type": kind, "shape": list(value.shape), "hex": made.tobytes().hex()}


def add(operator, opset, attributes, inputs, outputs, known=(), kinds={}):
    """A case; the inputs whose numbers are in `known` are constants, all others are given."""
    written = {}
    for name, value in attributes.items():
        kind = {list: "integers", int: "integer", float: "float"}[type(value)]
        written[name] = {kind: value}
    CASES.append({
        "operator": operator, "opset": opset, "attributes": written,
        "inputs": [None if x is None else tensor(x, kinds.get(i, "float32"))
                   for i, x in enumerate(inputs)],
        "outputs": [tensor(y, "float64") for y in outputs],
        "dynamic": [i for i, x in enumerate(inputs) if x is not None and i not in known],
        "isClose": True,
    })


def integers(values):
    return torch.tensor([float(v) for v in values])


PAIRS = [([], []), ([7], []), ([], [3, 5]), ([2, 3, 5], [2, 3, 5]), ([2, 3, 5], [5]),
         ([2, 3, 5], [3, 1]), ([3, 1], [1, 7]), ([2, 1, 5, 1], [3, 1, 7]), ([0, 3], [1, 3]),
         ([2, 0, 5], [2, 1, 1]), ([1], [1, 1]), ([2, 3, 1, 2, 3], [1, 3, 5, 1, 3]), ([11, 13], [13])]


def pairs():
    functions = {
        "Add": torch.add, "Sub": torch.sub, "Mul": torch.mul, "Div": torch.div,
        "PRelu": lambda a, b: torch.where(a < 0, a * b, a),
    }
    for number, (left, right) in enumerate(PAIRS):
        a, b = draw(f"pair.{number}.a", left), draw(f"pair.{number}.b", right)
        for name, function in functions.items():
            if name == "PRelu" and list(torch.broadcast_shapes(left, right)) != left:
                continue
            add(name, 13, {}, [a, b], [function(a, b)])
        add("Pow", 13, {}, [a.abs(), b], [torch.pow(a.abs(), b)])
        add("Max", 13, {}, [a, b], [torch.maximum(a, b)])
        add("Min", 13, {}, [a, b], [torch.minimum(a, b)])
        add("Sum", 13, {}, [a, b, a], [a + b + a])
        add("Mean", 13, {}, [a, b, b], [(a + b + b) / 3])
        condition = (draw(f"pair.{number}.condition", right) > 0).to(a.dtype)
        add("Where", 16, {}, [condition, a, b], [torch.where(condition != 0, a, b)],
            kinds={0: "bool"})
    x = draw("powers", [3, 5])
    for exponent in [0.0, 1.0, 2.0, 3.0, -1.0, -2.0]:
        e = torch.tensor(exponent)
        add("Pow", 15, {}, [x, e], [torch.pow(x, e)])
        add("Pow", 15, {}, [x, e], [torch.pow(x, e)], known=(1,), kinds={1: "int64"})
    add("Max", 8, {}, [x], [x])
    add("Mean", 8, {}, [x], [x])


REDUCED = [([], []), ([7], [0]), ([3, 5], [0]), ([3, 5], [1]), ([3, 5], [0, 1]), ([2, 3, 5], [1]),
           ([2, 3, 5], [0, 2]), ([2, 3, 5, 7], [1, 3]), ([2, 3, 5, 7], [0, 2]), ([2, 1, 5, 1, 3], [1, 4]),
           ([2, 3, 2, 3, 2], [0, 2, 4]), ([2, 3, 2, 3, 2], [1, 3]), ([0, 3], [1]), ([17, 37], [-2]),
           ([5, 41], [0]), ([5, 41], [1])]


def reductions():
    functions = {
        "ReduceSum": lambda x, d, k: x.sum(d, k), "ReduceMean": lambda x, d, k: x.mean(d, k),
        "ReduceMax": lambda x, d, k: x.amax(d, k), "ReduceMin": lambda x, d, k: x.amin(d, k),
        "ReduceL1": lambda x, d, k: x.abs().sum(d, k),
        "ReduceL2": lambda x, d, k: (x * x).sum(d, k).sqrt(),
        "ReduceSumSquare": lambda x, d, k: (x * x).sum(d, k),
        "ReduceLogSumExp": lambda x, d, k: torch.logsumexp(x, d, k),
        "ReduceLogSum": lambda x, d, k: x.abs().sum(d, k).log(),
    }
    for number, (shape, axes) in enumerate(REDUCED):
        x = draw(f"reduced.{number}", shape)
        for name, function in functions.items():
            given = x.abs() if name == "ReduceLogSum" else x
            keeps = number % 2 == 0
            y = function(given, axes, keeps) if axes else given.clone()
            if not axes:
                y = {"ReduceL1": x.abs(), "ReduceL2": x.abs(), "ReduceSumSquare": x * x,
                     "ReduceLogSum": given.log()}.get(name, y)
            flags = {"keepdims": int(keeps), "noop_with_empty_axes": 1}
            add(name, 18, flags, [given, integers(axes)], [y], known=(1,), kinds={1: "int64"})
            if axes and number < 8:
                # As an attribute, in old versions.
                add(name, 12, {"keepdims": int(keeps), "axes": axes}, [given], [y])
        if axes and x.numel():
            y = x
            for axis in sorted((a % len(shape) for a in axes), reverse=True):
                y = y.prod(axis, keepdim=True)
            if y.abs().max() < 1e30:
                add("ReduceProd", 18, {}, [x, integers(axes)], [y], known=(1,), kinds={1: "int64"})
    x = draw("reduced.all", [3, 1, 5])
    add("ReduceSum", 13, {}, [x], [x.sum().reshape(1, 1, 1)])
    add("ReduceSum", 13, {"keepdims": 0}, [x, integers([])], [x.sum()], known=(1,),
        kinds={1: "int64"})


def softmax():
    for number, (shape, axis) in enumerate([([7], 0), ([3, 5], 0), ([3, 5], 1), ([2, 3, 5], 1),
                                            ([2, 3, 5, 1], 0), ([2, 3, 5, 1], -1), ([0, 3], 1),
                                            ([2, 3, 2, 2, 3], -3), ([3, 41], 0), ([2, 41, 3], 1)]):
        x = draw(f"softmax.{number}", shape, 10.0)
        add("Softmax", 13, {"axis": axis}, [x], [F.softmax(x, axis)])
        add("LogSoftmax", 13, {"axis": axis}, [x], [F.log_softmax(x, axis)])
        if axis >= 0 and x.numel():
            # Before version 13 all axes from the given one on are one.
            flat = x.reshape(math.prod(shape[:axis]), -1)
            add("Softmax", 11, {"axis": axis}, [x], [F.softmax(flat, 1).reshape(shape)])
            add("LogSoftmax", 11, {"axis": axis}, [x], [F.log_softmax(flat, 1).reshape(shape)])


def normalizations():
    for number, (shape, axis) in enumerate([([7], 0), ([3, 5], 1), ([3, 5], 0), ([2, 3, 5], -1),
                                            ([2, 3, 5], 1), ([0, 3], 1), ([2, 1, 3, 1, 5], 2),
                                            ([5, 41], -1)]):
        x = (draw(f"layer.{number}.x", shape, 4.0) + 2).float().double()
        own = shape[axis:]
        scale, shift = draw(f"layer.{number}.scale", own), draw(f"layer.{number}.shift", own)
        attributes = {"axis": axis, "epsilon": 0.0009765625}
        y = F.layer_norm(x, own, scale, shift, 0.0009765625)
        add("LayerNormalization", 17, attributes, [x, scale, shift], [y])
        y = F.layer_norm(x, own, scale, None, 0.0009765625)
        dims = list(range(axis % len(shape), len(shape)))
        mean = x.mean(dims, True)
        inverse = 1 / (x.var(dims, unbiased=False, keepdim=True) + 0.0009765625).sqrt()
        add("LayerNormalization", 17, attributes, [x, scale], [y, mean, inverse])
        add("RMSNormalization", 23, attributes, [x, scale],
            [F.rms_norm(x, own, scale, 0.0009765625)])
        # A scale that is repeated over the last axis of several.
        last = draw(f"layer.{number}.last", shape[-1:])
        plain = F.layer_norm(x, own, None, None, 0.0009765625)
        add("LayerNormalization", 17, attributes, [x, last, last], [plain * last + last])
        plain = F.rms_norm(x, own, None, 0.0009765625)
        add("RMSNormalization", 23, attributes, [x, last], [plain * last])
    for number, (shape, groups) in enumerate([([2, 6, 5], 3), ([1, 4, 3, 5], 2), ([3, 5, 2, 1, 3], 1),
                                              ([2, 7, 11], 7), ([0, 2, 3], 2), ([2, 6, 1, 7], 6)]):
        x = (draw(f"group.{number}.x", shape, 4.0) - 1).float().double()
        scale, shift = draw(f"group.{number}.scale", shape[1:2]), draw(f"group.{number}.shift", shape[1:2])
        attributes = {"num_groups": groups, "epsilon": 0.0009765625}
        y = F.group_norm(x, groups, scale, shift, 0.0009765625) if x.numel() else x
        add("GroupNormalization", 21, attributes, [x, scale, shift], [y])
        # Before version 21 scale and shift were those of groups.
        s, b = scale[:groups], shift[:groups]
        wide = shape[1] // groups
        y = F.group_norm(x, groups, s.repeat_interleave(wide), b.repeat_interleave(wide),
                         0.0009765625) if x.numel() else x
        add("GroupNormalization", 18, attributes, [x, s, b], [y])
        y = F.group_norm(x, shape[1], scale, shift, 0.0009765625) if x.numel() else x
        add("InstanceNormalization", 6, {"epsilon": 0.0009765625}, [x, scale, shift], [y])
        for size, beta in [(1, 0.75), (2, 0.5), (3, 0.75), (5, 1.0), (11, 0.75)]:
            # PyTorch's window starts size // 2 before, ONNX's (size - 1) // 2: turned round.
            half = {"size": size, "alpha": 0.25, "beta": beta, "bias": 1.5}
            y = F.local_response_norm(x.flip(1), size, 0.25, beta, 1.5).flip(1) if x.numel() else x
            add("LRN", 13, half, [x], [y])
        for axis in [0, 1, -1]:
            for p in [1, 2]:
                add("LpNormalization", 22, {"axis": axis, "p": p}, [x],
                    [F.normalize(x, float(p), axis, 0.0)])


def clips():
    x = draw("clip", [3, 5])
    low, high = torch.tensor(-0.5), torch.tensor(1.25)
    add("Clip", 6, {"min": -0.5, "max": 1.25}, [x], [x.clamp(-0.5, 1.25)])
    for known in [(), (1,), (2,), (1, 2)]:
        add("Clip", 13, {}, [x, low, high], [x.clamp(-0.5, 1.25)], known=known)
        add("Clip", 13, {}, [x, high, low], [torch.full_like(x, -0.5)], known=known)
    add("Clip", 13, {}, [x, None, high], [x.clamp(max=1.25)])
    add("Clip", 13, {}, [x, low], [x.clamp(min=-0.5)])
    add("Clip", 13, {}, [x], [x])
    for to, kind in [(1, torch.float32), (10, torch.float16), (11, torch.float64), (16, torch.bfloat16)]:
        add("Cast", 13, {"to": to}, [x], [x.to(kind).to(torch.float64)])
    add("Dropout", 7, {"ratio": 0.5}, [x], [x])
    add("Dropout", 13, {}, [x, torch.tensor(0.5)], [x, torch.ones_like(x)], known=(1,))
    add("Shrink", 9, {"lambd": 0.75, "bias": 0.75}, [x], [F.softshrink(x, 0.75)])
    add("Shrink", 9, {"lambd": 0.75}, [x], [F.hardshrink(x, 0.75)])
    add("HardSigmoid", 6, {}, [x], [(x * np.float64(np.float32(0.2)) + 0.5).clamp(0, 1)])
    add("Swish", 24, {"alpha": 1.5}, [x], [x * torch.sigmoid(1.5 * x)])
    for name, function in [
            ("Abs", torch.abs), ("Ceil", torch.ceil), ("Cos", torch.cos), ("Erf", torch.erf),
            ("Exp", torch.exp), ("Floor", torch.floor), ("Neg", torch.neg),
            ("Reciprocal", torch.reciprocal), ("Round", torch.round), ("Sign", torch.sign),
            ("Sin", torch.sin)]:
        add(name, 13, {}, [x], [function(x)])
    add("Log", 13, {}, [x.abs()], [x.abs().log()])
    add("Sqrt", 13, {}, [x.abs()], [x.abs().sqrt()])


pairs()
reductions()
softmax()
normalizations()
clips()
golden.write("tensor_operators.json", {"oracle": golden.oracle(torch, np)}, {"nodes": CASES})
