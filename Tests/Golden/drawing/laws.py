"""Draws of elements one by one, as REPRODUCIBILITY.md says: uniform, normal, truncated normal.

A law is a function of a `Stream`, the first element, the count and an element type; `laws` below
are closed over their parameters.
"""

from typing import NamedTuple

import ml_dtypes
import numpy as np

import stream1
from drawing import functions
from drawing.fused import F4, F8, fma32, fma64

TYPES = {
    "f32": F4,
    "f64": F8,
    "f16": np.float16,
    "bf16": ml_dtypes.bfloat16,
    "f8e4m3": ml_dtypes.float8_e4m3fn,
    "f8e5m2": ml_dtypes.float8_e5m2,
}
LOW, MASK = b"xavier-stream-1-low", b"xavier-stream-1-mask"


class Stream(NamedTuple):
    """A parameter's stream, counted from another element where `origin` is not 0."""

    seed: int
    path: str
    origin: int = 0

    def after(self, count):
        return self._replace(origin=self.origin + count)


def tiles(stream, first, count, prefix=b"xavier-stream-1"):
    """The words of the tiles that hold the elements: an array of shape (tiles, 4, 8)."""
    first += stream.origin
    numbers = np.arange(first // 32 * 8, -(-(first + count) // 32) * 8, dtype=np.uint64)
    made = stream1.blocks(stream.seed, stream.path, numbers, prefix)
    return made.reshape(-1, 8, 4).transpose(0, 2, 1)


def cut(stream, first, count, values):
    """The elements of a range from values in tiles."""
    start = (first + stream.origin) % 32
    return np.ascontiguousarray(values).reshape(-1)[start : start + count]


def words(stream, first, count, prefix=b"xavier-stream-1"):
    return cut(stream, first, count, tiles(stream, first, count, prefix))


def long_words(stream, first, count):
    """x, of 64 bits, in tiles."""
    high = tiles(stream, first, count).astype(np.uint64)
    return high << np.uint64(32) | tiles(stream, first, count, LOW).astype(np.uint64)


def odd32(made):
    """k of words of 32 bits."""
    return 2 * (made >> np.uint32(8)).astype(np.int64) + 1 - 2**24


def odd64(made):
    """k of words of 64 bits."""
    return 2 * (made >> np.uint64(11)).astype(np.int64) + 1 - 2**53


def rounded(values, kind):
    """Float32 or float64 draws in an element type: narrow ones by way of float32."""
    if TYPES[kind] is F8:
        return values.astype(F8)
    with np.errstate(over="ignore"):
        return values.astype(F4).astype(TYPES[kind])


def uniform(center, half_width):
    def draw(stream, first, count, kind):
        if kind == "f64":
            k = odd64(long_words(stream, first, count)).astype(F8)
            made = fma64(k, F8(half_width) * F8(2.0**-53), F8(center))
        else:
            k = odd32(tiles(stream, first, count)).astype(F4) * F4(2.0**7)
            made = fma32(k, F4(half_width) * F4(2.0**-31), F4(center))
        return rounded(cut(stream, first, count, made), kind)

    return draw


def pairs(radius, sine, cosine):
    """Values of pairs in the places of the words that made them."""
    return np.stack([radius * cosine, radius * sine], axis=2).reshape(len(sine), 4, 8)


def normal(mean, deviation):
    def draw(stream, first, count, kind):
        if kind == "f64":
            made = long_words(stream, first, count)
            u = (made[:, ::2] >> np.uint64(1) | np.uint64(1)).astype(F8) * F8(2.0**-63)
            radius = np.sqrt(-2 * functions.log64(u))
            turned = functions.sine_cosine(odd64(made[:, 1::2]), 53)
            values = fma64(pairs(radius, *turned), F8(deviation), F8(mean))
        else:
            made = tiles(stream, first, count)
            u = (made[:, ::2] >> np.uint32(1) | np.uint32(1)).astype(F4) * F4(2.0**-31)
            radius = np.sqrt(-2 * functions.log32(u))
            turned = functions.sine_cosine(odd32(made[:, 1::2]), 24)
            values = fma32(pairs(radius, *turned), F4(deviation), F4(mean))
        return rounded(cut(stream, first, count, values), kind)

    return draw


def quantile64(k, law):
    """z of the odd numbers k of a truncated normal law in float64."""
    k = k.astype(F8)
    half = k * F8(2.0**-54)
    d = fma64(half, law.mass, (law.below - law.above) / 2)
    z = functions.quantile_of_center64(np.clip(d, -0.4, 0.4))
    for side, sign, beyond in ((d < -0.4, 1, law.below), (d > 0.4, -1, law.above)):
        p = fma64(fma64(sign * k[side], F8(2.0**-54), F8(0.5)), law.mass, beyond)
        z[side] = sign * functions.quantile_of_tail64(p)
    return np.clip(z, law.lower, law.upper)


def truncated_normal(law, parent_mean, parent_deviation):
    def draw(stream, first, count, kind):
        if kind != "f64" and law.lower == -law.upper and law.upper <= 3:
            k = odd32(tiles(stream, first, count)).astype(F4) * F4(2.0**-24)
            z = functions.centered_quantile32(k * F4(law.mass))
            values = fma32(z, F4(parent_deviation), F4(parent_mean))
        else:
            z = quantile64(odd64(long_words(stream, first, count)), law)
            values = fma64(z, F8(parent_deviation), F8(parent_mean))
        return rounded(cut(stream, first, count, values), kind)

    return draw
