#!/usr/bin/env python3
"""Runs the speeds side by side and prints them as ratios.

Rounds alternate between this package and its peers, and every figure is the median over rounds, so
that a noisy neighbour hits all. The peers join when `make peers` has installed them.

    python3 Benchmarks/run.py [--rounds 3] [--only FAMILY]
"""

import argparse
import os
import platform

from check_table import print_check
from draws_table import print_draws
from forward_table import print_forward
from gradients_table import print_gradients
from lab_table import print_lab
from loading_table import print_loading
from measure import PEER
from steps_table import print_steps

FAMILIES = {"steps": print_steps, "draws": print_draws, "forward": print_forward,
            "gradients": print_gradients, "check": print_check, "loading": print_loading,
            "lab": print_lab}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=FAMILIES, help="one family of speeds")
    options = parser.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, median of {options.rounds} rounds")
    if not PEER.exists():
        print("without peers; make peers installs them")
    for name, family in FAMILIES.items():
        if options.only in (None, name):
            print(flush=True)
            family(options.rounds)


if __name__ == "__main__":
    main()
