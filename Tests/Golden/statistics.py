"""Student's t, Kolmogorov's distribution, intervals, paired tests and Holm's adjustment, by SciPy.

Makes `statistics.json`.
Run: python3 Tests/Golden/statistics.py
Needs: CPython 3.11, SciPy 1.17.1, NumPy 2.4.6, mpmath 1.3.0 (second route only).

- quantiles: the 0.975 quantile of Student's t.
- pValues: two-sided, P(|T| >= t).
- kolmogorov: the limit law, P(K > x) = 2 sum over k >= 1 of (-1)^(k - 1) exp(-2 k^2 x^2).
- samples: mean, standard deviation (divisor n - 1) and the 95 % interval of the mean by t.
- pairedTests: t and two-sided p of the differences `first` - `second`.
- holm: step-down adjusted p values in the order given. SciPy has none: they are computed here
  from the definition by closed testing (each subset tested by Bonferroni's rule; an adjusted p
  is the largest p of all subsets that hold the hypothesis) and held to the step-down formula.

Second route, at each run: quantiles, p values and Kolmogorov's law in mpmath with 40 digits, by
the regularized incomplete beta function, by the series and by Jacobi's other series; intervals
and paired tests from mpmath too.
"""

import golden

from itertools import combinations

import mpmath
import numpy as np
import scipy
from scipy import special, stats

mpmath.mp.dps = 40

DEGREES = [*range(1, 31), 50, 100, 1000]

SAMPLES = [
    [0.9312, 0.9287, 0.9354, 0.9301, 0.9339],
    [1.0, 2.0],
    [-3.5, 0.25, 12.0, 7.75, -1.125, 4.0, 4.0],
    [1e6 + 1, 1e6 + 2, 1e6 + 3, 1e6 + 4],
    [2.718281828, 3.14159265, 1.41421356, 1.61803399, 0.57721566, 0.91596559, 1.20205690,
     2.29558714, 0.62432999, 4.66920161],
]

PAIRS = [
    ([0.9312, 0.9287, 0.9354, 0.9301, 0.9339], [0.9268, 0.9291, 0.9312, 0.9256, 0.9302]),
    ([0.951, 0.948, 0.955], [0.102, 0.113, 0.098]),
    ([1.0, 2.0, 3.0, 4.0], [1.5, 1.5, 3.5, 3.5]),
    ([5.0, 3.0, 8.0, 6.0, 7.0, 4.0, 9.0, 5.5], [4.0, 3.5, 6.0, 6.5, 5.0, 4.5, 7.0, 5.0]),
    ([0.5, 0.75], [0.25, 0.625]),
]

HOLM = [
    [0.01, 0.02, 0.03, 0.04, 0.05],
    [0.04, 0.01, 0.03],
    [0.5, 0.6, 0.9],
    [0.001, 0.001, 0.2, 0.01, 0.01, 0.7],
    [0.013],
    [0.0, 1.0, 0.02],
]


def close(value, truth, tolerance=2e-13):
    assert abs(value - truth) <= tolerance * abs(truth), (value, truth)
    return float(value)


def exact_p(t, degrees):
    t, n = mpmath.mpf(t), mpmath.mpf(int(degrees))
    return mpmath.betainc(n / 2, mpmath.mpf(1) / 2, 0, n / (n + t * t), regularized=True)


def exact_quantile(degrees):
    level = mpmath.mpf(1) / 20
    return mpmath.findroot(lambda t: exact_p(t, degrees) - level, stats.t.ppf(0.975, degrees))


def quantile_cases():
    cases = []
    for n in DEGREES:
        value = close(stats.t.ppf(0.975, n), exact_quantile(n))
        cases.append({"degrees": n, "quantile": value})
    return cases


def p_cases():
    cases = []
    for n in [1, 2, 3, 4, 5, 7, 9, 10, 19, 29, 30, 100, 1000]:
        grid = [0.0, 0.01, 0.1, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 8.0, 12.0, 30.0]
        values = [close(2 * stats.t.sf(t, n), exact_p(t, n)) for t in grid]
        cases.append({"degrees": n, "t": grid, "p": values})
    return cases


def kolmogorov_cases():
    cases = []
    for x in [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.8275735551899077, 0.9, 1.0, 1.1, 1.2,
              1.2238478702170825, 1.3, 1.3580986393225507, 1.5, 1.6276236115189503, 1.75,
              1.9495, 2.0, 2.5, 3.0, 4.0]:
        y = mpmath.mpf(x)
        series = 2 * sum((-1) ** (k - 1) * mpmath.exp(-2 * k * k * y * y) for k in range(1, 200))
        other = 1 - mpmath.sqrt(2 * mpmath.pi) / y * sum(
            mpmath.exp(-((2 * k - 1) * mpmath.pi / y) ** 2 / 8) for k in range(1, 60))
        assert abs(series - other) < 1e-30
        cases.append({"x": x, "survival": close(special.kolmogorov(x), series)})
    return cases


def exact_mean(sample):
    """Mean and standard error."""
    values = [mpmath.mpf(x) for x in sample]
    n = len(values)
    mean = sum(values) / n
    return mean, mpmath.sqrt(sum((x - mean) ** 2 for x in values) / (n - 1) / n)


def sample_cases():
    cases = []
    for sample in SAMPLES:
        n, mean, deviation = len(sample), np.mean(sample), np.std(sample, ddof=1)
        low, high = stats.t.interval(0.95, n - 1, loc=mean, scale=deviation / np.sqrt(n))
        truth, error = exact_mean(sample)
        half = exact_quantile(n - 1) * error
        cases.append({
            "values": sample,
            "mean": close(mean, truth),
            "standardDeviation": close(deviation, error * mpmath.sqrt(n)),
            "low": close(low, truth - half),
            "high": close(high, truth + half),
        })
    return cases


def paired_cases():
    cases = []
    for first, second in PAIRS:
        result = stats.ttest_rel(first, second)
        differences = [mpmath.mpf(a) - mpmath.mpf(b) for a, b in zip(first, second)]
        mean, error = exact_mean(differences)
        cases.append({
            "first": first,
            "second": second,
            "degrees": len(first) - 1,
            "t": close(result.statistic, mean / error, 1e-11),
            "p": close(result.pvalue, exact_p(mean / error, len(first) - 1), 1e-11),
        })
    return cases


def holm_cases():
    cases = []
    for p in HOLM:
        everything = range(len(p))
        adjusted = [0.0] * len(p)
        for size in range(1, len(p) + 1):
            for subset in combinations(everything, size):
                level = min(1.0, size * min(p[i] for i in subset))
                for i in subset:
                    adjusted[i] = max(adjusted[i], level)
        order, largest = sorted(everything, key=lambda i: p[i]), 0.0
        for rank, i in enumerate(order):
            largest = max(largest, min(1.0, (len(p) - rank) * p[i]))
            assert abs(largest - adjusted[i]) < 1e-15
        cases.append({"p": p, "adjusted": adjusted})
    return cases


def main():
    header = {
        "about": "Statistics by SciPy in float64; what each list holds is said at the head of "
        "statistics.py. Errors are below 2e-13 of the value, those of pairedTests below 1e-11.",
        "madeBy": "Tests/Golden/statistics.py",
        "oracle": golden.oracle(scipy, np),
    }
    lists = {
        "quantiles": quantile_cases(),
        "pValues": p_cases(),
        "kolmogorov": kolmogorov_cases(),
        "samples": sample_cases(),
        "pairedTests": paired_cases(),
        "holm": holm_cases(),
    }
    golden.write("statistics.json", header, lists)


if __name__ == "__main__":
    main()
