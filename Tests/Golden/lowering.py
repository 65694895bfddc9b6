"""Nodes of ONNX that stand for several operators: recurrent layers, Gemm, attention, losses.

Makes `lowering.json`, in the form of `nodes.json`.
Run: python3 Tests/Golden/lowering.py
Needs: CPython 3.11, NumPy 2.4.6, onnx 1.22.0, onnxruntime 1.31.1, PyTorch 2.15.0 (CPU).

Numbers are float32 values drawn by stream1.py. Outputs are onnxruntime's, float32.

Losses have gradients too, by PyTorch's automatic differentiation in float64; the fields are those
of gradients.py.

Second route, at each run: LSTM, GRU and RNN with their usual functions by `torch.nn`, attention by
`torch.nn.functional.scaled_dot_product_attention`, losses by its `nll_loss`, all in float64; Gemm by
NumPy in float64.

`multiHead` has whole layers of attention with their maps, stored in x out; outputs are PyTorch's.
"""

import golden
import stream1

import math

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper

onnxruntime.set_default_logger_severity(3)
GATES = {"LSTM": 4, "GRU": 3, "RNN": 1}


def draw(path, shape, bound=1.0):
    made = stream1.uniform(13, path, math.prod(shape), np.float32(bound))
    return made.reshape(shape)


def run(operator, opset, attributes, inputs, count):
    """The node's outputs by onnxruntime."""
    names = [f"x{i}" if x is not None else "" for i, x in enumerate(inputs)]
    outputs = [f"y{i}" for i in range(count)]
    types = {np.dtype("float32"): TensorProto.FLOAT, np.dtype("int32"): TensorProto.INT32,
             np.dtype("int64"): TensorProto.INT64, np.dtype("bool"): TensorProto.BOOL}
    graph = helper.make_graph(
        [helper.make_node(operator, names, outputs, **attributes)], "node",
        [helper.make_tensor_value_info(n, types[x.dtype], x.shape)
         for n, x in zip(names, inputs) if n],
        [helper.make_tensor_value_info(n, TensorProto.FLOAT, None) for n in outputs])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)],
                              ir_version=10)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return session.run(None, {n: x for n, x in zip(names, inputs) if n})


def tensor(x):
    assert x.dtype.name in ("float32", "float64", "int32", "int64", "bool")
    return {"type": x.dtype.name, "shape": list(x.shape),
            "hex": np.ascontiguousarray(x).tobytes().hex()}


def attribute(value):
    if isinstance(value, int):
        return {"integer": value}
    if isinstance(value, float):
        return {"float": value}
    if isinstance(value, str):
        return {"text": value}
    if isinstance(value[0], str):
        return {"texts": value}
    return {"floats": value} if isinstance(value[0], float) else {"integers": value}


def case(operator, opset, attributes, inputs, count, dynamic):
    inputs = list(inputs)
    while inputs and inputs[-1] is None:
        inputs.pop()
    outputs = run(operator, opset, attributes, inputs, count)
    return outputs, {
        "operator": operator, "opset": opset,
        "attributes": {k: attribute(v) for k, v in attributes.items()},
        "inputs": [None if x is None else tensor(x) for x in inputs],
        "outputs": [tensor(np.asarray(y)) for y in outputs],
        "dynamic": [i for i in dynamic if i < len(inputs) and inputs[i] is not None],
        "isClose": True,
    }


# What differs from a layer of two directions with biases: operator, attributes, what else is given.
RECURRENT = [
    ("LSTM", {}, ""), ("GRU", {}, ""), ("RNN", {}, ""),
    ("GRU", {"linear_before_reset": 1}, ""), ("GRU", {"linear_before_reset": 1}, "h"),
    ("LSTM", {}, "hc"), ("GRU", {}, "h"), ("RNN", {}, "h"),
    ("LSTM", {"direction": "forward"}, "hc"), ("GRU", {"direction": "reverse"}, "h"),
    ("RNN", {"direction": "reverse"}, ""), ("LSTM", {"direction": "reverse"}, "l"),
    ("LSTM", {}, "hcp"), ("LSTM", {}, "pl"), ("LSTM", {"direction": "forward"}, "hcl"),
    ("LSTM", {}, "hcl"), ("GRU", {}, "hl"), ("GRU", {"linear_before_reset": 1}, "l"),
    ("RNN", {}, "hl"), ("RNN", {"direction": "forward"}, "l"),
    ("LSTM", {"clip": 0.3}, "hc"), ("GRU", {"clip": 0.2}, "h"), ("RNN", {"clip": 0.1}, "h"),
    ("LSTM", {"input_forget": 1}, "hc"),
    ("LSTM", {"activations": ["HardSigmoid", "Softsign", "Relu"] * 2}, "hc"),
    ("GRU", {"activations": ["Sigmoid", "LeakyRelu"] * 2, "activation_alpha": [0.2, 0.3]}, "h"),
    ("GRU", {"activations": ["HardSigmoid", "ScaledTanh"] * 2,
             "activation_alpha": [0.3, 1.5, 0.25, 0.5], "activation_beta": [0.4, 0.7, 0.6, 2.0]},
     "h"),
    ("RNN", {"activations": ["Affine", "ThresholdedRelu"], "activation_alpha": [0.5, 0.1],
             "activation_beta": [0.25]}, "h"),
    ("RNN", {"activations": ["Elu", "Softplus"], "activation_alpha": [0.7]}, "h"),
    ("LSTM", {"no bias": True}, ""), ("GRU", {"no bias": True}, "h"),
    ("LSTM", {"direction": "forward"}, ""), ("GRU", {"direction": "forward"}, ""),
    ("RNN", {"direction": "forward"}, ""), ("LSTM", {"direction": "reverse"}, ""),
]


def recurrent_cases():
    cases = []
    steps, batch, width, units = 5, 3, 4, 6
    for i, (operator, attributes, given) in enumerate(RECURRENT):
        attributes = dict(attributes)
        has_bias = not attributes.pop("no bias", False)
        direction = attributes.setdefault("direction", "bidirectional")
        attributes["hidden_size"] = units
        gates, ways = GATES[operator], 2 if direction == "bidirectional" else 1
        path = f"recurrent.{i}"
        x = draw(f"{path}.x", [steps, batch, width], 2.0)
        w = draw(f"{path}.w", [ways, gates * units, width])
        r = draw(f"{path}.r", [ways, gates * units, units])
        b = draw(f"{path}.b", [ways, 2 * gates * units]) if has_bias else None
        # The last state of no steps is the first one; onnxruntime gives 0.
        shortest = 0 if "h" not in given else 3
        lengths = np.array([5, 2, shortest], dtype=np.int32) if "l" in given else None
        h = draw(f"{path}.h", [ways, batch, units]) if "h" in given else None
        inputs = [x, w, r, b, lengths, h]
        if operator == "LSTM":
            inputs.append(draw(f"{path}.c", [ways, batch, units]) if "c" in given else None)
            inputs.append(draw(f"{path}.p", [ways, 3 * units]) if "p" in given else None)
        count = 3 if operator == "LSTM" else 2
        outputs, made = case(operator, 14, attributes, inputs, count, [0, 5, 6])
        cases.append(made)
        plain = set(attributes) <= {"direction", "hidden_size", "linear_before_reset"}
        resets_last = operator != "GRU" or "linear_before_reset" in attributes
        if plain and resets_last and has_bias and not set(given) & {"p", "l"} \
                and direction != "reverse":
            check_recurrent(operator, inputs, outputs, ways, units)
    return cases


def check_recurrent(operator, inputs, outputs, ways, units):
    """The same layer by torch, whose gates are in another order."""
    order = {"LSTM": [0, 2, 3, 1], "GRU": [1, 0, 2], "RNN": [0]}[operator]
    layer = getattr(torch.nn, operator)(inputs[0].shape[2], units, bidirectional=ways == 2).double()

    def moved(v):
        return torch.tensor(np.concatenate(
            [v[g * units:(g + 1) * units] for g in order])).double()

    gates = GATES[operator] * units
    with torch.no_grad():
        for way, suffix in enumerate(["", "_reverse"][:ways]):
            for name, v in [("weight_ih", inputs[1][way]), ("weight_hh", inputs[2][way]),
                            ("bias_ih", inputs[3][way][:gates]),
                            ("bias_hh", inputs[3][way][gates:])]:
                getattr(layer, f"{name}_l0{suffix}").copy_(moved(v))
        start = [torch.tensor(v).double() for v in inputs[5:7] if v is not None]
        state = None if not start else tuple(start) if operator == "LSTM" else start[0]
        y, last = layer(torch.tensor(inputs[0]).double(), state)
    y = y.reshape(*y.shape[:2], ways, units).permute(0, 2, 1, 3)
    last = last if operator == "LSTM" else (last,)
    for found, truth in zip(outputs, (y, *last)):
        assert np.abs(found - truth.numpy()).max() < 2e-6


GEMMS = [
    ({}, [3, 4], [4, 5], [5]), ({}, [3, 4], [4, 5], None), ({"transB": 1}, [3, 4], [5, 4], [1, 5]),
    ({"transA": 1}, [4, 3], [4, 5], [3, 5]), ({"transA": 1, "transB": 1}, [4, 3], [5, 4], [3, 1]),
    ({"alpha": 0.5, "beta": 0.25}, [3, 4], [4, 5], [1, 5]), ({"beta": 0.0}, [3, 4], [4, 5], [5]),
    ({"beta": 2.0, "transB": 1}, [3, 4], [5, 4], []), ({}, [3, 4], [4, 5], [1]),
    ({"transB": 1}, [3, 4], [1, 4], [1]), ({}, [3, 4], [4, 5], [3, 1]),
]


def gemm_cases():
    cases = []
    for i, (attributes, *shapes) in enumerate(GEMMS):
        a, b, c = (None if s is None else draw(f"gemm.{i}.{j}", s) for j, s in enumerate(shapes))
        outputs, made = case("Gemm", 13, attributes, [a, b, c], 1, [0])
        cases.append(made)
        left = a.T if attributes.get("transA") else a
        right = b.T if attributes.get("transB") else b
        truth = attributes.get("alpha", 1) * (left.astype(np.float64) @ right)
        if c is not None:
            truth = truth + attributes.get("beta", 1) * c.astype(np.float64)
        assert np.abs(outputs[0] - truth).max() < 1e-6
    return cases


# Attributes, shapes of queries, keys, values, and of the mask.
ATTENTIONS = [
    ({}, [2, 3, 5, 8], [2, 3, 7, 8], [2, 3, 7, 6], None),
    ({}, [2, 6, 5, 8], [2, 2, 7, 8], [2, 2, 7, 4], None),
    ({"is_causal": 1}, [2, 6, 5, 8], [2, 3, 5, 8], [2, 3, 5, 4], None),
    ({"q_num_heads": 6, "kv_num_heads": 2}, [2, 5, 48], [2, 7, 16], [2, 7, 8], None),
    ({"q_num_heads": 3, "kv_num_heads": 3, "is_causal": 1}, [2, 5, 24], [2, 5, 24], [2, 5, 24],
     None),
    ({"scale": 0.3}, [2, 3, 5, 8], [2, 3, 7, 8], [2, 3, 7, 6], [5, 7]),
    ({"q_num_heads": 4, "kv_num_heads": 2, "scale": 0.3}, [2, 5, 32], [2, 7, 16], [2, 7, 16],
     [2, 1, 5, 7]),
]


def attention_cases():
    cases = []
    for i, (attributes, *shapes) in enumerate(ATTENTIONS):
        q, k, v, mask = (None if s is None else draw(f"attention.{i}.{j}", s, 2.0)
                         for j, s in enumerate(shapes))
        outputs, made = case("Attention", 23, attributes, [q, k, v, mask], 1, [0, 1, 2])
        cases.append(made)

        def heads(x, count):
            t = torch.tensor(x).double()
            if t.ndim == 4:
                return t
            return t.reshape(t.shape[0], t.shape[1], count, -1).transpose(1, 2)

        truth = torch.nn.functional.scaled_dot_product_attention(
            heads(q, attributes.get("q_num_heads")), heads(k, attributes.get("kv_num_heads")),
            heads(v, attributes.get("kv_num_heads")),
            attn_mask=None if mask is None else torch.tensor(mask).double(),
            is_causal=bool(attributes.get("is_causal")), scale=attributes.get("scale"),
            enable_gqa=True)
        if q.ndim == 3:
            truth = truth.transpose(1, 2).reshape(q.shape[0], q.shape[1], -1)
        assert np.abs(outputs[0] - truth.numpy()).max() < 3e-6, attributes
    return cases


# Attributes, the shape of the scores, and whether classes have weights.
LOSSES = [
    ({}, [7, 5], False), ({"reduction": "none"}, [7, 5], False),
    ({"reduction": "sum"}, [7, 5], True),
    ({"ignore_index": 3}, [7, 5], False), ({"ignore_index": 3}, [7, 5], True),
    ({"reduction": "none", "ignore_index": 3}, [7, 5], True), ({}, [7, 5], True),
    ({"reduction": "sum", "ignore_index": -100}, [2, 5, 3], False),
    ({"ignore_index": -100}, [3, 4, 2, 5], True), ({"ignore_index": 1000}, [2, 4, 3, 1, 2], True),
    ({"reduction": "none", "ignore_index": -1}, [3, 4, 2, 5], False), ({}, [2, 1, 3], False),
    ({"reduction": "none"}, [2, 4, 1, 3, 2, 1, 2], True), ({}, [1, 11], False),
    ({"reduction": "none", "ignore_index": 2}, [0, 4, 3], True),
]


def class_losses(logs, labels, w, attributes):
    """nll_loss in a way that has gradients with respect to the weights too, checked by itself."""
    ignored = attributes.get("ignore_index", -12345)
    reduction = attributes.get("reduction", "mean")
    hot = torch.stack([labels == c for c in range(logs.shape[1])], 1) & (labels != ignored)[:, None]
    shares = (torch.ones(logs.shape[1]) if w is None else w).reshape(-1, *[1] * (logs.ndim - 2))
    losses = -(hot * shares * logs).sum(1)
    if reduction != "none":
        losses = losses.sum() / ((hot * shares).sum() if reduction == "mean" else 1)
    truth = torch.nn.functional.nll_loss(
        logs.detach(), labels, None if w is None else w.detach(), reduction=reduction,
        ignore_index=ignored)
    assert losses.shape == truth.shape
    assert (losses.detach() - truth).abs().numpy().max(initial=0) < 1e-14
    return losses


def loss_cases():
    cases = []
    for i, (attributes, shape, weighs) in enumerate(LOSSES):
        count, ignored = shape[1], attributes.get("ignore_index")
        x = draw(f"loss.{i}.x", shape, 2.0)
        places = [shape[0], *shape[2:]]
        labels = (draw(f"loss.{i}.labels", places) + 1) / 2 * count
        labels = np.minimum(labels.astype(np.int64), count - 1)
        if ignored is not None:
            labels.reshape(-1)[::3] = ignored
        w = np.abs(draw(f"loss.{i}.weights", [count])) + np.float32(0.25) if weighs else None
        scores = torch.tensor(x).double()
        for operator in ("SoftmaxCrossEntropyLoss", "NegativeLogLikelihoodLoss"):
            is_softmax = operator == "SoftmaxCrossEntropyLoss"
            if is_softmax and 0 in shape:
                continue  # onnxruntime refuses it
            given = x if is_softmax else torch.log_softmax(scores, 1).float().numpy()
            outputs, made = case(
                operator, 13, attributes, [given, labels, w], 2 if is_softmax else 1, [0, 1, 2])
            cases.append(made)
            leaves = [torch.tensor(v).double().requires_grad_() for v in (given, w)
                      if v is not None]
            logs = torch.log_softmax(leaves[0], 1) if is_softmax else leaves[0]
            losses = class_losses(
                logs, torch.tensor(labels), leaves[1] if weighs else None, attributes)
            truth = [losses, logs] if is_softmax else [losses]
            for found, t in zip(outputs, truth):
                assert found.shape == t.shape
                assert np.abs(found - t.detach().numpy()).max(initial=0) < 3e-6, (i, operator)
            cotangents = [draw(f"loss.{i}.{j}", list(t.shape)) for j, t in enumerate(truth)]
            slopes = torch.autograd.grad(
                sum((t * torch.tensor(c)).sum() for t, c in zip(truth, cotangents)), leaves)
            made["outputGradients"] = [tensor(c) for c in cotangents]
            made["inputGradients"] = [tensor(slopes[0].numpy()), None] + [
                tensor(slope.numpy()) for slope in slopes[1:]]
    return cases


def multi_head_cases():
    """Whole layers of attention by `torch.nn.MultiheadAttention` in float64."""
    cases = []
    for i, (batch, time, features, heads, causal) in enumerate([(2, 5, 12, 3, True),
                                                                 (3, 4, 8, 2, False)]):
        x = draw(f"multiHead.{i}.x", [batch, time, features], 2.0)
        layer = torch.nn.MultiheadAttention(features, heads, batch_first=True).double()
        parts = {}
        with torch.no_grad():
            for j, name in enumerate(["query", "key", "value", "output"]):
                weight = draw(f"multiHead.{i}.{name}.weight", [features, features])
                bias = draw(f"multiHead.{i}.{name}.bias", [features])
                parts[f"{name}.weight"], parts[f"{name}.bias"] = weight, bias
                rows = slice(j * features, (j + 1) * features)
                if name == "output":
                    layer.out_proj.weight.copy_(torch.tensor(weight.T.copy()))
                    layer.out_proj.bias.copy_(torch.tensor(bias))
                else:
                    layer.in_proj_weight[rows] = torch.tensor(weight.T.copy()).double()
                    layer.in_proj_bias[rows] = torch.tensor(bias).double()
            mask = torch.ones(time, time).triu(1).bool() if causal else None
            t = torch.tensor(x).double()
            y, _ = layer(t, t, t, attn_mask=mask)
        cases.append({
            "heads": heads, "isCausal": causal, "input": tensor(x),
            "parameters": {name: tensor(v) for name, v in parts.items()},
            "output": tensor(y.numpy().astype(np.float32)),
        })
    return cases


golden.write("lowering.json", {
    "oracle": golden.oracle(np, onnx, onnxruntime, torch),
}, {"nodes": recurrent_cases() + gemm_cases() + attention_cases() + loss_cases(),
    "multiHead": multi_head_cases()})
