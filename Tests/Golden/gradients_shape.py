"""Gradients of operators that move and repeat elements.

Makes `gradients_shape.json`; gradients.py says what a case is.
Run: python3 Tests/Golden/gradients_shape.py
Needs: CPython 3.11, PyTorch 2.15.0 (CPU), NumPy 2.4.6.

Values are written from the definitions in ONNX's Operators.md with PyTorch's indexing.
"""

import golden
import gradients
from gradients import case, draw, integers

import torch

INTS = {1: "int64", 2: "int64", 3: "int64", 4: "int64"}
LOWEST = -2**63


def ints(*values):
    return integers(list(values))


def known(op, opset, attributes, x, rest, function, **more):
    """A case whose inputs after the first are constants."""
    case(op, opset, attributes, [x] + rest, lambda x, *_: function(x),
         known=tuple(range(1, 1 + len(rest))), kinds=INTS, **more)


def shaped():
    for number, (shape, lengths, zero, found) in enumerate([
            ([2, 3, 5], [5, 6], 0, [5, 6]), ([2, 3, 5], [0, -1], 0, [2, 15]), ([1], [], 0, []),
            ([], [1, 1], 0, [1, 1]), ([0, 3], [3, 0], 1, [3, 0]), ([2, 1, 3, 1, 7], [-1], 0, [42])]):
        known("Reshape", 14, {"allowzero": zero} if zero else {}, draw(f"reshape.{number}", shape),
              [integers(lengths)], lambda x: x.reshape(found))
    for number, (shape, axis) in enumerate(
            [([2, 3, 5, 1], 1), ([2, 3, 5], 0), ([2, 3, 5], -1), ([], 0), ([0, 3, 2], 2)]):
        x = draw(f"flatten.{number}", shape)
        first = axis % len(shape) if shape else 0
        rows = int(torch.tensor(shape[:first]).prod()) if first else 1
        case("Flatten", 13, {"axis": axis}, [x], lambda x: x.reshape(rows, x.numel() // rows)
             if x.numel() else x.reshape(rows, int(torch.tensor(shape[first:]).prod())))
    x = draw("squeeze", [1, 3, 1, 5])
    known("Squeeze", 13, {}, x, [ints(0, -2)], lambda x: x.reshape(3, 5))
    case("Squeeze", 11, {"axes": [2]}, [x], lambda x: x.reshape(1, 3, 5))
    case("Squeeze", 13, {}, [x], lambda x: x.squeeze())
    known("Unsqueeze", 13, {}, x, [ints(-1, 0)], lambda x: x.reshape(1, 1, 3, 1, 5, 1))
    case("Unsqueeze", 11, {"axes": [1]}, [draw("unsqueeze", [0, 2])], lambda x: x.reshape(0, 1, 2))


def transposed():
    for number, (shape, order) in enumerate([
            ([3, 5], None), ([3, 5], [1, 0]), ([2, 3, 5, 7], [0, 2, 3, 1]), ([2, 7, 5, 3], [0, 3, 1, 2]),
            ([2, 3, 1, 2, 5], [4, 0, 3, 2, 1]), ([0, 3, 2], [2, 0, 1]), ([], None), ([7], [0]),
            ([67, 19], [1, 0]), ([2, 17, 3, 9], [2, 0, 3, 1]), ([3, 1, 5], [2, 1, 0])]):
        case("Transpose", 13, {"perm": order} if order else {}, [draw(f"transpose.{number}", shape)],
             lambda x: x.permute(order if order else list(reversed(range(x.ndim)))))
    for shape, side in [([2, 12, 2, 3], 2), ([1, 9, 1, 5], 3), ([2, 3, 2, 2], 1), ([0, 4, 2, 3], 2)]:
        n, c, h, w = shape
        x = draw(f"depth.{c}", shape)
        b, d = side, c // side**2
        case("DepthToSpace", 13, {"blocksize": side, "mode": "DCR"}, [x],
             lambda x: x.reshape(n, b, b, d, h, w).permute(0, 3, 4, 1, 5, 2).reshape(n, d, h * b, w * b))
        case("DepthToSpace", 13, {"blocksize": side, "mode": "CRD"}, [x],
             lambda x: x.reshape(n, d, b, b, h, w).permute(0, 1, 4, 2, 5, 3).reshape(n, d, h * b, w * b))
        z = draw(f"space.{c}", [n, c, h * b, w * b])
        case("SpaceToDepth", 13, {"blocksize": side}, [z],
             lambda x: x.reshape(n, c, h, b, w, b).permute(0, 3, 5, 1, 2, 4).reshape(n, c * b * b, h, w))


def repeated():
    for number, (shape, lengths) in enumerate([
            ([3, 1], [3, 4]), ([3, 1], [1, 4]), ([5], [2, 3, 5]), ([], [2, 3]), ([2, 1, 3, 1], [7, 1, 1]),
            ([1, 1, 3], [5, 67, 1]), ([1], [0]), ([1, 3], [0, 3]), ([0, 1], [1, 4]), ([2, 3], [2, 3]),
            ([1, 3, 1, 2, 1], [2, 3, 3, 1, 5]), ([1, 1], [4, 100]), ([3, 1, 1], [1, 1, 1])]):
        known("Expand", 13, {}, draw(f"expand.{number}", shape), [integers(lengths)],
              lambda x: x * torch.ones(lengths))
    for number, (shape, repeats) in enumerate([
            ([3], [4]), ([2, 3], [3, 1]), ([2, 3], [1, 5]), ([2, 1, 5], [3, 2, 2]), ([2, 3], [0, 2]),
            ([0, 3], [2, 2]), ([], []), ([2, 3, 1, 2], [1, 2, 3, 2]), ([1, 2, 1, 3, 2], [2, 1, 3, 1, 2]),
            ([1, 1], [1, 1]), ([17], [41])]):
        known("Tile", 13, {}, draw(f"tile.{number}", shape), [integers(repeats)],
              lambda x: x.tile(repeats) if repeats else x * 1)


def joined():
    for number, (shapes, axis) in enumerate([
            ([[3], [5]], 0), ([[2, 3], [2, 5], [2, 1]], 1), ([[2, 3], [2, 3]], -2), ([[2, 3]], 0),
            ([[2, 3, 5], [2, 0, 5], [2, 4, 5]], 1), ([[2, 3, 2, 5], [2, 1, 2, 5], [2, 3, 2, 5]], 1),
            ([[1, 2, 3, 2], [1, 2, 3, 4]], 3), ([[2, 3, 2, 5], [2, 3, 1, 5]], -2),
            ([[2, 3, 2, 1, 2], [1, 3, 2, 1, 2]], 0), ([[2, 3, 2, 3, 2], [2, 5, 2, 3, 2]], 1),
            ([[0, 3], [0, 2]], 1), ([[2, 3, 4], [2, 3, 4]], 1)]):
        case("Concat", 13, {"axis": axis},
             [draw(f"concat.{number}.{k}", shape) for k, shape in enumerate(shapes)],
             lambda *x: torch.cat(x, axis))
    for number, (shape, axis, lengths, unused) in enumerate([
            ([7], 0, [2, 5], ()), ([2, 7, 3], 1, [1, 0, 4, 2], ()), ([2, 7, 3], 1, [3, 4], (1,)),
            ([2, 3, 2, 5], -1, [2, 2, 1], (0, 2)), ([0, 4], 1, [1, 3], ()), ([3, 2, 2, 1, 2], 0, [1, 2], ())]):
        x = draw(f"split.{number}", shape)
        known("Split", 13, {"axis": axis}, x, [integers(lengths)], lambda x: x.split(lengths, axis),
              unused=unused)
        case("Split", 11, {"axis": axis, "split": lengths}, [x], lambda x: x.split(lengths, axis),
             unused=unused)
    x = draw("split.parts", [7, 4])
    case("Split", 18, {"num_outputs": 3}, [x], lambda x: x.split(3, 0), unused=(1,))
    case("Split", 13, {"axis": 1}, [x], lambda x: x.split(2, 1))


def sliced():
    def at(start, end, step, length):
        return list(range(length))[slice(start, None if end == LOWEST else end, step)]

    for number, (shape, starts, ends, axes, steps) in enumerate([
            ([7], [1], [5], [0], [1]), ([7], [-1], [LOWEST], [0], [-1]), ([7], [5], [0], [0], [-2]),
            ([7], [0], [7], [0], [3]), ([3, 5], [0, 1], [2, 100], None, None), ([3, 5], [3], [1], [1], [1]),
            ([2, 3, 5, 7], [1, -1], [3, 0], [1, 3], [1, -3]), ([2, 5, 5], [1, 4], [5, LOWEST], [1, 2], [2, -2]),
            ([0, 3], [0], [2], [1], [1]), ([2, 3, 2, 3, 2], [0, 1], [2, 3], [3, -4], [1, 1]), ([5], [4], [5], [0], [9]),
            ([3, 5], [0, 0], [3, 5], [0, 1], [1, 1]), ([33, 31], [32, 0], [LOWEST, 31], [0, 1], [-1, 2])]):
        x = draw(f"slice.{number}", shape)
        named = axes if axes is not None else list(range(len(starts)))
        jumps = steps or [1] * len(starts)

        def function(x):
            for start, end, axis, step in zip(starts, ends, named, jumps):
                x = x.index_select(axis, integers(at(start, end, step, x.shape[axis])))
            return x
        rest = [integers(starts), integers(ends)]
        rest += [integers(axes)] if axes is not None else []
        rest += [integers(steps)] if steps is not None else []
        known("Slice", 13, {}, x, rest, function)
        if all(step == 1 for step in jumps):
            case("Slice", 9, {"starts": starts, "ends": ends, **({"axes": axes} if axes else {})}, [x], function)


def triangles():
    for number, (shape, upper, diagonal) in enumerate([
            ([3, 5], 1, 0), ([3, 5], 0, 0), ([5, 3], 1, 1), ([5, 3], 0, -1), ([2, 3, 3], 1, -2), ([2, 3, 3], 0, 2),
            ([2, 2, 3, 4], 1, 10), ([2, 2, 3, 4], 0, -10), ([0, 3], 1, 0), ([1, 1], 0, 0)]):
        x = draw(f"trilu.{number}", shape)
        function = (lambda x: x.triu(diagonal)) if upper else (lambda x: x.tril(diagonal))
        case("Trilu", 14, {} if upper else {"upper": 0}, [x] + ([torch.tensor(diagonal)] if diagonal else []),
             lambda x, *_: function(x), known=(1,), kinds=INTS)


shaped()
transposed()
repeated()
joined()
sliced()
triangles()
gradients.write("gradients_shape")
