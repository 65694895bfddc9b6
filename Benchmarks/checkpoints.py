"""Draws a checkpoint and writes it, beside PyTorch's draw-and-save and beside writing the same bytes alone.

    python3 Benchmarks/checkpoints.py --tool .build/release/xavier [--rounds 3] [--width 12000] [--layers 7]

Each round runs all three, one after another, in a folder of its own on the same disk; every file is synced. Printed are
medians of seconds, the ratios, and the largest resident memory. Needs torch and safetensors, and a machine at rest.
"""

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

TORCH = """
import json, os, resource, sys, time, torch
from safetensors.torch import save_file
width, layers, path = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
start = time.perf_counter()
tensors = {}
for layer in range(layers):
    tensors[f"layers.{layer}.weight"] = torch.nn.init.xavier_normal_(torch.empty(width, width))
    tensors[f"layers.{layer}.bias"] = torch.zeros(width)
drawn = time.perf_counter()
save_file(tensors, path)
descriptor = os.open(path, os.O_RDONLY); os.fsync(descriptor)
print(json.dumps({"seconds": time.perf_counter() - start, "drawing": drawn - start,
                  "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}))
"""


def tool(path, width, layers, folder):
    start = time.perf_counter()
    process = subprocess.Popen([path, "init", f"{width}x{layers + 1}", "--recipe", "glorotNormal", "--max-shard-size",
                                "1TB", "-o", os.path.join(folder, "m.safetensors"), "--quiet"])
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0
    return {"seconds": time.perf_counter() - start, "peak": usage.ru_maxrss * 1024}


def torch(width, layers, folder):
    out = subprocess.run([sys.executable, "-c", TORCH, str(width), str(layers), os.path.join(folder, "m.safetensors")],
                         check=True, capture_output=True, text=True).stdout
    return json.loads(out)


def disk(width, layers, folder):
    block = os.urandom(8 << 20)
    count = 4 * layers * (width * width + width) // len(block)
    start = time.perf_counter()
    with open(os.path.join(folder, "m"), "wb", buffering=0) as file:
        for _ in range(count):
            file.write(block)
        os.fsync(file.fileno())
    return {"seconds": time.perf_counter() - start, "peak": 0}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tool", default=".build/release/xavier")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--width", type=int, default=12000)
    parser.add_argument("--layers", type=int, default=7)
    arguments = parser.parse_args()
    results = {"xavier": [], "torch": [], "disk": []}
    for _ in range(arguments.rounds):
        for name in results:
            folder = tempfile.mkdtemp(dir=".")
            try:
                run = {"xavier": lambda *rest: tool(os.path.abspath(arguments.tool), *rest), "torch": torch, "disk": disk}
                results[name].append(run[name](arguments.width, arguments.layers, folder))
            finally:
                shutil.rmtree(folder)
    size = 4 * arguments.layers * (arguments.width ** 2 + arguments.width)
    medians = {name: statistics.median(run["seconds"] for run in runs) for name, runs in results.items()}
    print(f"{size / 1e9:.2f} GB, medians of {arguments.rounds}")
    for name, seconds in medians.items():
        peak = max(run["peak"] for run in results[name])
        memory = f", {peak / 1e6:.0f} MB" if peak else ""
        print(f"{name:7} {seconds:6.2f} s  {size / seconds / 1e9:5.2f} GB/s{memory}")
    drawing = statistics.median(run["drawing"] for run in results["torch"])
    print(f"torch draws alone {drawing:.2f} s; xavier / torch {medians['xavier'] / medians['torch']:.2f}, "
          f"xavier / disk {medians['xavier'] / medians['disk']:.2f}")


main()
