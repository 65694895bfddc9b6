"""Moments and gains of activations under a normal law, by mpmath with 34 digits.

Makes `gains.json`.
Run: python3 Tests/Golden/gains.py
Needs: CPython 3.11, mpmath 1.3.0.

For x of mean 0 and variance q: mean E f, secondMoment E f^2, slopeMean E f', slopeSecondMoment
E f'^2 (the derivative almost everywhere), alpha = q (d/dq E f^2) / E f^2. A null is a number
beyond 1e300. Each function is written here from its definition.

Integrals are composite Gauss-Legendre sums, split at kinks and graded around the origin.
Second routes, at each run: twice the number of nodes; alpha from E f f' x plus what each jump
adds against Stein's E (z^2 - 1) f^2 / 2; E f' plus jumps against Stein's E z f / sqrt q; the closed
forms of relu, leakyReLU, celu, gelu, erf, sin, hardTanh, reluSquared and exponential.
"""

import golden

import functools

import mpmath
from mpmath import mp, mpf

mp.dps = 34
one = mpf(1)


def logistic(x):
    return 1 / (1 + mp.exp(-x))


def clip(x, low, high):
    return min(max(x, low), high)


def Phi(x):
    return mp.erfc(-x / mp.sqrt(2)) / 2


def phi(x):
    return mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)


def leaky(a):
    a = mpf(a)
    return (lambda x: x if x > 0 else a * x, lambda x: one if x > 0 else a, [0])


def celu(a):
    a = mpf(a)
    return (lambda x: x if x > 0 else a * mp.expm1(x / a),
            lambda x: one if x > 0 else mp.exp(x / a), [0])


def elu(a):
    a = mpf(a)
    return (lambda x: x if x > 0 else a * mp.expm1(x),
            lambda x: one if x > 0 else a * mp.exp(x), [0])


SELU_ALPHA = -mp.sqrt(2 / mp.pi) / (mp.erfc(1 / mp.sqrt(2)) * mp.exp(one / 2) - 1)


def selu_scale():
    # lambda^2 E g^2 = 1 for g = elu(alpha), from the moments of exp on the negative half line.
    a = SELU_ALPHA
    half = mp.exp(2) * Phi(-2) - 2 * mp.exp(one / 2) * Phi(-1) + one / 2
    return 1 / mp.sqrt(one / 2 + a * a * half)


SELU_LAMBDA = selu_scale()


def selu():
    f, d, kinks = elu(SELU_ALPHA)
    return (lambda x: SELU_LAMBDA * f(x), lambda x: SELU_LAMBDA * d(x), kinks)


def gelu_tanh():
    c, k = mp.sqrt(2 / mp.pi), mpf("0.044715")

    def slope(x):
        t = mp.tanh(c * (x + k * x ** 3))
        return (1 + t) / 2 + x / 2 * (1 - t * t) * c * (1 + 3 * k * x * x)
    return (lambda x: x / 2 * (1 + mp.tanh(c * (x + k * x ** 3))), slope, [])


def swish(b):
    b = mpf(b)
    return (lambda x: x * logistic(b * x),
            lambda x: logistic(b * x) * (1 + b * x * logistic(-b * x)), [])


def mish():
    def slope(x):
        t = mp.tanh(mp.log1p(mp.exp(x)))
        return t + x * (1 - t * t) * logistic(x)
    return (lambda x: x * mp.tanh(mp.log1p(mp.exp(x))), slope, [])


def ramp(scale, shift):
    s, b = mpf(scale), mpf(shift)
    return (lambda x: clip(s * x + b, 0, 1),
            lambda x: s if 0 < s * x + b < 1 else mpf(0), [-b / s, (1 - b) / s])


def hard_swish():
    return (lambda x: x * clip(x / 6 + one / 2, 0, 1),
            lambda x: mpf(0) if x < -3 else (one if x > 3 else x / 3 + one / 2), [-3, 3])


def hardshrink(c):
    c = mpf(c)
    return (lambda x: x if abs(x) > c else mpf(0),
            lambda x: one if abs(x) > c else mpf(0), [-c, c])


def softshrink(c):
    c = mpf(c)
    return (lambda x: x - c if x > c else (x + c if x < -c else mpf(0)),
            lambda x: one if abs(x) > c else mpf(0), [-c, c])


def squareplus(b):
    b = mpf(b)
    return (lambda x: (x + mp.sqrt(x * x + b)) / 2, lambda x: (1 + x / mp.sqrt(x * x + b)) / 2, [])


def lecun():
    a, s = mpf("1.7159"), mpf(2) / 3
    return (lambda x: a * mp.tanh(s * x), lambda x: a * s * mp.sech(s * x) ** 2, [])


# How the package spells it: function, derivative, kinks, and {kink: (value below, value above)}.
FUNCTIONS = {
    "identity": (lambda x: x, lambda x: one, []),
    "relu": leaky(0),
    "leakyReLU": leaky("0.01"),
    "leakyReLU:0.2": leaky("0.2"),
    "prelu": leaky("0.25"),
    "rrelu": leaky(mpf(11) / 48),
    "elu": elu(1),
    "elu:0.5": elu("0.5"),
    "celu": celu(1),
    "celu:2": celu(2),
    "selu": selu(),
    "gelu": (lambda x: x * Phi(x), lambda x: Phi(x) + x * phi(x), []),
    "geluTanh": gelu_tanh(),
    "quickGELU": swish("1.702"),
    "silu": swish(1),
    "mish": mish(),
    "softplus": (lambda x: mp.log1p(mp.exp(x)), logistic, []),
    "softsign": (lambda x: x / (1 + abs(x)), lambda x: 1 / (1 + abs(x)) ** 2, [0]),
    "tanh": (mp.tanh, lambda x: mp.sech(x) ** 2, []),
    "lecunTanh": lecun(),
    "sigmoid": (logistic, lambda x: logistic(x) * logistic(-x), []),
    "hardSigmoid": ramp(one / 6, one / 2),
    "hardSigmoidONNX": ramp("0.2", "0.5"),
    "hardTanh": (lambda x: clip(x, -1, 1), lambda x: one if abs(x) < 1 else mpf(0), [-1, 1]),
    "hardSwish": hard_swish(),
    "relu6": (lambda x: clip(x, 0, 6), lambda x: one if 0 < x < 6 else mpf(0), [0, 6]),
    "erf": (mp.erf, lambda x: 2 / mp.sqrt(mp.pi) * mp.exp(-x * x), []),
    "sin": (mp.sin, mp.cos, []),
    "cos": (mp.cos, lambda x: -mp.sin(x), []),
    "atan": (mp.atan, lambda x: 1 / (1 + x * x), []),
    "asinh": (mp.asinh, lambda x: 1 / mp.sqrt(1 + x * x), []),
    "logSigmoid": (lambda x: -mp.log1p(mp.exp(-x)), lambda x: logistic(-x), []),
    "tanhshrink": (lambda x: x - mp.tanh(x), lambda x: mp.tanh(x) ** 2, []),
    "softshrink": softshrink("0.5"),
    "hardshrink": hardshrink("0.5"),
    "reluSquared": (lambda x: x * x if x > 0 else mpf(0), lambda x: 2 * x if x > 0 else mpf(0),
                    [0]),
    "thresholdedReLU": (lambda x: x if x > 1 else mpf(0), lambda x: one if x > 1 else mpf(0), [1]),
    "squareplus": squareplus(4),
    "exponential": (mp.exp, mp.exp, []),
    "abs": (abs, lambda x: mp.sign(x), [0]),
    "square": (lambda x: x * x, lambda x: 2 * x, []),
}
JUMPS = {
    "hardshrink": {mpf("-0.5"): (mpf("-0.5"), 0), mpf("0.5"): (0, mpf("0.5"))},
    "thresholdedReLU": {one: (0, one)},
}
VARIANCES = ["1e-12", "1e-3", "1", "50", "1e8"]
RULE = mpmath.calculus.quadrature.GaussLegendre(mp)


@functools.cache
def rule(degree, precision):
    return RULE.calc_nodes(degree, precision)


def panels(kinks, q, extra=0):
    """Ends of panels in z: kinks, and steps that double away from 0 from a third of f's scale."""
    s = mp.sqrt(q)
    step, at, half = min(one / 3 / s, one / 2), mpf(0), []
    # A function may be 0 up to a kink: what counts starts there. Beyond 40 it is below 1e-300.
    extra += max((abs(k) / s for k in kinks if abs(k) < 40 * s), default=0)
    while at < 16 + extra:
        at, step = at + step, min(2 * step, one / 2)
        half.append(at)
    ends = [-a for a in half] + [mpf(0)] + half + [k / s for k in kinks]
    return sorted({e for e in ends if abs(e) <= half[-1]})


def integrate(g, ends, degree=4):
    """E of the vector g(z) under the standard normal law."""
    total = None
    nodes = rule(degree, mp.prec)
    for a, b in zip(ends, ends[1:]):
        c, h = (a + b) / 2, (b - a) / 2
        for x, w in nodes:
            z = c + h * x
            part = [h * w * phi(z) * v for v in g(z)]
            total = part if total is None else [t + p for t, p in zip(total, part)]
    return total


def moments(name, q, degree=4):
    """E f, E f^2, E f', E f'^2, E f f' x, E (z^2 - 1) f^2, E z f."""
    f, d, kinks = FUNCTIONS[name]
    q = mpf(q)
    s = mp.sqrt(q)

    def g(z):
        v, w = f(s * z), d(s * z)
        return [v, v * v, w, w * w, v * w * s * z, (z * z - 1) * v * v, z * v]
    return integrate(g, panels(kinks, q, 2 * s if name == "exponential" else 0), degree)


def case(name, variance):
    q = mpf(variance)
    if name in ("sin", "cos") and q > 1000:
        sine, damp = (1 - mp.exp(-2 * q)) / 2, mp.exp(-q / 2)
        cosine = 1 - sine
        v = [0, sine, damp, cosine] if name == "sin" else [damp, cosine, 0, sine]
        a = q * mp.exp(-2 * q) / sine
        return v, a
    if name == "exponential" and q > 100:
        return None
    v, fine = moments(name, q), moments(name, q, 5)
    size = [max(abs(x), mpf(10) ** -30) for x in fine]
    assert all(abs(a - b) < mpf(10) ** -19 * (c if i in (1, 3) else max(c, 1))
               for i, (a, b, c) in enumerate(zip(v, fine, size))), (name, variance, v, fine)
    v = fine
    s = mp.sqrt(q)
    jumps = JUMPS.get(name, {})
    weight = {k: phi(k / s) / s for k in jumps}
    slope = v[4] + sum(k * (b * b - a * a) / 2 * weight[k] for k, (a, b) in jumps.items())
    assert abs(slope - v[5] / 2) < mpf(10) ** -20 * max(1, abs(slope)), (name, variance)
    mean = v[2] + sum((b - a) * weight[k] for k, (a, b) in jumps.items())
    assert abs(mean - v[6] / s) < mpf(10) ** -20 * max(1, abs(mean)), (name, variance)
    alpha = slope / v[1] if v[1] > mpf(10) ** -300 else None
    return v[:4], alpha


def check_closed_forms():
    r, pi = mp.sqrt, mp.pi

    def same(name, q, index, value):
        found = moments(name, q)[index]
        assert abs(found - value) < mpf(10) ** -24 * max(1, abs(value)), (name, index, found, value)
    same("relu", 1, 0, 1 / r(2 * pi))
    same("leakyReLU:0.2", 1, 1, (1 + mpf("0.2") ** 2) / 2)
    for name, a in (("celu", one), ("celu:2", mpf(2))):
        t = 1 / a
        e1, e2 = mp.exp(t * t / 2) * Phi(-t), mp.exp(2 * t * t) * Phi(-2 * t)
        same(name, 1, 0, 1 / r(2 * pi) + a * (e1 - one / 2))
        same(name, 1, 1, one / 2 + a * a * (e2 - 2 * e1 + one / 2))
        same(name, 1, 3, one / 2 + e2)
    same("gelu", 1, 0, 1 / (2 * r(pi)))
    same("gelu", 1, 1, one / 3 + 1 / (2 * pi * r(3)))
    same("gelu", 1, 3, one / 3 + 2 / (3 * pi * r(3)))
    for q in (mpf("0.001"), one, mpf(50)):
        same("erf", q, 1, 2 / pi * mp.asin(2 * q / (1 + 2 * q)))
        same("erf", q, 3, 4 / pi / r(1 + 4 * q))
        same("sin", q, 1, (1 - mp.exp(-2 * q)) / 2)
        same("exponential", q, 1, mp.exp(2 * q))
    same("hardTanh", 1, 1, 1 - 2 * phi(1))
    tail = mp.erfc(mpf("0.5") / mp.sqrt(mpf("0.002")))  # 2.6e-56
    assert abs(moments("softshrink", "0.001")[3] / tail - 1) < mpf(10) ** -20
    same("reluSquared", 1, 1, mpf(3) / 2)


def number(x):
    return None if x is None else float(x)


if __name__ == "__main__":
    check_closed_forms()
    cases = []
    for name in FUNCTIONS:
        for variance in VARIANCES:
            found = case(name, variance)
            if found is None:
                continue
            v, alpha = found
            cases.append({
                "function": name, "variance": float(variance), "mean": number(v[0]),
                "secondMoment": number(v[1]), "slopeMean": number(v[2]),
                "slopeSecondMoment": number(v[3]), "alpha": number(alpha)})
    golden.write("gains.json", {
        "about": "Moments of activations of a normal variable; see the head of gains.py.",
        "madeBy": "Tests/Golden/gains.py",
        "oracle": golden.oracle(mpmath),
    }, {"moments": cases})
