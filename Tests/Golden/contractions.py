"""Products of matrices and Einstein sums, by NumPy and PyTorch.

Makes `contractions.json`.
Run: python3 Tests/Golden/contractions.py
Needs: CPython 3.11, NumPy 2.4.6, PyTorch 2.15.0 (CPU).

All numbers are whole and small, drawn by stream1.py, so that every result is exact in float32 in
any order of summation. Einstein sums are `numpy.einsum` in int64, without optimization. Products
are `torch.matmul` with gradients by autograd, float64. Weights stored out x in are
`torch.nn.functional.linear`.

Second route, at each run: every Einstein sum term by term from its definition, every product by
`numpy.matmul`.
"""

import golden
import stream1

import itertools
import math

import numpy as np
import torch


def draw(path, shape):
    """Whole numbers from -4 to 4."""
    made = stream1.uniform(12, path, math.prod(shape), np.float32(4.5))
    return np.rint(made.astype(np.float64)).clip(-4, 4).astype(np.int64).reshape(shape)


EQUATIONS = [
    ("ij->ji", [[3, 5]]), ("ij->", [[3, 5]]), ("ij->i", [[3, 5]]), ("ij->j", [[3, 5]]),
    ("ii->i", [[4, 4]]), ("ii", [[4, 4]]), ("...ii->...i", [[2, 3, 4, 4]]),
    ("iij->j", [[3, 3, 5]]), ("aba->ab", [[3, 2, 3]]), ("abcd->dbca", [[2, 3, 5, 7]]),
    ("i,i", [[7], [7]]), ("i,i->i", [[7], [7]]), ("i,j->ij", [[3], [5]]), ("i,j->ji", [[3], [5]]),
    (",->", [[], []]), (",ij->ij", [[], [2, 3]]), ("ij,jk", [[3, 5], [5, 2]]),
    ("ij,jk->ki", [[3, 5], [5, 2]]), ("ij,kj->ik", [[3, 5], [2, 5]]),
    ("ji,jk->ik", [[5, 3], [5, 2]]), ("ij,j->i", [[3, 5], [5]]), ("i,ij->j", [[3], [3, 5]]),
    ("bij,bjk->bik", [[2, 3, 5], [2, 5, 7]]), ("bij,jk->bik", [[2, 3, 5], [5, 7]]),
    ("...ij,...jk->...ik", [[4, 2, 3, 5], [2, 5, 7]]),
    ("...ij,...jk->...ik", [[4, 1, 3, 5], [1, 2, 5, 7]]), ("...ij,jk", [[2, 3, 5], [5, 7]]),
    ("btd,dhk->bthk", [[2, 3, 7], [7, 4, 5]]), ("bthk,hkd->btd", [[2, 3, 4, 5], [4, 5, 7]]),
    ("bqhd,bkhd->bhqk", [[2, 3, 4, 5], [2, 6, 4, 5]]),
    ("bhqk,bkhd->bqhd", [[2, 4, 3, 6], [2, 6, 4, 5]]),
    ("bhwij,hkj->bhwik", [[2, 3, 5, 4, 7], [3, 6, 7]]), ("abc,cab->b", [[2, 3, 5], [5, 2, 3]]),
    ("abc,bd->ad", [[2, 3, 5], [3, 4]]), ("iij,jk->ik", [[3, 3, 5], [5, 2]]),
    ("abcd,efbd->acef", [[2, 3, 5, 7], [4, 2, 3, 7]]), ("ab,ba->", [[3, 5], [5, 3]]),
    ("ij,jk,kl->il", [[2, 3], [3, 5], [5, 4]]), ("ai,bi,ci->abc", [[2, 5], [3, 5], [4, 5]]),
    ("i,i,i,i->", [[5], [5], [5], [5]]), ("ij,ik,il->jkl", [[4, 2], [4, 3], [4, 5]]),
    ("zA,Ab", [[2, 3], [3, 4]]), ("ij,jk->ik", [[0, 5], [5, 2]]), ("ij,jk->ik", [[3, 0], [0, 2]]),
    ("ij->j", [[0, 3]]), ("ij,jk->ik", [[37, 61], [61, 41]]),
    ("bij,bjk->bik", [[150, 3, 4], [150, 4, 5]]), ("ij,ij->", [[61, 37], [61, 37]]),
    ("ij,jk->ik", [[1, 5], [5, 1]]), ("a...,b...->ab...", [[2, 3, 5], [4, 5]]),
    ("...,...", [[2, 3], [3]]), ("...a,...a->...", [[2, 3, 5], [3, 5]]),
]


def by_definition(equation, operands):
    """Every term of the sum, one by one."""
    sides = equation.split("->")
    terms = sides[0].split(",")
    rank = max((x.ndim - len(t) + 3 for t, x in zip(terms, operands) if "..." in t), default=0)
    marks = "0123456789"[:rank]

    def spelled(term, covered):
        return term.replace("...", marks[rank - covered:])

    letters = [spelled(t, x.ndim - len(t) + 3) for t, x in zip(terms, operands)]
    if len(sides) == 2:
        result = spelled(sides[1], rank)
    else:
        plain = "".join(terms).replace(".", "")
        result = marks + "".join(sorted(c for c in set(plain) if plain.count(c) == 1))
    lengths = {}
    for term, x in zip(letters, operands):
        for c, n in zip(term, x.shape):
            lengths[c] = max(lengths.get(c, n), n) if n != 0 else 0
    every = list(lengths)
    output = np.zeros([lengths[c] for c in result], dtype=np.int64)
    for index in itertools.product(*(range(lengths[c]) for c in every)):
        at = dict(zip(every, index))
        product = 1
        for term, x in zip(letters, operands):
            product *= int(x[tuple(at[c] if x.shape[i] > 1 else 0 for i, c in enumerate(term))])
        output[tuple(at[c] for c in result)] += product
    return output


def einsum_cases():
    cases = []
    for i, (equation, shapes) in enumerate(EQUATIONS):
        operands = [draw(f"einsum.{i}.{j}", s) for j, s in enumerate(shapes)]
        output = np.einsum(equation, *operands)
        if math.prod(max(s, default=1) for s in shapes) < 2000:
            assert (by_definition(equation, operands) == output).all(), equation
        cases.append({
            "equation": equation, "shapes": shapes,
            "inputs": [x.reshape(-1).tolist() for x in operands],
            "outputShape": list(output.shape), "output": output.reshape(-1).tolist(),
        })
    return cases


# Shapes as they are multiplied, and which of the two is stored the other way round.
PRODUCTS = [
    ([5], [5], "nn"), ([5], [5, 3], "nn"), ([4, 5], [5], "nn"), ([4, 5], [5, 3], "nn"),
    ([4, 5], [5, 3], "tn"), ([4, 5], [5, 3], "nt"), ([4, 5], [5, 3], "tt"),
    ([5], [2, 5, 3], "nn"), ([2, 4, 5], [5], "nn"), ([2, 4, 5], [5, 3], "nn"),
    ([2, 4, 5], [5, 3], "nt"), ([2, 4, 5], [5, 3], "tn"), ([4, 5], [2, 5, 3], "nn"),
    ([2, 4, 5], [2, 5, 3], "nt"), ([2, 3, 4, 5], [2, 3, 5, 6], "nn"),
    ([2, 3, 4, 5], [3, 5, 6], "nt"), ([2, 1, 4, 5], [1, 3, 5, 6], "tn"),
    ([2, 1, 4, 5], [3, 5, 6], "tt"), ([1, 1], [1, 1], "nn"), ([1, 7], [7, 1], "nt"),
    ([2, 0, 5], [5, 3], "nn"), ([0, 4, 5], [5, 3], "nn"), ([4, 0], [0, 3], "nn"),
    ([0, 4, 5], [1, 5, 3], "nn"), ([200, 2, 3], [200, 3, 4], "nn"), ([700, 13], [13, 3], "nn"),
    ([3, 37, 50], [50, 130], "nn"), ([2, 37, 90], [2, 90, 40], "nt"),
]


def product_cases():
    cases = []
    for i, (left, right, order) in enumerate(PRODUCTS):
        a, b = draw(f"product.{i}.left", left), draw(f"product.{i}.right", right)
        x, y = (torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in (a, b))
        output = torch.matmul(x, y)
        assert (np.matmul(a, b) == output.detach().numpy()).all()
        gradient = torch.tensor(draw(f"product.{i}.gradient", list(output.shape)),
                                dtype=torch.float64)
        back = torch.autograd.grad(output, [x, y], gradient)
        stored = []
        for flag, v in zip(order * 2, [a, b, *(g.numpy() for g in back)]):
            stored.append(np.ascontiguousarray(v.swapaxes(-1, -2)) if flag == "t" else v)
        cases.append({
            "transposesLeft": order[0] == "t", "transposesRight": order[1] == "t",
            "shapes": [list(v.shape) for v in stored[:2]],
            "inputs": [v.reshape(-1).tolist() for v in stored[:2]],
            "outputShape": list(output.shape), "output": ints(output),
            "outputGradient": ints(gradient),
            "inputGradients": [ints(torch.tensor(v)) for v in stored[2:]],
        })
    return cases


# batch, in, out
LINEARS = [(1, 1, 1), (1, 7, 1), (1, 1, 7), (5, 1, 3), (13, 11, 7), (0, 3, 2), (7, 67, 131)]


def linear_cases():
    cases = []
    for i, (batch, features, units) in enumerate(LINEARS):
        values = [draw(f"linear.{i}.{name}", shape) for name, shape in
                  [("input", [batch, features]), ("weight", [units, features]), ("bias", [units])]]
        leaves = [torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in values]
        output = torch.nn.functional.linear(*leaves)
        gradient = torch.tensor(draw(f"linear.{i}.gradient", [batch, units]), dtype=torch.float64)
        back = torch.autograd.grad(output, leaves, gradient)
        assert (values[0] @ values[1].T + values[2] == output.detach().numpy()).all()
        cases.append({
            "shapes": [list(v.shape) for v in values],
            "inputs": [v.reshape(-1).tolist() for v in values],
            "outputShape": list(output.shape), "output": ints(output),
            "outputGradient": ints(gradient), "inputGradients": [ints(g) for g in back],
        })
    return cases


def ints(tensor):
    values = tensor.detach().reshape(-1).tolist()
    assert all(v == int(v) and abs(v) < 2**24 for v in values)
    return [int(v) for v in values]


golden.write("contractions.json", {
    "oracle": golden.oracle(np, torch),
}, {"einsum": einsum_cases(), "matMul": product_cases(), "linear": linear_cases()})
