"""Fixed points of length maps and critical points, by root finding in mpmath.

Makes `edge.json`.
Run: python3 Tests/Golden/edge.py
Needs: CPython 3.11, mpmath 1.3.0. Functions and integrals are those of gains.py.

q' = w E f^2 + b for weight variance w and bias variance b, chi = w E f'^2, alpha = dq'/dq.
- critical: q = q' and chi = 1 for given b, solved in log q with w = 1 / E f'^2.
- stabilityChanges: chi = 1 and alpha = 1, solved in log q; then w and b.
- fixedPoints: q = q' for given w and b.
Roots are found by the secant method, with 20 digits.
- lengths: q after so many layers of w = 1, b = 0, f = tanh from q = 1.
- correlations: E f(u1) f(u2) for unit variances and correlation c, from closed forms: relu by
  Cho and Saul 2009, erf by Williams 1997, sin and exponential from the normal law's transform,
  hardshrink from the mean of u2 beyond its threshold given u1, integrated numerically.

Second routes, at each run: the rule with twice the nodes at every solution, and q = 4 b for
reluSquared, w = 1 + q - b for sin and cos, w = e^-2 (b = 0) for exponential.
"""

import golden

import mpmath
from mpmath import mp, mpf

import gains

mp.dps = 20


def parts(name, q, degree=4):
    v = gains.moments(name, q, degree)
    return v[1], v[3], v[5] / (2 * q)  # E f^2, E f'^2, d E f^2 / dq


def root(excess, guess):
    """The secant method in log q; the caller checks what it wanted of q."""
    def f(t):
        return excess(mp.exp(t))
    t, u = mp.log(guess), mp.log(guess) + mpf("0.01")
    f_t, f_u = f(t), f(u)
    for _ in range(40):
        if f_u == 0 or abs(u - t) < mpf(10) ** -17:
            break
        t, f_t, u = u, f_u, u - f_u * (u - t) / (f_u - f_t)
        f_u = f(u)
    return mp.exp(u)


def solve(name, b, guess):
    b = mpf(b)

    def excess(q):
        f2, d2, _ = parts(name, q)
        return (f2 / d2 + b) / q - 1
    q = root(excess, mpf(guess))
    f2, d2, rate = parts(name, q, 5)
    w = 1 / d2
    assert abs(w * f2 + b - q) < mpf(10) ** -13 * q, name
    return q, w, w * rate


CRITICAL = {
    "0": {"sigmoid": 45, "hardSigmoid": 47, "hardSigmoidONNX": 33, "cos": 1.2,
          "exponential": 1.1},
    "0.05": {
        "tanh": 0.5, "lecunTanh": 0.8, "erf": 0.5, "sin": 0.5, "atan": 0.6, "asinh": 1.1,
        "softsign": 0.4, "hardTanh": 0.4, "elu": 1.2, "celu:2": 2, "selu": 0.8, "relu6": 5.5,
        "gelu": 0.7, "geluTanh": 0.7, "quickGELU": 0.8, "silu": 0.8, "mish": 0.9,
        "hardSwish": 0.8, "tanhshrink": 0.12, "softshrink": 0.07, "reluSquared": 0.21,
        "exponential": 1, "cos": 1.2, "sigmoid": 45, "hardSigmoid": 47, "hardSigmoidONNX": 33},
    "2.01e-5": {"tanh": 0.026},
    "0.01": {"tanh": 0.27},
    "0.1": {"tanh": 0.8},
    "4.651333266064e-6": {"tanh": 0.0156},
}
CHANGES = {"gelu": 3.5, "silu": 14, "quickGELU": 5, "mish": 1.7, "hardSwish": 4.8}
FIXED = [
    ("tanh", mpf(25) / 9, 0, 1.2), ("selu", mpf(9) / 16, 0, 0.02), ("selu", 1, 0, 1.1),
    ("sigmoid", 1, 0, 0.26), ("sin", 2, 0, 0.8), ("lecunTanh", 1, 0, 0.4),
    ("tanh", mpf("1.21"), 0, 0.11), ("tanh", mpf("1.69"), 0, 0.4), ("tanh", mpf("2.25"), 0, 0.8),
    ("tanh", 4, 0, 2.1),
    ("gelu", mpf("2.302519511693"), mpf("0.05"), 0.186),
    ("silu", mpf("2.728611526337"), mpf("0.05"), 0.228),
    ("mish", mpf("2.104797535847"), mpf("0.05"), 0.48),
    ("hardSwish", mpf("2.974340585419"), mpf("0.05"), 0.26),
    ("quickGELU", mpf("2.296126029977"), mpf("0.05"), 0.193),
]


def critical():
    for b, functions in CRITICAL.items():
        for name, guess in functions.items():
            q, w, alpha = solve(name, b, guess)
            if name == "reluSquared":
                assert abs(q - 4 * mpf(b)) < mpf(10) ** -14
            if name in ("sin", "cos"):
                assert abs(w - (1 + q - mpf(b))) < mpf(10) ** -14
            if name == "exponential" and b == "0":
                assert abs(w - mp.exp(-2)) < mpf(10) ** -14
            yield {"function": name, "biasVariance": float(b), "variance": float(q),
                   "weightVariance": float(w), "alpha": float(alpha)}


def changes():
    for name, guess in CHANGES.items():
        def excess(q):
            _, d2, rate = parts(name, q)
            return rate / d2 - 1
        q = root(excess, mpf(guess))
        f2, d2, rate = parts(name, q, 5)
        assert abs(rate / d2 - 1) < mpf(10) ** -12
        yield {"function": name, "variance": float(q), "weightVariance": float(1 / d2),
               "biasVariance": float(q - f2 / d2)}


def fixed():
    for name, w, b, guess in FIXED:
        def excess(q):
            return (w * parts(name, q)[0] + b) / q - 1
        q = root(excess, mpf(guess))
        f2, d2, rate = parts(name, q, 5)
        assert abs(w * f2 + b - q) < mpf(10) ** -12 * q
        yield {"function": name, "weightVariance": float(w), "biasVariance": float(b),
               "variance": float(q), "chi": float(w * d2), "alpha": float(w * rate)}


def tanh_square(q, degree):
    s = mp.sqrt(q)
    half = [z for z in gains.panels([], q) if z >= 0]
    return 2 * gains.integrate(lambda z: [mp.tanh(s * z) ** 2], half, degree)[0]


def lengths():
    q = mpf(1)
    for layer in range(1, 1001):
        before, q = q, tanh_square(q, 3)
        if layer in (1, 2, 5, 10, 20, 50, 100, 1000):
            assert abs(tanh_square(before, 4) / q - 1) < mpf(10) ** -15
            yield {"layers": layer, "variance": float(q)}


def hardshrink_correlation(c, t=mpf("0.5")):
    # 2 E[(u1, u2 > t) u1 u2] + 2 E[(u1 > t, u2 < -t) u1 u2], the second after u1.
    s = mp.sqrt(1 - c * c)

    def inner(z):
        m = c * z
        upper = m * gains.Phi((m - t) / s) + s * gains.phi((m - t) / s)
        lower = m * gains.Phi((-t - m) / s) - s * gains.phi((-t - m) / s)
        return z * gains.phi(z) * (upper + lower)
    points = sorted({t, *(x for x in (t / c + k * s for k in range(-8, 9)) if x > t), mpf(12)})
    return 2 * mp.quad(inner, points)


def correlations():
    mp.dps = 30
    for text in ("-1", "-0.999999", "-0.7", "0", "0.3", "0.9", "0.999", "0.999999999", "1"):
        c = mpf(text)
        angle = mp.acos(c)
        values = {
            "relu": (mp.sin(angle) + (mp.pi - angle) * c) / (2 * mp.pi),
            "erf": 2 / mp.pi * mp.asin(2 * c / 3),
            "sin": mp.exp(-1) * mp.sinh(c),
            "exponential": mp.exp(1 + c),
            "abs": 2 / mp.pi * (mp.sqrt(1 - c * c) + c * mp.asin(c)),
            "square": 1 + 2 * c * c,
        }
        slopes = {
            "relu": (mp.pi - angle) / (2 * mp.pi),
            "erf": 4 / mp.pi / mp.sqrt(9 - 4 * c * c),
            "sin": mp.exp(-1) * mp.cosh(c),
            "exponential": mp.exp(1 + c),
            "abs": 2 / mp.pi * mp.asin(c),
            "square": 4 * c,
        }
        if 0 < c < 1:
            values["hardshrink"] = hardshrink_correlation(c)
        for name, value in values.items():
            slope = slopes.get(name)
            yield {"function": name, "correlation": float(c), "product": float(value),
                   "slope": None if slope is None else float(slope)}


if __name__ == "__main__":
    tables = {
        "critical": list(critical()), "stabilityChanges": list(changes()),
        "fixedPoints": list(fixed()), "lengths": list(lengths()),
        "correlations": list(correlations()),
    }
    golden.write("edge.json", {
        "about": "Fixed points of length maps and critical points; see the head of edge.py.",
        "madeBy": "Tests/Golden/edge.py",
        "oracle": golden.oracle(mpmath),
    }, tables)
