"""Gradients of sums of products over named axes.

Makes `gradients_contractions.json`; gradients.py says what a case is.
Run: python3 Tests/Golden/gradients_contractions.py
Needs: CPython 3.11, PyTorch 2.15.0 (CPU), NumPy 2.4.6.

Values are `torch.einsum`'s, compared with `numpy.einsum`.
"""

import golden
import gradients
from gradients import case, draw

import numpy as np
import torch

EQUATIONS = [
    # One operand: order, sums, diagonals.
    ("ij->ji", [[3, 5]]), ("ij->", [[3, 5]]), ("ij->i", [[3, 5]]), ("ij->j", [[3, 5]]), ("i->i", [[7]]),
    ("ii->i", [[4, 4]]), ("ii", [[4, 4]]), ("...ii->...i", [[2, 3, 4, 4]]), ("iij->j", [[3, 3, 5]]),
    ("aba->ab", [[3, 2, 3]]), ("abcd->dbca", [[2, 3, 5, 7]]), ("aaa->a", [[3, 3, 3]]), ("ij->j", [[0, 3]]),
    ("ij->i", [[0, 3]]), ("...->...", [[2, 1, 3]]), ("a...->...", [[2, 1, 3, 2, 2]]), ("->", [[]]),
    # Two.
    ("i,i", [[7], [7]]), ("i,i->i", [[7], [7]]), ("i,j->ji", [[3], [5]]), (",->", [[], []]),
    (",ij->ij", [[], [2, 3]]), ("ij,jk", [[3, 5], [5, 2]]), ("ij,jk->ki", [[3, 5], [5, 2]]),
    ("ji,jk->ik", [[5, 3], [5, 2]]), ("ij,kj->ik", [[3, 5], [2, 5]]), ("ij,j->i", [[3, 5], [5]]),
    ("bij,bjk->bik", [[2, 3, 5], [2, 5, 7]]), ("bij,jk->bik", [[2, 3, 5], [5, 7]]),
    ("...ij,...jk->...ik", [[4, 2, 3, 5], [2, 5, 7]]), ("...ij,...jk->...ik", [[4, 1, 3, 5], [1, 2, 5, 7]]),
    ("...ij,jk", [[2, 3, 5], [5, 7]]), ("btd,dhk->bthk", [[2, 3, 7], [7, 4, 5]]),
    ("bthk,hkd->btd", [[2, 3, 4, 5], [4, 5, 7]]), ("bqhd,bkhd->bhqk", [[2, 3, 4, 5], [2, 6, 4, 5]]),
    ("bhqk,bkhd->bqhd", [[2, 4, 3, 6], [2, 6, 4, 5]]), ("bhwij,hkj->bhwik", [[2, 3, 5, 4, 7], [3, 6, 7]]),
    ("abc,cab->b", [[2, 3, 5], [5, 2, 3]]), ("abc,bd->ad", [[2, 3, 5], [3, 4]]),
    ("iij,jk->ik", [[3, 3, 5], [5, 2]]), ("abcd,efbd->acef", [[2, 3, 5, 7], [4, 2, 3, 7]]),
    ("ab,ba->", [[3, 5], [5, 3]]), ("ij,ij->ij", [[3, 5], [3, 5]]), ("bhd,d->bhd", [[2, 3, 5], [5]]),
    ("bchw,c->bchw", [[2, 3, 2, 5], [3]]), ("ij,k->k", [[3, 5], [2]]), ("ii,jj->ij", [[3, 3], [2, 2]]),
    ("a...,b...->ab...", [[2, 3, 5], [4, 5]]), ("...,...", [[2, 3], [3]]), ("...a,...a->...", [[2, 3, 5], [3, 5]]),
    ("zA,Ab", [[2, 3], [3, 4]]), ("ij,jk->ik", [[0, 5], [5, 2]]), ("ij,jk->ik", [[3, 0], [0, 2]]),
    ("ij,jk->ik", [[1, 5], [5, 1]]), ("ij,jk->ik", [[37, 19], [19, 23]]), ("bij,bjk->bik", [[70, 2, 3], [70, 3, 2]]),
    # Axes of length 1 that serve longer ones.
    ("ij,jk->ik", [[3, 1], [5, 2]]), ("bij,bjk->bik", [[1, 3, 5], [4, 5, 2]]), ("ij,ij->ij", [[3, 1], [1, 5]]),
    # More.
    ("ij,jk,kl->il", [[2, 3], [3, 5], [5, 4]]), ("ai,bi,ci->abc", [[2, 5], [3, 5], [4, 5]]),
    ("i,i,i,i->", [[5], [5], [5], [5]]), ("ij,ik,il->jkl", [[4, 2], [4, 3], [4, 5]]),
    ("ab,bc,cd->ad", [[1, 7], [7, 2], [2, 9]]), ("i,ij,j->", [[3], [3, 5], [5]]),
    ("ij,jk,k->k", [[3, 5], [5, 2], [2]]), ("ii,ij,jkk->k", [[3, 3], [3, 5], [5, 2, 2]]),
    ("bqd,bkd,bkv->bqv", [[2, 3, 5], [2, 4, 5], [2, 4, 3]]), ("i,j,k->k", [[3], [5], [2]]),
]


def reference(equation, operands):
    """numpy.einsum has no axes of length 1 for letters that are longer elsewhere."""
    try:
        return np.einsum(equation, *operands)
    except ValueError:
        return None


for number, (equation, shapes) in enumerate(EQUATIONS):
    inputs = [draw(f"einsum.{number}.{k}", shape) for k, shape in enumerate(shapes)]
    made = torch.einsum(equation, *inputs).numpy()
    checked = reference(equation, [x.numpy() for x in inputs])
    assert checked is None or np.allclose(made, checked, rtol=1e-13, atol=1e-13), equation
    case("Einsum", 12, {"equation": equation}, inputs, lambda *x: torch.einsum(equation, *x))
gradients.write("gradients_contractions")
