"""Small ONNX models that must be refused, or imported in a certain way: Tests/Golden/imports/*.onnx.

    python3 -m venv v && v/bin/pip install onnx==1.22.0 numpy
    v/bin/python Tests/Golden/imports.py
"""

import pathlib

import numpy as np
import onnx
from onnx import TensorProto as T
from onnx import helper as h
from onnx import numpy_helper as nh

FOLDER = pathlib.Path(__file__).parent / "imports"
I64MAX = 2**63 - 1


def value(name, shape, kind=T.FLOAT):
    return h.make_tensor_value_info(name, kind, shape)


def ints(name, numbers):
    return nh.from_array(np.array(numbers, dtype=np.int64), name)


def floats(name, numbers):
    return nh.from_array(np.array(numbers, dtype=np.float32), name)


def save(name, nodes, inputs, outputs, initializers=(), opset=17, opsets=None, functions=()):
    graph = h.make_graph(list(nodes), name, inputs, outputs, list(initializers))
    imports = opsets or [h.make_opsetid("", opset)]
    model = h.make_model(graph, opset_imports=imports, functions=list(functions), ir_version=8)
    (FOLDER / f"{name}.onnx").write_bytes(model.SerializeToString())


def node(kind, inputs, outputs, name=None, **attributes):
    return h.make_node(kind, inputs, outputs, name=name or "", **attributes)


def main():
    FOLDER.mkdir(exist_ok=True)
    x, y = value("x", [2, 3]), value("y", [2, 3])

    # What must be refused.
    save("cycle", [node("Add", ["x", "b"], ["a"], "first"), node("Relu", ["a"], ["b"])], [x],
         [value("b", [2, 3])])
    save("missing", [node("Add", ["x", "w"], ["y"], "sum")], [x], [y])
    save("missing_output", [node("Relu", ["x"], ["z"])], [x], [y])
    save("twice", [node("Relu", ["x"], ["y"], "one"), node("Relu", ["x"], ["y"], "two")], [x], [y])
    save("no_outputs", [node("Relu", ["x"], ["y"])], [x], [])
    save("unknown", [node("Rleu", ["x"], ["y"], "act")], [x], [y])
    save("domain", [node("FastGelu", ["x"], ["y"], "act", domain="com.microsoft")], [x], [y],
         opsets=[h.make_opsetid("", 17), h.make_opsetid("com.microsoft", 1)])
    save("old", [node("Relu", ["x"], ["y"])], [x], [y], opset=5)
    save("new", [node("Relu", ["x"], ["y"])], [x], [y], opset=99)
    save("no_opset", [node("Relu", ["x"], ["y"])], [x], [y],
         opsets=[h.make_opsetid("com.microsoft", 1)])
    save("too_old", [node("Gelu", ["x"], ["y"], "act")], [x], [y], opset=17)
    save("attribute", [node("LeakyRelu", ["x"], ["y"], "act", alpha="steep")], [x], [y])
    save("open", [node("Relu", ["x"], ["y"])], [value("x", ["batch", 3, "height", None])],
         [value("y", None)])
    save("function", [node("Relu", ["x"], ["y"])], [x], [y],
         functions=[h.make_function("own", "f", ["a"], ["b"], [node("Relu", ["a"], ["b"])],
                                    [h.make_opsetid("", 17)])])
    then = h.make_graph([node("Relu", ["x"], ["t"])], "then", [], [value("t", [2, 3])])
    other = h.make_graph([node("Tanh", ["x"], ["e"])], "else", [], [value("e", [2, 3])])
    save("condition", [node("If", ["c"], ["y"], "choice", then_branch=then, else_branch=other)],
         [x, value("c", [], T.BOOL)], [y])
    body = h.make_graph([], "body", [value("i", [], T.INT64), value("k", [], T.BOOL)],
                        [value("k", [], T.BOOL)])
    save("loop", [node("Loop", ["n", "c"], [], "again", body=body), node("Relu", ["x"], ["y"])],
         [x, value("n", [], T.INT64), value("c", [], T.BOOL)], [y])
    save("reshape", [node("Reshape", ["x", "s"], ["y"], "shape")], [x], [y],
         [ints("s", [4, 4])])
    save("unknown_shape", [node("Reshape", ["x", "s"], ["y"], "shape")],
         [x, value("s", [2], T.INT64)], [y])
    save("overflow", [node("Expand", ["x", "s"], ["y"], "wide")], [value("x", [1])],
         [value("y", None)], [ints("s", [I64MAX, I64MAX])])
    save("gigabytes", [node("Expand", ["x", "s"], ["y"], "wide")], [value("x", [1])],
         [value("y", None)], [ints("s", [1 << 20, 1 << 20])])
    save("constant", [node("ConstantOfShape", ["s"], ["c"], "fill"), node("Add", ["x", "c"], ["y"])],
         [value("x", [1])], [value("y", None)], [ints("s", [1 << 40, 1 << 30])])
    save("slice", [node("Slice", ["x", "a", "b", "c", "d"], ["y"], "cut")], [x], [value("y", None)],
         [ints("a", [0]), ints("b", [I64MAX]), ints("c", [5]), ints("d", [1])])
    save("matmul", [node("MatMul", ["x", "w"], ["y"], "dense")], [x], [value("y", [2, 5])],
         [floats("w", np.zeros((4, 5)))])

    # What must be imported, and how.
    save("open_axes", [node("MatMul", ["x", "w"], ["y"], "dense")],
         [value("x", ["batch", "time", 4])], [value("y", ["batch", "time", 5])],
         [floats("w", np.arange(20).reshape(4, 5))])
    save("tied", [node("Gather", ["table", "ids"], ["h"], "embed"),
                  node("Transpose", ["table"], ["t"], "turn", perm=[1, 0]),
                  node("MatMul", ["h", "t"], ["y"], "head")],
         [value("ids", [2, 3], T.INT64)], [value("y", [2, 3, 7])],
         [floats("table", np.arange(28).reshape(7, 4) / 8)])
    save("filled", [node("ConstantOfShape", ["s"], ["w"], "fill",
                         value=nh.from_array(np.array([0.5], np.float32))),
                    node("MatMul", ["x", "w"], ["y"], "dense")],
         [x], [value("y", [2, 4])], [ints("s", [3, 4])])
    save("scalar", [node("Mul", ["x", "half"], ["h"], "scale"), node("Add", ["h", "one"], ["y"])],
         [x], [y], [floats("half", 0.5)])
    graph = onnx.load(FOLDER / "scalar.onnx")
    graph.graph.node.insert(0, node("Constant", [], ["one"], value_float=1.0))
    (FOLDER / "scalar.onnx").write_bytes(graph.SerializeToString())
    save("shape_arithmetic",
         [node("Shape", ["x"], ["s"]), node("Gather", ["s", "zero"], ["n"], axis=0),
          node("Mul", ["n", "three"], ["m"]), node("Unsqueeze", ["m", "zero"], ["u"]),
          node("Reshape", ["x", "u"], ["y"], "flat")],
         [x], [value("y", [6])], [ints("zero", [0]), ints("three", 3)])
    branch = h.make_graph([node("Mul", ["x", "w"], ["t"], "scale")], "then", [],
                          [value("t", [2, 3])], [floats("w", [1, 2, 3])])
    save("taken", [node("If", ["c"], ["y"], "choice", then_branch=branch, else_branch=other)],
         [x], [y], [nh.from_array(np.array(True), "c")])


if __name__ == "__main__":
    main()
