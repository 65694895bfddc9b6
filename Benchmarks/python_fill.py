#!/usr/bin/env python3
"""Times filling an 8192 x 8192 float32 tensor in place: the wheel beside torch.nn.init, in one run.

    .venv-python/bin/python Benchmarks/python_fill.py

Rounds alternate between the two, and every figure is the median over rounds, so that a noisy neighbour
hits both.
"""

import statistics
import time

import torch
import xavier

ROUNDS = 9


def seconds(body):
    start = time.perf_counter()
    body()
    return time.perf_counter() - start


def main():
    weights = torch.zeros(8192, 8192)
    pairs = {
        "uniform": (
            lambda: xavier.fill_(weights, "glorotUniform", path="weight", progress=False),
            lambda: torch.nn.init.xavier_uniform_(weights),
        ),
        "normal": (
            lambda: xavier.fill_(weights, "glorotNormal", path="weight", progress=False),
            lambda: torch.nn.init.xavier_normal_(weights),
        ),
    }
    print(f"torch {torch.__version__}, {torch.get_num_threads()} threads, median of {ROUNDS} rounds")
    print(f"{'8192 x 8192 float32':20} {'xavier':>10} {'torch':>10} {'ratio':>7}")
    for name, (ours, theirs) in pairs.items():
        ours()
        theirs()
        times = [(seconds(ours), seconds(theirs)) for _ in range(ROUNDS)]
        own, other = (statistics.median(column) for column in zip(*times))
        print(f"{name:20} {own * 1e3:7.1f} ms {other * 1e3:7.1f} ms {other / own:7.1f}")


if __name__ == "__main__":
    main()
