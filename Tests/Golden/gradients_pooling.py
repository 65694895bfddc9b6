"""Gradients of pooling: largest values and means under windows and over all positions.

Makes `gradients_pooling.json`; gradients.py says what a case is.
Run: python3 Tests/Golden/gradients_pooling.py
Needs: CPython 3.11, PyTorch 2.15.0 (CPU), NumPy 2.4.6.

Padding and what rounding up adds are written out here from ONNX's Operators.md: PyTorch pools images
that are already padded, with -infinity for largest values. Means are convolutions with a kernel of ones,
divided by the same convolution of what counts.
"""

import golden
import gradients
from gradients import case, draw, spread

import math

import torch
import torch.nn.functional as F

CONV = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}
LARGEST = {1: F.max_pool1d, 2: F.max_pool2d, 3: F.max_pool3d}


def windows(attributes, lengths):
    """For each axis: stride, dilation, padding before and behind, and what lies beyond the padding under
    a last window."""
    kernel = attributes["kernel_shape"]
    axes = len(kernel)
    strides = attributes.get("strides", [1] * axes)
    dilations = attributes.get("dilations", [1] * axes)
    pads = attributes.get("pads", [0] * 2 * axes)
    automatic = attributes.get("auto_pad", "NOTSET")
    found = []
    for i, (n, k, s, d) in enumerate(zip(lengths, kernel, strides, dilations)):
        extent = (k - 1) * d + 1
        before, after = (pads[i], pads[i + axes]) if automatic == "NOTSET" else (0, 0)
        if automatic.startswith("SAME"):
            total = max((math.ceil(n / s) - 1) * s + extent - n, 0)
            before = total // 2 if automatic == "SAME_UPPER" else total - total // 2
            after = total - before
        room = n + before + after - extent
        beyond = 0
        if attributes.get("ceil_mode") and room % s and (room // s + 1) * s < n + before:
            beyond = s - room % s
        found.append((s, d, before, after, beyond))
    return found


def padded(x, found, value, beyond=None):
    """With `value` in the padding, and `beyond` behind it."""
    x = F.pad(x, [n for _, _, b, a, _ in reversed(found) for n in (b, a)], value=value)
    return F.pad(x, [n for *_, e in reversed(found) for n in (0, e)],
                 value=value if beyond is None else beyond)


def largest(attributes):
    def function(x):
        found = windows(attributes, x.shape[2:])
        return LARGEST[x.dim() - 2](
            padded(x, found, -math.inf), attributes["kernel_shape"], [s for s, *_ in found],
            dilation=[d for _, d, *_ in found])
    return function


def with_places(attributes):
    """Values and places, of windows without padding."""
    def function(x):
        found = windows(attributes, x.shape[2:])
        y, places = LARGEST[x.dim() - 2](
            x, attributes["kernel_shape"], [s for s, *_ in found], dilation=[d for _, d, *_ in found],
            return_indices=True)
        height, width = x.shape[2:]
        if attributes.get("storage_order"):
            places = places % width * height + places // width
        planes = torch.arange(x.shape[0] * x.shape[1]).reshape(x.shape[0], x.shape[1], 1, 1)
        return y, (places + planes * height * width).double()
    return function


def mean(attributes):
    def function(x):
        found = windows(attributes, x.shape[2:])
        axes, channels = x.dim() - 2, x.shape[1]

        def sums(values):
            kernel = torch.ones([values.shape[1], 1] + attributes["kernel_shape"])
            return CONV[axes](values, kernel, stride=[s for s, *_ in found],
                              dilation=[d for _, d, *_ in found], groups=values.shape[1])
        ones = torch.ones([1, 1] + list(x.shape[2:]))
        counted = padded(ones, found, 1.0 if attributes.get("count_include_pad") else 0.0, 0.0)
        return sums(padded(x, found, 0.0)) / sums(counted)
    return function


SHAPES = {
    1: [([0, 2, 5], {"kernel_shape": [2]}),
        ([1, 1, 1], {"kernel_shape": [1]}),
        ([2, 3, 11], {"kernel_shape": [3], "strides": [2]}),
        ([2, 3, 10], {"kernel_shape": [3], "strides": [2], "pads": [1, 0], "ceil_mode": 1}),
        ([1, 5, 13], {"kernel_shape": [3], "dilations": [3], "pads": [2, 4]}),
        ([2, 2, 7], {"kernel_shape": [2], "auto_pad": "SAME_UPPER"}),
        ([2, 2, 9], {"kernel_shape": [2], "strides": [3], "auto_pad": "VALID"})],
    2: [([2, 3, 7, 8], {"kernel_shape": [3, 3], "strides": [2, 2], "pads": [1, 1, 1, 1]}),
        ([2, 3, 6, 5], {"kernel_shape": [2, 3]}),
        ([1, 67, 3, 4], {"kernel_shape": [2, 2], "strides": [2, 1]}),
        ([2, 17, 5, 4], {"kernel_shape": [3, 2], "pads": [1, 0, 1, 1]}),
        ([2, 3, 7, 8], {"kernel_shape": [2, 3], "strides": [2, 3], "ceil_mode": 1}),
        ([1, 3, 6, 7], {"kernel_shape": [3, 2], "strides": [2, 3], "pads": [1, 0, 0, 1], "ceil_mode": 1}),
        ([1, 3, 8, 7], {"kernel_shape": [3, 2], "dilations": [2, 3], "pads": [2, 1, 1, 2]}),
        ([1, 3, 8, 7], {"kernel_shape": [2, 2], "dilations": [3, 1], "strides": [2, 2], "ceil_mode": 1}),
        ([2, 2, 7, 5], {"kernel_shape": [3, 2], "strides": [2, 2], "auto_pad": "SAME_UPPER"}),
        ([2, 2, 6, 5], {"kernel_shape": [2, 4], "strides": [1, 3], "auto_pad": "SAME_LOWER"}),
        ([2, 2, 6, 5], {"kernel_shape": [2, 2], "strides": [3, 3]}),
        ([3, 1, 5, 4], {"kernel_shape": [5, 4]})],
    3: [([1, 2, 3, 4, 5], {"kernel_shape": [2, 2, 2]}),
        ([2, 2, 4, 3, 5], {"kernel_shape": [3, 2, 3], "strides": [2, 1, 2], "pads": [1, 0, 1, 0, 1, 1]}),
        ([1, 3, 4, 5, 4], {"kernel_shape": [2, 2, 3], "strides": [3, 2, 2], "ceil_mode": 1}),
        ([1, 2, 5, 4, 3], {"kernel_shape": [2, 2, 1], "dilations": [2, 3, 1]})],
}


def pools():
    for axes, entries in SHAPES.items():
        for shape, attributes in entries:
            number = len(gradients.CASES)
            case("MaxPool", 12, attributes, [spread(f"largest.{number}", shape)], largest(attributes))
            for counts in [0, 1]:
                chosen = attributes | ({"count_include_pad": 1} if counts else {})
                case("AveragePool", 19, chosen, [draw(f"mean.{number}.{counts}", shape)], mean(chosen))
    for order in [0, 1]:
        for attributes in [{"kernel_shape": [2, 3]}, {"kernel_shape": [3, 2], "strides": [1, 2]}]:
            chosen = attributes | {"storage_order": order}
            number = len(gradients.CASES)
            case("MaxPool", 12, chosen, [spread(f"places.{number}", [2, 3, 5, 6])],
                 with_places(chosen), unused=(1,))


def global_pools():
    for number, shape in enumerate([[2, 3], [0, 3, 4], [1, 1, 1], [2, 3, 7], [2, 67, 3, 2],
                                    [3, 2, 5, 4], [2, 3, 2, 3, 4], [1, 2, 2, 1, 3, 2]]):
        axes = list(range(2, len(shape)))
        case("GlobalAveragePool", 1, {}, [draw(f"global.mean.{number}", shape)],
             lambda x: x.mean(axes, keepdim=True) if axes else x * 1)
        case("GlobalMaxPool", 1, {}, [spread(f"global.largest.{number}", shape)],
             lambda x: x.amax(axes, keepdim=True) if axes else x * 1)


pools()
global_pools()
gradients.write("gradients_pooling")
