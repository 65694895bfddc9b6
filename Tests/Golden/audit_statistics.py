"""Writes audit_statistics.json: tails of distributions, and moments of a fixed row of numbers.

Run: python3 Tests/Golden/audit_statistics.py (SciPy, NumPy)."""

import json
import pathlib
import platform

import numpy
import scipy
from scipy import stats

HERE = pathlib.Path(__file__).resolve().parent


def numbers(count, mean, scale):
    # A row that any language makes: a linear congruential generator's words, cubed.
    word, out = 12345, []
    for _ in range(count):
        word = (word * 1664525 + 1013904223) % 2**32
        u = word / 2**31 - 1
        out.append(numpy.float32(mean + scale * u * u * u))
    return numpy.array(out, numpy.float32)


rows = []
for count, mean, scale in ((7, 0, 1), (1000, 0, 0.02), (300_001, 1, 1e-3), (262_144, -3, 1e4)):
    x = numbers(count, mean, scale).astype(numpy.float64)
    rows.append({
        "count": count, "mean": mean, "scale": scale, "m": x.mean(), "deviation": x.std(),
        "minimum": x.min(), "maximum": x.max(), "kurtosis": stats.kurtosis(x, fisher=False)})

document = {
    "oracle": f"scipy {scipy.__version__}, numpy {numpy.__version__}, CPython {platform.python_version()}",
    "kolmogorov": [[n, d, stats.kstwo.sf(d, n)]
                   for n in (50, 400, 16384) for d in (0.5 / n**0.5, 1 / n**0.5, 1.7 / n**0.5, 2.7 / n**0.5)],
    "chi_square": [[k, x, stats.chi2.sf(x, k)]
                   for k in (1, 2.5, 9, 40, 1000) for x in (0.3 * k, k, 1.5 * k, 3 * k + 5)],
    "normal": [[z, stats.norm.cdf(z), 2 * stats.norm.sf(abs(z))] for z in (-7, -2.5, -0.1, 0, 1, 5.33)],
    "truncated": [[cut, float(stats.truncnorm.stats(-cut, cut, moments="v")) ** 0.5,
                   float(stats.truncnorm.stats(-cut, cut, moments="k")) + 3,
                   float(stats.truncnorm.cdf(0.4, -cut, cut))] for cut in (1, 1.5, 2, 2.5, 3, 4)],
    "rows": rows,
}
text = json.dumps(document, indent=1)
(HERE / "audit_statistics.json").write_text(text + "\n")
