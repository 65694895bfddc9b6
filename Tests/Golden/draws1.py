"""Draws of stream 1, bit for bit: every law, every element type, near and far elements.

Makes `draws1.json`. Run: python3 Tests/Golden/draws1.py
Needs: CPython 3.11 (hashlib), NumPy 2.4.6, ml_dtypes 0.6.0, which rounds to narrow types.

The implementation is the folder `drawing`, written from REPRODUCIBILITY.md and
Documentation/StreamOne.md, whose coefficients it reads, and not from the C and Swift sources. Its
fused operations are held to rational arithmetic at each run, its functions to mpmath's by
`Tests/CKernelsDriver`, which has the same bits.

sha256 is that of the elements as little-endian bytes, of all slices one after another; `bits` are
the first element of each slice, or the first ones of a map, most significant digit first. A checksum of many elements ("large") is SHA-256 of one little-endian
64-bit sum for each 2^20 elements: the sum of (2 i + 1) bits_i, i from 0, modulo 2^64, where bits_i
is the element's pattern. A changed bit changes its sum, since 2 i + 1 is odd.
"""

import golden

import hashlib
import sys
import time
from concurrent.futures import ProcessPoolExecutor

import ml_dtypes
import numpy as np

from drawing import fused, laws, matrices
from drawing.truncation import truncated

INFINITY = float("inf")
MEGA = 2**20
LARGE = {"f32": 64 * MEGA, "f64": 8 * MEGA}

# First elements and counts: a whole tile and more, unaligned ones, and elements about 2^34, where
# the number of a block passes 2^32; the last are among the largest, smallest and most negative draws
# of 2^25 blocks (`extreme_elements` of stream1.py). Even slices belong to the first stream, odd ones
# to the second.
SLICES = [
    (0, 4096), (31, 1000), (1_000_003, 100_000), (45, 1), (2**34 - 1500, 3001), (2**61 + 7, 500),
    (4_387_893, 9), (64, 32), (69_161_271, 9),
]  # fmt: skip
STREAMS = [laws.Stream(42, "hidden.weight"), laws.Stream(2**64 - 1, "couche.r\u00e9seau.poids")]


def digits(values):
    """Bit patterns of a few elements."""
    size = values.dtype.itemsize
    return [f"{int(bits):0{2 * size}x}" for bits in values.view(f"u{size}")]


def digest(values):
    values = np.ascontiguousarray(values)
    assert np.isfinite(values.astype(np.float64)).all()
    return hashlib.sha256(values.view(f"<u{values.dtype.itemsize}").tobytes()).hexdigest()


def number(value):
    """A float64 as JSON: hexadecimal, since there are infinities."""
    return float(value).hex()


def element_laws():
    """Name, parameters in float64 for the test to repeat, and the draw."""
    for center, half in [(0, 1), (0, 0.08), (0.3, 0.1), (-5, 1e-3), (0.7, 40)]:
        yield "uniform", [center, half], laws.uniform(center, half)
    for mean, deviation in [(0, 1), (0, 0.05), (1.1, 0.3), (-0.2, 20)]:
        yield "normal", [mean, deviation], laws.normal(mean, deviation)
    intervals = [(-1, 1), (-2, 2), (-3, 3), (-0.1, 0.1), (-4, 4), (0, INFINITY), (-INFINITY, 1)]
    intervals += [(-1, 2.5), (-3, 2), (2, 3), (-9, -8), (1, 1.001), (-INFINITY, INFINITY), (20, 40)]
    for lower, upper in intervals:
        mean, deviation = (0, 1) if lower == -2 else (0.1, 0.6)
        law = truncated(lower, upper)
        yield "truncatedNormal", [mean, deviation, lower, upper], laws.truncated_normal(
            law, mean, deviation
        )


def draws():
    cases = []
    for name, numbers, draw in element_laws():
        for kind in laws.TYPES:
            made = [
                draw(STREAMS[place % 2], first, count, kind)
                for place, (first, count) in enumerate(SLICES)
            ]
            case = {"law": name, "numbers": [number(x) for x in numbers], "type": kind}
            firsts = np.array([values[0] for values in made])
            cases.append(case | {"bits": digits(firsts), "sha256": digest(np.concatenate(made))})
    return cases


def constants():
    intervals = [(-2, 2), (-1, 1), (0, INFINITY), (-INFINITY, -5), (8, 9), (-1, 1.5), (-40, 2)]
    intervals += [(-1e-6, 1e-6), (1, 1 + 1e-6), (-0.001, 7), (-3, 2), (30, INFINITY), (-37, 38)]
    names = ("lower", "upper", "mass", "mean", "deviation")
    laws_made = [truncated(*interval) for interval in intervals]
    return [{name: number(getattr(law, name)) for name in names} for law in laws_made]


DENSE = {
    "dense": [("input", 35), ("output", 99)],
    "denseWide": [("input", 99), ("output", 35)],
    "densePyTorch": [("output", 99), ("input", 35)],
    "densePyTorchWide": [("output", 35), ("input", 99)],
    "convolution": [("kernel", 3), ("kernel", 4), ("input", 5), ("group", 2), ("output", 6)],
    "convolutionPyTorch": [
        ("group", 2), ("output", 60), ("input", 5), ("kernel", 2), ("kernel", 3),
    ],
    "transposed": [("kernel", 3), ("output", 7), ("group", 2), ("input", 4)],
    "depthwise": [("kernel", 3), ("kernel", 3), ("group", 6), ("output", 2)],
    "gates": [("input", 20), ("gate", 4), ("output", 11)],
    "gatesPyTorch": [("gate", 4), ("output", 20), ("input", 11)],
    "experts": [("expert", 5), ("input", 9), ("output", 8)],
}  # fmt: skip
FUSED = {
    "projections": ([("input", 24), ("output", 40)], 1, [24, 8, 8]),
    "projectionsPyTorch": ([("output", 60), ("input", 24)], 0, [40, 12, 8]),
}


def map_laws():
    """Spelling as in the catalog, and the draw of a stream and factors."""
    for gain, centered, spelling in [
        (1.0, False, "orthogonal"), (1.1, False, "orthogonal:1.1"),
        (1.0, True, "deltaOrthogonal"), (0.3, True, "deltaOrthogonal:0.3"),
    ]:  # fmt: skip
        yield spelling, lambda s, f, kind, g=gain, c=centered: matrices.orthogonal_maps(
            s, f, kind, g, c
        )
    for sparsity, deviation, spelling in [(0.9, 0.02, "sparse:0.9,0.02"), (0.1, 1, "sparse:0.1,1")]:
        zeros = matrices.zeros_of_share(sparsity)
        yield spelling, lambda s, f, kind, z=zeros, d=deviation: matrices.sparse(s, f, kind, d, z)
    zeros = matrices.zeros_beside(15)
    yield "martensSparse", lambda s, f, kind: matrices.sparse(s, f, kind, 1, zeros)


def mapped(spelling, kind, name, values):
    case = {"initializer": spelling, "type": kind, "spec": name}
    return case | {"bits": digits(values[:2]), "sha256": digest(values)}


def maps():
    cases = []
    stream = laws.Stream(7, "layers.0.weight")
    for spelling, draw in map_laws():
        for kind in ("f32", "f64", "bf16"):
            for name, factors in DENSE.items():
                values = draw(stream, factors, kind)
                cases.append(mapped(spelling, kind, name, values))
            for name, (factors, divided, lengths) in FUSED.items():
                values = matrices.sectioned(
                    stream, factors, divided, lengths, lambda s, f: draw(s, f, kind)
                )
                cases.append(mapped(spelling, kind, name, values))
    return cases


CUT = truncated(-2, 2)
LARGE_LAWS = {
    "uniform": ([0, 0.08], laws.uniform(0, 0.08)),
    "normal": ([0, 0.05], laws.normal(0, 0.05)),
    "truncatedNormal": ([0, 0.05, -2, 2], laws.truncated_normal(CUT, 0, 0.05)),
}
LARGE_STREAM = laws.Stream(2026, "embedding.weight")


def large_sum(name, kind, first):
    """The sum of one 2^20 elements."""
    draw = LARGE_LAWS[name][1]
    total, part = 0, 2**16
    for start in range(0, MEGA, part):
        values = draw(LARGE_STREAM, first + start, part, kind)
        bits = values.view(f"u{values.itemsize}").astype(np.uint64)
        odd = 2 * np.arange(start, start + part, dtype=np.uint64) + np.uint64(1)
        total += int((bits * odd).sum(dtype=np.uint64))
    return total % 2**64


def large():
    cases = []
    with ProcessPoolExecutor() as pool:
        for kind, count in LARGE.items():
            for name, (numbers, _) in LARGE_LAWS.items():
                began = time.time()
                blocks = count // MEGA
                firsts = range(0, count, MEGA)
                sums = list(pool.map(large_sum, [name] * blocks, [kind] * blocks, firsts))
                message = b"".join(total.to_bytes(8, "little") for total in sums)
                cases.append({
                    "law": name,
                    "numbers": [number(x) for x in numbers],
                    "type": kind,
                    "seed": LARGE_STREAM.seed,
                    "path": LARGE_STREAM.path,
                    "count": count,
                    "firstSum": f"{sums[0]:016x}",
                    "sha256": hashlib.sha256(message).hexdigest(),
                })
                print(f"{count} {kind} of {name} in {time.time() - began:.0f} s", file=sys.stderr)
    return cases


def main():
    fused.check()
    header = {
        "about": "Draws of stream 1 by an independent implementation; what the members mean heads "
        "draws1.py. numbers: center and half width; mean and deviation; mean, deviation and cuts.",
        "madeBy": "Tests/Golden/draws1.py",
        "oracle": golden.oracle(np, ml_dtypes),
    }
    lists = {
        "slices": [{"first": first, "count": count} for first, count in SLICES],
        "streams": [{"seed": s.seed, "pathUTF8": s.path.encode().hex()} for s in STREAMS],
        "truncations": constants(),
        "draws": draws(),
        "maps": maps(),
        "large": large(),
    }
    golden.write("draws1.json", header, lists)


if __name__ == "__main__":
    main()
