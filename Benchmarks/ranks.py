"""Draws a checkpoint by one rank and by two, one thread each, and compares: two should take little more than half the time.

    python3 Benchmarks/ranks.py --tool .build/release/xavier [--folder /dev/shm] [--rounds 5] [--gigabytes 2] [--ranks 2]

Each round runs one rank, then all ranks at once, then a program that writes the same bytes and draws nothing, each in a
fresh folder below --folder. Printed are medians of seconds, the ratio of one to all with its smallest and largest value
over the rounds, the same of the seconds of the slowest rank's processor, which a busy machine changes little, and the load of
the machine before the first round. The same work by processes with seeds and files of their own, which cannot wait for each
other, says what the machine itself allows.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import tempfile
import time


def command(tool, path, layers, seed):
    return [tool, "init", f"5000x{layers + 1}", "--recipe", "glorotNormal", "--max-shard-size", "101MB", "--seed", str(seed),
            "--threads", "1", "--quiet", "-o", path]


# Of each process the seconds of its processor, which a busy machine changes little.
def finish(processes):
    used = []
    for process in processes:
        _, status, usage = os.wait4(process.pid, 0)
        assert status == 0
        used.append(usage.ru_utime + usage.ru_stime)
    return used


def ranks(tool, folder, layers, count):
    start = time.perf_counter()
    used = finish([subprocess.Popen(command(tool, os.path.join(folder, "m.safetensors"), layers, 0)
                                    + ["--shard", f"{rank}/{count}"]) for rank in range(count)])
    return time.perf_counter() - start, max(used)


def strangers(tool, folder, layers, count):
    start = time.perf_counter()
    used = finish([subprocess.Popen(command(tool, os.path.join(folder, f"{rank}.safetensors"), layers // count, rank))
                   for rank in range(count)])
    return time.perf_counter() - start, max(used)


def disk(folder, size):
    block = os.urandom(8 << 20)
    start, before = time.perf_counter(), time.process_time()
    for number in range(size // 100_000_000):
        with open(os.path.join(folder, str(number)), "wb", buffering=0) as file:
            for _ in range(100_000_000 // len(block)):
                file.write(block)
            os.fsync(file.fileno())
    return time.perf_counter() - start, time.process_time() - before


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tool", default=".build/release/xavier")
    parser.add_argument("--folder", default="/dev/shm")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--gigabytes", type=float, default=2)
    parser.add_argument("--ranks", type=int, default=2)
    arguments = parser.parse_args()
    tool = os.path.abspath(arguments.tool)
    layers = max(arguments.ranks, round(arguments.gigabytes * 10 / arguments.ranks) * arguments.ranks)
    size = layers * 100_000_000
    print("load %.1f %.1f %.1f, %d processors" % (*os.getloadavg(), len(os.sched_getaffinity(0))))
    works = {
        "one rank": lambda folder: ranks(tool, folder, layers, 1),
        f"{arguments.ranks} ranks": lambda folder: ranks(tool, folder, layers, arguments.ranks),
        f"{arguments.ranks} strangers": lambda folder: strangers(tool, folder, layers, arguments.ranks),
        "writing alone": lambda folder: disk(folder, size),
    }
    seconds = {name: [] for name in works}
    for _ in range(arguments.rounds):
        for name, work in works.items():
            folder = tempfile.mkdtemp(dir=arguments.folder)
            try:
                seconds[name].append(work(folder))
            finally:
                shutil.rmtree(folder)
    for name, values in seconds.items():
        median, used = (statistics.median(column) for column in zip(*values))
        print(f"{name:>13}  {median:6.2f} s  {size / 1e9 / median:5.2f} GB/s  {used:6.2f} s of the processor of the slowest")
    for name in list(works)[1:3]:
        for what, column in ("s", 0), ("s of the processor", 1):
            ratios = sorted(a[column] / b[column] for a, b in zip(seconds["one rank"], seconds[name]))
            print(f"one rank takes {statistics.median(ratios):.2f} times as many {what} as {name}, "
                  f"{ratios[0]:.2f} to {ratios[-1]:.2f}")


main()
