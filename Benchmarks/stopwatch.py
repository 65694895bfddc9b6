"""Times a piece of work again and again and gives the median, as Sources/Stopwatch.swift does."""

import time


def median_time(body, least=15, seconds=1.0):
    """The median time of one call in microseconds, over about `seconds` of calls in groups.

    With `least` 1 the first call counts as well: for work of seconds, whose warming up is small.
    """
    if least > 1:
        for _ in range(2):
            body()
    start = time.perf_counter()
    body()
    once = max(time.perf_counter() - start, 1e-7)
    samples = [once] if least == 1 else []
    group = max(1, int(0.01 / once))
    count = max(least, min(101, int(seconds / (once * group))))
    while len(samples) < count:
        start = time.perf_counter()
        for _ in range(group):
            body()
        samples.append((time.perf_counter() - start) / group)
    return sorted(samples)[len(samples) // 2] * 1e6


def report(name, what, threads, microseconds):
    """One line for Benchmarks/run.py."""
    print(f"{name}\t{what}\t{threads}\t{microseconds}", flush=True)
