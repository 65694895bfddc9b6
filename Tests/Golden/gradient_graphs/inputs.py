"""Inputs and outputs: several, left over, of other kinds than floats."""

import numpy as np
import torch
import torch.nn.functional as F

from gradient_graphs.graph import MARGIN, Graph


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
    g.node("Identity", ["y"], "again")
    g.node("Shape", [x], "lengths")
    size = g.node("Shape", [g.weight("measured", [2, 2], bound=1.0)])
    g.node("Reshape", [bias, size], "square")

    def forward(v):
        y = v["x"] @ v["weight"] + v["bias"]
        return {"y": y, "again": y, "bias": v["bias"], "loose": v["loose"],
                "silent": v["silent"], "same": v["x"], "lengths": torch.tensor([2, 3]),
                "square": v["bias"].view(2, 2)}

    g.write(forward, without=["silent"])


def shared():
    """One kernel for two inputs, which the file lists among them, and a value of several uses."""
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

    g.write(forward, listed=["kernel"])


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


def jumps():
    """What changes in jumps passes no gradient on, so that a threshold has gradient 0."""
    g = Graph("jumps", opset=17)
    x, w = g.input("x", [3, 7], bound=3.0), g.weight("weight", [7], bound=0.5, around=1.0)
    h = g.node("Mul", [x, w])
    above = g.node("Greater", [h, g.initializer("threshold", np.array(0.25, np.float32))])
    whole = g.node("Ceil", [h])
    rest = g.node("Sub", [h, g.node("Floor", [h])])
    h = g.node("Where", [above, g.node("Mul", [h, whole]), g.node("Mul", [rest, x])])
    g.node("Add", [h, g.node("Mul", [g.node("Sign", [x]), w])], "y")

    def forward(v):
        h = v["x"] * v["weight"]
        for kink in (h - h.round(), h - 0.25, v["x"]):
            assert kink.abs().min() > MARGIN
        whole, below = h.detach().ceil(), h.detach().floor()
        h = torch.where(h > v["threshold"], h * whole, (h - below) * v["x"])
        return {"y": h + v["x"].sign() * v["weight"]}

    g.write(forward)


def empty():
    """No example at all, so that weights have gradient 0."""
    g = Graph("empty", opset=17)
    x = g.input("x", [0, 3, 5], open_axes={0: "batch"})
    h = g.node("Conv", [x, g.weight("kernel", [4, 3, 3], 9), g.weight("bias", [4], bound=1.0)])
    h = g.node("Flatten", [g.node("Relu", [h])])
    h = g.node("MatMul", [h, g.weight("weight", [12, 2], 12)])
    g.node("LayerNormalization", [h, g.weight("factor", [2], bound=1.0)], "y")

    def forward(v):
        h = F.relu(F.conv1d(v["x"], v["kernel"], v["bias"])).flatten(1) @ v["weight"]
        return {"y": F.layer_norm(h, [2], v["factor"])}

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
    jumps()
    empty()
    loss()
