#!/usr/bin/env python3
"""Runs the speeds side by side and prints them as ratios.

Rounds alternate between this package and PyTorch, and every figure is the median over rounds, so
that a noisy neighbour hits both. PyTorch joins when `make peers` has installed it. Then a process
keeps one core busy while the steps run again.

    python3 Benchmarks/run.py [--rounds 3]
"""

import argparse
import collections
import multiprocessing
import os
import pathlib
import platform
import statistics
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
OURS = [str(ROOT / ".build/release/Benchmarks")]
PEER = ROOT / ".venv-peers/bin/python"


def lines(command):
    """The tab-separated lines that a command prints: name, what, threads, microseconds."""
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    for line in output.splitlines():
        name, what, threads, time = line.split("\t")
        yield name, what, int(threads), float(time)


def measure(rounds, with_peer):
    """Medians over rounds of every (name, what, threads)."""
    times = collections.defaultdict(list)
    for _ in range(rounds):
        commands = [OURS] + ([[str(PEER), str(ROOT / "Benchmarks/pytorch_steps.py")]] * with_peer)
        for command in commands:
            for name, what, threads, time in lines(command):
                times[name, what, threads].append(time)
    return {key: statistics.median(values) for key, values in times.items()}


def best(times, name, whats):
    """The fastest setting: its time, what and threads."""
    candidates = [(time, what, threads) for (n, what, threads), time in times.items()
                  if n == name and what in whats]
    return min(candidates, default=None)


def spin():
    while True:
        pass


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    with_peer = PEER.exists()
    print(f"{platform.machine()}, {os.cpu_count()} cores, median of {rounds} rounds\n")

    times = measure(rounds, with_peer)
    names = list(dict.fromkeys(name for name, _, _ in times))
    peers = {"Adam", "fused Adam"}
    print("| training step | ours | products and update alone | ratio | PyTorch, fastest | ratio |")
    print("|---|---|---|---|---|---|")
    for name in names:
        step, floor = best(times, name, {"step"}), best(times, name, {"floor"})
        row = [name, f"{step[0]:.0f} µs ({step[2]} threads)", f"{floor[0]:.0f} µs",
               f"{step[0] / floor[0]:.2f}"]
        peer = best(times, name, peers)
        row += [f"{peer[0]:.0f} µs ({peer[1]}, {peer[2]} threads)", f"{step[0] / peer[0]:.2f}"] \
            if peer else ["not installed: make peers", "-"]
        print("| " + " | ".join(row) + " |")

    neighbour = multiprocessing.Process(target=spin, daemon=True)
    neighbour.start()
    busy = measure(1, with_peer)
    neighbour.terminate()
    print("\n| the same with one core kept busy | threads | ours, times slower | PyTorch, times slower |")
    print("|---|---|---|---|")
    for name in names:
        for threads in sorted({t for n, _, t in times if n == name}):
            def slower(whats):
                pairs = [(busy[key], times[key]) for key in times
                         if key[0] == name and key[1] in whats and key[2] == threads]
                return f"{min(b / t for b, t in pairs):.1f}" if pairs else "-"
            print(f"| {name} | {threads} | {slower({'step'})} | {slower(peers)} |")


main()
