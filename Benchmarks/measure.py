"""Runs programs that print `name<tab>what<tab>threads<tab>microseconds` and gathers their lines."""

import collections
import pathlib
import statistics
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
OURS = str(ROOT / ".build/release/Benchmarks")
PEER = ROOT / ".venv-peers/bin/python"


def peer(script, *arguments):
    """The command of a peer's script, or none when `make peers` has not installed it."""
    return [[str(PEER), str(ROOT / "Benchmarks" / script), *arguments]] if PEER.exists() else []


def measure(commands, rounds):
    """Medians over rounds of every (name, what, threads); a round runs every command once."""
    times = collections.defaultdict(list)
    for _ in range(rounds):
        for command in commands:
            output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
            for line in output.splitlines():
                name, what, threads, time = line.split("\t")
                times[name, what, int(threads)].append(float(time))
    return {key: statistics.median(values) for key, values in times.items()}


def best(times, name, whats):
    """The fastest setting: its time, what and threads."""
    candidates = [(time, what, threads) for (n, what, threads), time in times.items()
                  if n == name and what in whats]
    return min(candidates, default=None)
