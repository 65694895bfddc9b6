"""Fused multiply-adds, a b + c rounded once, of arrays of float32 or float64.

Both follow S. Boldo, G. Melquiond, IEEE Transactions on Computers 57 (2008), 462-471: the last
addition but one is rounded to odd, so that the last one rounds as if nothing had been rounded
before. `check` holds them to exact rational arithmetic.
"""

from fractions import Fraction

import numpy as np

F4, F8 = np.float32, np.float64
SPLITTER = F8(2**27 + 1)
# Products outside may lose their lower half to underflow or overflow.
SAFE_LEAST, SAFE_MOST = 2.0**-900, 2.0**900


def two_sum(a, b):
    """a + b rounded, and its exact error."""
    total = a + b
    part = total - a
    return total, (a - (total - part)) + (b - part)


def odd_sum(a, b):
    """a + b; where it is inexact, the neighbour whose last bit is odd."""
    total, error = two_sum(a, b)
    bits = np.asarray(total).view(np.int64)
    step = np.where((error > 0) == (total > 0), 1, -1)
    return np.where((error != 0) & (bits & 1 == 0), bits + step, bits).view(F8)


def fma32(a, b, c):
    """float32(a b + c): the product of two float32 is exact in float64."""
    product = np.asarray(a, F4).astype(F8) * np.asarray(b, F4).astype(F8)
    return odd_sum(product, np.asarray(c, F4).astype(F8)).astype(F4)


def split(a):
    """The upper and the lower half of a float64, 26 bits each."""
    large = SPLITTER * a
    upper = large - (large - a)
    return upper, a - upper


def two_product(a, b):
    """a b rounded, and its exact error (T. Dekker, Numerische Mathematik 18 (1971), 224-242)."""
    product = a * b
    (a1, a2), (b1, b2) = split(a), split(b)
    return product, ((a1 * b1 - product) + a1 * b2 + a2 * b1) + a2 * b2


def exact64(a, b, c):
    """float64(a b + c) of three finite numbers by rational arithmetic."""
    exact = Fraction(float(a)) * Fraction(float(b)) + Fraction(float(c))
    return float(exact) if exact else float(a) * float(b) + float(c)


def fma64(a, b, c):
    """float64(a b + c)."""
    a, b, c = np.broadcast_arrays(*(np.asarray(x, F8) for x in (a, b, c)))
    with np.errstate(all="ignore"):
        product, product_error = two_product(a, b)
        low, low_error = two_sum(c, product_error)
        high, high_error = two_sum(product, low)
        made = high + odd_sum(low_error, high_error)
        is_zero = (a == 0) | (b == 0)
        made = np.where(is_zero, product + c, made)
        size = np.minimum(np.abs(product), np.where(made == 0, 1, np.abs(made)))
        most = np.maximum(np.maximum(np.abs(a), np.abs(b)), np.maximum(np.abs(product), np.abs(c)))
        unsafe = ~is_zero & ~((size > SAFE_LEAST) & (most < SAFE_MOST))
    for place in np.argwhere(unsafe):
        place = tuple(place)
        made[place] = exact64(a[place], b[place], c[place])
    return made


def polynomial(fma, coefficients, x):
    """Horner's rule, the highest power first."""
    p = np.broadcast_to(coefficients[0], np.shape(x))
    for coefficient in coefficients[1:]:
        p = fma(p, x, coefficient)
    return p


def check(count=20_000):
    """Compares both with rational arithmetic, at random and where two roundings would go wrong."""
    made = np.random.default_rng(1).spawn(2)
    for bits, kind, fma, random in ((24, F4, fma32, made[0]), (53, F8, fma64, made[1])):
        a, b, c = random.standard_normal((3, count)).astype(kind)
        c *= kind(2) ** random.integers(-70, 70, count).astype(kind)
        c[: count // 4] = -(a * b)[: count // 4]  # what is left is the error of the product
        ulp = kind(2.0 ** (1 - bits))
        small = kind(2.0 ** -(bits // 2))
        # Halfway between two numbers but for a tiny rest, of either sign.
        a = np.append(a, [small, small * (1 + ulp), -small * (1 + ulp), 1 + ulp, 0, 1])
        b = np.append(b, [small, small * (1 - ulp), small * (1 - ulp), ulp / 2 * (1 - ulp), 1, 1])
        c = np.append(c, [1, 1 + ulp, -1 - ulp, 1 + ulp, 3, -1])
        if kind is F8:
            a = np.append(a, [2.0**-1000, 3e-308, 1e-200])
            b = np.append(b, [2.0**-50 * (1 + ulp), 0.3, 1e-110])
            c = np.append(c, [0, 1e-310, 1e-308])
        for x, y, z, found in zip(a, b, c, fma(a, b, c), strict=True):
            exact = Fraction(float(x)) * Fraction(float(y)) + Fraction(float(z))
            distance = abs(Fraction(float(found)) - exact)
            for side in (np.inf, -np.inf):
                other = abs(Fraction(float(np.nextafter(found, kind(side)))) - exact)
                is_even = int(found.view(f"u{found.itemsize}")) & 1 == 0
                assert distance < other or (distance == other and is_even), (x, y, z, found)
