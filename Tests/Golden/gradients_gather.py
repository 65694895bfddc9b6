"""Gradients of elements and slices chosen by indices.

Makes `gradients_gather.json`; gradients.py says what a case is.
Run: python3 Tests/Golden/gradients_gather.py
Needs: CPython 3.11, PyTorch 2.15.0 (CPU), NumPy 2.4.6.

Values are written from the definitions in ONNX's Operators.md with PyTorch's indexing.
"""

import golden
import gradients
from gradients import case, draw, integers

import itertools

import torch

INTS = {1: "int64"}


def gathered():
    for number, (shape, indices, axis) in enumerate([
            ([5, 3], [0, 4, 4, -1, 1], 0), ([5, 3], [[2, 2], [0, -3]], 1), ([7], 3, 0), ([5, 3], -2, 0),
            ([2, 5, 3], [4, 0, 4], 1), ([2, 5, 3], [[1], [1]], -1), ([3, 1, 2, 5], [1, 1, -1, 2, 4, 4], 3),
            ([4, 2], [], 0), ([2, 3, 2, 2, 3], [1, 0, 1], 2), ([1, 4], [0] * 70, 0), ([3, 40, 2], [1, 39, 1], 1),
            ([2, 520], [1, 1, 1], 0), ([0, 3], [2, 0], 1), ([2, 19], [3] * 20 + [18], 1)]):
        x = draw(f"gather.{number}", shape)
        chosen = integers(indices)
        function = lambda x, i: x.index_select(
            axis, (i % x.shape[axis]).reshape(-1)).reshape(
                list(x.shape[:axis % x.ndim]) + list(i.shape) + list(x.shape[axis % x.ndim + 1:]))
        case("Gather", 13, {"axis": axis}, [x, chosen], function, kinds=INTS)
        case("Gather", 13, {"axis": axis}, [x, chosen], function, known=(1,), kinds=INTS)
    for number, (shape, lengths, axis) in enumerate([
            ([5], [3], 0), ([3, 5], [3, 7], 1), ([3, 5], [8, 5], 0), ([3, 5], [2, 2], 0), ([3, 4, 5], [2, 70, 3], 1),
            ([3, 4, 5], [100, 3, 4], -3), ([2, 3, 2, 5], [1, 3, 2, 50], 3), ([2, 3, 2, 3, 2], [2, 3, 40, 1, 2], 2),
            ([3, 5], [0, 5], 0), ([0, 3], [0, 2], 1), ([3, 2], [3, 0], 1)]):
        x = draw(f"elements.{number}", shape)
        chosen = (draw(f"chosen.{number}", lengths, 1.0) * shape[axis]).floor().long()
        chosen = chosen.clamp(-shape[axis], shape[axis] - 1)
        case("GatherElements", 13, {"axis": axis}, [x, chosen],
             lambda x, i: x.gather(axis, i % x.shape[axis] if x.shape[axis] else i), kinds=INTS)
    for number, (shape, indices, batch) in enumerate([
            ([5], [[1], [1], [-1]], 0), ([3, 5], [[0, 1], [2, -1], [0, 1]], 0), ([3, 5], [[1], [1]], 0),
            ([2, 3, 5], [[2], [-1]], 1), ([2, 3, 5], [[[0, 1], [0, 1]], [[2, 4], [0, -1]]], 1),
            ([2, 2, 3, 2], [[[[1]] * 2] * 2] * 2, 2), ([2, 3, 2, 2, 3], [[[0, 1], [1, 0], [0, 1]]] * 2, 1),
            ([4, 3], [3, 1], 0), ([2, 19], [[1], [1], [0]], 0), ([3, 2], [[0, 1]] * 33, 0)]):
        x = draw(f"slices.{number}", shape)

        def function(x, i):
            depth = i.shape[-1]
            lengths = torch.tensor(x.shape[batch:batch + depth])
            i = i % lengths
            rows = []
            for b in itertools.product(*[range(n) for n in x.shape[:batch]]):
                own = i[b].reshape(-1, depth)
                rows.append(x[b][tuple(own.T)])
            stacked = torch.stack(rows)
            return stacked.reshape(list(i.shape[:-1]) + list(x.shape[batch + depth:]))
        case("GatherND", 13, {"batch_dims": batch} if batch else {}, [x, integers(indices)], function,
             kinds=INTS)


gathered()
gradients.write("gradients_gather")
