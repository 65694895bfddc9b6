"""Makes the folder like: modules of PyTorch, each as the ONNX model that torch's exporter makes of it (which renames
and transposes) and as its own state dict.

Oracle: PyTorch 2.15.0, whose exporter and whose load_state_dict(strict=True) decide. The folder written is made by the
package's own test (XAVIER_WRITE_GOLDEN=1) and is loaded here, strictly.
"""

import golden

import copy
import os

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from safetensors.torch import load_file
from torch import nn

FOLDER = os.path.join(golden.FOLDER, "like")


class Tied(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(13, 8)
        self.encoder = nn.TransformerEncoder(
            nn.TransformerEncoderLayer(8, 2, 12, batch_first=True, dropout=0.0), 2, enable_nested_tensor=False)
        self.head = nn.Linear(8, 13, bias=False)
        self.head.weight = self.embedding.weight

    def forward(self, x):
        return self.head(self.encoder(self.embedding(x)))


class Mixed(nn.Module):
    def __init__(self):
        super().__init__()
        self.convolution = nn.Conv2d(3, 6, 3, padding=1, bias=False)
        self.normalization = nn.BatchNorm2d(6)
        self.square = nn.Linear(6, 6)
        self.wide = nn.Linear(6, 20)
        self.narrow = nn.Linear(20, 4)

    def forward(self, x):
        y = torch.relu(self.normalization(self.convolution(x))).mean((2, 3))
        # A product without a bias on three axes is exported as MatMul with the transposed weight.
        y = torch.tanh(self.square(y.unsqueeze(1)))
        return self.narrow(torch.relu(self.wide(y)))


class Recurrent(nn.Module):
    """Every recurrent layer, with biases that are all zero: of both layers of the LSTM, and as many zeros in the
    shift of a normalization. The two last LSTMs start as copies."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(7, 12, num_layers=2, bidirectional=True)
        self.wide = nn.Linear(24, 48)
        self.normalization = nn.LayerNorm(48)
        self.gru = nn.GRU(48, 8)
        self.rnn = nn.RNN(8, 6, bidirectional=True)
        self.bare = nn.LSTM(12, 5, bias=False)
        self.twin = copy.deepcopy(self.bare)
        for name, parameter in self.lstm.named_parameters():
            if "bias" in name:
                nn.init.zeros_(parameter)

    def forward(self, x):
        y = self.normalization(self.wide(self.lstm(x)[0]))
        y = self.rnn(self.gru(y)[0])[0]
        return self.bare(y)[0] + self.twin(torch.tanh(y))[0]


class Merged(nn.Module):
    """Two biases that are zero, for which the exporter in evaluation mode writes one tensor, in training two."""

    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Linear(6, 5), nn.Linear(5, 5)
        nn.init.zeros_(self.first.bias)
        nn.init.zeros_(self.second.bias)

    def forward(self, x):
        return self.second(torch.relu(self.first(x)))


class Projected(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(3, 4, proj_size=2)

    def forward(self, x):
        return self.lstm(x)[0]


RECURRENT = torch.randn(3, 2, 7)
CASES = {
    "tied": (Tied, torch.zeros(1, 5, dtype=torch.long), {}),
    "mixed": (Mixed, torch.randn(1, 3, 4, 4), {}),
    # In evaluation the exporter folds the normalization into the convolution.
    "folded": (Mixed, torch.randn(1, 3, 4, 4), {"training": torch.onnx.TrainingMode.EVAL}),
    "merged": (Merged, torch.randn(2, 6), {"training": torch.onnx.TrainingMode.EVAL}),
    "equal": (Merged, torch.randn(2, 6), {}),
    "recurrent": (Recurrent, RECURRENT, {"opset_version": 17}),
    "recurrent-dynamo": (Recurrent, RECURRENT, {"dynamo": True}),
    # No exporter can: ONNX's LSTM has no projection.
    "projected": (Projected, None, None),
}
# What the package's test draws the recurrent module by, besides `auto`.
RECIPES = ["keras", "pytorch"]


def export(module, example, path, options):
    options = {"dynamo": False, "training": torch.onnx.TrainingMode.PRESERVE, **options}
    if options["dynamo"]:
        torch.onnx.export(module, (example,), path, dynamo=True, external_data=False, verbose=False)
        # Without where in Python each node comes from.
        model = onnx.load(path)
        for node in model.graph.node:
            del node.metadata_props[:]
            node.doc_string = ""
        onnx.save(model, path)
    else:
        torch.onnx.export(module, example, path, do_constant_folding=True, **options)


def main():
    os.makedirs(FOLDER, exist_ok=True)
    for name, (make, example, options) in CASES.items():
        torch.manual_seed(5)
        module = make().train()
        if not os.path.exists(os.path.join(FOLDER, f"{name}.onnx")):
            torch.save(module.state_dict(), os.path.join(FOLDER, f"{name}.pt"))
            if options is not None:
                export(module, example, os.path.join(FOLDER, f"{name}.onnx"), options)
        for recipe in ["", *(f"-{recipe}" for recipe in RECIPES)]:
            written = os.path.join(FOLDER, "written", f"{name}{recipe}.safetensors")
            if os.path.exists(written):
                tensors = load_file(written)
                fresh = make()
                print(name, recipe, fresh.load_state_dict(tensors, strict=True))
                for key, value in fresh.state_dict().items():
                    assert torch.equal(value, tensors[key]), key
                if make is Recurrent:
                    check_recurrent(fresh.train(), recipe[1:] or "auto", options)
    branches()
    moved()
    check_models()


def check_recurrent(module, recipe, options):
    """The module's weights as its exporter writes them for ONNX: there, by ONNX's own order of gates, input, output,
    forget, cell, the laws of the recipe must hold, whatever the package thinks of PyTorch's order."""
    path = os.path.join(FOLDER, "again.onnx")
    export(module, RECURRENT, path, {"opset_version": 17})
    graph = onnx.load(path).graph
    os.remove(path)
    arrays = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    nodes = [node for node in graph.node if node.op_type in ("LSTM", "GRU", "RNN")]
    assert [node.op_type for node in nodes] == ["LSTM", "LSTM", "GRU", "RNN", "LSTM", "LSTM"]
    seen = set()
    for node in nodes:
        if node.op_type == "RNN" and "dynamo" in options:
            # Which this exporter writes as products; they are dense layers to a recipe.
            continue
        w, r, b = [arrays[name] if name else None for name in [*node.input[1:4], ""][:3]]
        directions, rows, units = r.shape
        gates, inputs = rows // units, w.shape[2]
        assert w.shape == (directions, rows, inputs)
        assert (b is None) == (len(node.input) < 4 or not node.input[3])
        w, r = w.reshape(directions, gates, units, inputs), r.reshape(directions, gates, units, units)
        b = None if b is None else b.reshape(directions, 2, gates, units)
        # No gate has the numbers of another, in any layer.
        for matrix in [*w.reshape(-1, units, inputs), *r.reshape(-1, units, units)]:
            assert matrix.tobytes() not in seen
            seen.add(matrix.tobytes())
        if recipe == "pytorch":
            bound = units**-0.5
            for array in [w, r] + ([] if b is None else [b]):
                assert np.abs(array).max() <= bound
                for part in array.reshape(directions * (1 if array is not b else 2), -1):
                    # The largest of n even draws is below a share s of the bound with probability s^n.
                    assert np.abs(part).max() > bound * 1e-6 ** (1 / part.size)
            continue
        if b is not None:
            expected = np.zeros_like(b)
            if node.op_type == "LSTM":
                expected[:, 0, 2] = 1
            assert b.tobytes() == expected.tobytes()
        for direction in range(directions):
            if recipe == "keras":
                matrix = r[direction].reshape(rows, units)
                assert np.abs(matrix.T @ matrix - np.eye(units)).max() < 1e-6
                bound = (6 / (inputs + rows)) ** 0.5
                assert bound * 1e-6 ** (1 / w[direction].size) < np.abs(w[direction]).max() <= bound
            elif node.op_type == "LSTM" or node.op_type == "GRU":
                for matrix in r[direction]:
                    assert np.abs(matrix @ matrix.T - np.eye(units)).max() < 1e-6
            else:
                gain = (r[direction, 0] ** 2).sum() / units
                assert np.abs(r[direction, 0] @ r[direction, 0].T - gain * np.eye(units)).max() < 1e-6
        if recipe == "auto":
            # One law for all gates of both directions.
            squares = (w**2).mean((2, 3)).ravel()
            deviation = (2 / (units * inputs)) ** 0.5
            assert np.abs(squares / squares.mean() - 1).max() < 4 * deviation, squares
    print(recipe, "holds for", len(nodes), "nodes")


def branches():
    """A model whose weights lie among the initializers, in Constant nodes and in both branches of an If."""
    path = os.path.join(FOLDER, "branches.onnx")
    if os.path.exists(path):
        return
    generator = np.random.default_rng(11)

    def numbers(*shape):
        return generator.standard_normal(shape).astype(np.float32)

    def constant(name, tensor):
        return helper.make_node("Constant", [], [name], value=tensor)
    halves = numbers(5).astype(np.float16)
    half = helper.make_tensor("other name", TensorProto.FLOAT16, [5], halves.view(np.uint16).tolist())
    half.ClearField("raw_data")
    half.int32_data[:] = halves.view(np.uint16).tolist()
    outside = numpy_helper.from_array(numbers(5), "b")
    onnx.external_data_helper.set_external_data(outside, "branches.bin", 64, 20)
    with open(os.path.join(FOLDER, "branches.bin"), "wb") as out:
        out.write(b"\0" * 64 + outside.raw_data)
    outside.ClearField("raw_data")
    taken = helper.make_graph(
        [constant("b", outside), helper.make_node("MatMul", ["h", "k"], ["p"]),
         helper.make_node("Add", ["p", "b"], ["t"])], "taken", [],
        [helper.make_tensor_value_info("t", TensorProto.FLOAT, None)], [numpy_helper.from_array(numbers(4, 5), "k")])
    other = helper.make_graph(
        [constant("b", half), helper.make_node("Cast", ["b"], ["c"], to=TensorProto.FLOAT),
         helper.make_node("MatMul", ["h", "k"], ["q"]), helper.make_node("Add", ["q", "c"], ["e"])], "other", [],
        [helper.make_tensor_value_info("e", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(numbers(4, 5), "k"), numpy_helper.from_array(np.arange(3), "whole")])
    graph = helper.make_graph(
        [constant("w", helper.make_tensor("", TensorProto.FLOAT, [3, 4], numbers(12))),
         constant("half", helper.make_tensor("", TensorProto.FLOAT, [], [0.5])),
         constant("way", numpy_helper.from_array(np.array(True), "")),
         helper.make_node("MatMul", ["x", "w"], ["m"]), helper.make_node("Mul", ["m", "half"], ["h"]),
         helper.make_node("If", ["way"], ["z"], then_branch=taken, else_branch=other),
         helper.make_node("MatMul", ["z", "v"], ["y"])], "g",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 3])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 2])], [numpy_helper.from_array(numbers(5, 2), "v")])
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), path)


def moved():
    """A model that holds one tensor twice, the second time with its three axes moved, and its state."""
    path = os.path.join(FOLDER, "moved.onnx")
    if os.path.exists(path):
        return
    weight = np.random.default_rng(12).standard_normal((2, 3, 4)).astype(np.float32)
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "a"], ["y"]), helper.make_node("MatMul", ["y", "b"], ["z"])], "g",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 5, 3])],
        [helper.make_tensor_value_info("z", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(weight, "a"), numpy_helper.from_array(np.ascontiguousarray(weight.transpose(1, 2, 0)), "b")])
    # x · a is 2 × 5 × 4, and b is 3 × 4 × 2, of which the first two are taken.
    graph.node.insert(1, helper.make_node("Slice", ["b", "from", "to"], ["c"]))
    graph.node[2].input[1] = "c"
    graph.initializer.extend([numpy_helper.from_array(np.array([0]), "from"), numpy_helper.from_array(np.array([2]), "to")])
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), path)
    torch.save({"a": torch.from_numpy(weight)}, os.path.join(FOLDER, "moved.pt"))


def check_branches(written, original):
    """The taken branch and the main graph are drawn, the other branch is as it was, and so is all the rest."""
    def tensors(model):
        branch = next(node for node in model.graph.node if node.op_type == "If")
        taken, other = (next(a.g for a in branch.attribute if a.name == f"{name}_branch") for name in ("then", "else"))
        drawn = [model.graph.initializer[0], model.graph.node[0].attribute[0].t, taken.initializer[0],
                 taken.node[0].attribute[0].t]
        return drawn, [*other.initializer, other.node[0].attribute[0].t, model.graph.node[1].attribute[0].t]
    for new, old in zip(*(tensors(model)[0] for model in (written, original)), strict=True):
        assert (new.name, new.dims, new.data_type) == (old.name, old.dims, old.data_type)
        new, old = numpy_helper.to_array(new), numpy_helper.to_array(old)
        assert not (new == old).any() and (new == 0).all() == (new.ndim == 1), new
    for new, old in zip(*(tensors(model)[1] for model in (written, original)), strict=True):
        assert (numpy_helper.to_array(new) == numpy_helper.to_array(old)).all(), old.name
    onnx.checker.check_model(written)
    for model in (written, original):
        for tensor in sum(tensors(model), []):
            for field in ("raw_data", "float_data", "int32_data"):
                tensor.ClearField(field)


def check_models():
    """ONNX models that the package wrote: the graph of the original, whatever is in the weights."""
    for name, original in (("mixed.onnx", "mixed.onnx"), ("external.onnx", "../modelfiles/external.onnx"),
                           ("branches.onnx", "branches.onnx")):
        path = os.path.join(FOLDER, "written", name)
        if not os.path.exists(path):
            continue
        written, model = onnx.load(path), onnx.load(os.path.join(FOLDER, original))
        keys = [entry.key for entry in written.metadata_props]
        assert keys == sorted(set(keys)) and "xavier.draws" in keys, keys
        for new, old in zip(written.graph.initializer, model.graph.initializer, strict=True):
            assert (new.name, new.dims, new.data_type) == (old.name, old.dims, old.data_type)
            if name == "external.onnx":
                assert numpy_helper.to_array(new).tobytes() == numpy_helper.to_array(old).tobytes(), new.name
        if name == "branches.onnx":
            check_branches(written, model)
        for both in (written, model):
            del both.graph.initializer[:]
            del both.metadata_props[:]
        assert written == model, name
        print(name, "is the same graph")


main()
