"""Gradients of convolutions and of transposed convolutions.

Makes `gradients_convolution.json` and `gradients_transposed_convolution.json`; gradients.py says what a
case is.
Run: python3 Tests/Golden/gradients_convolution.py
Needs: CPython 3.11, PyTorch 2.15.0 (CPU), NumPy 2.4.6.

Padding is written out here from ONNX's Operators.md and handed to PyTorch as zeros around the input, or
cut away around the output of a transposed convolution that has none. Some cases have more channels than a
vector register has lanes, not a multiple of them.
"""

import golden
import gradients
from gradients import case, draw

import math

import torch
import torch.nn.functional as F

CONV = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}
TRANSPOSED = {1: F.conv_transpose1d, 2: F.conv_transpose2d, 3: F.conv_transpose3d}


def numbers(attributes, name, axes, otherwise):
    return attributes.get(name, [otherwise] * axes)


def split(total, automatic):
    """Total padding before and behind: the odd one is behind for SAME_UPPER."""
    small, large = total // 2, total - total // 2
    return (small, large) if automatic == "SAME_UPPER" else (large, small)


def extents(attributes, kernel):
    return [(k - 1) * d + 1 for k, d in zip(kernel, numbers(attributes, "dilations", len(kernel), 1))]


def around(attributes, lengths, kernel):
    """What is added before and behind each axis of a convolution's input."""
    axes = len(kernel)
    automatic = attributes.get("auto_pad", "NOTSET")
    if automatic.startswith("SAME"):
        strides = numbers(attributes, "strides", axes, 1)
        return [split(max((math.ceil(n / s) - 1) * s + e - n, 0), automatic)
                for n, s, e in zip(lengths, strides, extents(attributes, kernel))]
    pads = attributes.get("pads", [0] * 2 * axes)
    return list(zip(pads[:axes], pads[axes:]))


def convolve(attributes):
    def function(x, weight, bias=None):
        kernel, axes = weight.shape[2:], weight.dim() - 2
        pads = around(attributes, x.shape[2:], kernel)
        padded = F.pad(x, [n for pair in reversed(pads) for n in pair])
        return CONV[axes](
            padded, weight, bias, stride=numbers(attributes, "strides", axes, 1),
            dilation=numbers(attributes, "dilations", axes, 1), groups=attributes.get("group", 1))
    return function


def cut(attributes, x, whole, kernel):
    """What is cut away before and behind each axis of a transposed convolution's output; a negative
    number is added."""
    axes = len(kernel)
    automatic = attributes.get("auto_pad", "NOTSET")
    strides = numbers(attributes, "strides", axes, 1)
    if "output_shape" in attributes:
        totals = [w - n for w, n in zip(whole, attributes["output_shape"])]
    elif automatic.startswith("SAME"):
        totals = [w - n * s for w, n, s in zip(whole, x.shape[2:], strides)]
    else:
        pads = attributes.get("pads", [0] * 2 * axes)
        return list(zip(pads[:axes], pads[axes:]))
    return [split(max(t, 0), automatic) if t >= 0 else (0, t) for t in totals]


def transpose(attributes):
    def function(x, weight, bias=None):
        kernel, axes = weight.shape[2:], weight.dim() - 2
        y = TRANSPOSED[axes](
            x, weight, None, stride=numbers(attributes, "strides", axes, 1),
            dilation=numbers(attributes, "dilations", axes, 1), groups=attributes.get("group", 1))
        added = numbers(attributes, "output_padding", axes, 0)
        y = F.pad(y, [n for a in reversed(added) for n in (0, a)])
        places = cut(attributes, x, y.shape[2:], kernel)
        y = F.pad(y, [-n for pair in reversed(places) for n in pair])
        return y if bias is None else y + bias.reshape([1, -1] + [1] * axes)
    return function


def conv(attributes, x, weight, bias=False):
    """Lengths of the input and of the weight."""
    number = len(gradients.CASES)
    inputs = [draw(f"x.{number}", x), draw(f"weight.{number}", weight)]
    if bias:
        inputs.append(draw(f"bias.{number}", [weight[0]]))
    case("Conv", 11, attributes, inputs, convolve(attributes))


def transposed(attributes, x, weight, bias=False):
    number = len(gradients.CASES)
    inputs = [draw(f"x.{number}", x), draw(f"weight.{number}", weight)]
    if bias:
        inputs.append(draw(f"bias.{number}", [weight[1] * attributes.get("group", 1)]))
    case("ConvTranspose", 11, attributes, inputs, transpose(attributes))


def convolutions():
    # One axis.
    conv({}, [1, 1, 1], [1, 1, 1], True)
    conv({}, [0, 2, 5], [3, 2, 3], True)
    conv({"kernel_shape": [3]}, [2, 3, 11], [5, 3, 3], True)
    conv({"pads": [2, 0], "strides": [2]}, [3, 2, 10], [3, 2, 5])
    conv({"pads": [1, 4], "dilations": [3], "strides": [3]}, [1, 4, 17], [2, 4, 3], True)
    conv({"auto_pad": "SAME_UPPER", "strides": [3]}, [2, 3, 10], [2, 3, 4])
    conv({"auto_pad": "SAME_LOWER", "dilations": [2]}, [2, 3, 9], [2, 3, 4], True)
    conv({"auto_pad": "VALID", "strides": [4]}, [2, 3, 15], [2, 3, 3])
    conv({"auto_pad": "NOTSET", "group": 3, "pads": [1, 1]}, [2, 6, 7], [9, 2, 3], True)
    conv({"group": 5, "strides": [2]}, [2, 5, 8], [5, 1, 3])
    conv({"pads": [3, 3]}, [1, 19, 7], [17, 19, 2], True)
    # Two axes.
    conv({}, [1, 1, 1, 1], [1, 1, 1, 1])
    conv({}, [2, 5, 3, 4], [7, 5, 1, 1], True)
    conv({"strides": [2, 2]}, [2, 5, 5, 7], [3, 5, 1, 1])
    conv({"strides": [3, 2], "pads": [1, 0, 2, 1]}, [1, 3, 7, 8], [4, 3, 1, 2], True)
    conv({"pads": [1, 1, 1, 1]}, [2, 3, 5, 7], [4, 3, 3, 3], True)
    conv({"pads": [1, 1, 1, 1], "strides": [2, 2]}, [2, 3, 9, 8], [4, 3, 3, 3])
    conv({"pads": [0, 3, 1, 2], "strides": [1, 3], "dilations": [2, 1]}, [1, 2, 7, 9], [3, 2, 3, 4], True)
    conv({"pads": [2, 2, 2, 2]}, [1, 3, 1, 1], [2, 3, 5, 5], True)
    conv({"auto_pad": "SAME_UPPER", "strides": [2, 3]}, [2, 2, 7, 8], [3, 2, 2, 5], True)
    conv({"auto_pad": "SAME_LOWER", "strides": [2, 1]}, [2, 2, 6, 5], [3, 2, 4, 2])
    conv({"auto_pad": "SAME_LOWER", "dilations": [2, 3]}, [1, 2, 8, 7], [3, 2, 3, 2], True)
    conv({"auto_pad": "VALID", "dilations": [2, 2]}, [1, 2, 8, 7], [3, 2, 3, 3])
    conv({"group": 2, "pads": [1, 1, 1, 1], "strides": [2, 1]}, [2, 4, 5, 6], [6, 2, 3, 3], True)
    conv({"group": 4, "dilations": [2, 1]}, [2, 8, 6, 4], [4, 2, 2, 3])
    conv({"group": 7, "pads": [1, 1, 1, 1]}, [2, 7, 5, 4], [7, 1, 3, 3], True)
    conv({"group": 3, "pads": [2, 1, 0, 1], "strides": [2, 2]}, [2, 3, 6, 7], [6, 1, 3, 3], True)
    conv({"group": 19, "pads": [1, 1, 1, 1], "strides": [2, 2]}, [1, 19, 5, 6], [19, 1, 3, 3])
    conv({"group": 18, "pads": [2, 2, 2, 2]}, [1, 18, 4, 5], [18, 1, 5, 5], True)
    conv({"pads": [1, 1, 1, 1]}, [2, 18, 3, 4], [17, 18, 3, 2], True)
    conv({"strides": [2, 2], "pads": [3, 3, 3, 3]}, [1, 3, 11, 12], [5, 3, 7, 7])
    conv({}, [2, 35, 3, 2], [20, 35, 1, 1], True)
    conv({"strides": [2, 2]}, [2, 32, 5, 4], [16, 32, 1, 1])
    conv({"group": 2, "pads": [0, 0, 0, 1]}, [1, 40, 3, 4], [34, 20, 1, 2])
    conv({"strides": [3, 3]}, [5, 2, 4, 5], [3, 2, 2, 2], True)
    # Three axes.
    conv({}, [1, 2, 2, 3, 2], [3, 2, 1, 2, 1], True)
    conv({"pads": [1, 0, 1, 0, 2, 1], "strides": [2, 1, 2]}, [2, 2, 4, 3, 5], [3, 2, 3, 2, 3], True)
    conv({"dilations": [1, 2, 2], "group": 2}, [1, 4, 3, 5, 5], [2, 2, 2, 2, 3])
    conv({"auto_pad": "SAME_UPPER", "strides": [2, 2, 1]}, [1, 3, 3, 4, 3], [2, 3, 2, 3, 2], True)
    conv({"auto_pad": "SAME_LOWER", "group": 3}, [1, 3, 3, 2, 3], [3, 1, 2, 3, 2])
    conv({"pads": [1, 0, 0, 1, 0, 1]}, [1, 17, 2, 2, 2], [18, 17, 2, 1, 2], True)


def transposed_convolutions():
    # One axis.
    transposed({}, [1, 1, 1], [1, 1, 1], True)
    transposed({}, [0, 2, 5], [2, 3, 3], True)
    transposed({"kernel_shape": [3]}, [2, 3, 7], [3, 5, 3], True)
    transposed({"strides": [3], "pads": [1, 0]}, [2, 3, 5], [3, 2, 4])
    transposed({"strides": [3], "output_padding": [2]}, [2, 3, 5], [3, 2, 2], True)
    transposed({"dilations": [2], "pads": [2, 1], "strides": [2]}, [1, 2, 6], [2, 3, 3], True)
    transposed({"auto_pad": "SAME_UPPER", "strides": [2]}, [2, 2, 5], [2, 3, 5])
    transposed({"auto_pad": "SAME_LOWER", "strides": [3]}, [2, 2, 4], [2, 3, 4], True)
    transposed({"auto_pad": "VALID", "strides": [2]}, [2, 2, 5], [2, 3, 3])
    transposed({"output_shape": [9], "strides": [2]}, [1, 3, 5], [3, 2, 4], True)
    transposed({"group": 2, "strides": [2]}, [2, 4, 5], [4, 3, 3], True)
    # Two axes.
    transposed({}, [2, 5, 3, 4], [5, 7, 1, 1], True)
    transposed({"pads": [1, 1, 1, 1]}, [2, 3, 5, 4], [3, 4, 3, 3], True)
    transposed({"strides": [2, 2], "pads": [1, 1, 1, 1], "output_padding": [1, 1]}, [2, 3, 4, 3],
               [3, 2, 3, 3], True)
    transposed({"strides": [3, 2], "dilations": [1, 2], "pads": [0, 1, 2, 3]}, [1, 2, 4, 5], [2, 3, 4, 3])
    transposed({"auto_pad": "SAME_UPPER", "strides": [2, 3]}, [1, 3, 4, 3], [3, 2, 3, 4], True)
    transposed({"auto_pad": "SAME_LOWER", "strides": [2, 1]}, [1, 3, 4, 3], [3, 2, 5, 2])
    transposed({"output_shape": [8, 9], "strides": [2, 2]}, [1, 2, 4, 5], [2, 2, 3, 2])
    transposed({"output_shape": [7, 10], "strides": [2, 2], "auto_pad": "SAME_UPPER"}, [1, 2, 4, 5],
               [2, 2, 2, 3], True)
    transposed({"group": 3, "strides": [2, 2], "pads": [1, 0, 0, 1]}, [2, 6, 3, 4], [6, 2, 3, 3], True)
    transposed({"group": 5, "strides": [2, 2]}, [2, 5, 3, 4], [5, 1, 2, 2])
    transposed({"group": 18, "strides": [2, 2], "pads": [1, 1, 1, 1]}, [1, 18, 4, 3], [18, 1, 4, 4], True)
    transposed({"strides": [2, 2]}, [2, 19, 4, 3], [19, 18, 2, 2], True)
    transposed({"strides": [2, 2], "pads": [1, 1, 1, 1]}, [1, 33, 3, 4], [33, 17, 3, 3])
    # Three axes.
    transposed({"strides": [2, 1, 2], "pads": [0, 1, 1, 1, 0, 0]}, [1, 2, 2, 3, 3], [2, 3, 3, 2, 3], True)
    transposed({"output_padding": [1, 0, 1], "strides": [2, 2, 2], "group": 2}, [1, 4, 2, 3, 2],
               [4, 2, 2, 1, 2])
    transposed({"dilations": [2, 1, 2]}, [1, 17, 2, 2, 3], [17, 2, 2, 2, 2], True)


convolutions()
gradients.write("gradients_convolution")
gradients.CASES.clear()
transposed_convolutions()
gradients.write("gradients_transposed_convolution")
