"""Whole networks trained for ten steps, by PyTorch in float64.

Makes `networks.json`.
Run: python3 Tests/Golden/networks.py
Needs: CPython 3.11, PyTorch 2.15.0 (CPU), NumPy 2.4.6.

Weights and batches come from stream 1 (stream1.py), seed 7, so that Swift can draw the same:

- weight N (N = 0, 1, ... counts the affine layers): Glorot uniform, path "layers.N.weight",
  stored (in, out) row-major; the bound sqrt(6 / (in + out)) is computed in float64 and rounded
  once to float32. Biases, "layers.N.bias", start at zero.
- batch T (0 ... 9): inputs uniform with bound 1, path "batch.T.inputs", (batch, features)
  row-major; label i is the word of element i of path "batch.T.labels" modulo the classes.

Every layer is x W + b; the activation follows all layers but the last, whose output goes into
softmax cross-entropy, the mean over the batch. Losses are those of batch T before update T.
Optimizers as in optimizers.py; their options are float64.

All sums run in float64, in the order of PyTorch's matrix product: another processor or version
may move the last two digits.

Second route, at each run: forward, backward and update again by hand in NumPy, in float64, equal
to 1e-10 or better. The same code in float32 gives `float32Deviation`: how far float32 arithmetic
moved the losses (largest absolute difference) and the sums (largest difference of a sum or of
the sum of squares, relative to the larger of 1 and the value; largest absolute difference of a
first value), to one digit and as found where the file was made. A float32 implementation may
differ by some multiple of that.
"""

import golden
import stream1

import math
import os

os.environ["ATEN_CPU_CAPABILITY"] = "default"  # same bytes on processors with wider vectors
os.environ["MKL_CBWR"] = "COMPATIBLE"

import numpy as np
import torch
import torch.nn.functional as F

torch.set_num_threads(1)

SEED, STEPS = 7, 10

NETWORKS = [
    ("784-128-10 relu, Adam, epsilon 1e-7", [784, 128, 10], "relu", 32,
     {"optimizer": "adam", "rate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-7}),
    ("784-128-10 relu, Adam, epsilon 1e-8", [784, 128, 10], "relu", 32,
     {"optimizer": "adam", "rate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}),
    ("64-100-100-100-100-100-10 tanh, SGD", [64, 100, 100, 100, 100, 100, 10], "tanh", 10,
     {"optimizer": "sgd", "rate": 0.05}),
]


def weights(widths):
    made = []
    for n, (fan_in, fan_out) in enumerate(zip(widths, widths[1:])):
        bound = stream1.glorot_bound(fan_in, fan_out)
        drawn = stream1.uniform(SEED, f"layers.{n}.weight", fan_in * fan_out, bound)
        made.append(drawn.reshape(fan_in, fan_out))
    return made


def batches(widths, batch):
    for t in range(STEPS):
        inputs = stream1.uniform(SEED, f"batch.{t}.inputs", batch * widths[0], 1)
        labels = stream1.words(SEED, f"batch.{t}.labels", batch) % np.uint32(widths[-1])
        yield inputs.reshape(batch, widths[0]), labels.astype(np.int64)


def train(widths, activation, batch, options):
    """Losses and trained parameters (weight, bias, weight, ...) by PyTorch."""
    parameters = []
    for w in weights(widths):
        parameters.append(torch.tensor(w.astype(np.float64), requires_grad=True))
        parameters.append(torch.zeros(w.shape[1], dtype=torch.float64, requires_grad=True))
    if options["optimizer"] == "adam":
        optimizer = torch.optim.Adam(
            parameters, lr=options["rate"], betas=(options["beta1"], options["beta2"]),
            eps=options["epsilon"], foreach=False)
    else:
        optimizer = torch.optim.SGD(parameters, lr=options["rate"], foreach=False)
    bend = torch.relu if activation == "relu" else torch.tanh
    losses = []
    for inputs, labels in batches(widths, batch):
        x = torch.tensor(inputs.astype(np.float64))
        for i in range(0, len(parameters), 2):
            x = x @ parameters[i] + parameters[i + 1]
            if i + 2 < len(parameters):
                x = bend(x)
        loss = F.cross_entropy(x, torch.tensor(labels))
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return losses, [p.detach().numpy() for p in parameters]


def train_by_hand(widths, activation, batch, options, kind):
    """The same by hand in NumPy, with numbers of type `kind`."""
    parameters = []
    for w in weights(widths):
        parameters += [w.astype(kind), np.zeros(w.shape[1], dtype=kind)]
    moments = [(np.zeros_like(p), np.zeros_like(p)) for p in parameters]
    losses = []
    for t, (inputs, labels) in enumerate(batches(widths, batch), 1):
        values = [inputs.astype(kind)]
        for i in range(0, len(parameters), 2):
            z = values[-1] @ parameters[i] + parameters[i + 1]
            if i + 2 < len(parameters):
                z = np.maximum(z, 0) if activation == "relu" else np.tanh(z)
            values.append(z)
        z = values.pop()
        z = z - z.max(axis=1, keepdims=True)
        rows = np.arange(batch)
        losses.append(float((np.log(np.exp(z).sum(axis=1)) - z[rows, labels]).mean()))
        gradient = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
        gradient[rows, labels] -= 1
        gradient /= batch
        gradients = [None] * len(parameters)
        for i in range(len(parameters) - 2, -1, -2):
            x = values.pop()
            gradients[i], gradients[i + 1] = x.T @ gradient, gradient.sum(axis=0)
            slope = (x > 0).astype(kind) if activation == "relu" else 1 - x * x
            gradient = gradient @ parameters[i].T * slope
        for p, g, (m, s) in zip(parameters, gradients, moments):
            if options["optimizer"] == "sgd":
                p -= kind(options["rate"]) * g
                continue
            beta1, beta2 = options["beta1"], options["beta2"]
            m += kind(1 - beta1) * (g - m)
            s += kind(1 - beta2) * (g * g - s)
            top = kind(options["rate"] / (1 - beta1**t)) * m
            p -= top / (np.sqrt(s) * kind((1 - beta2**t) ** -0.5) + kind(options["epsilon"]))
    return losses, parameters


def summary(values):
    values = values.reshape(-1).astype(np.float64)
    return {"sum": math.fsum(values), "sumOfSquares": math.fsum(values * values),
            "first": values[:3].tolist()}


def distances(one, other):
    """Largest differences of losses, of sums (relative above 1) and of first values."""
    losses = max(abs(a - b) for a, b in zip(one[0], other[0]))
    sums, firsts = 0.0, 0.0
    for a, b in zip(map(summary, one[1]), map(summary, other[1])):
        for key in ("sum", "sumOfSquares"):
            sums = max(sums, abs(a[key] - b[key]) / max(1, abs(a[key])))
        firsts = max([firsts] + [abs(x - y) for x, y in zip(a["first"], b["first"])])
    return {"losses": losses, "sums": sums, "first": firsts}


def main():
    cases = []
    for name, widths, activation, batch, options in NETWORKS:
        made = train(widths, activation, batch, options)
        again = distances(made, train_by_hand(widths, activation, batch, options, np.float64))
        assert max(again.values()) < 1e-10, again
        single = distances(made, train_by_hand(widths, activation, batch, options, np.float32))
        print(name, again, single)
        parameters = []
        for i, values in enumerate(made[1]):
            role = "bias" if i % 2 else "weight"
            parameters.append({
                "path": f"layers.{i // 2}.{role}", "shape": list(values.shape), **summary(values),
            })
        cases.append({
            "name": name, "widths": widths, "activation": activation, "batch": batch, **options,
            "losses": made[0], "parameters": parameters,
            "float32Deviation": {key: float(f"{value:.0e}") for key, value in single.items()},
        })
    starts = []
    for widths in (NETWORKS[0][1], NETWORKS[2][1]):
        for n, w in enumerate(weights(widths)):
            starts.append({
                "widths": widths, "path": f"layers.{n}.weight", "shape": list(w.shape),
                "boundBits": stream1.bits([stream1.glorot_bound(*w.shape)])[0],
                "firstBits": stream1.bits(w.reshape(-1)[:3]), **summary(w),
            })
    firsts = []
    for widths, batch in ((NETWORKS[0][1], 32), (NETWORKS[2][1], 10)):
        for t, (inputs, labels) in enumerate(batches(widths, batch)):
            firsts.append({
                "widths": widths, "batch": t, "labels": labels.tolist(),
                "firstInputBits": stream1.bits(inputs.reshape(-1)[:3]), **summary(inputs),
            })
    header = {
        "about": "Ten training steps in float64; weights and batches come from stream 1 as "
        "networks.py says at its head. losses: of batch t before update t. parameters: after the "
        "ten steps. weights and batches: what was drawn, to find where a difference begins.",
        "madeBy": "Tests/Golden/networks.py",
        "oracle": golden.oracle(torch, np),
        "seed": SEED,
    }
    golden.write("networks.json", header, {"networks": cases, "weights": starts,
                                           "batches": firsts})


if __name__ == "__main__":
    main()
