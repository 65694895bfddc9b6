"""A network from a file, trained for four steps by PyTorch in float64: Tests/Golden/training/*.

`classifier.onnx` has a convolution, batch normalization in its form for evaluation, ReLU, a pool and a
linear map to ten logits, for any number of examples of 1 x 8 x 8. `classifier.npz` has the batches,
four of six examples, `inputs` and `labels`; the `losses` before each step of stochastic gradient
descent at 0.1, and every weight after the last under its name. Normalization takes mean and variance
from the batch; its running statistics keep 0.9 of what they were, and the running variance follows
that of the batch divided by the number of elements, as ONNX has it, not by one less, as PyTorch has it.

`one_example.onnx` is the same for one example, with a shape that only one has; `two_examples.onnx` adds
a table with a row for each of two.

    python3 -m venv v && v/bin/pip install torch==2.15.0 numpy==2.4.6 onnx==1.22.0
    v/bin/python Tests/Golden/training.py
"""

import pathlib

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import TensorProto, helper, numpy_helper

FOLDER = pathlib.Path(__file__).parent / "training"
STEPS, BATCH, RATE, EPSILON, KEPT = 4, 6, 0.1, 1e-5, 0.9


def model(weights, is_for_one):
    last = (helper.make_node("Reshape", ["d", "shape"], ["e"], "flat") if is_for_one
            else helper.make_node("Flatten", ["d"], ["e"], "flat"))
    nodes = [
        helper.make_node("Conv", ["x", "conv.weight", "conv.bias"], ["a"], "conv", pads=[1] * 4),
        helper.make_node("BatchNormalization", ["a"] + [
            f"norm.{part}" for part in ("weight", "bias", "mean", "variance")], ["b"], "norm",
            epsilon=EPSILON, momentum=KEPT),
        helper.make_node("Relu", ["b"], ["c"], "relu"),
        helper.make_node("MaxPool", ["c"], ["d"], "pool", kernel_shape=[2, 2], strides=[2, 2]),
        last,
        helper.make_node("Mul", ["e", "factor"], ["f"], "scaled"),
        helper.make_node("Gemm", ["f", "head.weight", "head.bias"], ["y"], "head", transB=1),
    ]
    numbers = [numpy_helper.from_array(array, name) for name, array in weights.items()]
    if is_for_one:
        numbers.append(numpy_helper.from_array(np.array([1, 48]), "shape"))
    batch = 1 if is_for_one else "batch"
    graph = helper.make_graph(
        nodes, "classifier",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [batch, 1, 8, 8])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [batch, 10])], numbers)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(made)
    name = "one_example" if is_for_one else "classifier"
    (FOLDER / f"{name}.onnx").write_bytes(made.SerializeToString())


def two_examples():
    graph = helper.make_graph(
        [helper.make_node("Add", ["x", "table"], ["y"], "rows")], "rows",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [2, 10])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [2, 10])],
        [numpy_helper.from_array(np.ones((2, 10), np.float32), "table")])
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    (FOLDER / "two_examples.onnx").write_bytes(made.SerializeToString())


def main():
    FOLDER.mkdir(exist_ok=True)
    random = np.random.default_rng(20)

    def normal(*shape):
        return random.standard_normal(shape).astype(np.float32)

    weights = {
        "conv.weight": 0.4 * normal(3, 1, 3, 3), "conv.bias": normal(3),
        "norm.weight": 1 + 0.2 * normal(3), "norm.bias": 0.2 * normal(3),
        "norm.mean": normal(3), "norm.variance": 1 + normal(3) ** 2,
        "head.weight": 0.2 * normal(10, 48), "head.bias": 0.1 * normal(10),
        # A lone number, which is not trained.
        "factor": np.array(0.75, np.float32),
    }
    for is_for_one in (False, True):
        model(weights, is_for_one)
    two_examples()
    inputs = normal(STEPS, BATCH, 64)
    labels = random.integers(0, 10, (STEPS, BATCH))
    trained = {name: torch.tensor(array.astype(np.float64)) for name, array in weights.items()}
    moved = [name for name in weights if name not in ("norm.mean", "norm.variance", "factor")]
    losses = []
    for x, label in zip(inputs, labels):
        for name in moved:
            trained[name] = trained[name].detach().requires_grad_(True)
        x = torch.tensor(x.astype(np.float64)).reshape(BATCH, 1, 8, 8)
        x = F.conv2d(x, trained["conv.weight"], trained["conv.bias"], padding=1)
        mean, variance = x.mean((0, 2, 3)), x.var((0, 2, 3), unbiased=False)
        for name, value in (("norm.mean", mean), ("norm.variance", variance)):
            trained[name] = KEPT * trained[name] + (1 - KEPT) * value.detach()
        x = F.batch_norm(x, None, None, trained["norm.weight"], trained["norm.bias"], True, 0, EPSILON)
        x = F.max_pool2d(F.relu(x), 2).flatten(1) * trained["factor"]
        loss = F.cross_entropy(
            F.linear(x, trained["head.weight"], trained["head.bias"]), torch.tensor(label))
        losses.append(loss.item())
        gradients = torch.autograd.grad(loss, [trained[name] for name in moved])
        for name, gradient in zip(moved, gradients):
            trained[name] = trained[name].detach() - RATE * gradient
    np.savez(
        FOLDER / "classifier.npz", inputs=inputs, labels=labels, losses=np.array(losses),
        **{name: value.detach().numpy() for name, value in trained.items()})


main()
