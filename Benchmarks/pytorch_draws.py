"""Times the same draws in PyTorch, into memory that exists: what `run.py` reads, one line each."""

import torch

from stopwatch import median_time, report


def main():
    weights = torch.zeros(8192, 8192)
    halves = torch.zeros(8192, 8192, dtype=torch.bfloat16)
    doubles = torch.zeros(8192, 8192, dtype=torch.float64)
    torch.nn.init.orthogonal_(torch.zeros(64, 64))
    for threads in (1, 2):
        torch.set_num_threads(threads)

        def time(name, body, least=3):
            report(name, "PyTorch", threads, median_time(body, least))

        time("uniform float32", lambda: weights.uniform_(-0.05, 0.05))
        time("normal float32", lambda: weights.normal_(0, 0.05))
        time("normal bfloat16", lambda: halves.normal_(0, 0.05))
        time("normal float64", lambda: doubles.normal_(0, 0.05))
        time("truncated normal float32",
             lambda: torch.nn.init.trunc_normal_(weights, 0, 0.05, -0.1, 0.1), least=1)
        for size in (2048, 4096):
            square = torch.zeros(size, size)
            time(f"orthogonal {size}", lambda: torch.nn.init.orthogonal_(square), least=1)


main()
