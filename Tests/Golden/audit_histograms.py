"""Writes audit_histograms.json: NumPy's histograms of fixed rows of numbers, some with odd numbers planted.

Run: python3 Tests/Golden/audit_histograms.py (NumPy)."""

import json
import pathlib
import platform

import numpy

HERE = pathlib.Path(__file__).resolve().parent
BINS, SAMPLE, STRETCH = 40, 4096, 64
PLANTED = [(5, numpy.nan), (7, numpy.inf), (9, -numpy.inf), (11, 1e20), (13, -1e20), (15, -1e20), (17, 0), (19, 0)]


def numbers(count, mean, scale):
    # A row that any language makes: a linear congruential generator's words, cubed.
    word, out = 12345, []
    for _ in range(count):
        word = (word * 1664525 + 1013904223) % 2**32
        u = word / 2**31 - 1
        out.append(numpy.float32(mean + scale * u * u * u))
    return numpy.array(out, numpy.float32)


def bounds(x):
    # The rule in the comment of NumberHistogram.
    if len(x) > SAMPLE:
        stretches = SAMPLE // STRETCH
        distance = (len(x) - STRETCH) // (stretches - 1)
        x = numpy.concatenate([x[i * distance:i * distance + STRETCH] for i in range(stretches)])
    x = numpy.sort(x[numpy.isfinite(x)])
    cut = len(x) // 200
    low, high = x[cut], x[-1 - cut]
    return low - (high - low) / 4, high + (high - low) / 4


rows = []
for count, mean, scale, is_odd in (
        (7, 0, 1, False), (1000, 0, 0.02, True), (300_001, 1, 1e-3, False), (262_144, -3, 1e4, True)):
    x = numbers(count, mean, scale).astype(numpy.float64)
    if is_odd:
        for place, value in PLANTED:
            x[place] = numpy.float32(value)
    low, high = bounds(x)
    finite = x[numpy.isfinite(x)]
    rows.append({
        "count": count, "mean": mean, "scale": scale, "is_odd": is_odd, "low": low, "high": high,
        "counts": numpy.histogram(finite, BINS, (low, high))[0].tolist(), "below": int((finite < low).sum()),
        "above": int((finite > high).sum()), "nonfinite": int(len(x) - len(finite))})

document = {"oracle": f"numpy {numpy.__version__}, CPython {platform.python_version()}", "rows": rows}
(HERE / "audit_histograms.json").write_text(json.dumps(document, indent=1) + "\n")
