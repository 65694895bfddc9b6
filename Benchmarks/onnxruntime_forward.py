"""Times the same forward passes in ONNX Runtime; `run.py` reads what it prints.

It folds batch normalization into the convolutions and fuses what follows them, as it does when
nothing else is said.
"""

import numpy as np
import onnx
import onnxruntime
from onnx import helper, numpy_helper

from convolution_networks import NETWORKS
from stopwatch import median_time, report
from transformer_model import transformer_model


def model(steps, batch):
    nodes, numbers, channels = [], [], {"images": 3}
    random = np.random.default_rng(0)

    def number(name, array):
        numbers.append(numpy_helper.from_array(array.astype(np.float32), name))
        return name

    for kind, name, source, *more in steps:
        channels[name] = channels[source]
        if kind == "convolution":
            out, kernel, stride, groups = more
            channels[name] = out
            shape = (out, channels[source] // groups, kernel, kernel)
            weight = random.normal(size=shape) * np.sqrt(2 / np.prod(shape[1:]))
            nodes.append(helper.make_node(
                "Conv", [source, number(name + "w", weight)], [name + "c"], strides=[stride] * 2,
                pads=[(kernel - 1) // 2] * 4, group=groups))
            nodes.append(helper.make_node("BatchNormalization", [name + "c"] + [
                number(name + part, array) for part, array in
                [("s", np.ones(out)), ("b", np.zeros(out)), ("m", np.zeros(out)), ("v", np.ones(out))]
            ], [name]))
        elif kind == "relu":
            nodes.append(helper.make_node("Relu", [source], [name]))
        elif kind == "pool":
            nodes.append(helper.make_node("MaxPool", [source], [name], kernel_shape=[3, 3],
                                          strides=[2, 2], pads=[1] * 4))
        elif kind == "add":
            nodes.append(helper.make_node("Add", [source, more[0]], [name]))
        else:
            weight = random.normal(size=(channels[source], 1000)) / np.sqrt(channels[source])
            nodes.append(helper.make_node("GlobalAveragePool", [source], [name + "g"]))
            nodes.append(helper.make_node("Flatten", [name + "g"], [name + "f"]))
            nodes.append(helper.make_node(
                "Gemm", [name + "f", number(name + "w", weight), number(name + "b", np.zeros(1000))],
                [name]))
    graph = helper.make_graph(
        nodes, "network",
        [helper.make_tensor_value_info("images", onnx.TensorProto.FLOAT, (batch, 3, 224, 224))],
        [helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, (batch, 1000))], numbers)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8)


def time_sessions(name, made, feeds):
    for threads in (1, 2):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        session = onnxruntime.InferenceSession(made.SerializeToString(), options)
        report(name, "ONNX Runtime", threads, median_time(lambda: session.run(None, feeds), least=5))


def main():
    random = np.random.default_rng(0)
    tokens = random.uniform(0, 1, (4, 128, 768)).astype(np.float32)
    time_sessions("transformer 12 x 768, 4 x 128 tokens", transformer_model(), {"tokens": tokens})
    for batch in (1, 8):
        images = random.uniform(-1, 1, (batch, 3, 224, 224)).astype(np.float32)
        for name, steps in NETWORKS.items():
            time_sessions(f"{name} batch {batch}", model(steps(), batch), {"images": images})


main()
