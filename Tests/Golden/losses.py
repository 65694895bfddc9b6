"""Losses and their gradients, by PyTorch's autograd in float64.

Makes `losses.json`.
Run: python3 Tests/Golden/losses.py
Needs: CPython 3.11, PyTorch 2.15.0 (CPU), NumPy 2.4.6, mpmath 1.3.0 (second route only).

Predictions and targets are float32 values, most of them drawn by stream1.py; results are float64.

- categoricalCrossEntropyFromLogits: the mean over rows of log(sum exp(row)) - row[label].
- categoricalCrossEntropyFromProbabilities: the mean over rows of -log(row[label]). Rows are used
  as given: they need not sum to 1 and the other entries get the gradient 0.
- meanSquaredError: the mean over all elements of (prediction - target)^2.
- binaryCrossEntropyFromProbabilities: the mean over all elements of
  -(t log p + (1 - t) log(1 - p)), targets t between 0 and 1. PyTorch's own function clamps
  logarithms at -100 and, going backward, p (1 - p) at 1e-12; here nothing is clamped, and where
  no clamp bites the two are held to agree.

No probability is 0 or 1: what a library does there is its own choice.

Second route, at each run: every loss, and its gradient along the coordinates, from the closed
forms in mpmath with 50 digits.
"""

import golden
import stream1

import os

os.environ["ATEN_CPU_CAPABILITY"] = "default"  # same bytes on processors with wider vectors
os.environ["MKL_CBWR"] = "COMPATIBLE"

import mpmath
import numpy as np
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
mpmath.mp.dps = 50

SHAPES = [(1, 2), (1, 7), (5, 2), (3, 5), (7, 10), (13, 11)]


def to_float32(tensor):
    return tensor.to(torch.float32).to(torch.float64)


def draw(path, shape, bound):
    """Float32 uniforms of stream 1, seed 11, as float64."""
    made = stream1.uniform(11, path, shape[0] * shape[1], np.float32(bound))
    return torch.tensor(made.astype(np.float64).reshape(shape))


def draw_labels(path, rows, classes):
    return torch.tensor((stream1.words(11, path, rows) % classes).astype(np.int64))


def case(function, prediction, target, exact):
    """One case: the loss, its gradient, both held to the closed form."""
    leaf = prediction.clone().requires_grad_()
    loss = function(leaf, target)
    (gradient,) = torch.autograd.grad(loss, leaf)
    value, slopes = exact(mpmath.matrix(prediction.tolist()), target.tolist())
    assert abs(loss.item() - value) <= 1e-14 * max(1, abs(value)), (loss.item(), value)
    for row, made in enumerate(gradient.tolist()):
        for column, slope in enumerate(made):
            truth = slopes[row, column]
            assert abs(slope - truth) <= 1e-14 * max(1, abs(truth)), (row, column, slope, truth)
    kind = "labels" if target.dtype == torch.int64 else "target"
    return {
        "shape": list(prediction.shape),
        "prediction": prediction.reshape(-1).tolist(),
        kind: target.reshape(-1).tolist(),
        "loss": loss.item(),
        "gradient": gradient.reshape(-1).tolist(),
    }


def exact_logits(z, labels):
    total, slopes = mpmath.mpf(0), mpmath.matrix(z.rows, z.cols)
    for i, label in enumerate(labels):
        powers = [mpmath.exp(z[i, j]) for j in range(z.cols)]
        total += mpmath.log(sum(powers)) - z[i, label]
        for j in range(z.cols):
            slopes[i, j] = (powers[j] / sum(powers) - (j == label)) / z.rows
    return total / z.rows, slopes


def exact_categorical(p, labels):
    slopes = mpmath.matrix(p.rows, p.cols)
    for i, label in enumerate(labels):
        slopes[i, label] = -1 / (p[i, label] * p.rows)
    return -sum(mpmath.log(p[i, label]) for i, label in enumerate(labels)) / p.rows, slopes


def exact_squared(p, target):
    count = p.rows * p.cols
    difference = p - mpmath.matrix(target)
    return sum(x**2 for x in difference) / count, difference * 2 / count


def exact_binary(p, target):
    count, total, slopes = p.rows * p.cols, mpmath.mpf(0), mpmath.matrix(p.rows, p.cols)
    for i in range(p.rows):
        for j in range(p.cols):
            t, q = mpmath.mpf(target[i][j]), p[i, j]
            total -= t * mpmath.log(q) + (1 - t) * mpmath.log(1 - q)
            slopes[i, j] = (q - t) / (q * (1 - q)) / count
    return total / count, slopes


def binary(p, target):
    loss = -(target * torch.log(p) + (1 - target) * torch.log1p(-p)).mean()
    if p.min() > 1e-6:
        assert abs(loss - F.binary_cross_entropy(p, target)) < 1e-14
    return loss


def logits_cases():
    cases = []
    for i, shape in enumerate(SHAPES):
        for bound in (1.0, 20.0):
            path = f"logits.{i}.{bound}"
            labels = draw_labels(f"logits.{i}.labels", *shape)
            cases.append(case(F.cross_entropy, draw(path, shape, bound), labels, exact_logits))
    special = torch.tensor([
        [0.0, 0.0, 0.0, 0.0], [10000.0, -10000.0, 0.0, 9999.0], [-10000.0, 10000.0, 0.0, 1.0],
        [-10000.0, -10000.0, -10000.0, -10000.0], [10000.0, 9990.0, 9980.0, 9970.0],
        [100.0, -100.0, 88.0, 89.0], [-104.0, -90.0, -88.0, -103.0], [1e-6, -1e-6, 0.0, 2e-6],
        [0.0, -17.0, -20.0, -30.0], [0.0, 17.0, 20.0, 30.0],
    ])
    for labels in ([0, 0, 1, 2, 0, 2, 3, 0, 0, 3], [3, 1, 0, 3, 3, 1, 0, 3, 3, 0]):
        cases.append(case(F.cross_entropy, to_float32(special), torch.tensor(labels), exact_logits))
    for row, label in [([10000.0, -10000.0], 0), ([10000.0, -10000.0], 1), ([0.0, 20.0], 1)]:
        cases.append(case(F.cross_entropy, torch.tensor([row]), torch.tensor([label]),
                          exact_logits))
    return cases


def categorical(p, labels):
    return F.nll_loss(torch.log(p), labels)


def categorical_cases():
    cases = []
    for i, shape in enumerate(SHAPES):
        p = to_float32(torch.softmax(draw(f"probabilities.{i}", shape, 4.0), 1))
        labels = draw_labels(f"probabilities.{i}.labels", *shape)
        cases.append(case(categorical, p, labels, exact_categorical))
    special = to_float32(torch.tensor([
        [1e-6, 0.999999, 1e-9], [1e-30, 1e-7, 1.0], [0.25, 0.5, 0.25], [1e-3, 1e-2, 0.989],
    ]))
    for labels in ([0, 0, 1, 2], [1, 1, 0, 0]):
        cases.append(case(categorical, special, torch.tensor(labels), exact_categorical))
    return cases


def squared_cases():
    cases = []
    for i, shape in enumerate(SHAPES + [(1, 1)]):
        p, t = draw(f"squared.{i}", shape, 3.0), draw(f"squared.{i}.target", shape, 1.0)
        cases.append(case(F.mse_loss, p, t, exact_squared))
    near = torch.tensor([[1000.0, -1000.0, 0.0, 1e-3, 1e-10]])
    far = torch.tensor([[1000.0625, -1000.0, 0.0, -1e-3, 0.0]])
    cases.append(case(F.mse_loss, to_float32(near), to_float32(far), exact_squared))
    return cases


def binary_cases():
    cases = []
    for i, shape in enumerate(SHAPES + [(1, 1)]):
        p = to_float32(torch.sigmoid(draw(f"binary.{i}", shape, 5.0)))
        hard = (draw(f"binary.{i}.target", shape, 1.0) > 0).to(torch.float64)
        soft = to_float32((draw(f"binary.{i}.soft", shape, 1.0) + 1) / 2)
        cases.append(case(binary, p, hard, exact_binary))
        cases.append(case(binary, p, soft, exact_binary))
    p = to_float32(torch.tensor([[1e-6, 1e-6, 1e-30, 1e-30, 0.5, 0.5, 1 - 2**-24, 1 - 2**-24]]))
    t = torch.tensor([[0.0, 1.0, 0.0, 1.0, 0.25, 0.5, 0.0, 1.0]])
    cases.append(case(binary, p, t, exact_binary))
    return cases


def main():
    header = {
        "about": "Losses and gradients with respect to the prediction, float64 by PyTorch "
        "autograd; arrays are row-major [rows, columns]. Means: over rows for the categorical "
        "losses, over all elements for the others. Nothing is clamped. Predictions and targets "
        "are float32 values. Errors are below 1e-14 of the larger of 1 and the value.",
        "madeBy": "Tests/Golden/losses.py",
        "oracle": golden.oracle(torch, np),
    }
    lists = {
        "categoricalCrossEntropyFromLogits": logits_cases(),
        "categoricalCrossEntropyFromProbabilities": categorical_cases(),
        "meanSquaredError": squared_cases(),
        "binaryCrossEntropyFromProbabilities": binary_cases(),
    }
    golden.write("losses.json", header, lists)


if __name__ == "__main__":
    main()
