"""Networks of the builder's layers, evaluated by PyTorch in float64.

Makes `layers.json`.
Run: python3 Tests/Golden/layers.py
Needs: CPython 3.11, PyTorch 2.15.0 (CPU), NumPy 2.4.6.

All parameters, those of normalization too, come from stream 1 (stream1.py) with seed 7 and the path
of the parameter: uniform with the bound sqrt(3 / n), n the number of its elements over that of its
longest axis, at least 3; a running variance is 1 plus half of that. The arrays are in the layout
of the builder: a dense weight in x out, the kernel of a convolution as PyTorch stores it. Inputs are
uniform with bound 1 and the path "input"; tokens are its words modulo the vocabulary.

Each case has the shapes of the parameters by path, in the order of first use, and the output,
row-major. `float32Deviation` is how far the same code in float32 is from it, relative to the largest
output.
"""

import golden
import stream1

import math
import os

os.environ["ATEN_CPU_CAPABILITY"] = "default"  # same bytes on processors with wider vectors

import numpy as np
import torch
import torch.nn.functional as F

torch.set_num_threads(1)

SEED = 7


class Parameters:
    """Draws each parameter when it is first asked for."""

    def __init__(self, dtype):
        self.dtype, self.shapes = dtype, {}

    def __call__(self, path, *shape):
        assert path not in self.shapes
        self.shapes[path] = list(shape)
        count = math.prod(shape)
        bound = math.sqrt(3 / max(3, count // max(shape)))
        drawn = stream1.uniform(SEED, path, count, bound).astype(np.float64).reshape(shape)
        if path.endswith(".runningVariance"):
            drawn = 1 + drawn / 2
        return torch.tensor(drawn).to(self.dtype)


def dense(p, path, x, out):
    return x @ p(f"{path}.weight", x.shape[-1], out) + p(f"{path}.bias", out)


def conv(p, path, x, out, kernel, groups=1, bias=True, **options):
    w = p(f"{path}.weight", out, x.shape[1] // groups, *kernel)
    b = p(f"{path}.bias", out) if bias else None
    f = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}[len(kernel)]
    return f(x, w, b, groups=groups, **options)


def batch_norm(p, path, x):
    c = x.shape[1]
    w, b = p(f"{path}.weight", c), p(f"{path}.bias", c)
    m, v = p(f"{path}.runningMean", c), p(f"{path}.runningVariance", c)
    return F.batch_norm(x, m, v, w, b, False, 0.1, 1e-5)


def residual_images(p, x):
    """Convolutions, batch normalization, residual blocks with and without a shortcut, pooling."""
    x = conv(p, "stem", x, 8, (3, 3), padding=1, bias=False)
    x = F.relu(batch_norm(p, "layers.1", x))
    x = F.max_pool2d(x, 3, 2, 1)
    y = conv(p, "blocks.0.layers.0", x, 8, (3, 3), padding=1)
    y = F.relu(batch_norm(p, "blocks.0.layers.1", y))
    y = conv(p, "blocks.0.layers.3", y, 8, (3, 3), padding=1)
    x = F.relu(x + y)
    y = conv(p, "blocks.1.layers.0", x, 12, (3, 3), padding=1, stride=2)
    y = F.silu(batch_norm(p, "blocks.1.layers.1", y))
    y = conv(p, "blocks.1.layers.3", y, 12, (1, 3), padding=(0, 1))
    x = F.relu(y + conv(p, "blocks.1.shortcut.layers.0", x, 12, (1, 1), stride=2, bias=False))
    x = x.mean((2, 3))
    return F.softmax(dense(p, "head", x, 5), -1)


def gated_images(p, x):
    """Depthwise, dilated and transposed convolutions, groups, gates and branches."""
    c = x.shape[1]
    w = p("layers.0.weight", 2 * c, 1, 3, 3)
    x = F.conv2d(x, w, p("layers.0.bias", 2 * c), groups=c, padding=1)
    x = F.group_norm(x, 3, p("layers.1.weight", 2 * c), p("layers.1.bias", 2 * c), 1e-5)
    a = torch.tanh(conv(p, "layers.2.value", x, 6, (3, 3), dilation=2, padding=2, groups=2))
    g = torch.sigmoid(conv(p, "layers.2.gate", x, 6, (3, 3), padding=1))
    x = a * g
    branches = [conv(p, "layers.3.layers.0", x, 2, (1, 1)), F.avg_pool2d(x, 3, 1, 1), x]
    x = torch.cat(branches, 1)
    w = p("layers.4.weight", x.shape[1], 4, 4, 4)
    x = F.conv_transpose2d(x, w, p("layers.4.bias", 4), stride=2, padding=1)
    return F.elu(x)


def token_mixer(p, x):
    """Embeddings, layer and root-mean-square normalization, gated units, sequences transposed."""
    x = p("tokens.weight", 11, 6)[x]
    x = x + p("positions.weight", *x.shape[1:])
    y = F.layer_norm(x, x.shape[-1:], p("mix.layers.0.weight", 6), p("mix.layers.0.bias", 6), 1e-5)
    y = F.gelu(dense(p, "mix.layers.2", y.transpose(1, 2), 7), approximate="tanh")
    y = dense(p, "mix.layers.3", y, x.shape[1]).transpose(1, 2)
    x = x + y
    y = F.rms_norm(x, x.shape[-1:], p("feed.layers.0.weight", 6), 1e-5)
    gate = y @ p("feed.layers.1.gate.weight", 6, 10)
    y = F.silu(gate) * (y @ p("feed.layers.1.up.weight", 6, 10))
    x = x + dense(p, "feed.layers.2", y, 6)
    return dense(p, "head", x.flatten(1), 3)


NETWORKS = [
    ("residual images", residual_images, (2, 3, 15, 13), None),
    ("gated images", gated_images, (2, 3, 9, 8), None),
    ("token mixer", token_mixer, (3, 5), 11),
]


def evaluate(function, shape, vocabulary, dtype):
    parameters = Parameters(dtype)
    if vocabulary:
        tokens = stream1.words(SEED, "input", math.prod(shape)) % np.uint32(vocabulary)
        x = torch.tensor(tokens.astype(np.int64).reshape(shape))
    else:
        drawn = stream1.uniform(SEED, "input", math.prod(shape), 1)
        x = torch.tensor(drawn.reshape(shape)).to(dtype)
    return x, function(parameters, x), parameters.shapes


def main():
    cases = []
    for name, function, shape, vocabulary in NETWORKS:
        x, y, shapes = evaluate(function, shape, vocabulary, torch.float64)
        _, single, _ = evaluate(function, shape, vocabulary, torch.float32)
        deviation = float((single - y).abs().max() / y.abs().max())
        assert deviation < 3e-6, (name, deviation)
        cases.append({
            "name": name, "inputShape": list(shape), "tokens": bool(vocabulary),
            "input": x.flatten().tolist(),
            "parameters": [{"path": path, "shape": s} for path, s in shapes.items()],
            "outputShape": list(y.shape), "output": y.flatten().tolist(),
            "float32Deviation": float(f"{deviation:.0e}"),
        })
    header = {"about": "Networks of layers by PyTorch in float64; see layers.py.",
              "madeBy": "Tests/Golden/layers.py", "oracle": golden.oracle(np, torch), "seed": SEED}
    golden.write("layers.json", header, {"networks": cases})


main()
