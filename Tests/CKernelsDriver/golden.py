"""Writes GoldenElements.inc.h and GoldenTruncation.inc.h beside this script.

Elements: floats and what ml_dtypes and NumPy round them to. Truncation: the standard normal law cut
to intervals, by mpmath in 120 digits from closed forms; digits beyond the 17th are not written.
Needs numpy, ml_dtypes and mpmath. Usage: python3 Tests/CKernelsDriver/golden.py
"""

from pathlib import Path

import ml_dtypes
import numpy
from mpmath import mp, mpf

mp.dps = 120
folder = Path(__file__).parent
inf = float("inf")


def elements():
    generator = numpy.random.default_rng(26)
    bits = generator.integers(0, 1 << 32, 150, dtype=numpy.uint32)
    exponents = generator.uniform(-26, 17, 250)
    numbers = numpy.exp2(exponents) * generator.choice([-1, 1], 250)
    special = [0.0, -0.0, inf, -inf, 448, 464, 464.00003, 480, 65504, 65519.996, 65520, 57344, 61440,
               61439.996, 2.0**-24, 2.0**-25, 2.0**-10, 2.0**-9 * 1.5, 2.0**-17, 1.5 * 2.0**-16,
               3.4e38, 3.395e38, 1e-45, 1.1754942e-38, 1.0, 1.00390625, 1.01171875]
    floats = numpy.concatenate([bits.view(numpy.float32), numbers.astype(numpy.float32),
                                numpy.array(special, numpy.float32)])
    floats = floats[~numpy.isnan(floats)]
    with numpy.errstate(over="ignore"):
        columns = [floats.view(numpy.uint32), floats.astype(numpy.float16).view(numpy.uint16),
                   floats.astype(ml_dtypes.bfloat16).view(numpy.uint16),
                   floats.astype(ml_dtypes.float8_e4m3fn).view(numpy.uint8),
                   floats.astype(ml_dtypes.float8_e5m2).view(numpy.uint8)]
    with open(folder / "GoldenElements.inc.h", "w") as file:
        file.write("// Written by golden.py: float bits; float16, bfloat16, E4M3 and E5M2 codes.\n"
                   "static const struct {\n  uint32_t bits;\n  uint16_t codes[4];\n"
                   "} golden_elements[] = {\n")
        for bits, *codes in zip(*columns):
            file.write(f"    {{{bits:#010x}, {{{', '.join(f'{c:#x}' for c in codes)}}}}},\n")
        file.write("};\n")


def upper_tail(x):
    return mp.erfc(x / mp.sqrt(2)) / 2


def density(x):
    return mpf(0) if mp.isinf(x) else mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)


def truncation(low, high):
    a, b = mpf(low), mpf(high)
    mass = upper_tail(a) - upper_tail(b) if a > 0 else upper_tail(-b) - upper_tail(-a)
    mean = (density(a) - density(b)) / mass
    ends = [mpf(0) if mp.isinf(x) else x * density(x) for x in (a, b)]
    variance = 1 + (ends[0] - ends[1]) / mass - mean**2
    return [upper_tail(-a), upper_tail(b), mass, mean, mp.sqrt(variance)]


def truncations():
    intervals = [(-2, 2), (-3, 3), (0, 1), (-1e-6, 1e-6), (1, 1.000001), (8, 9), (20, inf), (-inf, 1),
                 (-inf, inf), (-1, 1.5), (-1, 1.0001), (3, inf), (37, 37.2), (-9, -8), (-inf, -5),
                 (0.5, 0.75), (-40, 2), (-0.001, 7), (-inf, 0), (0, inf), (-4, -0.25)]
    with open(folder / "GoldenTruncation.inc.h", "w") as file:
        file.write("// Written by golden.py: lower, upper, below, above, mass, mean, deviation.\n"
                   "static const xv_truncation golden_truncations[] = {\n")
        for low, high in intervals:
            numbers = [float(x) for x in [low, high] + truncation(low, high)]
            text = ", ".join(repr(x).replace("inf", "INFINITY") for x in numbers)
            file.write(f"    {{{text}}},\n")
        file.write("};\n")


elements()
truncations()
