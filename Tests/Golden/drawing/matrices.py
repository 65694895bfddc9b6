"""Draws of whole maps, as REPRODUCIBILITY.md says: sparse and orthogonal laws, fused sections.

A parameter is a list of factors (axis, length), the slowest first, as it is stored: axes are
input, output, kernel, group, gate and expert.
"""

from typing import NamedTuple

import numpy as np

import orthogonal
from drawing import laws
from drawing.fused import F4

MAP_AXES = ("group", "gate", "expert")


class Places(NamedTuple):
    """For each element, in the order stored, what it is for; and how many of each there are."""

    map: np.ndarray
    input: np.ndarray
    position: np.ndarray
    output: np.ndarray
    is_middle: np.ndarray
    maps: int
    inputs: int
    positions: int
    outputs: int


def places(factors):
    lengths = [length for _, length in factors]
    indices = np.indices(lengths).reshape(len(lengths), -1)
    numbers, counts = [], []
    for axes in (MAP_AXES, ("input",), ("kernel",), ("output",)):
        number, count = np.zeros(indices.shape[1], np.int64), 1
        for (axis, length), index in zip(factors, indices):
            if axis in axes:
                number, count = number * length + index, count * length
        numbers.append(number)
        counts.append(count)
    is_middle = np.ones(indices.shape[1], bool)
    for (axis, length), index in zip(factors, indices):
        if axis == "kernel":
            is_middle &= index == length // 2
    return Places(*numbers, is_middle, *counts)


def sparse(stream, factors, kind, deviation, zero_count):
    """Normals of which each output unit loses `zero_count(fan in)`."""
    p = places(factors)
    count = len(p.map)
    values = laws.normal(0, deviation)(stream, 0, count, kind)
    made = laws.words(stream, 0, count, laws.MASK)
    unit = p.map * p.outputs + p.output
    fan_in = p.inputs * p.positions
    # By unit, then by word, then by element.
    order = np.lexsort((np.arange(count), made, unit)).reshape(-1, fan_in)
    values[order[:, : zero_count(fan_in)]] = 0
    return values


def zeros_of_share(sparsity):
    """To the nearest number of them, halves away from 0."""

    def count(fan_in):
        exact = sparsity * fan_in
        return int(exact) + (exact - int(exact) >= 0.5)

    return count


def zeros_beside(kept):
    return lambda fan_in: fan_in - min(kept, fan_in)


def orthogonal_maps(stream, factors, kind, gain, is_centered):
    """Orthonormal matrices, or those at the kernel's middle and 0 elsewhere."""
    p = places(factors)
    inputs = p.inputs if is_centered else p.inputs * p.positions
    row = p.input if is_centered else p.input * p.positions + p.position
    long, short = max(inputs, p.outputs), min(inputs, p.outputs)
    matrices = []
    for number in range(p.maps):
        own = stream.after(number * long * short)
        normals = laws.normal(0, 1)(own, 0, long * short, "f32").reshape(short, long)
        matrices.append(orthogonal.orthogonal(normals) * F4(gain))
    # Rows of a matrix are what there is more of.
    matrices = np.stack(matrices)
    at = (p.map, row, p.output) if inputs >= p.outputs else (p.map, p.output, row)
    values = matrices[at]
    if is_centered:
        values = np.where(p.is_middle, values, F4(0))
    return laws.rounded(values, kind)


def sectioned(stream, factors, divided, lengths, draw):
    """Sections along the factor `divided`, each drawn as a parameter of its own, put together."""
    parts, before = [], 0
    for length in lengths:
        own = list(factors)
        own[divided] = (own[divided][0], length)
        shape = [size for _, size in own]
        parts.append(draw(stream.after(before), own).reshape(shape))
        before += int(np.prod(shape))
    return np.concatenate(parts, axis=divided).reshape(-1)
