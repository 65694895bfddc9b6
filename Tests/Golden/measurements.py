"""What is read of values and gradients while networks run, by PyTorch's autograd in float64.

Makes `measurements.json`.
Run: python3 Tests/Golden/measurements.py
Needs: CPython 3.11, PyTorch 2.15.0 (CPU), NumPy 2.4.6.

Four networks: a dense one with a channel that never lives and an example of zeros; one of
convolutions with batch normalization in training and a residual sum; an attention block whose
queries, keys and values have batch and heads in one axis; a recurrent one that has time first.
Weights, inputs and cotangents are float32 values; results are float64.

Of each value, with the examples as rows: mean, mean square, mean over pairs of rows of
torch.cosine_similarity (1 where either is all zeros), the share of channels that are 0 everywhere,
mean square and mean length of the gradient. Saturation is counted by differentiating the
activation with autograd at every element; the share of the bias is that of its own mean square.
A parameter's gradient is that of all examples, its mean square divided by their number.

A last list has rows that are nearly alike, with the mean cosine from mpmath with 50 digits.
"""

import golden

import os

os.environ["ATEN_CPU_CAPABILITY"] = "default"
os.environ["MKL_CBWR"] = "COMPATIBLE"

import mpmath
import numpy as np
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
mpmath.mp.dps = 50
rng = np.random.default_rng(20260)


def draw(*shape, deviation=1.0, mean=0.0):
    numbers = rng.normal(mean, deviation, shape).astype(np.float32).astype(np.float64)
    return torch.tensor(numbers)


class Case:
    def __init__(self, name, inputs):
        self.name, self.input, self.weights = name, inputs, {}
        self.values, self.figures = {}, []
        self.keep("x", inputs.clone().requires_grad_(), channel=1 if inputs.ndim == 4 else -1)
        self.examples = inputs.shape[0]

    def weight(self, name, *shape, **law):
        self.weights[name] = draw(*shape, **law).requires_grad_()
        return self.weights[name]

    def keep(self, name, value, channel=-1, rows=None, bounds=None, bias=None):
        value.retain_grad()
        self.values[name] = (value, channel, rows or (lambda t: t), bounds, bias)
        return value

    def __getitem__(self, name):
        return self.values[name][0]

    def finish(self, logits):
        cotangent = draw(*self[logits].shape)
        (self[logits] * cotangent).sum().backward()
        for name, (value, channel, rows, activation, bias) in self.values.items():
            each = rows(value.detach()).reshape(self.examples, -1)
            cosines = []
            for i in range(self.examples):
                for j in range(i):
                    one = not each[i].any() or not each[j].any()
                    cosines.append(
                        1.0 if one else float(F.cosine_similarity(each[i], each[j], dim=0)))
            folded = value.detach().movedim(channel, 0).flatten(1)
            figure = {"node": name, "mean": float(each.mean()), "second": float((each**2).mean()),
                      "correlation": float(np.mean(cosines)),
                      "dead": float((~(folded != 0).any(1)).double().mean())}
            if value.grad is not None and name not in ("x", "time"):  # no weight before
                gradients = rows(value.grad).reshape(self.examples, -1)
                figure["gradient"] = float((gradients**2).mean())
                figure["length"] = float((gradients**2).sum(1).mean())
            if activation:
                at = value.detach().clone().requires_grad_()
                activation(at).sum().backward()
                zero = torch.zeros(1).requires_grad_()
                activation(zero).sum().backward()
                figure["saturated"] = float((at.grad < 0.05 * zero.grad).double().mean())
            if bias is not None:
                figure["bias"] = float((bias.detach() ** 2).mean() / (each**2).mean())
            self.figures.append(figure)
        numbers = lambda t: [float(x) for x in t.detach().flatten()]
        return {
            "name": self.name, "shape": list(self.input.shape), "input": numbers(self.input),
            "weights": [{"path": path, "shape": list(w.shape), "numbers": numbers(w),
                         "gradient": None if w.grad is None
                         else float((w.grad**2).mean() / self.examples)}
                        for path, w in self.weights.items()],
            "logits": logits, "cotangent": numbers(cotangent), "figures": self.figures,
        }


def dense():
    x = draw(6, 7)
    x[4] = 0
    case = Case("dense", x)
    x = case["x"]
    w1, b1 = case.weight("w1", 7, 9, deviation=1.5), case.weight("b1", 9, deviation=0.3)
    w2, b2 = case.weight("w2", 9, 8, deviation=0.4), case.weight("b2", 8, deviation=0.3)
    with torch.no_grad():
        b2[3] = -40
    w3, b3 = case.weight("w3", 8, 4, deviation=0.5), case.weight("b3", 4, deviation=0.2)
    z = case.keep("z1", x @ w1)
    z = case.keep("a1", z + b1, bounds=torch.tanh, bias=b1)
    z = case.keep("t1", torch.tanh(z))
    z = case.keep("a2", case.keep("z2", z @ w2) + b2, bias=b2)
    z = case.keep("r2", torch.relu(z))
    z = case.keep("a3", case.keep("z3", z @ w3) + b3, bias=b3)
    case.keep("p", torch.softmax(z, -1))
    return case.finish("a3")


def convolutions():
    case = Case("convolutions", draw(4, 3, 6, 6, mean=0.5))
    x = case["x"]
    k1 = case.weight("k1", 8, 3, 3, 3, deviation=0.3)
    scale, shift = case.weight("scale", 8, mean=1, deviation=0.2), case.weight("shift", 8)
    case.weights["mean"], case.weights["variance"] = draw(8), draw(8) ** 2
    k2, b2 = case.weight("k2", 8, 8, 3, 3, deviation=0.2), case.weight("b2", 8)
    w = case.weight("w", 8, 5)
    with torch.no_grad():
        shift[2] = -30
    z = case.keep("c1", F.conv2d(x, k1, padding=1), channel=1)
    z = case.keep("n1", F.batch_norm(z, None, None, scale, shift, True, 0.1, 1e-5), channel=1)
    r = case.keep("r1", torch.relu(z), channel=1)
    z = case.keep("c2", F.conv2d(r, k2, b2, padding=1), channel=1, bias=b2)
    z = case.keep("s", z + r, channel=1)
    z = case.keep("g", z.mean((2, 3), keepdim=True), channel=1)
    z = case.keep("f", z.flatten(1))
    case.keep("y", z @ w)
    return case.finish("y")


def attention():
    case = Case("attention", draw(3, 5, 8, mean=0.3))
    x = case["x"]
    scale, shift = case.weight("scale", 8, mean=1, deviation=0.2), case.weight("shift", 8)
    names = ["query", "key", "value"]
    wq, wk, wv = (case.weight(n, 8, 8, deviation=0.5) for n in names)
    wo = case.weight("output", 8, 8, deviation=0.5)
    head = case.weight("head", 8, 6)
    h = case.keep("n", F.layer_norm(x, (8,), scale, shift, 1e-5))

    def heads(name, w):
        split = case.keep(f"{name}.map", h @ w).reshape(3, 5, 2, 4).permute(0, 2, 1, 3)
        return case.keep(f"{name}.heads", split.reshape(6, 5, 4))

    q, k, v = (heads(n, w) for n, w in zip(names, [wq, wk, wv]))
    scores = case.keep("scores", q @ k.transpose(1, 2))
    weights = case.keep("weights", torch.softmax(scores, -1))
    means = case.keep("means", weights @ v)
    joined = case.keep("joined", means.reshape(3, 2, 5, 4).permute(0, 2, 1, 3).reshape(3, 5, 8))
    s = case.keep("sum", case.keep("o", joined @ wo) + x)
    case.keep("y", case.keep("pooled", s.mean(1)) @ head)
    return case.finish("y")


def recurrent():
    case = Case("recurrent", draw(4, 3, 5))
    x = case["x"]
    wx, wh = case.weight("wx", 5, 6, deviation=0.7), case.weight("wh", 6, 6, deviation=0.6)
    b = case.weight("b", 6, deviation=0.5)
    head = case.weight("head", 6, 2)
    early = lambda t: t.movedim(1, 0)
    first = case.keep("time", x.permute(1, 0, 2), rows=early)
    mapped = case.keep("mapped", first @ wx, rows=early)
    steps = case.keep("shifted", mapped + b, rows=early, bias=b)
    h = None
    for t in range(3):
        given = case.keep(f"x{t}", steps[t])
        if h is not None:
            given = case.keep(f"s{t}", given + case.keep(f"m{t}", h @ wh), bounds=torch.tanh)
        else:
            case.values["x0"] = case.values["x0"][:3] + (torch.tanh, None)
        h = case.keep(f"h{t}", torch.tanh(given))
    case.keep("y", h @ head)
    return case.finish("y")


def alike():
    cases = []
    for rows, columns, apart in [(2, 400, 1e-3), (5, 133, 1e-3), (32, 37, 3e-3), (7, 517, 0.5)]:
        numbers = (draw(columns) + apart * draw(rows, columns)).numpy().astype(np.float32)
        exact = [[mpmath.mpf(float(v)) for v in row] for row in numbers]
        norms = [mpmath.sqrt(mpmath.fsum(v * v for v in row)) for row in exact]
        cosines = [
            mpmath.fsum(a * b for a, b in zip(exact[i], exact[j])) / norms[i] / norms[j]
            for i in range(rows) for j in range(i)]
        distance = 1 - mpmath.fsum(cosines) / len(cosines)
        cases.append({"rows": rows, "columns": columns, "distance": float(distance),
                      "numbers": [float(v) for v in numbers.flatten()]})
    return cases


golden.write(
    "measurements.json",
    {"oracle": golden.oracle(torch, np, mpmath)},
    {"networks": [dense(), convolutions(), attention(), recurrent()], "alike": alike()},
)
