"""Gradients of combinations of several values, with every way of repeating the shorter ones.

Makes `gradients_combination.json`; gradients.py says what a case is.
Run: python3 Tests/Golden/gradients_combination.py
Needs: CPython 3.11, PyTorch 2.15.0 (CPU), NumPy 2.4.6.

Values that are compared lie at least 1/8 apart, save those that are equal: of two of these each has
half of the gradient, which is also what central differences give.
"""

import gradients
from gradients import case, draw, spread

import functools
import math

import torch

PAIRS = [
    ([], []), ([7], []), ([], [3]), ([5], [5]), ([3, 5], [5]), ([3, 5], [3, 1]), ([3, 1], [1, 5]),
    ([1, 1], [1]), ([2, 3, 5], [3, 1]), ([2, 1, 5], [3, 1]), ([2, 3, 2], [2, 3, 2]),
    ([2, 3, 2, 3], [3, 1, 1]), ([1, 3, 1, 1], [2, 3, 2, 3]), ([2, 3, 2, 2], [2, 3, 1, 1]),
    ([2, 3, 2, 2], [2, 1, 2, 2]), ([2, 3, 1, 3], [2, 3, 1, 3]), ([2, 3, 1, 2, 2], [3, 1, 2, 1]),
    ([2, 3, 1, 2, 2], []), ([0, 4], [4]), ([1, 4], [0, 4]), ([2, 0], [2, 1]), ([1, 7], [2, 1, 1]),
    ([2, 1, 3, 1], [1, 2, 1, 2]), ([19], [2, 19]), ([2, 19], [2, 1]),
]

LISTS = [
    [[5]], [[2, 3], [3], [2, 1]], [[2, 3, 2, 2], [3, 1, 1], [2, 3, 2, 2]], [[1], [], [3, 1], [1, 4]],
    [[0, 3], [3], [1]], [[2, 1, 1, 3, 2], [2, 2, 1, 1], [2, 1, 2, 1, 3, 2], []],
]


def apart(path, shapes):
    """Tensors all of whose numbers are apart from each other and from 0."""
    numbers, tensors = spread(path, [sum(math.prod(s) for s in shapes)]), []
    for shape in shapes:
        count = math.prod(shape)
        tensors.append(numbers[:count].clone().reshape(shape))
        numbers = numbers[count:]
    return tensors


def at_least(x, bound):
    """Numbers moved away from 0, exact in float32."""
    return torch.where(x < 0, x - bound, x + bound).float().double()


def pairs():
    for number, (a, b) in enumerate(PAIRS):
        x, y = draw(f"a.{number}", a), draw(f"b.{number}", b)
        case("Add", 13, {}, [x, y], torch.add)
        case("Sub", 13, {}, [x, y], torch.sub)
        case("Mul", 13, {}, [x, y], torch.mul)
        case("Div", 13, {}, [x, at_least(y, 0.5)], torch.div)
        case("Pow", 15, {}, [at_least(x.abs(), 0.25), y], torch.pow)
        p, q = apart(f"apart.{number}", [a, b])
        case("Max", 13, {}, [p, q], torch.maximum)
        case("Min", 13, {}, [p, q], torch.minimum)
        if list(torch.broadcast_shapes(a, b)) == a:
            case("PRelu", 16, {}, [p, y], lambda x, slope: torch.where(x > 0, x, slope * x))
    x = draw("twice", [3, 4])
    case("Sub", 7, {}, [x, x], torch.sub)
    case("Mul", 7, {}, [x, x], torch.mul)


def powers():
    x = at_least(draw("powers", [2, 3, 2, 2]), 0.25)
    for exponent in [2.0, 3.0, -1.0, 0.0, 1.0]:
        given = torch.tensor(exponent)
        case("Pow", 15, {}, [x, given], torch.pow, known=[1])
        case("Pow", 15, {}, [x, given.long()], torch.pow, known=[1], kinds={1: "int64"})
    case("Pow", 15, {}, [x.abs(), torch.tensor(0.5)], torch.pow, known=[1])
    whole = torch.tensor([[2.0], [-1.0], [3.0]]).reshape(3, 1, 1)
    case("Pow", 15, {}, [x, whole.long()], torch.pow, known=[1], kinds={1: "int64"})
    case("Pow", 15, {}, [x[0, 0, 0], whole.long()], torch.pow, known=[1], kinds={1: "int64"})
    case("Pow", 15, {}, [torch.tensor([0.0, 2.0]), torch.tensor([[2.0], [3.0], [1.0]])], torch.pow,
         known=[1])


def lists():
    for number, shapes in enumerate(LISTS):
        values = [draw(f"list.{number}.{k}", shape) for k, shape in enumerate(shapes)]
        case("Sum", 13, {}, values, lambda *x: sum(x))
        case("Mean", 13, {}, values, lambda *x: sum(x) / len(x))
        values = apart(f"list.{number}", shapes)
        case("Max", 13, {}, values, lambda *x: functools.reduce(torch.maximum, x))
        case("Min", 13, {}, values, lambda *x: functools.reduce(torch.minimum, x))
    for op, function in [("Max", torch.maximum), ("Min", torch.minimum)]:
        x, y = apart("ties", [[3, 4], [4]])
        x[1, 2] = y[2]
        x[0, 0] = x[2, 0] = y[0]
        case(op, 13, {}, [x[:2], y], function)
        case(op, 13, {}, [x[1], x[1]], function)


def choices():
    lists = [
        ([], [], []), ([5], [5], [5]), ([5], [], [1]), ([3, 1], [3, 5], [5]), ([1, 5], [3, 1], []),
        ([2, 1, 3], [1], [2, 2, 1]), ([2, 3, 2, 2],) * 3, ([2, 1, 2, 2], [2, 3, 1, 1], [3, 1, 1]),
        ([0, 3], [3], [1, 3]), ([2, 1], [2, 0], [2, 1]), ([1, 2, 1, 3, 1], [2, 1, 1, 3, 2], [2, 2, 3, 1]),
        ([3], [2, 3], [2, 3]), ([2, 3, 2, 2], [2, 3, 2, 2], []),
    ]
    for number, (c, a, b) in enumerate(lists):
        condition = draw(f"condition.{number}", c) > 0
        values = [draw(f"where.{number}.{k}", shape) for k, shape in enumerate([a, b])]
        case("Where", 16, {}, [condition] + values, torch.where, kinds={0: "bool"})


pairs()
powers()
lists()
choices()
gradients.write("gradients_combination")
