"""What becomes of initializers: tied, folded, inside nodes, as bounds, of other types."""

import ml_dtypes
import numpy as np
import torch
import torch.nn.functional as F
from onnx import TensorProto, helper, numpy_helper

from gradient_graphs.graph import MARGIN, Graph, draw


def tied(name, rows):
    """A table that tokens are looked up in, and that turns the result into scores in two ways."""
    g = Graph(name, opset=17)
    width = 6
    ids = g.given("tokens", np.array([[1, 5, 2], [5, 0, 10]], np.int64))
    table = g.weight("table", [rows, width], bound=1.0)
    h = g.node("Gather", [table, ids])
    h = g.node("Tanh", [g.node("MatMul", [h, g.weight("weight", [width, width], width)])])
    g.node("MatMul", [h, g.node("Transpose", [table], perm=[1, 0])], "scores")
    last = g.node("ReduceMean", [h], axes=[1], keepdims=0)
    g.node("Gemm", [last, table], "means", transB=1)

    def forward(v):
        h = torch.tanh(F.embedding(v["tokens"], v["table"]) @ v["weight"])
        return {"scores": h @ v["table"].T, "means": F.linear(h.mean(1), v["table"])}

    g.write(forward)


def folded():
    """Initializers that go through nodes before they are used, small enough to be known."""
    g = Graph("folded", opset=17)
    x = g.input("x", [3, 5, 7])

    # A kernel: turned, split in two axes, scaled by a number and by another's exponential, with an
    # axis more.
    k = g.node("Transpose", [g.weight("kernel", [10, 4], 3)], perm=[1, 0])
    k = g.node("Reshape", [k, g.integers("kernel.shape", [4, 5, 2])])
    k = g.node("Mul", [k, g.weight("factor", [], bound=0.2, around=0.8)])
    k = g.node("Mul", [k, g.node("Exp", [g.weight("log.size", [4, 1, 1], bound=0.5)])])
    k = g.node("Unsqueeze", [k, g.integers("last", [3])])
    h = g.node("Unsqueeze", [x, g.integers("last.of.input", [3])])
    h = g.node("Conv", [h, k, g.node("Slice", [
        g.weight("long", [9], bound=0.5), g.integers("starts", [7]), g.integers("ends", [-9]),
        g.integers("axes", [0]), g.integers("steps", [-2])])])
    h = g.node("Tanh", [g.node("Flatten", [h])])

    # Both factors stored the other way round, and sizes for product and shift.
    rows = g.node("Concat", [g.weight("upper", [2, 24], 24), g.weight("lower", [5, 24], 24)],
                  axis=0)
    h = g.node("Gemm", [h, rows, g.weight("shift", [1, 7], bound=0.7)], transB=1, alpha=0.5,
               beta=1.5)
    left, right = g.node("Split", [g.weight("pair", [6, 3], 3)], 2, axis=0)
    h = g.node("Gemm", [g.node("Concat", [left, h], axis=1), g.node("Expand", [
        g.node("Gather", [right, g.integers("rows", [2, 0, 2])], axis=0),
        g.integers("wide", [3, 3])])], transA=1)
    g.node("Add", [h, g.node("ReduceMean", [left], axes=[0], keepdims=1)], "y")

    def forward(v):
        k = v["kernel"].T.reshape(4, 5, 2) * v["factor"] * v["log.size"].exp()
        h = torch.tanh(F.conv1d(v["x"], k, v["long"][[7, 5, 3, 1]]).flatten(1))
        h = 0.5 * h @ torch.cat([v["upper"], v["lower"]]).T + 1.5 * v["shift"]
        left, right = v["pair"][:3], v["pair"][3:]
        h = torch.cat([left, h], 1).T @ right[[2, 0, 2]]
        return {"y": h + left.mean(0, keepdim=True)}

    g.write(forward)


def weight_normalization():
    """A convolution whose weight is a direction and a length, too large to be known before."""
    g = Graph("weight_normalization", opset=17)
    x = g.input("x", [2, 23, 6])
    direction = g.weight("direction", [37, 23, 5], bound=1.0)
    length = g.node("ReduceL2", [direction], axes=[1, 2], keepdims=1)
    w = g.node("Mul", [g.node("Div", [direction, length]),
                       g.weight("length", [37, 1, 1], bound=0.3, around=1.0)])
    h = g.node("Conv", [x, w, g.weight("bias", [37], bound=0.5)], pads=[2, 2])
    g.node("ReduceMean", [g.node("Tanh", [h])], "y", axes=[2], keepdims=0)

    def forward(v):
        w = torch._weight_norm(v["direction"], v["length"], 0)
        return {"y": torch.tanh(F.conv1d(v["x"], w, v["bias"], padding=2)).mean(2)}

    g.write(forward)


def constants():
    """Weights in a node Constant beside initializers, and one number there that is no weight."""
    g = Graph("constants", opset=17)
    x = g.input("x", [4, 3])
    inside = np.array([[0.5, -1.25, 0.75], [1.5, 0.25, -0.5]], np.float32)
    g.node("Constant", [], "inside", value=numpy_helper.from_array(inside))
    g.node("Constant", [], "half", value_float=0.5)
    h = g.node("Mul", [g.node("Gemm", [x, "inside", g.weight("bias", [2], bound=0.5)], transB=1),
                       "half"])
    g.node("MatMul", [g.node("Sigmoid", [h]), g.weight("weight", [2, 5], 2)], "y")

    def forward(v):
        h = 0.5 * F.linear(v["x"], v["inside"], v["bias"])
        return {"y": torch.sigmoid(h) @ v["weight"]}

    g.write(forward, inside={"inside": inside})


def bounds():
    """Clip by bounds that are initializers, an input, and a number that is computed."""
    g = Graph("bounds", opset=17, salt=1)
    x = g.input("x", [4, 7])
    top = g.given("top", np.array(1.125, np.float32))
    h = g.node("Clip", [g.node("Mul", [x, g.weight("weight", [7], bound=0.5, around=1.0)]),
                        g.initializer("low", np.array(-0.75, np.float32)),
                        g.initializer("high", np.array(0.625, np.float32))])
    g.node("Clip", [h, g.node("ReduceMean", [g.weight("several", [5], bound=0.5, around=-0.3)],
                              keepdims=0)], "above")
    g.node("Clip", [g.node("Add", [x, h]), "", top], "below")

    def forward(v):
        def clamped(x, low, high):
            edges = [edge for edge in (low, high) if edge is not None]
            assert all((x.detach() - e.detach()).abs().min() > MARGIN for e in edges)
            return torch.clamp(x, low, high)

        h = clamped(v["x"] * v["weight"], v["low"], v["high"])
        return {"above": clamped(h, v["several"].mean(), None),
                "below": clamped(v["x"] + h, None, v["top"])}

    g.write(forward)


def learned():
    """An exponent, a slope, a threshold and a divisor that are initializers of one number."""
    g = Graph("learned", opset=17)
    x = g.weight("offset", [5], bound=0.3, around=2.0)
    x = g.node("Add", [g.input("x", [4, 5]), x])
    h = g.node("Pow", [x, g.weight("exponent", [], bound=0.3, around=1.5)])
    h = g.node("Sub", [h, g.weight("mean", [1], bound=0.2, around=2.5)])
    h = g.node("PRelu", [h, g.weight("slope", [1], bound=0.2, around=0.3)])
    h = g.node("Max", [h, g.weight("least", [1, 1], bound=0.1, around=-0.4)])
    g.node("Div", [h, g.weight("divisor", [], bound=0.2, around=0.7)], "y")

    def forward(v):
        h = (v["x"] + v["offset"]) ** v["exponent"] - v["mean"]
        assert h.abs().min() > MARGIN
        h = F.prelu(h, v["slope"])
        assert (h - v["least"]).abs().min() > MARGIN
        return {"y": torch.maximum(h, v["least"]) / v["divisor"]}

    g.write(forward)


def padding():
    """What is added around a value: numbers of the file and given ones; some is taken away."""
    g = Graph("padding", opset=18)
    x = g.input("x", [2, 3, 5])
    fill = g.given("fill", np.array(-0.5, np.float32))
    h = g.node("Pad", [x, g.integers("around", [0, 0, 2, 0, 1, 3]),
                       g.initializer("edge", np.array(0.375, np.float32))])
    h = g.node("Conv", [h, g.weight("weight", [4, 4, 3], 12)])
    g.node("Pad", [h, g.integers("inner", [1, -2, -1, 3]), fill, g.integers("axes", [1, 2])], "y")
    g.node("Pad", [h, g.integers("mirror", [0, 0, 3, 0, 0, 2])], "mirrored", mode="reflect")

    def forward(v):
        def padded(x, value, before, after):
            lengths = [b + n + a for b, n, a in zip(before, x.shape, after)]
            place = tuple(slice(b, b + n) for b, n in zip(before, x.shape))
            y = value.expand(lengths).clone()
            y[place] = x
            return y

        h = F.conv1d(padded(v["x"], v["edge"], [0, 0, 2], [0, 1, 3]), v["weight"])
        y = padded(h[:, :-1, 2:], v["fill"], [0, 1, 0], [0, 0, 3])
        return {"y": y, "mirrored": F.pad(h, [3, 2], mode="reflect")}

    g.write(forward)


def types():
    """Initializers of float16, bfloat16 and float64, cast where they are used."""
    g = Graph("types", opset=17)
    h = g.input("x", [3, 5])
    sizes = [5, 4, 6, 2]
    for k, (name, type) in enumerate(
            [("half", np.float16), ("brain", ml_dtypes.bfloat16), ("double", np.float64)]):
        w = g.weight(name, sizes[k:k + 2], sizes[k], type=type)
        h = g.node("Tanh", [g.node("MatMul", [h, g.node("Cast", [w], to=TensorProto.FLOAT)])])
    bias = g.weight("half.bias", [2], bound=1.0, type=np.float16)
    g.node("Add", [h, g.node("CastLike", [bias, h])], "y")

    def forward(v):
        h = v["x"]
        for name in ("half", "brain", "double"):
            h = torch.tanh(h @ v[name])
        return {"y": h + v["half.bias"]}

    g.write(forward)


def one_type(name, type):
    """A network of one type from its input to its output."""
    g = Graph(name, opset=17)
    x = g.given("x", (draw(f"{g.path}.x", [4, 6], 1.5) / type(3)).astype(type))
    h = g.node("Tanh", [g.node("Gemm", [
        x, g.weight("weight0", [5, 6], 2, type=type),
        g.weight("bias0", [5], bound=0.5, type=type)], transB=1)])
    g.node("MatMul", [h, g.weight("weight1", [5, 3], 5, type=type)], "y")

    def forward(v):
        return {"y": torch.tanh(F.linear(v["x"], v["weight0"], v["bias0"])) @ v["weight1"]}

    g.write(forward, types={"y": type})


def branch():
    """A known condition, whose branch has weights of its own and uses those outside."""
    g = Graph("branch", opset=17)
    x = g.input("x", [2, 3])
    g.initializer("condition", np.array(True))
    g.weight("outer", [3], bound=1.0)
    inner = draw(f"{g.path}.inner", [3, 3], 1.0)

    def value(name):
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, [2, 3])

    then = helper.make_graph(
        [helper.make_node("MatMul", ["x", "inner"], ["product"]),
         helper.make_node("Add", ["product", "outer"], ["then"])], "then", [], [value("then")],
        [numpy_helper.from_array(inner, "inner")])
    other = helper.make_graph(
        [helper.make_node("Mul", ["x", "outer"], ["else"])], "else", [], [value("else")])
    h = g.node("If", ["condition"], then_branch=then, else_branch=other)
    g.node("Mul", [g.node("Cos", [h]), "outer"], "y")

    def forward(v):
        return {"y": torch.cos(v["x"] @ v["inner"] + v["outer"]) * v["outer"]}

    g.write(forward, inside={"inner": inner})


def numbers():
    """Initializers that say how much: factors of an interpolation, a dropout's ratio."""
    g = Graph("numbers", opset=17)
    x = g.input("x", [2, 3, 4, 3])
    factors = g.initializer("factors", np.array([1, 1, 2, 3], np.float32))
    h = g.node("Resize", [x, "", factors], mode="nearest",
               coordinate_transformation_mode="asymmetric", nearest_mode="floor")
    h = g.node("Dropout", [h, g.initializer("ratio", np.array(0.5, np.float32))])
    h = g.node("Mul", [h, g.weight("weight", [8, 9], bound=1.0)])
    g.node("DepthToSpace", [g.node("Conv", [h, g.weight("kernel", [4, 3, 2, 3], 18)])], "y",
           blocksize=2)

    def forward(v):
        h = F.interpolate(v["x"], scale_factor=(2, 3), mode="nearest") * v["weight"]
        y = F.conv2d(h, v["kernel"])
        return {"y": y.unflatten(1, (2, 2, 1)).permute(0, 3, 4, 1, 5, 2).flatten(4).flatten(2, 3)}

    g.write(forward)


def networks():
    tied("tied", 11)
    tied("tied_large", 701)
    folded()
    weight_normalization()
    constants()
    bounds()
    learned()
    padding()
    types()
    one_type("half", np.float16)
    one_type("double", np.float64)
    branch()
    numbers()
