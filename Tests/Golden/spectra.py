"""Singular values of matrices by NumPy, and of Jacobians that PyTorch's autograd gives.

Makes `spectra.json`.
Run: python3 Tests/Golden/spectra.py
Needs: CPython 3.11, PyTorch 2.15.0 (CPU), NumPy 2.4.6, mpmath 1.3.0.

Matrices are row-major, their singular values the largest first. Networks are in float64 with
parameters by path, in the layout of the builder: a dense weight in x out, the kernel of a
convolution as PyTorch stores it; all numbers are exact in float32. Their Jacobian is that of the
logits with respect to the input, at each of two inputs; `hidden` is that of the last hidden value
with respect to the first.

Laws are quantiles of singular values of large random matrices: products of square matrices with
independent elements of variance 1 / columns, and one matrix of rows x columns.

Second routes: singular values by mpmath in 40 digits; Jacobians by central differences;
masses of laws are 1, and the quarter circle of one square matrix.
"""

import golden

import math

import mpmath
import numpy as np
import torch
import torch.nn.functional as F

torch.set_num_threads(1)
RANDOM = np.random.Generator(np.random.Philox(20))


def single(values):
    return np.asarray(values, np.float32).astype(np.float64)


def matrices():
    draw = lambda *shape: single(RANDOM.normal(size=shape))
    low = draw(7, 2) @ draw(2, 5)
    graded = single(np.diag(10.0 ** -np.arange(6)) @ draw(6, 6))
    named = [
        ("one number", single([[-3.0]])), ("one row", draw(1, 6)), ("one column", draw(6, 1)),
        ("tall", draw(9, 4)), ("wide", draw(4, 9)), ("very wide", draw(3, 40)), ("zeros", np.zeros((3, 2))),
        ("rank 2", low), ("rows of falling size", graded),
        ("Hilbert", np.array([[1 / (i + j + 1) for j in range(6)] for i in range(6)])),
    ]
    cases = []
    for name, a in named:
        values = np.linalg.svd(a, compute_uv=False)
        mpmath.mp.dps = 40
        exact = mpmath.svd_r(mpmath.matrix(a.tolist() if a.shape[0] >= a.shape[1] else a.T.tolist()), compute_uv=False)
        exact = sorted((float(v) for v in exact), reverse=True)
        assert np.allclose(values, exact, rtol=0, atol=4e-15 * max(1, exact[0])), name
        cases.append({"name": name, "rows": a.shape[0], "columns": a.shape[1],
                      "elements": a.flatten().tolist(), "values": exact})
    return cases


class Parameters:
    """Draws each parameter when it is first asked for; then gives it again."""

    def __init__(self):
        self.made = {}

    def __call__(self, path, *shape):
        if path not in self.made:
            fan = math.prod(shape) // max(shape) if len(shape) > 1 else 4
            drawn = RANDOM.normal(size=shape) * math.sqrt(1.5 / fan)
            if path.endswith("runningVariance"):
                drawn = 1 + 0.5 * np.tanh(drawn)
            self.made[path] = torch.tensor(single(drawn))
        return self.made[path]


def dense(p, path, x, out):
    return x @ p(f"{path}.weight", x.shape[-1], out) + p(f"{path}.bias", out)


def conv(p, path, x, out, kernel, **options):
    return F.conv2d(x, p(f"{path}.weight", out, x.shape[1], kernel, kernel), p(f"{path}.bias", out), **options)


def images(p, x):
    x = torch.tanh(conv(p, "first", x, 4, 3, padding=1))
    first = x
    c = x.shape[1]
    w, b = p("norm.weight", c), p("norm.bias", c)
    m, v = p("norm.runningMean", c), p("norm.runningVariance", c)
    x = F.batch_norm(x, m, v, w, b, False, 0.1, 1e-5)
    y = conv(p, "block.layers.0", x, 4, 3, padding=1)
    x = F.silu(x + y)
    x = F.avg_pool2d(x, 2)
    return first, x, dense(p, "head", x.flatten(1), 6)


def attention(p, path, x, heads):
    n, t, d = x.shape
    split = lambda v: v.reshape(n, t, heads, d // heads).transpose(1, 2)
    q, k, v = (split(dense(p, f"{path}.{name}", x, d)) for name in ("query", "key", "value"))
    y = F.scaled_dot_product_attention(q, k, v)
    return dense(p, f"{path}.output", y.transpose(1, 2).reshape(n, t, d), d)


def norm(p, path, x):
    return F.layer_norm(x, x.shape[-1:], 1 + p(f"{path}.weight", x.shape[-1]), p(f"{path}.bias", x.shape[-1]))


def transformer(p, x):
    x = first = dense(p, "embed", x, 6)
    x = x + attention(p, "blocks.0.attention", norm(p, "blocks.0.norm", x), 2)
    y = F.gelu(dense(p, "blocks.1.wide", norm(p, "blocks.1.norm", x), 12))
    x = x + dense(p, "blocks.1.back", y, 6)
    return first, x, dense(p, "head", x.flatten(1), 5)


def differences(f, x):
    step, columns = 1e-5, []
    flat = x.flatten()
    for i in range(flat.numel()):
        e = torch.zeros_like(flat)
        e[i] = step
        columns.append((f((flat + e).reshape(x.shape)) - f((flat - e).reshape(x.shape))).flatten() / (2 * step))
    return torch.stack(columns, 1)


def spectrum(f, x):
    """Of f at one example, whose batch has length 1."""
    j = torch.autograd.functional.jacobian(f, x)
    j = j.reshape(-1, x.numel())
    assert (j - differences(f, x)).abs().max() < 1e-6 * j.abs().max()
    return np.linalg.svd(j.numpy(), compute_uv=False).tolist()


def networks():
    cases = []
    for name, function, shape in [("images", images, (2, 2, 6, 6)), ("transformer", transformer, (2, 4, 5))]:
        x = torch.tensor(single(RANDOM.normal(size=shape)))
        p = Parameters()
        first, last, _ = function(p, x)
        whole = [spectrum(lambda v: function(p, v)[2], x[i:i + 1]) for i in range(2)]
        hidden = None
        if name == "transformer":
            # After the first map the rest is a function of its value.
            def rest(v):
                kept = dict(p.made)
                y = v + attention(p, "blocks.0.attention", norm(p, "blocks.0.norm", v), 2)
                z = F.gelu(dense(p, "blocks.1.wide", norm(p, "blocks.1.norm", y), 12))
                assert kept.keys() == p.made.keys()
                return y + dense(p, "blocks.1.back", z, 6)
            hidden = [spectrum(rest, first[i:i + 1]) for i in range(2)]
        cases.append({
            "name": name, "inputShape": list(shape), "input": x.flatten().tolist(),
            "parameters": [{"path": k, "values": (v.flatten() + (1 if ".norm.weight" in k else 0)).tolist()}
                           for k, v in p.made.items()],
            "values": whole, "hidden": hidden})
    return cases


def quantiles(density, lower, upper, shares, substitute=lambda u: u):
    """Where a density has the given shares above; x = substitute(u), density includes dx/du."""
    total = mpmath.quad(density, [lower, (lower + upper) / 2, upper])
    found = []
    for share in shares:
        low, high = lower, upper
        for _ in range(50):
            middle = (low + high) / 2
            low, high = (middle, high) if mpmath.quad(density, [middle, upper]) / total > share else (low, middle)
        found.append(float(mpmath.sqrt(substitute((low + high) / 2))))
    return float(total), found


SHARES = [0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99]


def marchenko_pastur(ratio):
    """Values above 0 of G G', G of 1 x ratio with elements of variance 1 / columns; at most 1 row."""
    mpmath.mp.dps = 15
    a, b = (1 - mpmath.sqrt(ratio)) ** 2, (1 + mpmath.sqrt(ratio)) ** 2
    # x = middle + half sin u takes the roots away.
    middle, half = (a + b) / 2, (b - a) / 2
    x = lambda u: middle + half * mpmath.sin(u)
    density = lambda u: (half * mpmath.cos(u)) ** 2 / (2 * mpmath.pi * ratio * x(u))
    total, found = quantiles(density, -mpmath.pi / 2 + mpmath.mpf("1e-12"), mpmath.pi / 2, SHARES, x)
    assert abs(total - min(1, 1 / ratio)) < 1e-9, total
    return found


def fuss_catalan(layers):
    """Values of a product of square layers, by the parametrization of K. Penson and K. Zyczkowski,
    Physical Review E 83 (2011), 061118, and of T. Neuschel."""
    mpmath.mp.dps = 15
    s = layers
    x = lambda v: mpmath.sin((s + 1) * v) ** (s + 1) / (mpmath.sin(v) * mpmath.sin(s * v) ** s)
    # The angle runs backward, so that shares are above.
    def density(u):
        v = mpmath.pi / (s + 1) - u
        rho = mpmath.sin(v) ** 2 * mpmath.sin(s * v) ** (s - 1) / (mpmath.pi * mpmath.sin((s + 1) * v) ** s)
        slope = x(v) * ((s + 1) ** 2 * mpmath.cot((s + 1) * v) - mpmath.cot(v) - s * s * mpmath.cot(s * v))
        return -rho * slope
    eps = mpmath.mpf("1e-9")
    total, found = quantiles(density, eps, mpmath.pi / (s + 1) - eps, SHARES, lambda u: x(mpmath.pi / (s + 1) - u))
    assert abs(total - 1) < 1e-6, total
    return found


def laws():
    cases = [{"name": f"one layer, rows over columns {r}", "layers": 1, "ratio": r, "shares": SHARES,
              "values": marchenko_pastur(mpmath.mpf(r))} for r in (0.25, 0.5)]
    for layers in (1, 2, 3, 6):
        cases.append({"name": f"{layers} square layers", "layers": layers, "ratio": 1, "shares": SHARES,
                      "values": fuss_catalan(layers)})
    square = cases[2]["values"]
    quarter = mpmath.findroot(  # the semicircle of the singular values of one square layer
        lambda y: (y * mpmath.sqrt(4 - y * y) / 2 + 2 * mpmath.asin(y / 2)) / mpmath.pi - 0.5, 0.8)
    assert abs(square[3] - quarter) < 1e-6
    return cases


header = {"about": "Singular values of matrices and Jacobians; see spectra.py.",
          "madeBy": "Tests/Golden/spectra.py", "oracle": golden.oracle(np, torch, mpmath)}
golden.write("spectra.json", header, {"matrices": matrices(), "networks": networks(), "laws": laws()})
