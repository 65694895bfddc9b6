"""The networks of the benchmarks as modules of PyTorch."""

import torch


class Network(torch.nn.Module):
    """The modules of a list of steps, and the order in which they run."""

    def __init__(self, steps):
        super().__init__()
        self.steps = steps
        self.parts = torch.nn.ModuleDict()
        channels = {"images": 3}
        for kind, name, source, *more in steps:
            channels[name] = channels[source]
            if kind == "convolution":
                out, kernel, stride, groups = more
                channels[name] = out
                self.parts[name] = torch.nn.Sequential(
                    torch.nn.Conv2d(channels[source], out, kernel, stride, (kernel - 1) // 2,
                                    groups=groups, bias=False),
                    torch.nn.BatchNorm2d(out))
            elif kind == "classify":
                self.parts[name] = torch.nn.Linear(channels[source], 1000)

    def forward(self, images):
        values = {"images": images}
        for kind, name, source, *more in self.steps:
            x = values[source]
            if kind == "convolution":
                values[name] = self.parts[name](x)
            elif kind == "relu":
                values[name] = torch.relu_(x)
            elif kind == "pool":
                values[name] = torch.nn.functional.max_pool2d(x, 3, 2, 1)
            elif kind == "add":
                values[name] = x + values[more[0]]
            else:
                values[name] = self.parts[name](x.mean((2, 3)))
        return values[name]


class Block(torch.nn.Module):
    """An encoder block with normalization first, as its author would write it."""

    def __init__(self):
        super().__init__()
        self.first, self.second = torch.nn.LayerNorm(768), torch.nn.LayerNorm(768)
        self.maps = torch.nn.ModuleList(torch.nn.Linear(768, 768) for _ in range(4))
        self.up, self.down = torch.nn.Linear(768, 3072), torch.nn.Linear(3072, 768)

    def forward(self, x):
        y = self.first(x)
        query, key, value = (
            part(y).view(*x.shape[:2], 12, 64).transpose(1, 2) for part in self.maps[:3])
        mixed = torch.nn.functional.scaled_dot_product_attention(query, key, value)
        x = x + self.maps[3](mixed.transpose(1, 2).reshape(x.shape))
        return x + self.down(torch.nn.functional.gelu(self.up(self.second(x))))


def transformer():
    return torch.nn.Sequential(*(Block() for _ in range(12)))
