"""A graph of ONNX, the same network in PyTorch, and the file of numbers that follows from both.

A network is a function that makes a `Graph`, adds inputs, weights and nodes to it, and ends with
`graph.write(forward)`, where `forward` takes the inputs and initializers by name as float64 leaves
of PyTorch (integers as they are) and gives the outputs by name.

`write` checks at each run that onnxruntime, or onnx's reference where that lacks an operator, gives
PyTorch's outputs from float32 numbers; that PyTorch's gradients are the slopes of central
differences along one direction; and that float32 suffices for them, so that none is a difference
of large terms. `relu` and `max_pool` hold the numbers away from kinks.
"""

import math
import pathlib

import numpy as np
import onnx
import onnxruntime as ort
import torch
import torch.nn.functional as F
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

import stream1

FOLDER = pathlib.Path(__file__).parent.parent / "gradient_models"
SEED = 29
# How far from a kink all numbers stay.
MARGIN = 1e-4

torch.set_num_threads(1)
ort.set_default_logger_severity(3)


def draw(path, shape, bound):
    """Float32 numbers from -bound to bound."""
    made = stream1.uniform(SEED, path, math.prod(shape), np.float32(bound))
    return made.reshape(shape)


def relu(x):
    """ReLU of numbers that are not near 0."""
    assert x.abs().min() > MARGIN, f"{x.abs().min()} before a ReLU"
    return F.relu(x)


def max_pool(x, kernel, stride):
    """The largest of each window, which has no second one near it."""
    windows = x
    for axis, (length, step) in enumerate(zip(kernel, stride)):
        windows = windows.unfold(2 + axis, length, step)
    windows = windows.flatten(2 + len(kernel))
    most = windows.topk(2, dim=-1).values
    assert (most[..., 0] - most[..., 1]).min() > MARGIN, "near ties in a window"
    return most[..., 0]


class Graph:
    """A graph of ONNX while it is built; values are their names."""

    def __init__(self, name, opset=17, salt=0):
        self.name, self.opset = name, opset
        self.path = f"{name}.{salt}"
        self.inputs, self.initializers, self.nodes, self.outputs = {}, {}, [], []
        self.inside, self.open_axes = {}, {}

    def input(self, name, shape, bound=1.5, open_axes={}):
        """Floats that are given; `open_axes` names the axes whose lengths the file leaves open."""
        return self.given(name, draw(f"{self.path}.{name}", shape, bound), open_axes)

    def given(self, name, array, open_axes={}):
        """Numbers that are given."""
        self.inputs[name] = np.asarray(array)
        self.open_axes[name] = open_axes
        return name

    def weight(self, name, shape, fan=None, bound=None, around=0.0, type=np.float32):
        """An initializer of variance 1/fan, or from around - bound to around + bound."""
        bound = math.sqrt(3 / fan) if bound is None else bound
        array = draw(f"{self.path}.{name}", shape, bound) + np.float32(around)
        return self.initializer(name, array.astype(type))

    def initializer(self, name, array):
        """Numbers of the file."""
        self.initializers[name] = np.asarray(array)
        return name

    def integers(self, name, values):
        return self.initializer(name, np.array(values, np.int64))

    def node(self, operator, inputs, outputs=None, **attributes):
        """A node: its output's name, or the list of its outputs' names.

        `outputs` are names or how many there are; "" is an output that is left out.
        """
        number = len(self.nodes)
        if outputs is None or isinstance(outputs, int):
            count = 1 if outputs is None else outputs
            names = [f"{operator}_{number}" + (f"_{k}" if k else "") for k in range(count)]
        else:
            names = [outputs] if isinstance(outputs, str) else list(outputs)
        self.nodes.append(helper.make_node(operator, inputs, names, f"node_{number}", **attributes))
        return names[0] if outputs is None or isinstance(outputs, str) else names

    def model(self, results, listed):
        """The model, whose outputs have the shapes and types of `results`."""
        def information(name, array, open_axes={}):
            shape = [open_axes.get(axis, length) for axis, length in enumerate(array.shape)]
            kind = helper.np_dtype_to_tensor_dtype(array.dtype)
            return helper.make_tensor_value_info(name, kind, shape)

        graph = helper.make_graph(
            self.nodes, self.name,
            [information(k, v, self.open_axes[k]) for k, v in self.inputs.items()]
            + [information(k, self.initializers[k]) for k in listed],
            [information(k, v) for k, v in results.items()],
            [numpy_helper.from_array(v, k) for k, v in self.initializers.items()])
        model = helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", self.opset)], ir_version=10)
        onnx.checker.check_model(model, full_check=True)
        return model

    def leaves(self, type):
        """All numbers by name: floats as leaves whose gradients are wanted."""
        leaves = {}
        for name, array in (self.inputs | self.initializers | self.inside).items():
            is_float = array.dtype.name in ("float16", "bfloat16", "float32", "float64")
            array = array.astype(np.float64) if is_float else array
            leaf = torch.tensor(array)
            leaves[name] = leaf.to(type).requires_grad_(True) if is_float else leaf
        return leaves

    def write(self, forward, without=(), evaluator="onnxruntime", types={}, inside={}, also={},
              listed=()):
        """Writes the model and its numbers: NAME.onnx and NAME.npz.

        Outputs in `without` have no cotangent. `types` are those of outputs that are not float32,
        `inside` are floats inside nodes whose gradients are wanted too. Each item of `also` is the
        name of a further file of numbers, with the outputs that have no cotangent there.
        Initializers in `listed` are listed among the inputs too, as old files do.
        """
        self.inside = inside
        results = forward(self.leaves(torch.float64))
        arrays = {
            name: value.detach().numpy().astype(types.get(name, np.float32))
            if value.is_floating_point() else value.numpy() for name, value in results.items()}
        model = self.model(arrays, listed)
        self.check_outputs(model, results, evaluator)
        FOLDER.mkdir(exist_ok=True)
        content = model.SerializeToString(deterministic=True)
        (FOLDER / f"{self.name}.onnx").write_bytes(content)
        for file, left_out in ({self.name: without} | also).items():
            self.write_numbers(file, left_out, forward, arrays)
        size = (FOLDER / f"{self.name}.npz").stat().st_size
        print(f"{self.name}: {len(self.nodes)} nodes, {len(content)} + {size} bytes, {evaluator}")

    def check_outputs(self, model, results, evaluator):
        if evaluator == "onnxruntime":
            session = ort.InferenceSession(
                model.SerializeToString(), providers=["CPUExecutionProvider"])
            found = session.run(None, self.inputs)
        else:
            found = ReferenceEvaluator(model).run(None, self.inputs)
        for (name, value), other in zip(results.items(), found, strict=True):
            expected = value.detach().numpy()
            assert expected.shape == other.shape, f"{self.name}, {name}: {other.shape}"
            bound = 2e-3 if other.dtype == np.float16 else 1e-5
            error = np.abs(expected - other.astype(np.float64)).max(initial=0)
            most = np.abs(expected).max(initial=0)
            assert error <= bound * most, f"{self.name}, {name}: {error} of {most}"

    def write_numbers(self, file, without, forward, arrays):
        cotangents = {
            name: draw(f"{self.path}.{file}.cotangent.{name}", array.shape, 1.0)
            for name, array in arrays.items()
            if name not in without and array.dtype.kind == "f"}

        def gradients(type):
            leaves = self.leaves(type)
            floats = {k: v for k, v in leaves.items() if v.requires_grad}
            results = forward(leaves)
            total = sum((results[k] * torch.tensor(c)).sum() for k, c in cotangents.items())
            found = torch.autograd.grad(total, list(floats.values()), allow_unused=True)
            return {
                k: torch.zeros_like(leaf) if g is None else g
                for (k, leaf), g in zip(floats.items(), found)}

        exact, rough = gradients(torch.float64), gradients(torch.float32)
        self.check_slope(forward, cotangents, exact)
        for name, gradient in exact.items():
            assert gradient.isfinite().all(), name
            most = np.abs(gradient.numpy()).max(initial=0)
            error = np.abs((gradient - rough[name]).numpy()).max(initial=0)
            assert most == 0 or 1e-3 < most < 1e4, f"{self.name}, {name}: largest {most}"
            assert error <= 3e-5 * most, f"{self.name}, {name}: float32 is off by {error} of {most}"
        members = dict(self.inputs)
        members |= {f"cotangent:{name}": array for name, array in cotangents.items()}
        members |= {f"output:{name}": array for name, array in arrays.items()}
        members |= {
            f"gradient:{name}": gradient.numpy().astype(np.float32)
            for name, gradient in exact.items()}
        np.savez_compressed(FOLDER / f"{file}.npz", **members)

    def check_slope(self, forward, cotangents, gradients):
        """Gradients are the slope of sum(output * cotangent) along one direction."""
        step, slope = 1e-6, 0.0
        direction = {
            name: torch.tensor(draw(f"direction.{name}", tuple(g.shape), 1.0)).double()
            for name, g in gradients.items()}
        for side in (1, -1):
            leaves = self.leaves(torch.float64)
            with torch.no_grad():
                for name, change in direction.items():
                    leaves[name] += side * step * change
                results = forward(leaves)
                total = sum((results[k] * torch.tensor(c)).sum() for k, c in cotangents.items())
            slope += side * total.item() / (2 * step)
        expected = sum((gradients[k] * d).sum().item() for k, d in direction.items())
        size = sum((gradients[k] * d).abs().sum().item() for k, d in direction.items())
        assert abs(slope - expected) <= 1e-6 * size, f"{self.name}: slope {slope}, not {expected}"
