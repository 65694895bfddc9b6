"""Gradients of reductions, and of dropout and casts, which pass them on.

Makes `gradients_reductions.json`; gradients.py says what a case is.
Run: python3 Tests/Golden/gradients_reductions.py
Needs: CPython 3.11, PyTorch 2.15.0 (CPU), NumPy 2.4.6.

Largest and smallest elements lie 1/8 from all others or are two of the same size, which share the
gradient as central differences have it.
"""

import gradients
from gradients import case, draw, integers, spread

import torch

SHAPES = [
    ([], None), ([7], [0]), ([1, 1], None), ([3, 5], [0]), ([3, 5], [-1]), ([3, 5], None),
    ([2, 3, 5], [1]), ([2, 3, 5], [0, 2]), ([5, 1, 3], [1]), ([2, 3, 2, 3], [2, 3]),
    ([2, 3, 2, 3], [1, -1]), ([2, 3, 2, 3], [0, 2]), ([2, 3, 2, 2], [0]), ([2, 1, 3, 2, 2], [1, -1]),
    ([2, 1, 3, 2, 2], [0, 3]), ([2, 37], [1]), ([37, 2], [0]), ([0, 4], [1]), ([3, 0], [0]),
    ([0, 4], [0]), ([2, 0, 3], [1, 2]), ([2, 3], []),
]
# Of no elements they have a finite result.
OF_NOTHING = {"ReduceSum", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceSumSquare"}


def product(x, dims, keeps):
    for dim in sorted([d % x.dim() for d in dims], reverse=True):
        x = x.prod(dim, keepdim=keeps)
    return x


REDUCTIONS = {
    "ReduceSum": lambda x, dims, keeps: x.sum(dims, keepdim=keeps),
    "ReduceMean": lambda x, dims, keeps: x.mean(dims, keepdim=keeps),
    "ReduceMax": lambda x, dims, keeps: x.amax(dims, keepdim=keeps),
    "ReduceMin": lambda x, dims, keeps: x.amin(dims, keepdim=keeps),
    "ReduceProd": product,
    "ReduceL1": lambda x, dims, keeps: x.abs().sum(dims, keepdim=keeps),
    "ReduceL2": lambda x, dims, keeps: torch.linalg.vector_norm(x, dim=dims, keepdim=keeps),
    "ReduceSumSquare": lambda x, dims, keeps: (x * x).sum(dims, keepdim=keeps),
    "ReduceLogSum": lambda x, dims, keeps: x.sum(dims, keepdim=keeps).log(),
    "ReduceLogSumExp": lambda x, dims, keeps: x.logsumexp(dims, keepdim=keeps),
}


def reduced(op, axes, keeps):
    """The reduction as a function; without axes it applies to each element by itself."""
    def function(x, *_):
        if axes == [] or x.dim() == 0:
            return REDUCTIONS[op](x.unsqueeze(-1), [x.dim()], False)
        return REDUCTIONS[op](x, list(range(x.dim())) if axes is None else axes, keeps)
    return function


def reduction(op, x, axes, number):
    keeps = number % 3 != 0
    attributes = {} if keeps and number % 2 == 0 else {"keepdims": int(keeps)}
    if axes == []:
        attributes["noop_with_empty_axes"] = 1
    function = reduced(op, axes, keeps)
    if axes and (number % 2 == 0 or op == "ReduceSum"):
        case(op, 18, attributes, [x, integers(axes)], function, known=[1], kinds={1: "int64"})
    elif axes == []:
        case(op, 18, attributes, [x], function)
    else:
        case(op, 13, attributes | ({"axes": axes} if axes else {}), [x], function)


def numbers(op, path, shape):
    if op in ("ReduceMax", "ReduceMin", "ReduceL1"):
        return spread(path, shape)
    if op == "ReduceLogSum":
        return (draw(path, shape).abs() + 0.25).float().double()
    if op in ("ReduceL2", "ReduceProd"):
        x = draw(path, shape, 1.0)
        return torch.where(x < 0, x - 0.5, x + 0.5).float().double()
    return draw(path, shape, 3.0)


def reductions():
    for op in REDUCTIONS:
        for number, (shape, axes) in enumerate(SHAPES):
            if any(shape[axis] == 0 for axis in axes or []) and op not in OF_NOTHING:
                continue
            reduction(op, numbers(op, f"{op}.{number}", shape), axes, number)


def special():
    # None, one, two and all of the factors are 0.
    x = numbers("ReduceProd", "zeros", [4, 3])
    x[1, 1] = x[2, 0] = x[2, 2] = 0
    x[3] = 0
    for axes in [[0], [1], None]:
        reduction("ReduceProd", x, axes, 1)
    reduction("ReduceProd", x.T.contiguous(), [0], 1)
    reduction("ReduceL2", torch.tensor([[0.0, 0.0], [3.0, 0.0]]), [1], 1)
    reduction("ReduceL1", torch.tensor([[0.0, 0.0], [3.0, -1.0]]), [1], 1)
    x = spread("ties", [4, 5])
    x[0, 1] = x[0, 4] = 9
    x[1, 0] = x[1, 2] = -9
    for op in ["ReduceMax", "ReduceMin"]:
        reduction(op, x, [1], 1)
        reduction(op, x.T.contiguous(), [0], 1)
    # Far from 0, where powers would overflow.
    x = spread("far", [3, 5])
    reduction("ReduceLogSumExp", x + 200, [1], 1)
    reduction("ReduceLogSumExp", (x - 200).T.contiguous(), [0], 1)


def rounded(x, kind):
    """The rounded number; its gradient is passed on."""
    return x + (x.detach().to(kind).double() - x.detach())


def copies():
    kinds = {1: torch.float32, 10: torch.float16, 11: torch.float64, 16: torch.bfloat16}
    for number, shape in enumerate([[], [0, 4], [7], [2, 3, 2, 3], [1, 2, 1, 2, 5]]):
        # Whole multiples of 1/16 below 4, which the narrow types have too, as their neighbours.
        x = spread(f"copies.{number}", shape)
        for to, kind in kinds.items():
            case("Cast", 13, {"to": to}, [x], lambda x: rounded(x, kind))
        case("Dropout", 7, {"ratio": 0.25}, [x], lambda x: x.clone())
        case("Dropout", 13, {}, [x], lambda x: (x.clone(), torch.ones_like(x)))
        for unused in [0], [1]:
            case("Dropout", 13, {}, [x], lambda x: (x.clone(), torch.ones_like(x)), unused=unused)


reductions()
special()
copies()
gradients.write("gradients_reductions")
