"""Variances and scales of the initializers at unequal fans, by an independent route.

Makes `initializers.json`.
Run: python3 Tests/Golden/initializers.py
Needs: CPython 3.11, mpmath 1.3.0, NumPy 2.4.6 (float32 rounding only).

A variance is found as the one that makes its author's condition hold, in fractions; a scale is
found by solving, with 40 digits, "the integral of x^2 under this density is that variance":

- Glorot: the mean of fanIn v = 1 and fanOut v = 1, that is (fanIn + fanOut) / 2 v = 1.
- He: half the inputs are zero, fanIn v / 2 = 1.  LeCun: fanIn v = 1.
- standardUniform: bound 1 / sqrt(fanIn), hence fanIn v = 1/3.

`standardDeviation` is of the weights as drawn. `bound` is where the law ends; a normal law has
none. `parentDeviation` is the deviation of the normal law before it is cut at twice that
deviation (for a normal law, its own). `boundBits` and `parentDeviationBits` are the exact values
rounded once to float32.

`facts` are numbers quoted elsewhere, to 20 significant digits, as text.
"""

import golden

from fractions import Fraction

import mpmath
import numpy as np

mpmath.mp.dps = 40

FANS = [(35, 99), (99, 35), (784, 128), (1, 1), (1000, 3), (3, 1000), (4608, 512)]

CONDITIONS = {
    "glorot": lambda fan_in, fan_out: 1 / ((Fraction(fan_in) + Fraction(fan_out)) / 2),
    "he": lambda fan_in, fan_out: 1 / (Fraction(fan_in) / 2),
    "lecun": lambda fan_in, fan_out: 1 / Fraction(fan_in),
}


def density(x):
    return mpmath.exp(-x * x / 2) / mpmath.sqrt(2 * mpmath.pi)


def truncated_deviation(cut):
    """The deviation of a unit normal cut at +-cut, by quadrature of the density."""
    points = mpmath.linspace(-cut, cut, 9)
    mass = mpmath.quad(density, points)
    return mpmath.sqrt(mpmath.quad(lambda x: x * x * density(x), points) / mass)


def uniform_bound(variance):
    """The root of: the mean of x^2 over (-a, a) is the variance."""

    def square(a):
        return mpmath.quad(lambda x: x * x / (2 * a), [-a, 0, a])

    return mpmath.findroot(lambda a: square(a) / variance - 1, mpmath.sqrt(variance))


def nearest_float32(value):
    """The float32 nearest to an exact value, as bits: no float64 in between."""
    guess = np.float32(float(value))
    near = [np.nextafter(guess, np.float32(0)), guess, np.nextafter(guess, np.float32(np.inf))]
    best = min(near, key=lambda x: abs(mpmath.mpf(float(x)) - value))
    return f"{int(best.view(np.uint32)):08x}"


def case(initializer, law, fan_in, fan_out, fraction):
    variance = mpmath.mpf(fraction.numerator) / fraction.denominator
    made = {
        "initializer": initializer, "law": law, "fanIn": fan_in, "fanOut": fan_out,
        "variance": float(variance), "standardDeviation": float(mpmath.sqrt(variance)),
    }
    scales = {}
    if law == "uniform":
        scales["bound"] = uniform_bound(variance)
        assert abs(scales["bound"] ** 2 / 3 / variance - 1) < 1e-35
    elif law == "normal":
        scales["parentDeviation"] = mpmath.sqrt(variance)
    else:
        scales["parentDeviation"] = mpmath.sqrt(variance) / truncated_deviation(2)
        scales["bound"] = 2 * scales["parentDeviation"]
    for key, value in scales.items():
        made[key] = float(value)
        made[key + "Bits"] = nearest_float32(value)
        once = np.float32(made[key])  # by way of float64: the same for every case here
        assert f"{int(once.view(np.uint32)):08x}" == made[key + "Bits"]
    return made


def digits(value):
    return mpmath.nstr(value, 20, strip_zeros=False)


def main():
    cases = []
    for fan_in, fan_out in FANS:
        for author, condition in CONDITIONS.items():
            for law in ("uniform", "normal", "truncatedNormal"):
                name = author + law[0].upper() + law[1:]
                cases.append(case(name, law, fan_in, fan_out, condition(fan_in, fan_out)))
        made = case("standardUniform", "uniform", fan_in, fan_out, Fraction(1, 3 * fan_in))
        assert abs(mpmath.mpf(made["bound"]) * mpmath.sqrt(fan_in) - 1) < 1e-15
        cases.append(made)

    for cut in (1, 2, 3):
        loss = 2 * cut * density(cut) / mpmath.erf(cut / mpmath.sqrt(2))
        assert abs(truncated_deviation(cut) - mpmath.sqrt(1 - loss)) < 1e-35
    rectangular = [Fraction(2 * n, 784 + 256) for n in (784, 256)]
    facts = [
        ("the chain 1.1^50", mpmath.mpf(11) ** 50 / mpmath.mpf(10) ** 50),
        ("the chain 0.9^50", mpmath.mpf(9) ** 50 / mpmath.mpf(10) ** 50),
        ("deviation of a unit normal cut at 1 deviation", truncated_deviation(1)),
        ("deviation of a unit normal cut at 2 deviations", truncated_deviation(2)),
        ("deviation of a unit normal cut at 3 deviations", truncated_deviation(3)),
        ("forward factor of Glorot, 784 to 256", mpmath.mpf(49) / 65 * 2),
        ("backward factor of Glorot, 784 to 256", mpmath.mpf(32) / 65),
        ("50 square layers at half of Glorot's variance", mpmath.mpf(2) ** -50),
        ("largest uniform draw over the bound", 1 - mpmath.mpf(2) ** -24),
        ("variance of a uniform draw over a^2/3", 1 - mpmath.mpf(2) ** -48),
        ("largest normal draw in deviations", mpmath.sqrt(62 * mpmath.log(2))),
    ]
    assert rectangular == [Fraction(98, 65), Fraction(32, 65)]
    assert digits(facts[0][1]) == digits(mpmath.exp(50 * mpmath.log1p(mpmath.mpf(1) / 10)))
    header = {
        "about": "Variances and scales of initializers at unequal fans, mpmath with 40 digits, "
        "rounded once to float64 (numbers) or float32 (bits). Definitions head initializers.py.",
        "madeBy": "Tests/Golden/initializers.py",
        "oracle": golden.oracle(mpmath, np),
    }
    listed = [{"name": name, "digits": digits(value)} for name, value in facts]
    golden.write("initializers.json", header, {"initializers": cases, "facts": listed})


if __name__ == "__main__":
    main()
