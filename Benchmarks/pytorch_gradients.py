"""Times a forward and a backward pass in PyTorch, for one network, layout and number of threads, and
prints the peak memory of the process.

    pytorch_gradients.py NAME row-major|channels-last THREADS
"""

import sys

import torch

from convolution_networks import NETWORKS
from memory import peak_memory
from pytorch_networks import Network, transformer
from stopwatch import median_time, report

LAYOUTS = {"row-major": torch.contiguous_format, "channels-last": torch.channels_last}


def main():
    name, layout, threads = sys.argv[1:]
    torch.set_num_threads(int(threads))
    if name.startswith("transformer"):
        model, given = transformer().train(), torch.rand(4, 128, 768)
    else:
        model = Network(NETWORKS[name.split(" ")[0]]()).train().to(memory_format=LAYOUTS[layout])
        given = torch.rand(8, 3, 224, 224).to(memory_format=LAYOUTS[layout])
    cotangent = torch.rand_like(model(given).detach())

    def step():
        model.zero_grad(set_to_none=True)
        model(given).backward(cotangent)

    report(name, layout, int(threads), median_time(step, least=5))
    report(name, f"{layout} memory", int(threads), peak_memory())


main()
