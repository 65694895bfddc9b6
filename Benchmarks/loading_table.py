"""Reading a model file of 100 MB: time and peak memory of a fresh process, beside ONNX's own and
ONNX Runtime's."""

import os
import statistics
import subprocess
import sys
import tempfile

from measure import OURS, peer

TRIES = 5


def print_loading(rounds):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.onnx")
        # By another process: one that is started counts the memory of who started it.
        subprocess.run([sys.executable, beside("model_file.py"), path, "10", "1600"], check=True)
        size = os.path.getsize(path)
        commands = {
            "ours: network and weights": [[OURS, "loading", path]],
            "the file read into memory": [[sys.executable, beside("loading_peers.py"), "read", path]],
            "onnx: model and arrays": peer("loading_peers.py", "onnx", path),
            "ONNX Runtime: session": peer("loading_peers.py", "onnxruntime", path),
        }
        print(f"| a file of {size / 1e6:.0f} MB | time | peak memory of the process, in files |")
        print("|---|---|---|")
        for name, command in commands.items():
            if not command:
                print(f"| {name} | not installed: make peers | - |")
                continue
            runs = [run(command[0]) for _ in range(TRIES * rounds)]
            time, peak = (statistics.median(values) for values in zip(*runs))
            print(f"| {name} | {time / 1000:.0f} ms | {peak / size:.2f} |")


def beside(script):
    return os.path.join(os.path.dirname(os.path.abspath(__file__)), script)


def run(command):
    """Microseconds as the process prints them, and its peak memory in bytes."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    line = process.stdout.readline()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return float(line.split("\t")[3]), usage.ru_maxrss * 1024
