"""Gradients of normalizations.

Makes `gradients_normalization.json`; gradients.py says what a case is.
Run: python3 Tests/Golden/gradients_normalization.py
Needs: CPython 3.11, PyTorch 2.15.0 (CPU), NumPy 2.4.6.

Means and variances are written out as ONNX defines them: over all elements and not one less, also
for the running variance. Epsilons are powers of two, so that float32 has them.
"""

import golden
import gradients
from gradients import case, draw, spread

import math
import numpy as np
import torch
import torch.nn.functional as F

EPSILON = 2.0 ** -10


def exact(number):
    """The float32 nearest to a number."""
    return float(np.float32(number))


def single(x):
    """Numbers as float32 has them."""
    return x.float().double()


def moments(x, dims):
    """Mean, and variance about it."""
    mean = x.mean(dims, keepdim=True)
    return mean, ((x - mean) ** 2).mean(dims, keepdim=True)


def along_channels(parameter, x):
    return parameter.reshape([1, -1] + [1] * (x.dim() - 2))


def batch_evaluation(epsilon):
    def function(x, scale, shift, mean, variance):
        scale, shift, mean, variance = (along_channels(p, x) for p in (scale, shift, mean, variance))
        return scale * (x - mean) / (variance + epsilon).sqrt() + shift
    return function


def batch_training(epsilon, momentum, count=3):
    def function(x, scale, shift, mean, variance):
        own_mean, own_variance = moments(x, [0] + list(range(2, x.dim())))
        y = along_channels(scale, x) * (x - own_mean) / (own_variance + epsilon).sqrt()
        y = y + along_channels(shift, x)
        kept = [momentum * mean + (1 - momentum) * own_mean.reshape(-1),
                momentum * variance + (1 - momentum) * own_variance.reshape(-1)]
        return [y, *kept][:count]
    return function


def batch():
    shapes = [[5, 3], [1, 1], [3, 2, 1], [2, 3, 11], [2, 17, 1, 3], [5, 19, 2, 1], [2, 1, 3, 5],
              [2, 3, 2, 2, 3], [2, 2, 1, 17], [7, 16]]
    for number, shape in enumerate(shapes):
        channels = [shape[1]]
        x = single(draw(f"batch.{number}.x", shape, 3.0) + 1)
        scale, shift, mean = (
            draw(f"batch.{number}.{name}", channels) for name in ("scale", "shift", "mean"))
        variance = single(draw(f"batch.{number}.variance", channels).abs() + 0.25)
        inputs = [x, scale, shift, mean, variance]
        case("BatchNormalization", 15, {"epsilon": EPSILON}, inputs, batch_evaluation(EPSILON))
        attributes = {"epsilon": EPSILON, "training_mode": 1}
        momentum = exact(0.7)
        training = batch_training(EPSILON, momentum)
        for unused in [(1, 2), (), (0,), (0, 1), (2,)] if number in (0, 1, 3) else [(1, 2), ()]:
            case("BatchNormalization", 15, {**attributes, "momentum": momentum}, inputs, training,
                 unused=unused)
        if number == 3:
            epsilon = exact(1e-5)
            case("BatchNormalization", 9, {}, inputs, batch_evaluation(epsilon))
            case("BatchNormalization", 7, {"epsilon": 0.25}, inputs, batch_evaluation(0.25))
            case("BatchNormalization", 6, {"is_test": 1}, inputs, batch_evaluation(epsilon))
            case("BatchNormalization", 6, {}, inputs, batch_training(epsilon, 0.5, 1))
            case("BatchNormalization", 14, {"training_mode": 1}, inputs,
                 batch_training(epsilon, exact(0.9)))
            case("BatchNormalization", 15, attributes, inputs,
                 batch_training(EPSILON, exact(0.9), 1))
    for shape in [[0, 3, 5], [2, 3, 0, 5], [2, 0, 3], [0, 3]]:
        parameters = [draw(f"batch.none.{shape}.{i}", [shape[1]]) for i in range(3)]
        variance = single(draw(f"batch.none.{shape}.3", [shape[1]]).abs() + 0.25)
        case("BatchNormalization", 15, {"epsilon": EPSILON}, [torch.zeros(shape), *parameters, variance],
             batch_evaluation(EPSILON))


def layer(axis, statistics=False):
    def function(x, scale, shift=None):
        dims = list(range(axis % x.dim(), x.dim()))
        mean, variance = moments(x, dims)
        inverse = 1 / (variance + EPSILON).sqrt()
        y = (x - mean) * inverse * scale
        y = y if shift is None else y + shift
        return [y, mean, inverse] if statistics else y
    return function


def by_size(axis):
    def function(x, scale):
        dims = list(range(axis % x.dim(), x.dim()))
        return x / ((x * x).mean(dims, keepdim=True) + EPSILON).sqrt() * scale
    return function


def rows():
    shapes = [([7], 0), ([3, 5], 1), ([3, 5], 0), ([3, 1], -1), ([2, 3, 5], -1), ([2, 3, 2], 1),
              ([2, 3, 5], 0), ([2, 1, 3, 1, 5], 2), ([2, 3, 1, 5], -3), ([9, 19], 1),
              ([1, 16], 1), ([3, 2, 2, 17], 2)]
    for number, (shape, axis) in enumerate(shapes):
        x = single(draw(f"row.{number}.x", shape, 3.0) + 1)
        own = shape[axis:]
        scale, shift = draw(f"row.{number}.scale", own), draw(f"row.{number}.shift", own)
        attributes = {"axis": axis, "epsilon": EPSILON}
        case("LayerNormalization", 17, attributes, [x, scale, shift], layer(axis))
        case("LayerNormalization", 17, attributes, [x, scale], layer(axis))
        for unused in [(), (0,), (1,), (0, 1), (0, 2), (1, 2)] if math.prod(shape) < 20 else [()]:
            case("LayerNormalization", 17, attributes, [x, scale, shift], layer(axis, True),
                 unused=unused)
        case("RMSNormalization", 23, attributes, [x, scale], by_size(axis))
    # Scales and shifts that are repeated to the input's shape.
    shape = [2, 3, 2, 5]
    x = single(draw("repeated.x", shape, 3.0) - 0.5)
    for number, (axis, own, other) in enumerate([
            (2, [5], [2, 1]), (2, [2, 1], [5]), (-1, [1], []), (1, [3, 1, 1], [3, 2, 5]),
            (3, [3, 1, 5], [2, 1, 1, 1]), (2, [2, 3, 2, 5], [1, 5]), (0, [2, 1, 2, 1], [2, 5]),
            (3, [], [5]), (1, [1, 3, 2, 5], [1, 3, 2, 5])]):
        scale = draw(f"repeated.{number}.scale", own)
        shift = draw(f"repeated.{number}.shift", other)
        attributes = {"axis": axis, "epsilon": EPSILON}
        case("LayerNormalization", 17, attributes, [x, scale, shift], layer(axis, True),
             unused=[(), (1,), (1, 2)][number % 3])
        case("RMSNormalization", 23, attributes, [x, scale], by_size(axis))
    case("LayerNormalization", 17, attributes, [x, scale, shift], layer(axis, True), unused=(0,))
    for shape, axis, own in [([0, 3], 1, [3]), ([3, 0], 1, [0]), ([3, 0], 1, [1]), ([2, 0, 3], 1, [3])]:
        x, scale = torch.zeros(shape), draw(f"none.{shape}", own)
        attributes = {"axis": axis, "epsilon": EPSILON}
        case("LayerNormalization", 17, attributes, [x, scale, scale],
             lambda x, scale, shift: x * scale + shift)
        case("RMSNormalization", 23, attributes, [x, scale], torch.mul)


def grouped(groups):
    def function(x, scale, shift):
        if x.numel() == 0:
            return x * 1
        parts = x.reshape(x.shape[0], groups, -1)
        mean, variance = moments(parts, [2])
        z = ((parts - mean) / (variance + EPSILON).sqrt()).reshape(x.shape)
        wide = x.shape[1] // len(scale)
        scale, shift = (along_channels(p.repeat_interleave(wide), x) for p in (scale, shift))
        return z * scale + shift
    return function


def groups():
    for number, (shape, count) in enumerate([
            ([2, 6, 5], 3), ([1, 4, 3, 5], 2), ([3, 5, 2, 1, 3], 1), ([2, 7, 11], 7), ([0, 2, 3], 2),
            ([2, 6, 1, 3], 6), ([3, 6], 2), ([2, 4, 1], 4), ([2, 3, 0], 3), ([1, 2, 3, 7], 2)]):
        x = single(draw(f"group.{number}.x", shape, 3.0) - 1)
        scale, shift = draw(f"group.{number}.scale", shape[1:2]), draw(f"group.{number}.shift", shape[1:2])
        attributes = {"num_groups": count, "epsilon": EPSILON}
        case("GroupNormalization", 21, attributes, [x, scale, shift], grouped(count))
        # Before version 21 scale and shift were those of groups.
        case("GroupNormalization", 18, attributes, [x, scale[:count], shift[:count]], grouped(count))
        case("InstanceNormalization", 6, {"epsilon": EPSILON}, [x, scale, shift], grouped(shape[1]))


def neighbours(size, alpha, beta, bias):
    # PyTorch's window starts size // 2 before, ONNX's (size - 1) // 2: turned round.
    def function(x):
        if x.numel() == 0:
            return x * 1
        return F.local_response_norm(x.flip(1), size, alpha, beta, bias).flip(1)
    return function


def channels():
    for number, shape in enumerate([[2, 6, 5], [1, 4, 3, 5], [2, 5, 2, 1, 3], [2, 7, 11], [0, 2, 3],
                                    [3, 1, 2], [1, 2, 1, 260], [2, 3, 1]]):
        x = single(draw(f"channel.{number}", shape, 3.0) - 1)
        for size, beta in [(1, 0.75), (2, 0.5), (3, 0.75), (4, 0.25), (5, 1.0), (11, 0.75)]:
            if math.prod(shape) > 100 and size not in (3, 11) or math.prod(shape) > 500 and size == 11:
                continue
            case("LRN", 13, {"size": size, "alpha": 0.25, "beta": beta, "bias": 1.5}, [x],
                 neighbours(size, 0.25, beta, 1.5))
    case("LRN", 1, {"size": 3}, [x], neighbours(3, exact(1e-4), 0.75, 1.0))


def units():
    for number, shape in enumerate([[7], [3, 5], [2, 3, 1, 5], [0, 3], [2, 3, 1, 2, 3], [2, 37],
                                    [3, 2, 17], [3, 0, 2]]):
        x = spread(f"unit.{number}", shape)
        for axis in range(-1, len(shape) - 1):
            for p in [1, 2]:
                def function(x):
                    if x.numel() == 0:
                        return x * 1
                    return F.normalize(x, float(p), axis, 0.0) if shape[axis] > 1 else x.sign()
                case("LpNormalization", 22, {"axis": axis, "p": p}, [x], function)
    case("LpNormalization", 1, {}, [x], lambda x: x * 1)


for make in [batch, rows, groups, channels, units]:
    make()
gradients.write("gradients_normalization")
