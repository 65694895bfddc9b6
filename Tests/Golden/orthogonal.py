"""The orthogonal draw, bit by bit, from chosen numbers in place of the normals.

Makes `orthogonal.json`. Run: python3 Tests/Golden/orthogonal.py
Needs: CPython 3.11 (hashlib), NumPy 2.4.6.

Written from the definition in REPRODUCIBILITY.md, "Orthogonal", not from the C sources. A float32
fused multiply-add is made of float64 operations: the product of two float32 is exact, its sum with
a third one is rounded to odd (S. Boldo, G. Melquiond, IEEE Transactions on Computers 57 (2008),
462-471), and then to float32; it is held at each run to exact rational arithmetic. Each matrix is
held to the product of its reflections in float64.

The number of element e, count being rows times columns, is the integer

    k = 2 ((1103515245 e + 12345 + 7 count) mod 2^24) + 1 - 2^24,   value = k 2^-23,

exact in float32, so that no logarithm and no sine is needed to start from the same bits.
"""

import golden

import hashlib
from fractions import Fraction

import numpy as np

BLOCK = 16
SHAPES = [
    (1, 1), (2, 1), (2, 2), (7, 3), (16, 16), (17, 16), (17, 17), (33, 32), (40, 1), (50, 49),
    (64, 64), (100, 37), (129, 67), (300, 20),
]  # fmt: skip
F4, F8 = np.float32, np.float64


def numbers(rows, columns):
    """The values that stand for the normals: row k of the result is for reflection k."""
    count = rows * columns
    e = np.arange(count, dtype=np.int64)
    k = 2 * ((1103515245 * e + 12345 + 7 * count) % 2**24) + 1 - 2**24
    return (k.astype(F4) * F4(2.0**-23)).reshape(columns, rows)


def fma(a, b, c):
    """float32(a b + c) with one rounding, element by element."""
    product = np.asarray(a, F4).astype(F8) * np.asarray(b, F4).astype(F8)
    c = np.asarray(c, F4).astype(F8)
    total = product + c
    # Knuth's exact error of the sum.
    part = total - product
    error = (product - (total - part)) + (c - part)
    # Where the sum is inexact and even, its neighbour on the error's side is the odd one.
    even = (np.ascontiguousarray(total).view(np.int64) & 1) == 0
    toward = np.where(error > 0, np.inf, -np.inf)
    odd = np.where((error != 0) & even, np.nextafter(total, toward), total)
    return odd.astype(F4)


def check_fma():
    """Compares with exact rational sums, among them ties that two roundings would miss."""
    made = np.random.default_rng(2026)
    a = made.standard_normal(20_000).astype(F4)
    b = made.standard_normal(20_000).astype(F4)
    c = (made.standard_normal(20_000) * 2.0 ** made.integers(-40, 40, 20_000)).astype(F4)
    # Halfway between two float32 but for 2^-70: rounded to float64 first, the 2^-70 would be lost.
    small = F4(2.0**-12)
    above, below, odd = small * F4(1 + 2.0**-23), small * F4(1 - 2.0**-23), F4(1 + 2.0**-23)
    a = np.append(a, [small, above, -above])
    b = np.append(b, [small, below, below])
    c = np.append(c, [F4(1), odd, -odd])
    for x, y, z, got in zip(a, b, c, fma(a, b, c)):
        exact = Fraction(float(x)) * Fraction(float(y)) + Fraction(float(z))
        distance = abs(Fraction(float(got)) - exact)
        for other in (np.nextafter(got, F4(np.inf)), np.nextafter(got, F4(-np.inf))):
            away = abs(Fraction(float(other)) - exact)
            is_even = int(got.view(np.uint32)) & 1 == 0
            assert distance < away or (distance == away and is_even), (x, y, z, got)


def sum_of_squares(x):
    """In float64: element i to sum i mod 16, in order; the 16 sums are added in halves."""
    squares = x.astype(F8) ** 2
    sums = np.zeros(16, F8)
    for start in range(0, len(x), 16):
        part = squares[start : start + 16]
        sums[: len(part)] += part
    for half in (8, 4, 2, 1):
        sums[:half] += sums[half : 2 * half]
    return sums[0]


def reflection(x):
    """The vector v and the factor 2 / (v^T v) of one reflection."""
    v = x.copy()
    if len(v) == 1:
        return np.ones(1, F4), F4(2)
    norm = F4(np.sqrt(sum_of_squares(v)))
    v[0] = v[0] - norm if v[0] < 0 else v[0] + norm
    squares = sum_of_squares(v)
    return v, F4(2 / squares) if squares > 0 else F4(0)


def dots(v, c):
    """V^T C: for each element one chain over the rows, from 0."""
    w = np.zeros((v.shape[1], c.shape[1]), F4)
    for r in range(len(v)):
        w = fma(v[r][:, None], c[r][None, :], w)
    return w


def orthogonal(normals):
    """The matrix Q of the normals of its reflections."""
    columns, rows = normals.shape
    q = np.zeros((rows, columns), F4)
    for k in range(columns):
        q[k, k] = 1 if normals[k, k] < 0 else -1
    for first in reversed(range(0, columns, BLOCK)):
        count = min(BLOCK, columns - first)
        v = np.zeros((rows - first, count), F4)
        factors = np.zeros(count, F4)
        for i in range(count):
            v[i:, i], factors[i] = reflection(normals[first + i, first + i :])
        gram = dots(v, v)
        c = q[first:, first:]
        w = dots(v, c)
        for j in reversed(range(count)):
            w[j] = factors[j] * w[j]
            for i in range(j):
                w[i] = fma(-gram[i, j], w[j], w[i])
        for i in range(count):
            c = fma(-v[:, i][:, None], w[i][None, :], c)
        q[first:, first:] = c
    return q


def product(normals):
    """H_0 H_1 ... D in float64, one reflection after the other."""
    columns, rows = normals.shape
    x = normals.astype(F8)
    q = np.zeros((rows, columns))
    for k in reversed(range(columns)):
        q[k, k] = 1 if x[k, k] < 0 else -1
        v = np.zeros(rows)
        v[k:] = x[k, k:]
        v[k] += np.copysign(np.linalg.norm(v), v[k])
        q -= np.outer(v, 2 / (v @ v) * (v @ q))
    return q


def case(rows, columns):
    normals = numbers(rows, columns)
    q = orthogonal(normals)
    assert np.abs(q - product(normals)).max() < 2.0**-24 * (4 + rows**0.5)
    places = sorted({0, columns - 1, rows * columns // 2, rows * columns - 1})
    return {
        "rows": rows,
        "columns": columns,
        "sha256": hashlib.sha256(q.astype("<f4").tobytes()).hexdigest(),
        "elements": places,
        "bits": [f"{int(q.ravel()[i].view(np.uint32)):08x}" for i in places],
    }


def main():
    check_fma()
    header = {
        "about": "Orthogonal matrices by an independent implementation; the rule of the numbers "
        "that they start from heads orthogonal.py. sha256: of the row-major little-endian float32 "
        "bytes; bits: float32 patterns of some elements.",
        "madeBy": "Tests/Golden/orthogonal.py",
        "oracle": golden.oracle(np),
    }
    golden.write("orthogonal.json", header, {"matrices": [case(*shape) for shape in SHAPES]})


if __name__ == "__main__":
    main()
