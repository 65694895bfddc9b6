"""Times the same training steps in PyTorch; `run.py` reads what it prints.

The settings are those a user would try for speed: one thread or two, Adam as it comes or fused.
"""

import sys

import torch

from stopwatch import median_time, report

STEPS = [
    ("784-128-10 batch 32", [784, 128, 10], torch.nn.ReLU, 32),
    ("1024-1000x5-9 batch 10", [1024] + [1000] * 5 + [9], torch.nn.Tanh, 10),
    ("1024-1000x5-9 batch 128", [1024] + [1000] * 5 + [9], torch.nn.Tanh, 128),
]


def step(widths, activation, batch, fused):
    layers = []
    for fan_in, fan_out in zip(widths, widths[1:]):
        layers += [torch.nn.Linear(fan_in, fan_out), activation()]
    model = torch.nn.Sequential(*layers[:-1])
    optimizer = torch.optim.Adam(model.parameters(), fused=fused)
    loss = torch.nn.CrossEntropyLoss()
    inputs = torch.rand(batch, widths[0]) * 2 - 1
    labels = torch.arange(batch) % widths[-1]

    def body():
        optimizer.zero_grad(set_to_none=True)
        loss(model(inputs), labels).backward()
        optimizer.step()

    return body


def main():
    only = sys.argv[1:]
    for name, widths, activation, batch in STEPS:
        if only and name not in only:
            continue
        for threads in (1, 2):
            torch.set_num_threads(threads)
            for fused in (False, True):
                time_taken = median_time(step(widths, activation, batch, fused))
                setting = "fused Adam" if fused else "Adam"
                report(name, setting, threads, time_taken)


main()
