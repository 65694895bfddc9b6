"""Prints the coefficients of ElementaryFunctions.h and ElementaryFunctions64.h in Sources/CKernels,
and the nodes of Truncation.c.

Each fit is a weighted least-squares fit at Chebyshev nodes in 60 digits, near the minimax one.
Coefficients are rounded to their format one after another, lowest first, and the rest is fitted again
after each, so that later coefficients make up for the rounding of earlier ones.
Needs mpmath. Usage: python3 Scripts/fit-polynomials.py
"""

import struct

from mpmath import mp, mpf

mp.dps = 60


def float32(value):
    return mpf(struct.unpack("f", struct.pack("f", float(value)))[0])


def float64(value):
    return mpf(float(value))


def chebyshev_nodes(low, high, count=120):
    middle, half = (mpf(low) + high) / 2, (mpf(high) - low) / 2
    return [middle + half * mp.cos(mp.pi * (2 * i + 1) / (2 * count)) for i in range(count)]


def least_squares(rows, right):
    """Solves the normal equations of a small system."""
    size = len(rows[0])
    matrix, vector = mp.matrix(size, size), mp.matrix(size, 1)
    for row, value in zip(rows, right):
        for i in range(size):
            vector[i] += row[i] * value
            for j in range(i, size):
                matrix[i, j] += row[i] * row[j]
    for i in range(size):
        for j in range(i):
            matrix[i, j] = matrix[j, i]
    return list(mp.lu_solve(matrix, vector))


def polynomial(coefficients, x):
    return mp.polyval(coefficients[::-1], x) if coefficients else mpf(0)


def show(name, coefficients, error, rounded):
    print(f"{name}: error 2^{float(mp.log(error, 2)):.2f}")
    for c in coefficients:
        if rounded is float32:
            print(f"  {float(c).hex().replace('0000000p', 'p')}f  // {mp.nstr(c, 9)}")
        else:
            print(f"  {float(c).hex()}  // {mp.nstr(c, 17)}")


def fit_polynomial(name, function, weight, nodes, degree, fixed=(), rounded=float32):
    """function(x) ~ sum c_i x^i, the error measured times weight(x)."""
    known = [rounded(c) for c in fixed]
    values = [function(x) for x in nodes]
    weights = [weight(x) for x in nodes]
    while len(known) <= degree:
        n = len(known)
        rows = [[w * x**i for i in range(n, degree + 1)] for x, w in zip(nodes, weights)]
        right = [w * (f - polynomial(known, x)) for x, w, f in zip(nodes, weights, values)]
        known.append(rounded(least_squares(rows, right)[0]))
    error = max(abs(w * (polynomial(known, x) - f)) for x, w, f in zip(nodes, weights, values))
    show(name, known, error, rounded)


def fit_rational(name, function, weight, nodes, above, below, rounded=float32):
    """function(x) ~ N(x) / D(x) with D(0) = 1, the error measured times weight(x)."""
    values = [function(x) for x in nodes]
    weights = [weight(x) for x in nodes]
    known_above, known_below = [], [mpf(1)]
    importance = [mpf(1)] * len(nodes)

    def solve(rounds):
        nonlocal importance
        denominators = [mpf(1)] * len(nodes)
        free_above = range(len(known_above), above + 1)
        free_below = range(len(known_below), below + 1)
        for _ in range(rounds):
            rows, right = [], []
            for x, f, v, d, s in zip(nodes, values, weights, denominators, importance):
                w = mp.sqrt(s) * v / d
                rows.append([w * x**i for i in free_above] + [-w * f * x**i for i in free_below])
                right.append(w * (f * polynomial(known_below, x) - polynomial(known_above, x)))
            solution = least_squares(rows, right)
            n = known_above + solution[: len(free_above)]
            d = known_below + solution[len(free_above):]
            denominators = [polynomial(d, x) for x in nodes]
            errors = [abs(v * (polynomial(n, x) / e - f))
                      for x, v, e, f in zip(nodes, weights, denominators, values)]
            if not known_above:  # Lawson's weights: towards the minimax fit
                total = sum(s * e for s, e in zip(importance, errors))
                importance = [s * e / total * len(nodes) for s, e in zip(importance, errors)]
        return n, d, max(errors)

    n, d, error = solve(24)
    print(f"{name}: unrounded error 2^{float(mp.log(error, 2)):.2f}")
    for i in range(max(above, below) + 1):
        if i <= above:
            known_above.append(rounded(n[i]))
        if 0 < i <= below:
            known_below.append(rounded(d[i]))
        if len(known_above) <= above or len(known_below) <= below:
            n, d, error = solve(4)
    error = max(abs(v * (polynomial(known_above, x) / polynomial(known_below, x) - f))
                for x, v, f in zip(nodes, weights, values))
    show(name + ", above", known_above, error, rounded)
    show(name + ", below", known_below, error, rounded)


def normal_tail(a):
    """(1 - Phi(a)) exp(a^2 / 2)"""
    return mp.erfc(a / mp.sqrt(2)) / 2 * mp.exp(a * a / 2)


def centered_quantile(p):
    """The z with P(|N(0, 1)| < z) = p"""
    return mp.sqrt(2) * mp.erfinv(p)


def tail_quantile(r):
    """The z > 0 with P(N(0, 1) > z) = e^(-r^2 / 2)"""
    z = r - (mp.log(2 * mp.pi) / 2 + mp.log(r)) / r
    for _ in range(60):
        upper = mp.erfc(z / mp.sqrt(2)) / 2
        step = (mp.log(upper) + r * r / 2) * upper * mp.sqrt(2 * mp.pi) * mp.exp(z * z / 2)
        z += step
        if abs(step) < mpf(10) ** -50:
            break
    return z


def fit_float64():
    half_log2 = mp.log(2) / 2 * mpf("1.0001")
    fit_polynomial("exp64: (e^r - 1 - r) / r^2", lambda r: (mp.expm1(r) - r) / r**2,
                   lambda r: r**2 / mp.exp(r), chebyshev_nodes(-half_log2, half_log2), 10,
                   rounded=float64)
    end = ((mp.sqrt(2) - 1) / (mp.sqrt(2) + 1)) ** 2 * mpf("1.0001")
    fit_polynomial("log64: (log((1 + s) / (1 - s)) / s - 2) / s^2, in s^2",
                   lambda z: (2 * mp.atanh(mp.sqrt(z)) / mp.sqrt(z) - 2) / z,
                   lambda z: z / 2, chebyshev_nodes(0, end), 6, rounded=float64)
    squares = chebyshev_nodes(0, mpf(1) / 16)
    pi_high = float64(mp.pi)
    fit_polynomial("sin pi 64: sin(pi f) / f - pi_high, in f^2",
                   lambda s: mp.sin(mp.pi * mp.sqrt(s)) / mp.sqrt(s) - pi_high,
                   lambda s: mp.sqrt(s) / mp.sin(mp.pi * mp.sqrt(s)), squares, 7, rounded=float64)
    fit_polynomial("cos pi 64: (cos(pi f) - 1) / f^2, in f^2",
                   lambda s: (mp.cos(mp.pi * mp.sqrt(s)) - 1) / s,
                   lambda s: s / mp.cos(mp.pi * mp.sqrt(s)), squares, 7, rounded=float64)
    slope = float64(mp.sqrt(2 * mp.pi))
    rest = float64(mp.sqrt(2 * mp.pi) - slope)
    print(f"quantile64: slope at the centre {float(slope).hex()} + {float(rest).hex()}")

    def excess(y):
        d = mp.sqrt(mpf("0.25") - y)
        return (centered_quantile(2 * d) / d - slope - rest) / (d * d)

    fit_rational("quantile64, centre: (z / d - slope) / d^2, in 1/4 - d^2", excess,
                 lambda y: (mpf("0.25") - y) / (slope + (mpf("0.25") - y) * excess(y)),
                 chebyshev_nodes(mpf("0.0899"), mpf("0.25") - mpf("1e-8")), 7, 7, rounded=float64)
    for name, low, high in [("near", "2.125", "6.375"), ("far", "6.375", "37.75")]:
        nodes = chebyshev_nodes(mpf(low), mpf(high))
        fit_rational(f"quantile64, {name} tail: r - |z|, in r - {low}",
                     lambda x: x + mpf(low) - tail_quantile(x + mpf(low)),
                     lambda x: 1 / tail_quantile(x + mpf(low)), [r - mpf(low) for r in nodes],
                     7, 7, rounded=float64)
    quarter = (mp.pi / 4) ** 2 * mpf("1.0001")
    fit_polynomial("sin for float32: (sin(r) / r - 1) / r^2, in r^2",
                   lambda s: (mp.sin(mp.sqrt(s)) / mp.sqrt(s) - 1) / s,
                   lambda s: s * mp.sqrt(s) / mp.sin(mp.sqrt(s)), chebyshev_nodes(0, quarter), 3,
                   rounded=float64)
    fit_polynomial("cos for float32: (cos(r) - 1) / r^2, in r^2",
                   lambda s: (mp.cos(mp.sqrt(s)) - 1) / s,
                   lambda s: s / mp.cos(mp.sqrt(s)), chebyshev_nodes(0, quarter), 3,
                   rounded=float64)
    legendre = mp.polyroots(mp.taylor(lambda x: mp.legendre(16, x), 0, 16)[::-1], maxsteps=200,
                            extraprec=200)
    print("Gauss-Legendre, 16 nodes on (-1, 1): positive nodes, weights")
    for x in sorted(mp.re(x) for x in legendre if mp.re(x) > 0):
        slope_there = 16 * mp.legendre(15, x) / (1 - x * x)
        print(f"  {float(x).hex()}, {float(2 / ((1 - x * x) * slope_there**2)).hex()}")


def main():
    fit_float64()
    half_log2 = mp.log(2) / 2 * mpf("1.0001")
    fit_polynomial("exp: (e^r - 1 - r) / r^2", lambda r: (mp.expm1(r) - r) / r**2,
                   lambda r: r**2 / mp.expm1(r), chebyshev_nodes(-half_log2, half_log2), 5)
    fit_polynomial("log: (log(1 + f) - f) / f^2", lambda f: (mp.log1p(f) - f) / f**2,
                   lambda f: f**2 / mp.log1p(f), chebyshev_nodes(-0.25, 0.5), 8)
    squares = chebyshev_nodes(0, mpf(1) / 16)
    pi_high = float32(mp.pi)
    fit_polynomial("sin pi: sin(pi f) / f - pi_high, in f^2",
                   lambda s: mp.sin(mp.pi * mp.sqrt(s)) / mp.sqrt(s) - pi_high,
                   lambda s: mp.sqrt(s) / mp.sin(mp.pi * mp.sqrt(s)), squares, 3)
    fit_polynomial("cos pi: (cos(pi f) - 1) / f^2, in f^2",
                   lambda s: (mp.cos(mp.pi * mp.sqrt(s)) - 1) / s,
                   lambda s: s / mp.cos(mp.pi * mp.sqrt(s)), squares, 3)
    fit_polynomial("tanh: (tanh(x) / x - 1) / x^2, in x^2",
                   lambda s: (mp.tanh(mp.sqrt(s)) / mp.sqrt(s) - 1) / s,
                   lambda s: s * mp.sqrt(s) / mp.tanh(mp.sqrt(s)),
                   chebyshev_nodes(0, mpf("0.625") ** 2), 4)
    # a from 0 to 15.1 (the tail underflows at 14.2) as u = (a - 4) / (a + 4).
    def scaled_tail(u):
        a = 4 * (1 + u) / (1 - u)
        return normal_tail(a) * (a + mpf("0.8125"))

    fit_polynomial("normal tail times (a + 0.8125), in (a - 4) / (a + 4)", scaled_tail,
                   lambda u: 1 / scaled_tail(u), chebyshev_nodes(-1, mpf("0.58")), 10)
    fit_polynomial("erf: erf(x) / x - 1, in x^2", lambda s: mp.erf(mp.sqrt(s)) / mp.sqrt(s) - 1,
                   lambda s: mp.sqrt(s) / mp.erf(mp.sqrt(s)), chebyshev_nodes(0, 1), 6)
    # 1 - p^2 for p up to erf(3 / sqrt 2), and a little more.
    start = float32(mp.sqrt(mp.pi / 2))
    print(f"centered quantile: slope at 0 {float(start).hex()}f")

    def excess(y):
        p = mp.sqrt(1 - y)
        return (centered_quantile(p) / p - start) / (1 - y)

    nodes = [mp.exp(t) for t in chebyshev_nodes(mp.log(mpf("0.0053")), mpf("-1e-6"))]
    fit_rational("centered quantile: (z / p - slope) / p^2, in 1 - p^2", excess,
                 lambda y: (1 - y) / (start + (1 - y) * excess(y)), nodes, 7, 7)


if __name__ == "__main__":
    main()
