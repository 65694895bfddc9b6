"""Reads a model file once, in the way that is named, and prints the time."""

import sys
import time

from stopwatch import report


def main():
    how, path = sys.argv[1:]
    if how == "onnx":
        import onnx
        from onnx import numpy_helper
    elif how == "onnxruntime":
        import onnxruntime
    start = time.perf_counter()
    if how == "read":
        with open(path, "rb") as file:
            loaded = file.read()
    elif how == "onnx":
        loaded = [numpy_helper.to_array(x).copy() for x in onnx.load(path).graph.initializer]
    else:
        loaded = onnxruntime.InferenceSession(path)
    report("load", how, 1, (time.perf_counter() - start) * 1e6)
    del loaded


main()
