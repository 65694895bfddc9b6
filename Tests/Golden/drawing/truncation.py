"""Mass, mean and deviation of a normal law cut to an interval, as Documentation/StreamOne.md says."""

from typing import NamedTuple

import numpy as np

from drawing.functions import exp64
from drawing.fused import F8, fma64
from drawing.tables import LISTS, constant

INFINITY = F8(np.inf)


class Truncation(NamedTuple):
    lower: float
    upper: float
    below: float
    above: float
    mass: float
    mean: float
    deviation: float


def fused(a, b, c):
    return fma64(a, b, c)[()]


def points(anchor, width, sign):
    """Offsets and weights."""
    reach = 90 / (np.sqrt(fused(anchor, anchor, 90)) + anchor)
    half = min(width, reach) / 16
    nodes = np.stack([LISTS["nodes64"], -LISTS["nodes64"]], axis=1).ravel()
    weights = np.repeat(LISTS["weights64"], 2)
    panels = 2 * np.arange(8, dtype=F8)[:, None] + 1
    offset = half * (panels + nodes)
    t = fma64(0.5, offset, anchor)
    e = offset * t
    weight = (half * weights) * exp64(-e, -fma64(offset, t, -e))
    return sign * offset.ravel(), weight.ravel()


def joined(*parts):
    return tuple(np.concatenate(column) for column in zip(*parts))


def moment(all_points, origin, power):
    terms = all_points[1]
    for _ in range(power):
        terms = terms * (all_points[0] - origin)
    total = lost = F8(0)
    for term in terms:
        before, total = total, total + term
        part = total - before
        lost = lost + ((before - (total - part)) + (term - part))
    return total + lost


def density(x):
    a = x * x
    if not a < 1400:
        return F8(0)
    return constant("density_at_zero64") * exp64(-0.5 * a, -0.5 * fused(x, x, -a))


def tail(x):
    if x == 0:
        return F8(0.5)
    if x < 0:
        return 1 - tail(-x)
    if density(x) == 0:
        return F8(0)
    return density(x) * moment(points(x, INFINITY, 1), 0, 0)


def truncated(lower, upper):
    lower, upper = F8(lower), F8(upper)
    with np.errstate(invalid="ignore"):
        is_mirrored = lower + upper < 0
    if is_mirrored:
        m = truncated(-upper, -lower)
        return Truncation(lower, upper, m.above, m.below, m.mass, -m.mean, m.deviation)
    below, above = tail(-lower), tail(upper)
    if lower >= 0:
        made = points(lower, upper - lower, 1)
        relative = moment(made, 0, 0)
        first = moment(made, 0, 1) / relative
        mass, mean, origin = density(lower) * relative, lower + first, first
    else:
        made = joined(points(F8(0), -lower, -1), points(F8(0), upper, 1))
        relative = moment(made, 0, 0)
        mass = min(constant("density_at_zero64") * relative, F8(1))
        mean = F8(0)
        if -lower < upper:
            rest = points(-lower, upper + lower, 1)
            sums = moment(rest, 0, 1) - lower * moment(rest, 0, 0)
            mean = density(-lower) * sums / mass
        origin = mean
    deviation = np.sqrt(moment(made, origin, 2) / relative)
    return Truncation(lower, upper, below, above, mass, mean, deviation)
