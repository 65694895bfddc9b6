"""The stack of encoder blocks of pytorch_forward.py as an ONNX model, as an exporter would write it."""

import numpy as np
import onnx
from onnx import helper, numpy_helper


class Graph:
    def __init__(self):
        self.nodes, self.numbers = [], []
        self.random = np.random.default_rng(0)

    def number(self, array):
        name = f"n{len(self.numbers)}"
        self.numbers.append(numpy_helper.from_array(array, name))
        return name

    def apply(self, operator, *inputs, **attributes):
        name = f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [name], **attributes))
        return name

    def linear(self, x, inputs, outputs):
        weight = self.random.normal(size=(inputs, outputs)) / np.sqrt(inputs)
        product = self.apply("MatMul", x, self.number(weight.astype(np.float32)))
        return self.apply("Add", product, self.number(np.zeros(outputs, np.float32)))

    def normalized(self, x, width):
        one, zero = np.ones(width, np.float32), np.zeros(width, np.float32)
        return self.apply("LayerNormalization", x, self.number(one), self.number(zero), axis=-1)

    def block(self, x, batch, tokens, width, heads):
        y = self.normalized(x, width)
        query, key, value = (self.split(self.linear(y, width, width), batch, tokens, width, heads,
                                        order) for order in ([0, 2, 1, 3], [0, 2, 3, 1], [0, 2, 1, 3]))
        scale = self.number(np.array((width // heads) ** -0.5, np.float32))
        weights = self.apply("Softmax", self.apply("Mul", self.apply("MatMul", query, key), scale))
        mixed = self.apply("Transpose", self.apply("MatMul", weights, value), perm=[0, 2, 1, 3])
        shape = self.number(np.array([batch, tokens, width]))
        x = self.apply("Add", x, self.linear(self.apply("Reshape", mixed, shape), width, width))
        up = self.apply("Gelu", self.linear(self.normalized(x, width), width, 4 * width))
        return self.apply("Add", x, self.linear(up, 4 * width, width))

    def split(self, x, batch, tokens, width, heads, order):
        shape = self.number(np.array([batch, tokens, heads, width // heads]))
        return self.apply("Transpose", self.apply("Reshape", x, shape), perm=order)


def transformer_model(batch=4, tokens=128, width=768, heads=12, blocks=12):
    graph, x = Graph(), "tokens"
    for _ in range(blocks):
        x = graph.block(x, batch, tokens, width, heads)
    shape = (batch, tokens, width)
    made = helper.make_graph(
        graph.nodes, "transformer",
        [helper.make_tensor_value_info("tokens", onnx.TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info(x, onnx.TensorProto.FLOAT, shape)], graph.numbers)
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)
