"""What the scripts gradients_*.py share: nodes of ONNX with their gradients, in the form of nodes.json.

Each case is a node as an ONNX file would write it, applied to float32 numbers; its outputs and the
gradients of sum(output * cotangent) with respect to every given input are PyTorch's by automatic
differentiation in float64. `outputGradients` has the cotangents, null for an output that nothing
depends on; `inputGradients` follows `dynamic`.

A script imports golden, then this module, calls `case` and ends with `write`. Inputs come from `draw`
or, where an operator has kinks or compares its inputs, from `spread`, whose numbers are far apart.
"""

import golden
import stream1

import math
import os

os.environ["ATEN_CPU_CAPABILITY"] = "default"
os.environ["MKL_CBWR"] = "COMPATIBLE"

import numpy as np
import torch

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

CASES = []


def draw(path, shape, bound=2.0):
    """Numbers from -bound to bound."""
    made = stream1.uniform(28, path, math.prod(shape), np.float32(bound))
    return torch.tensor(made.astype(np.float64).reshape(shape))


def spread(path, shape, gap=1 / 8):
    """Numbers in disorder, all at least `gap` apart and half of it from 0; gap is a power of two."""
    count = math.prod(shape)
    order = np.argsort(stream1.uniform(28, path, count, np.float32(1)), kind="stable")
    return torch.tensor(((order - count // 2) * gap + gap / 2).reshape(shape))


def integers(values):
    return torch.tensor(values, dtype=torch.int64)


def tensor(value, kind):
    flat = value.detach().reshape(-1).numpy()
    assert np.isfinite(flat).all()
    made = flat.astype({"float32": "<f4", "float64": "<f8", "int64": "<i8", "bool": "u1"}[kind])
    assert kind == "float64" or (made.astype(np.float64) == flat).all()
    return {"type": kind, "shape": list(value.shape), "hex": made.tobytes().hex()}


def attribute(value):
    if isinstance(value, str):
        return {"text": value}
    if isinstance(value, float):
        assert np.float32(value) == value, "an attribute is a float32"
        return {"float": value}
    if isinstance(value, int):
        return {"integer": value}
    if value and isinstance(value[0], float):
        return {"floats": value}
    return {"integers": list(value)}


def case(op, opset, attributes, inputs, function, known=(), kinds={}, unused=()):
    """A case. Inputs are tensors or None; those whose numbers are in `known` are constants, `kinds` are
    their types where not float32. `function` takes the inputs and gives one tensor or several.
    Outputs in `unused` have no cotangent."""
    leaves = [None if x is None else x.clone() for x in inputs]
    dynamic = [i for i, x in enumerate(inputs) if x is not None and i not in known]
    floats = [i for i in dynamic if leaves[i].is_floating_point()]
    for i in floats:
        leaves[i].requires_grad_(True)
    outputs = function(*leaves)
    outputs = list(outputs) if isinstance(outputs, (list, tuple)) else [outputs]
    number = len(CASES)
    cotangents = [
        None if k in unused else draw(f"cotangent.{number}.{k}", list(y.shape), 1.0)
        for k, y in enumerate(outputs)]
    used = [(y, g) for y, g in zip(outputs, cotangents) if g is not None and y.requires_grad]
    found = torch.autograd.grad(
        [y for y, _ in used], [leaves[i] for i in floats], [g for _, g in used],
        allow_unused=True) if used else [None] * len(floats)
    gradients = {i: torch.zeros_like(leaves[i]) if g is None else g for i, g in zip(floats, found)}
    CASES.append({
        "operator": op, "opset": opset,
        "attributes": {name: attribute(value) for name, value in attributes.items()},
        "inputs": [None if x is None else tensor(x, kinds.get(i, "float32"))
                   for i, x in enumerate(inputs)],
        "outputs": [tensor(y, "float64") for y in outputs],
        "dynamic": dynamic,
        "isClose": True,
        "outputGradients": [None if g is None else tensor(g, "float32") for g in cotangents],
        "inputGradients": [
            tensor(gradients[i], "float64") if i in gradients else None for i in dynamic],
    })


def write(name):
    """Writes `name`.json from all cases."""
    golden.write(f"{name}.json", {"oracle": golden.oracle(torch, np)}, {"nodes": CASES})
