"""Makes convolution.json: nodes of ONNX that convolve, pool and normalize images by batch.

Cases are those of nodes.json: one node with its attributes, inputs and outputs, tensors as their
bytes. Inputs are float32 numbers; results are sums written out over kernel positions in float64 by
NumPy from the definitions in ONNX's Operators.md, then rounded to float32.

Second route, at each run: PyTorch in float64 where padding is explicit and symmetric, and ONNX
Runtime in float32 for every case that it takes; the script says how many each checked.
"""

import golden

import itertools
import math

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import helper

RNG = np.random.default_rng(20_250_105)
CASES = []
CHECKED = {"torch": 0, "runtime": 0}
onnxruntime.set_default_logger_severity(4)


def tensor(array):
    kind = str(array.dtype)
    return {"type": kind, "shape": list(array.shape), "hex": np.ascontiguousarray(array).tobytes().hex()}


def attribute(value):
    if isinstance(value, str):
        return {"text": value}
    if isinstance(value, float):
        return {"float": value}
    if isinstance(value, int):
        return {"integer": value}
    return {"integers": list(value)}


def runtime(op, opset, attributes, inputs, count):
    """ONNX Runtime's outputs; None where it does not take the node."""
    names = [f"i{k}" for k in range(len(inputs))]
    outputs = [f"o{k}" for k in range(count)]
    info = [helper.make_tensor_value_info(n, onnx.TensorProto.FLOAT, x.shape)
            for n, x in zip(names, inputs)]
    graph = helper.make_graph([helper.make_node(op, names, outputs, **attributes)], "g", info,
                              [helper.make_empty_tensor_value_info(o) for o in outputs])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)
    try:
        session = onnxruntime.InferenceSession(model.SerializeToString())
        return session.run(None, dict(zip(names, inputs)))
    except Exception:  # its exceptions have no common type
        return None


def close(a, b, bound):
    return a.shape == b.shape and np.all(np.abs(a - b) <= bound * np.maximum(1, np.abs(b)))


def case(op, opset, attributes, inputs, outputs, peer=None, runs=True):
    if peer is not None:
        assert close(peer.numpy(), outputs[0], 1e-12), (op, attributes)
        CHECKED["torch"] += 1
    results = runtime(op, opset, attributes, inputs, len(outputs)) if runs else None
    if results is not None:
        for mine, theirs in zip(outputs, results):
            assert close(theirs.astype(np.float64), mine, 2e-5), (op, attributes, [x.shape for x in inputs])
        CHECKED["runtime"] += 1
    stored = [x.astype(np.float32) if x.dtype == np.float64 else x for x in outputs]
    CASES.append({
        "operator": op, "opset": opset,
        "attributes": {key: attribute(value) for key, value in attributes.items()},
        "inputs": [tensor(x) for x in inputs], "outputs": [tensor(x) for x in stored],
        "dynamic": list(range(len(inputs))), "isClose": True,
    })


def data(*shape):
    return RNG.uniform(-1, 1, shape).astype(np.float32)


def same(length, stride, extent, upper):
    total = max((math.ceil(length / stride) - 1) * stride + extent - length, 0)
    small, large = total // 2, total - total // 2
    return (small, large) if upper else (large, small)


def paddings(attributes, lengths, kernel):
    """What is added before and behind each axis."""
    axes = len(lengths)
    strides = attributes.get("strides", [1] * axes)
    extents = [(k - 1) * d + 1 for k, d in zip(kernel, attributes.get("dilations", [1] * axes))]
    automatic = attributes.get("auto_pad", "NOTSET")
    if automatic.startswith("SAME"):
        return [same(n, s, e, automatic == "SAME_UPPER")
                for n, s, e in zip(lengths, strides, extents)]
    pads = attributes.get("pads", [0] * 2 * axes) if automatic == "NOTSET" else [0] * 2 * axes
    return list(zip(pads[:axes], pads[axes:]))


def windows(attributes, lengths, kernel):
    """The number of windows along each axis."""
    axes = len(lengths)
    strides = attributes.get("strides", [1] * axes)
    dilations = attributes.get("dilations", [1] * axes)
    counts = []
    for n, (before, after), k, s, d in zip(
            lengths, paddings(attributes, lengths, kernel), kernel, strides, dilations):
        room = n + before + after - ((k - 1) * d + 1)
        count = room // s + 1
        if attributes.get("ceil_mode") and room % s and count * s < n + before:
            count += 1
        counts.append(count)
    return counts


def taps(attributes, x, kernel, outside):
    """For each kernel position the elements that every window has there, in float64."""
    lengths, axes = x.shape[2:], x.ndim - 2
    strides = attributes.get("strides", [1] * axes)
    dilations = attributes.get("dilations", [1] * axes)
    counts = windows(attributes, lengths, kernel)
    # Room behind for windows that reach beyond the padding.
    pads = [(before, after + k * d + s) for (before, after), k, d, s in
            zip(paddings(attributes, lengths, kernel), kernel, dilations, strides)]
    padded = np.pad(x.astype(np.float64), [(0, 0), (0, 0)] + pads, constant_values=outside)
    for place in itertools.product(*(range(k) for k in kernel)):
        cut = tuple(slice(p * d, p * d + (n - 1) * s + 1, s)
                    for p, d, n, s in zip(place, dilations, counts, strides))
        yield place, padded[(slice(None), slice(None)) + cut]


def convolved(attributes, x, w, b=None):
    groups = attributes.get("group", 1)
    batch, out = x.shape[0], w.shape[0]
    y = 0
    for place, values in taps(attributes, x, w.shape[2:], 0):
        grouped = values.reshape(batch, groups, x.shape[1] // groups, *values.shape[2:])
        kernel = w[(slice(None), slice(None)) + place].astype(np.float64)
        kernel = kernel.reshape(groups, out // groups, -1)
        y = y + np.einsum("ngc...,goc->ngo...", grouped, kernel).reshape(batch, out, *values.shape[2:])
    return y if b is None else y + b.astype(np.float64).reshape(-1, *[1] * (x.ndim - 2))


def convolution(x, w, bias=True, **attributes):
    inputs = [data(*x), data(*w)] + ([data(w[0])] if bias else [])
    axes = len(x) - 2
    peer = None
    pads = attributes.get("pads", [0] * 2 * axes)
    if "auto_pad" not in attributes and pads[:axes] == pads[axes:]:
        function = [torch.conv1d, torch.conv2d, torch.conv3d][axes - 1]
        peer = function(*[torch.from_numpy(v.astype(np.float64)) for v in inputs],
                        stride=attributes.get("strides", 1), padding=pads[:axes],
                        dilation=attributes.get("dilations", 1), groups=attributes.get("group", 1))
    case("Conv", 11, attributes, inputs, [convolved(attributes, *inputs)], peer)


def convolutions():
    convolution((2, 3, 11), (5, 3, 3))
    convolution((2, 7, 13), (7, 1, 5), group=7, pads=[2, 2], strides=[2])
    convolution((1, 4, 17), (6, 2, 3), group=2, dilations=[3], pads=[1, 4], bias=False)
    convolution((3, 5, 7, 11), (7, 5, 3, 3), pads=[1, 1, 1, 1])
    convolution((3, 5, 7, 11), (7, 5, 3, 5), pads=[0, 2, 3, 1], strides=[2, 3])
    convolution((2, 16, 13, 13), (32, 16, 1, 1), bias=False)
    convolution((2, 17, 11, 13), (19, 17, 1, 1), strides=[2, 2])
    convolution((1, 3, 23, 29), (11, 3, 7, 7), pads=[3, 3, 3, 3], strides=[2, 2])
    convolution((2, 12, 11, 7), (18, 4, 3, 3), group=3, pads=[1, 1, 1, 1])
    convolution((2, 13, 11, 7), (13, 1, 3, 3), group=13, pads=[1, 1, 1, 1], strides=[2, 1])
    convolution((2, 5, 11, 7), (15, 1, 3, 2), group=5, dilations=[2, 3])
    convolution((1, 1, 5, 5), (1, 1, 5, 5))
    convolution((1, 1, 1, 1), (3, 1, 1, 1), pads=[1, 1, 1, 1])
    convolution((0, 3, 5, 7), (2, 3, 3, 3))
    convolution((2, 3, 5, 7, 5), (5, 3, 3, 2, 3), pads=[1, 0, 1, 1, 0, 1], strides=[2, 1, 2])
    convolution((1, 4, 5, 5, 7), (6, 2, 2, 3, 3), group=2, dilations=[2, 1, 2], bias=False)
    for automatic, size, stride in itertools.product(
            ["SAME_UPPER", "SAME_LOWER", "VALID"], [7, 8], [1, 2, 3]):
        convolution((1, 2, size, 9), (3, 2, 3, 2), auto_pad=automatic, strides=[stride, 2])
    convolution((1, 2, 11), (3, 2, 4), auto_pad="SAME_LOWER")
    # One image with work for several pieces.
    convolution((1, 32, 29, 31), (12, 32, 3, 3), pads=[1, 1, 1, 1])


def spread(attributes, x, w, b=None):
    """A transposed convolution, and what is left out before and behind each axis."""
    groups, axes = attributes.get("group", 1), x.ndim - 2
    strides = attributes.get("strides", [1] * axes)
    dilations = attributes.get("dilations", [1] * axes)
    extra = attributes.get("output_padding", [0] * axes)
    out = w.shape[1] * groups
    whole = [(n - 1) * s + (k - 1) * d + 1 + e for n, s, k, d, e in
             zip(x.shape[2:], strides, w.shape[2:], dilations, extra)]
    y = np.zeros((x.shape[0], out, *whole))
    grouped = x.astype(np.float64).reshape(
        x.shape[0], groups, x.shape[1] // groups, *x.shape[2:])
    for place in itertools.product(*(range(k) for k in w.shape[2:])):
        kernel = w[(slice(None), slice(None)) + place].astype(np.float64)
        kernel = kernel.reshape(groups, x.shape[1] // groups, w.shape[1])
        cut = tuple(slice(p * d, p * d + (n - 1) * s + 1, s)
                    for p, d, n, s in zip(place, dilations, x.shape[2:], strides))
        y[(slice(None), slice(None)) + cut] += np.einsum(
            "ngc...,gco->ngo...", grouped, kernel).reshape(x.shape[0], out, *x.shape[2:])
    automatic = attributes.get("auto_pad", "NOTSET")
    lengths = attributes.get("output_shape")
    if lengths is None and automatic.startswith("SAME"):
        lengths = [n * s for n, s in zip(x.shape[2:], strides)]
    if lengths is None:
        pads = attributes.get("pads", [0] * 2 * axes)
        pads = list(zip(pads[:axes], pads[axes:]))
    else:
        pads = []
        for n, wanted in zip(whole, lengths):
            small, large = (n - wanted) // 2, (n - wanted) - (n - wanted) // 2
            pads.append((small, large) if automatic == "SAME_UPPER" else (large, small))
    y = y[(slice(None), slice(None)) + tuple(slice(a, n - b_) for (a, b_), n in zip(pads, whole))]
    return y if b is None else y + b.astype(np.float64).reshape(-1, *[1] * axes)


def transposed(x, w, bias=True, runs=True, **attributes):
    groups, axes = attributes.get("group", 1), len(x) - 2
    inputs = [data(*x), data(*w)] + ([data(w[1] * groups)] if bias else [])
    pads = attributes.get("pads", [0] * 2 * axes)
    peer = None
    if not {"auto_pad", "output_shape"} & set(attributes) and pads[:axes] == pads[axes:]:
        function = [torch.conv_transpose1d, torch.conv_transpose2d, torch.conv_transpose3d][axes - 1]
        peer = function(*[torch.from_numpy(v.astype(np.float64)) for v in inputs],
                        stride=attributes.get("strides", 1), padding=pads[:axes],
                        output_padding=attributes.get("output_padding", 0),
                        dilation=attributes.get("dilations", 1), groups=groups)
    case("ConvTranspose", 11, attributes, inputs, [spread(attributes, *inputs)], peer, runs)


def transposes():
    transposed((2, 3, 7), (3, 5, 3))
    transposed((2, 6, 7), (6, 2, 4), group=3, strides=[3], pads=[1, 1], output_padding=[2])
    transposed((2, 5, 5, 7), (5, 7, 3, 3), strides=[2, 2], pads=[1, 1, 1, 1], output_padding=[1, 1])
    transposed((1, 5, 5, 7), (5, 7, 3, 2), strides=[2, 3], pads=[0, 1, 2, 0], bias=False)
    transposed((1, 8, 5, 7), (8, 3, 2, 2), strides=[2, 2], group=2)
    transposed((2, 4, 5, 3), (4, 3, 3, 3), dilations=[2, 3])
    transposed((1, 4, 5, 3), (4, 3, 1, 1), strides=[3, 2])
    transposed((1, 3, 5, 3), (3, 3, 3, 3), strides=[3, 2], output_shape=[15, 7])
    transposed((1, 3, 5, 3), (3, 3, 4, 3), strides=[3, 2], output_shape=[14, 6], auto_pad="SAME_UPPER")
    transposed((1, 3, 5, 4), (3, 2, 4, 3), strides=[2, 2], auto_pad="SAME_UPPER")
    transposed((1, 3, 5, 4), (3, 2, 4, 3), strides=[2, 2], auto_pad="SAME_LOWER")
    transposed((0, 3, 5, 4), (3, 2, 4, 3), runs=False)
    transposed((1, 3, 3, 4, 5), (3, 2, 2, 3, 3), strides=[2, 1, 2], pads=[0, 1, 1, 0, 1, 1])
    transposed((1, 40, 13, 17), (40, 12, 3, 3), strides=[2, 2], pads=[1, 1, 1, 1], output_padding=[1, 1])


POOLS = [
    ((2, 3, 11), [3], {}),
    ((2, 3, 11), [3], {"strides": [2], "pads": [1, 1]}),
    ((1, 17, 7, 11), [2, 3], {}),
    ((1, 17, 7, 11), [3, 3], {"strides": [2, 2], "pads": [1, 1, 1, 1]}),
    ((1, 3, 7, 11), [3, 2], {"strides": [2, 3], "pads": [0, 1, 2, 0]}),
    ((1, 3, 7, 11), [2, 2], {"strides": [2, 2], "ceil_mode": 1}),
    ((1, 3, 7, 10), [3, 3], {"strides": [2, 3], "pads": [1, 1, 1, 1], "ceil_mode": 1}),
    ((1, 2, 5, 5), [1, 1], {"strides": [3, 3], "pads": [0, 0, 0, 0], "ceil_mode": 1}),
    ((1, 2, 7, 11), [2, 3], {"dilations": [3, 2]}),
    ((1, 2, 9, 11), [2, 3], {"dilations": [2, 2], "strides": [2, 2], "ceil_mode": 1}),
    ((1, 2, 7, 8), [3, 2], {"auto_pad": "SAME_UPPER", "strides": [2, 2]}),
    ((1, 2, 7, 8), [3, 2], {"auto_pad": "SAME_LOWER", "strides": [2, 1]}),
    ((1, 2, 7, 8), [3, 2], {"auto_pad": "VALID", "strides": [2, 2]}),
    ((2, 3, 5, 7, 3), [2, 3, 2], {"strides": [2, 2, 1], "pads": [1, 1, 0, 0, 1, 1]}),
    ((0, 3, 5, 7), [2, 2], {}),
]


def pools():
    for shape, kernel, more in POOLS:
        x = data(*shape)
        attributes = {"kernel_shape": kernel, **more}
        stack = np.stack([v for _, v in taps(attributes, x, kernel, -np.inf)])
        places = np.arange(x.size, dtype=np.float64).reshape(x.shape)
        where = np.stack([v for _, v in taps(attributes, places, kernel, -1)])
        chosen = np.take_along_axis(where, stack.argmax(0)[None], 0)[0].astype(np.int64)
        runs = x.size > 0
        case("MaxPool", 12, attributes, [x], [stack.max(0)], runs=runs)
        case("MaxPool", 12, attributes, [x], [stack.max(0), chosen], runs=runs)
        axes = np.unravel_index(chosen, x.shape)
        column = np.zeros_like(chosen)
        for axis in reversed(range(2, x.ndim)):
            column = column * x.shape[axis] + axes[axis]
        column += (axes[0] * x.shape[1] + axes[1]) * math.prod(x.shape[2:])
        case("MaxPool", 12, {"storage_order": 1, **attributes}, [x], [stack.max(0), column], runs=runs)

        total = sum(v for _, v in taps(attributes, x, kernel, 0))
        inside = sum(v for _, v in taps(attributes, np.ones_like(x), kernel, 0))
        opset = 19 if "dilations" in more else 11
        # ONNX Runtime divides by elements beyond the padding too where it rounds up.
        runs = runs and not more.get("ceil_mode")
        with np.errstate(invalid="ignore"):
            mean = np.where(inside > 0, total / inside, 0)
        case("AveragePool", opset, attributes, [x], [mean], runs=runs)
        pads = paddings(attributes, x.shape[2:], kernel)
        ones = np.pad(np.ones_like(x), [(0, 0), (0, 0)] + pads)
        ones[:] = 1
        free = {k: v for k, v in attributes.items() if k not in ("pads", "auto_pad")}
        counted = sum(v for _, v in taps(free, ones, kernel, 0))
        counted = counted[tuple(slice(0, n) for n in total.shape)]
        case("AveragePool", opset, {"count_include_pad": 1, **attributes}, [x], [total / counted],
             runs=runs and "auto_pad" not in more)
    for shape in [(2, 3, 11), (2, 17, 7, 5), (1, 70, 5, 3), (2, 3, 5, 7, 3), (0, 3, 5, 7)]:
        x = data(*shape)
        axes = tuple(range(2, len(shape)))
        case("GlobalAveragePool", 1, {}, [x], [x.astype(np.float64).mean(axes, keepdims=True)],
             runs=shape[0] > 0)
        case("GlobalMaxPool", 1, {}, [x], [x.astype(np.float64).max(axes, keepdims=True)],
             runs=shape[0] > 0)


def normalizations():
    for shape in [(5, 3), (2, 3, 11), (3, 17, 5, 3), (2, 3, 5, 2, 3)]:
        x = data(*shape) * np.float32(3) + np.float32(1)
        channels = shape[1]
        scale, shift, mean = data(channels), data(channels), data(channels)
        variance = np.abs(data(channels)) + np.float32(0.01)
        along = [1, -1] + [1] * (len(shape) - 2)
        x64, mean64, variance64 = (v.astype(np.float64) for v in (x, mean, variance))

        def normal(mu, var, epsilon):
            return (scale.reshape(along) * (x64 - mu.reshape(along))
                    / np.sqrt(var.reshape(along) + epsilon) + shift.reshape(along))

        inputs = [x, scale, shift, mean, variance]
        peer = torch.nn.functional.batch_norm(
            torch.from_numpy(x64), *[torch.from_numpy(v.astype(np.float64)) for v in
                                     (mean, variance, scale, shift)], eps=1e-5)
        case("BatchNormalization", 15, {}, inputs, [normal(mean64, variance64, 1e-5)], peer)
        case("BatchNormalization", 9, {"epsilon": 0.01}, inputs,
             [normal(mean64, variance64, float(np.float32(0.01)))])
        axes = (0,) + tuple(range(2, len(shape)))
        mu, var = x64.mean(axes), x64.var(axes)
        momentum = float(np.float32(0.7))
        case("BatchNormalization", 14, {"training_mode": 1, "momentum": 0.7}, inputs,
             [normal(mu, var, 1e-5), momentum * mean64 + (1 - momentum) * mu,
              momentum * variance64 + (1 - momentum) * var], runs=False)


for make in [convolutions, transposes, pools, normalizations]:
    make()

print(CHECKED, "of", len(CASES), "checked by peers")
golden.write("convolution.json", {"oracle": golden.oracle(np, torch, onnxruntime)}, {"nodes": CASES})
