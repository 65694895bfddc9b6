"""Gradients of paddings.

Makes `gradients_padding.json`; gradients.py says what a case is.
Run: python3 Tests/Golden/gradients_padding.py
Needs: CPython 3.11, PyTorch 2.15.0 (CPU), NumPy 2.4.6.

Paddings are lookups of indices that are counted out one by one from the definitions in ONNX's
Operators.md; where PyTorch has the same mode its result must be equal.
"""

import golden
import gradients
from gradients import case, draw, integers

import torch
import torch.nn.functional as F


def places(before, length, after, mode):
    """For each place of a padded axis the index that it has, None for the constant."""
    first, last = max(-before, 0), length - max(-after, 0)
    found = list(range(first, last))
    count = len(found)

    def turned(i):
        if count == 1:
            return 0
        i %= 2 * (count - 1)
        return i if i < count else 2 * (count - 1) - i
    at = {"constant": lambda i: None, "edge": lambda i: found[min(max(i, 0), count - 1)],
          "wrap": lambda i: found[i % count], "reflect": lambda i: found[turned(i)]}[mode]
    return ([at(i) for i in range(-max(before, 0), 0)] + found
            + [at(i) for i in range(count, count + max(after, 0))])


def padded_axis(x, axis, before, after, mode, value):
    indices = places(before, x.shape[axis], after, mode)
    kept = [i for i, index in enumerate(indices) if index is not None]
    shape = list(x.shape)
    shape[axis] = len(indices)
    made = torch.full(shape, float(value))
    return made.index_copy(
        axis, integers(kept), x.index_select(axis, integers([indices[i] for i in kept])))


def padded():
    modes = ["constant", "reflect", "edge", "wrap"]
    for number, (shape, pads, axes) in enumerate([
            ([5], [2, 3], None), ([5], [-1, 3], None), ([5], [1, -2], None), ([5], [-1, -1], None),
            ([3, 4], [0, 1, 2, 0], None), ([2, 3, 4, 5], [0, 0, 1, 2, 0, 0, 1, 1], None),
            ([2, 3, 4, 5], [2, 1, 0, 3], [-1, 2]), ([3], [7, 8], None), ([1], [2, 3], None),
            ([2, 3, 5, 2, 3], [0, 0, 1, 1, 2, 0, 0, 2, 0, 2], None), ([3, 4, 7], [-1, 2, -3, 1, -1, 4], None),
            ([0, 3], [0, 1, 0, 2], None), ([2, 3], [0, 0, 0, 0], None), ([4, 2], [1, 1], [0]), ([4], [-2, -2], None),
            ([4, 3], [-2, 0, -2, 1], None)]):
        x = draw(f"pad.{number}", shape)
        named = axes or list(range(len(shape)))
        count = len(named)
        for mode in modes:
            def function(x):
                for k, axis in enumerate(named):
                    if pads[k] or pads[count + k]:
                        x = padded_axis(x, axis, pads[k], pads[count + k], mode, 0.5)
                return x * 1
            if mode == "constant":
                inputs = [integers(pads), torch.tensor(0.5)] + ([integers(axes)] if axes else [])
                case("Pad", 19, {}, [x] + inputs, lambda x, *_: function(x), known=(1, 2, 3),
                     kinds={1: "int64", 3: "int64"})
            else:
                inputs = [integers(pads), None] + ([integers(axes)] if axes else [])
                case("Pad", 19, {"mode": mode}, [x] + inputs, lambda x, *_: function(x), known=(1, 3),
                     kinds={1: "int64", 3: "int64"})
            if axes is None and mode != "wrap":
                case("Pad", 2, {"mode": mode, "pads": pads, "value": 0.5}, [x], function)
    # PyTorch's own paddings.
    x = draw("pad.check", [1, 2, 4, 5])
    for mode, name in [("reflect", "reflect"), ("edge", "replicate"), ("wrap", "circular")]:
        own = padded_axis(padded_axis(x, 2, 1, 2, mode, 0), 3, 3, 1, mode, 0)
        assert torch.equal(own, F.pad(x, (3, 1, 1, 2), mode=name))


padded()
gradients.write("gradients_padding")
