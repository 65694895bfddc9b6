"""Logarithm, sine, cosine and quantiles of Documentation/StreamOne.md, in float32 and float64."""

import numpy as np

from drawing.fused import F4, F8, fma32, fma64, polynomial
from drawing.tables import LISTS, constant


def poly32(name, x):
    return polynomial(fma32, LISTS[name], x)


def poly64(name, x):
    return polynomial(fma64, LISTS[name], x)


def parts(u, least):
    """u = 2^n (1 + f) with 1 + f in least ..< 2 least: f and n, for a least in 0.5 ... 1."""
    mantissa, n = np.frexp(u)
    is_small = mantissa < least
    mantissa = np.where(is_small, 2 * mantissa, mantissa)
    return mantissa - u.dtype.type(1), (n - is_small).astype(u.dtype)


def log32(u):
    f, n = parts(u, F4(0.75))
    rest = fma32(f * f, poly32("log32", f), f)
    return fma32(n, constant("ln2_high32"), fma32(n, constant("ln2_low32"), rest))


def log64(u):
    f, n = parts(u, constant("least_mantissa64"))
    s = f / (2 + f)
    z = s * s
    h = 0.5 * f * f
    rest = fma64(s, fma64(poly64("log64", z), z, h), n * constant("ln2_low64"))
    return fma64(n, constant("ln2_high64"), f - (h - rest))


def exp64(x, low):
    n = fma64(x, constant("log2_e64"), F8(3 * 2.0**51)) - F8(3 * 2.0**51)
    r = fma64(-n, constant("ln2_high64"), x)
    r = fma64(-n, constant("ln2_low64"), r) + low
    return np.ldexp(1 + fma64(r * r, poly64("exp64", r), r), n.astype(np.int32))


def sine_cosine(k, bits):
    """sin(pi t) and cos(pi t) for t = k 2^-bits, bits 24 or 53, k an odd integer."""
    quarter = np.int64(1) << (bits - 1)
    q = (k + quarter // 2) // quarter
    kind, fma, size = (F4, fma32, "32") if bits == 24 else (F8, fma64, "64")
    f = (k - q * quarter).astype(kind) * kind(2.0**-bits)
    s = f * f
    near_zero = fma(f, constant("pi" + size), f * polynomial(fma, LISTS["sine" + size], s))
    near_one = fma(polynomial(fma, LISTS["cosine" + size], s), s, kind(1))
    q = q % 4
    sine = np.choose(q, [near_zero, near_one, -near_zero, -near_one])
    cosine = np.choose(q, [near_one, -near_zero, -near_one, near_zero])
    return sine, cosine


def centered_quantile32(p):
    y = fma32(-p, p, F4(1))
    ratio = poly32("numerator32", y) / poly32("denominator32", y)
    return fma32(p, constant("slope32"), (p * (p * p)) * ratio)


def quantile_of_center64(d):
    square = d * d
    y = fma64(-d, d, 0.25)
    ratio = poly64("center_numerator64", y) / poly64("center_denominator64", y)
    rest = fma64(square, ratio, constant("center_low64"))
    return fma64(d, constant("center_high64"), d * rest)


def quantile_of_tail64(p):
    r = np.sqrt(-2 * log64(np.maximum(p, 2.0**-1022)))
    near, far = r - 2.125, r - 6.375
    is_near = r <= 6.375
    above = np.where(is_near, poly64("tail_numerator64", near), poly64("far_numerator64", far))
    below = np.where(is_near, poly64("tail_denominator64", near), poly64("far_denominator64", far))
    return above / below - r
