#!/usr/bin/env python3
"""Trains networks from a framework's default weights and from `auto`, and writes the table.

Each recipe is trained with every rate of the grid, with the same seeds, optimizer and epochs, and
stands in the table with the rate that gave it the best mean accuracy.

    swift build -c release --product xavier
    python3 Benchmarks/learning.py [--tool .build/release/xavier] [--only NAME ...]
"""

import argparse
import concurrent.futures
import datetime
import json
import math
import os
import pathlib
import platform
import statistics
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "Documentation/Learning.md"
BY_HAND = "\n## How the networks were chosen\n"
STUDENT = {5: 2.776445, 10: 2.262157, 50: 2.009575}  # 97.5 % points, by the number of seeds

# network, activation, optimizer, rates, epochs, defaults
DEEP = [
    ("64-128x30-10", "relu", "sgd", (0.03, 0.01, 0.003), 6, ["pytorch"]),
    ("64-128x30-10", "gelu", "sgd", (0.1, 0.03, 0.01), 6, ["pytorch"]),
    ("64-128x30-10", "silu", "sgd", (0.1, 0.03, 0.01), 6, ["keras"]),
    ("64-128x30-10", "mish", "sgd", (0.1, 0.03, 0.01), 6, ["keras"]),
    ("64-128x40-10", "tanh", "sgd", (0.1, 0.03, 0.01), 6, ["pytorch"]),
    ("64-128x30-10", "elu", "sgd", (0.1, 0.03, 0.01), 6, ["pytorch"]),
    ("64-128x40-10", "selu", "sgd", (0.01, 0.003, 0.001), 6, ["pytorch"]),
    ("64-128x30-10", "leakyReLU", "momentum", (0.01, 0.003, 0.001), 6, ["pytorch"]),
    ("64-128x50-10", "relu", "adam", (0.001, 0.0003, 0.0001), 6, ["pytorch"]),
    ("64-128x50-10", "gelu", "adam", (0.001, 0.0003, 0.0001), 6, ["keras"]),
    ("residual-40-relu.yaml", None, "sgd", (0.1, 0.03, 0.01), 6, ["keras"]),
    ("residual-30-gated.yaml", None, "sgd", (0.1, 0.03, 0.01), 6, ["keras"]),
]
ORDINARY = [
    ("64-128-10", "relu", "sgd", (0.1, 0.03), 8, ["pytorch", "keras"]),
    ("64-128-64-10", "relu", "momentum", (0.03, 0.01), 8, ["pytorch", "keras"]),
    ("64-64x4-10", "relu", "adam", (0.003, 0.001), 8, ["pytorch", "keras"]),
    ("64-128x3-10", "tanh", "sgd", (0.1, 0.03), 8, ["pytorch", "keras"]),
    ("64-128x2-10", "sigmoid", "adam", (0.003, 0.001), 8, ["pytorch", "keras"]),
    ("64-96x5-10", "gelu", "momentum", (0.03, 0.01), 8, ["pytorch", "keras"]),
    ("64-128x8-10", "selu", "sgd", (0.03, 0.01), 8, ["pytorch", "keras"]),
    ("layernorm-3-gelu.yaml", None, "adam", (0.003, 0.001), 8, ["pytorch", "keras"]),
    ("convolutional-2-relu.yaml", None, "adam", (0.003, 0.001), 4, ["pytorch", "keras"]),
    ("residual-batchnorm-4-relu.yaml", None, "momentum", (0.03, 0.01), 4, ["pytorch", "keras"]),
]

# Ten seeds tell no difference between runs that scatter by more than a point.
MORE_SEEDS = {"residual-batchnorm-4-relu.yaml": 50}


def train(tool, entry, rate, seeds):
    """The report of one network at one rate, every recipe with every seed."""
    network, activation, optimizer, _, epochs, defaults = entry
    path = f"Benchmarks/Networks/{network}" if network.endswith(".yaml") else network
    command = [tool, "train", path, "--optimizer", optimizer, "--learning-rate", str(rate),
               "--epochs", str(epochs), "--seeds", str(seeds), "--threads", "1",
               "--no-report", "--quiet", "--json", "-"]
    if activation:
        command += ["--activation", activation]
    for recipe in [*defaults, "auto"]:
        command += ["--recipe", recipe]
    output = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(output.stdout)


def best(reports, recipe):
    """The rate with the best mean accuracy: rate, accuracies by seed, outcome."""
    found = []
    for rate, report in reports.items():
        accuracies = [run["test_accuracy"] for run in report["runs"] if run["recipe"] == recipe]
        outcome = next(s["outcome"] for s in report["summary"] if s["recipe"] == recipe)
        found.append((statistics.mean(accuracies), rate, accuracies, outcome))
    return max(found)[1:]


def outcomes(reports, recipe):
    """The outcome at each rate, in a word where it is the same at all."""
    words = [next(s["outcome"] for s in report["summary"] if s["recipe"] == recipe)
             for report in reports.values()]
    return words[0] if len(set(words)) == 1 else ", ".join(words)


def interval(values):
    """The mean and half of its 95 % interval by Student's t, in percent."""
    half = STUDENT[len(values)] * statistics.stdev(values) / math.sqrt(len(values))
    return 100 * statistics.mean(values), 100 * half


def figure(values, sign=""):
    mean, half = interval(values)
    return f"{mean:{sign}.1f} ± {half:.1f}"


def named(entry):
    network, activation, optimizer, rates, epochs, _ = entry
    name = f"[{network[:-5]}](../Benchmarks/Networks/{network})" if not activation else network
    return (f"| {name} | {activation or ''} | {optimizer} "
            f"| {', '.join(map(str, rates))} | {epochs}")


def deep_row(entry, reports):
    default = entry[5][0]
    rate, accuracies, outcome = best(reports, "auto")
    _, others, _ = best(reports, default)
    return (f"{named(entry)} | {default} | {figure(others)} | {outcomes(reports, default)} "
            f"| {figure(accuracies)} | {outcome} at {rate} |")


def ordinary_rows(entry, reports):
    rate, ours, _ = best(reports, "auto")
    for default in entry[5]:
        other_rate, others, _ = best(reports, default)
        differences = [a - b for a, b in zip(ours, others)]
        mean, half = interval(differences)
        word = "worse" if mean + half < 0 else "better" if mean - half > 0 else "alike"
        yield (f"{named(entry)} | {len(ours)} | {default} | {figure(others)} at {other_rate} "
               f"| {figure(ours)} at {rate} | {figure(differences, '+')} | {word} |")


def page(deep, ordinary, seconds):
    today = datetime.date.today().isoformat()
    lines = [
        "# Learning",
        "",
        "What networks learn from a framework's default weights and from `auto`: accuracy on the "
        "test examples of the embedded digits, in percent, mean and 95 % interval by Student's t. "
        "A recipe is trained with every rate listed and stands here with the one that gave it the "
        "best mean; seeds, order of the examples, batch of 32 and epochs are the same for all.",
        "",
        f"Written by `python3 Benchmarks/learning.py` on {today}, {platform.machine()}, "
        f"{os.cpu_count()} cores, in {seconds / 60:.0f} minutes beside other work. The accuracies "
        "do not depend on the number of threads.",
        "",
        "## Deep networks",
        "",
        "Five seeds. *Learns*: at least half of the runs reached 90 %. *Stalls*: the median run "
        "ended less than a quarter of the way there from guessing. *Diverges*: the loss of at "
        "least half of the runs was not finite or more than doubled. Of the default the outcome "
        "at each rate is given, in one word where it is the same at all.",
        "",
        "| network | activation | optimizer | rates | epochs | default | its accuracy | outcome "
        "| accuracy of `auto` | outcome |",
        "|---|---|---|---|---|---|---|---|---|---|",
        *deep,
        "",
        "## Ordinary networks",
        "",
        "Paired seeds; the difference is that of pairs with the same seed.",
        "",
        "| network | activation | optimizer | rates | epochs | seeds | default | its accuracy "
        "| accuracy of `auto` | difference | `auto` is |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
        *ordinary,
    ]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tool", default=".build/release/xavier")
    parser.add_argument("--only", nargs="*", help="networks by name; prints instead of writing")
    options = parser.parse_args()
    tool = str((ROOT / options.tool).resolve())
    deep, ordinary = [], []
    chosen = [(entry, MORE_SEEDS.get(entry[0], seeds), rows)
              for entries, seeds, rows in ((DEEP, 5, deep), (ORDINARY, 10, ordinary))
              for entry in entries if not options.only or entry[0] in options.only]
    start = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        waiting = [(entry, rows, {rate: pool.submit(train, tool, entry, rate, seeds)
                                  for rate in entry[3]}) for entry, seeds, rows in chosen]
        for entry, rows, futures in waiting:
            reports = {rate: future.result() for rate, future in futures.items()}
            more = [deep_row(entry, reports)] if rows is deep else [*ordinary_rows(entry, reports)]
            rows += more
            print(*more, sep="\n", flush=True)
    if not options.only:
        # What was written by hand stays: how the networks were chosen.
        written = PAGE.read_text() if PAGE.exists() else ""
        kept = written[written.index(BY_HAND):] if BY_HAND in written else ""
        PAGE.write_text(page(deep, ordinary, time.monotonic() - start) + kept)


if __name__ == "__main__":
    main()
