"""Times the same forward passes in PyTorch; `run.py` reads what it prints.

The settings are those a user would try for speed: one thread or two, values as they come or
channels-last. Operators run one by one, without a compiler.
"""

import torch

from convolution_networks import NETWORKS
from pytorch_networks import Network, transformer
from stopwatch import median_time, report


def time_transformer():
    for threads in (1, 2):
        torch.set_num_threads(threads)
        model = transformer().eval()
        tokens = torch.rand(4, 128, 768)
        with torch.inference_mode():
            time = median_time(lambda: model(tokens), least=5)
        report("transformer 12 x 768, 4 x 128 tokens", "row-major", threads, time)


def main():
    time_transformer()
    for batch in (1, 8):
        for name, steps in NETWORKS.items():
            for threads in (1, 2):
                torch.set_num_threads(threads)
                for setting, layout in [("row-major", torch.contiguous_format),
                                        ("channels-last", torch.channels_last)]:
                    model = Network(steps()).eval().to(memory_format=layout)
                    images = torch.rand(batch, 3, 224, 224).to(memory_format=layout)
                    with torch.inference_mode():
                        time = median_time(lambda: model(images), least=5)
                    report(f"{name} batch {batch}", setting, threads, time)


main()
