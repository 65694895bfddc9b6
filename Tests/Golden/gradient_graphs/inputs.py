"""Inputs and outputs: several, left over, of other kinds than floats."""

import numpy as np
import torch
import torch.nn.functional as F

from gradient_graphs.graph import Graph


def heads():
    """Two heads on a trunk, of which both or one are wanted."""
    g = Graph("heads", opset=13)
    x = g.input("x", [5, 4], open_axes={0: "batch"})
    h = g.node("Selu", [g.node("Gemm", [x, g.weight("trunk.weight", [4, 6], 4),
                                        g.weight("trunk.bias", [6], bound=0.5)])])
    g.node("Softmax", [g.node("MatMul", [h, g.weight("classes.weight", [6, 3], 2)])], "classes",
           axis=-1)
    g.node("Gemm", [h, g.weight("value.weight", [6, 1], 6), g.weight("value.bias", [1], bound=1.0)],
           "value")

    def forward(v):
        h = F.selu(v["x"] @ v["trunk.weight"] + v["trunk.bias"])
        return {"classes": (h @ v["classes.weight"]).softmax(-1),
                "value": h @ v["value.weight"] + v["value.bias"]}

    g.write(forward, also={"heads.classes": ["value"], "heads.value": ["classes"]})


def leftovers():
    """Initializers and inputs that nothing uses, or that are outputs themselves."""
    g = Graph("leftovers", opset=17)
    x = g.input("x", [2, 3])
    g.input("unused.input", [3, 2])
    g.weight("unused", [2, 5], bound=1.0)
    g.weight("unused.number", [], bound=1.0)
    g.weight("dead.weight", [3, 4], bound=1.0)
    g.weight("loose", [2, 2], bound=1.0)
    bias = g.weight("bias", [4], bound=1.0)
    g.weight("silent", [3], bound=1.0)
    w = g.weight("weight", [3, 4], 3)
    g.node("Add", [g.node("MatMul", [x, w]), bias], "y")
    g.node("MatMul", [x, "dead.weight"])
    g.node("Identity", [x], "same")
    g.node("Shape", [x], "lengths")

    def forward(v):
        return {"y": v["x"] @ v["weight"] + v["bias"], "bias": v["bias"], "loose": v["loose"],
                "silent": v["silent"], "same": v["x"], "lengths": torch.tensor([2, 3])}

    g.write(forward, without=["silent"])


def shared():
    """One kernel for two inputs, and one value that several nodes use."""
    g = Graph("shared", opset=17)
    kernel = g.weight("kernel", [3, 2, 3], 4)
    bias = g.weight("bias", [3], bound=0.5)
    sides = [g.node("Tanh", [g.node("Conv", [g.input(name, [2, 2, length]), kernel, bias])])
             for name, length in [("left", 7), ("right", 5)]]
    means = [g.node("ReduceMean", [side], axes=[2], keepdims=0) for side in sides]
    h = g.node("Sub", means)
    h = g.node("Mul", [h, h])
    g.node("Add", [g.node("Mul", [h, means[0]]), g.node("MatMul", [h, g.weight(
        "weight", [3, 3], 3)])], "y")

    def forward(v):
        left, right = [torch.tanh(F.conv1d(v[name], v["kernel"], v["bias"])).mean(2)
                       for name in ("left", "right")]
        h = (left - right).square()
        return {"y": h * left + h @ v["weight"]}

    g.write(forward)


def kinds():
    """Several float inputs, with indices and truth values among them, which have no gradient."""
    g = Graph("kinds", opset=17)
    a, b = g.input("a", [3, 5]), g.input("b", [5])
    ids = g.given("ids", np.array([6, 0, 6], np.int64))
    mask = g.given("mask", np.array([[1, 0, 1, 1, 0], [0, 0, 1, 0, 1], [1, 1, 0, 0, 1]], bool))
    h = g.node("Where", [mask, g.node("Mul", [a, b]), g.node("Gather", [
        g.weight("table", [7, 5], bound=1.0), ids])])
    scalar = g.input("temperature", [], 1.0)
    g.node("Sin", [g.node("Mul", [h, scalar])], "y")

    def forward(v):
        h = torch.where(v["mask"], v["a"] * v["b"], v["table"][v["ids"]])
        return {"y": torch.sin(h * v["temperature"])}

    g.write(forward)


def loss():
    """Cross-entropy with labels as a part of the network: one number."""
    g = Graph("loss", opset=17)
    x = g.input("x", [6, 5])
    labels = g.given("labels", np.array([0, 3, 2, 2, 1, 3], np.int64))
    h = g.node("Softplus", [g.node("Gemm", [x, g.weight("weight0", [5, 7], 5),
                                            g.weight("bias0", [7], bound=0.5)])])
    h = g.node("LogSoftmax", [g.node("MatMul", [h, g.weight("weight1", [7, 4], 2)])], axis=-1)
    h = g.node("GatherElements", [h, g.node("Unsqueeze", [labels, g.integers("one", [1])])],
               axis=1)
    g.node("Neg", [g.node("ReduceMean", [h], keepdims=0)], "loss")

    def forward(v):
        h = F.softplus(v["x"] @ v["weight0"] + v["bias0"]) @ v["weight1"]
        return {"loss": F.cross_entropy(h, v["labels"])}

    g.write(forward)


def networks():
    heads()
    leftovers()
    shared()
    kinds()
    loss()
