"""Optimizers, step by step, by `torch.optim` in float64.

Makes `optimizers.json`.
Run: python3 Tests/Golden/optimizers.py
Needs: CPython 3.11, PyTorch 2.15.0 (CPU), NumPy 2.4.6, mpmath 1.3.0 (second route only).

Seven parameters take ten steps with given gradients. Parameters before the first step and
gradients are float32 values (drawn by stream1.py, some replaced by zeros and 1e-20); the rates
and coefficients of a case are float64 as printed, and `exactInFloat32` says whether all of them
are float32 values too. Everything is computed in float64.

The rules, with g the gradient, p the parameter, t = 1, 2, ... and "decay" the weight decay:

- sgd:      g += decay p;  p -= rate g.
- momentum: g += decay p;  v = momentum v + g (v = g at t = 1);
            p -= rate (nesterov ? g + momentum v : v).
- adagrad:  g += decay p;  s += g^2;  p -= rate / (1 + (t - 1) rateDecay) g / (sqrt(s) + epsilon).
- adam:     m = beta1 m + (1 - beta1) g;  s = beta2 s + (1 - beta2) g^2;
            p -= rate m / (1 - beta1^t) / (sqrt(s / (1 - beta2^t)) + epsilon).
            Epsilon is outside the root and after the correction of s. A decay is added to g first.
- adamw:    p -= rate decay p, then as adam without decay.

Second route, at each run: the same rules in mpmath with 50 digits.
"""

import golden
import stream1

import os

os.environ["ATEN_CPU_CAPABILITY"] = "default"  # same bytes on processors with wider vectors

import mpmath
import numpy as np
import torch

torch.set_num_threads(1)
mpmath.mp.dps = 50

STEPS, COUNT = 10, 7

# Exact in float32: 1/16, 1/1024, 7/8, 511/512, 2^-26; the others are the customary decimals.
CASES = [
    ("sgd", {"rate": 0.0625}),
    ("sgd", {"rate": 0.0625, "decay": 0.03125}),
    ("sgd", {"rate": 0.05, "decay": 0.0001}),
    ("momentum", {"rate": 0.0625, "momentum": 0.875}),
    ("momentum", {"rate": 0.0625, "momentum": 0.875, "decay": 0.03125}),
    ("momentum", {"rate": 0.0625, "momentum": 0.875, "nesterov": True}),
    ("momentum", {"rate": 0.0625, "momentum": 0.875, "nesterov": True, "decay": 0.03125}),
    ("momentum", {"rate": 0.01, "momentum": 0.9, "nesterov": True, "decay": 0.0001}),
    ("adagrad", {"rate": 0.0625, "epsilon": 2.0**-26}),
    ("adagrad", {"rate": 0.0625, "rateDecay": 0.125, "epsilon": 2.0**-26, "decay": 0.03125}),
    ("adagrad", {"rate": 0.01, "epsilon": 1e-10}),
    ("adagrad", {"rate": 0.01, "rateDecay": 0.1, "epsilon": 1e-6, "decay": 0.001}),
    ("adam", {"rate": 2.0**-10, "beta1": 0.875, "beta2": 1 - 2.0**-9, "epsilon": 2.0**-26}),
    ("adam", {"rate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}),
    ("adam", {"rate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-7}),
    ("adam", {"rate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "decay": 0.01}),
    ("adamw", {"rate": 2.0**-10, "beta1": 0.875, "beta2": 1 - 2.0**-9, "epsilon": 2.0**-26,
               "decay": 0.03125}),
    ("adamw", {"rate": 0.001, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "decay": 0.01}),
]


def start():
    """Parameters and gradients: element 3 never has a gradient, element 4 has tiny ones only."""
    parameters = stream1.uniform(12, "parameters", COUNT, 1).astype(np.float64)
    parameters[5] = 0.0
    gradients = stream1.uniform(12, "gradients", STEPS * COUNT, 2).astype(np.float64)
    gradients = gradients.reshape(STEPS, COUNT)
    gradients[:, 3] = 0.0
    gradients[:, 4] = np.float32(1e-20)
    gradients[0, 1] = gradients[4, 1] = gradients[5, 1] = 0.0  # no gradient at the first step
    gradients[1:, 2] = 0.0  # no gradient after the first step
    gradients[::2, 6] *= 1024.0
    return parameters, gradients


def torch_optimizer(kind, options, parameter):
    decay = options.get("decay", 0.0)
    if kind in ("sgd", "momentum"):
        return torch.optim.SGD(
            [parameter], lr=options["rate"], momentum=options.get("momentum", 0.0),
            nesterov=options.get("nesterov", False), weight_decay=decay, foreach=False)
    if kind == "adagrad":
        return torch.optim.Adagrad(
            [parameter], lr=options["rate"], lr_decay=options.get("rateDecay", 0.0),
            eps=options["epsilon"], weight_decay=decay, foreach=False)
    make = torch.optim.Adam if kind == "adam" else torch.optim.AdamW
    return make(
        [parameter], lr=options["rate"], betas=(options["beta1"], options["beta2"]),
        eps=options["epsilon"], weight_decay=decay, foreach=False)


def run(kind, options, parameters, gradients):
    """The parameters after each step."""
    parameter = torch.tensor(parameters, dtype=torch.float64, requires_grad=True)
    optimizer = torch_optimizer(kind, options, parameter)
    rows = []
    for gradient in gradients:
        parameter.grad = torch.tensor(gradient)
        optimizer.step()
        rows.append(parameter.detach().tolist())
    return rows


def exact(kind, options, p, gradients):
    """One parameter by the rules above, in mpmath."""
    o = {key: mpmath.mpf(value) for key, value in options.items()}
    decay, p = o.get("decay", mpmath.mpf(0)), mpmath.mpf(p)
    m = s = mpmath.mpf(0)
    values = []
    for t, g in enumerate(map(mpmath.mpf, gradients), 1):
        if kind == "adamw":
            p -= o["rate"] * decay * p
        else:
            g += decay * p
        if kind == "sgd":
            p -= o["rate"] * g
        elif kind == "momentum":
            m = o["momentum"] * m + g
            p -= o["rate"] * (g + o["momentum"] * m if options.get("nesterov") else m)
        elif kind == "adagrad":
            s += g**2
            rate = o["rate"] / (1 + (t - 1) * o.get("rateDecay", 0))
            p -= rate * g / (mpmath.sqrt(s) + o["epsilon"])
        else:
            m = o["beta1"] * m + (1 - o["beta1"]) * g
            s = o["beta2"] * s + (1 - o["beta2"]) * g**2
            p -= (o["rate"] * m / (1 - o["beta1"] ** t)
                  / (mpmath.sqrt(s / (1 - o["beta2"] ** t)) + o["epsilon"]))
        values.append(p)
    return values


def main():
    parameters, gradients = start()
    cases = []
    for kind, options in CASES:
        rows = run(kind, options, parameters, gradients)
        for i in range(COUNT):
            truth = exact(kind, options, parameters[i], gradients[:, i])
            for row, value in zip(rows, truth):
                assert abs(row[i] - value) <= 1e-13 * max(1, abs(value)), (kind, options, i)
        cases.append({
            "optimizer": kind,
            **options,
            "exactInFloat32": all(float(np.float32(v)) == v for v in options.values()),
            "after": rows,
        })
    header = {
        "about": "Ten steps of each optimizer on seven parameters in float64; the rules head "
        "optimizers.py. start: the parameters before, gradients: one row a step, the same for "
        "every case; both are float32 values. after: the parameters after each step.",
        "madeBy": "Tests/Golden/optimizers.py",
        "oracle": golden.oracle(torch, np),
        "start": parameters.tolist(),
    }
    golden.write("optimizers.json", header, {"gradients": gradients.tolist(), "cases": cases})


if __name__ == "__main__":
    main()
