"""ResNet-50 and MobileNetV2 as lists of steps, the same as in Sources/ForwardBenchmark.swift.

A step is ("convolution", name, input, channels, kernel, stride, groups), each followed by batch
normalization, or ("relu" | "pool" | "classify", name, input), or ("add", name, input, input).
"""


class Steps:
    def __init__(self):
        self.steps = []
        self.value, self.channels = "images", 3

    def convolution(self, channels, kernel, stride=1, groups=1):
        self._append("convolution", channels, kernel, stride, groups)
        self.channels = channels

    def relu(self):
        self._append("relu")

    def _append(self, kind, *numbers):
        name = f"v{len(self.steps)}"
        self.steps.append((kind, name, self.value, *numbers))
        self.value = name

    def add(self, other):
        self._append("add", other)

    def end(self):
        self._append("classify")
        return self.steps


def resnet50():
    net = Steps()
    net.convolution(64, 7, 2)
    net.relu()
    net._append("pool")
    for stage, (width, count) in enumerate([(64, 3), (128, 4), (256, 6), (512, 3)]):
        for block in range(count):
            stride = 2 if stage > 0 and block == 0 else 1
            start, channels = net.value, net.channels
            net.convolution(width, 1)
            net.relu()
            net.convolution(width, 3, stride)
            net.relu()
            net.convolution(4 * width, 1)
            branch, net.value, net.channels = net.value, start, channels
            if block == 0:
                net.convolution(4 * width, 1, stride)
            net.channels = 4 * width
            net.add(branch)
            net.relu()
    return net.end()


def mobilenet_v2():
    net = Steps()
    net.convolution(32, 3, 2)
    net.relu()
    for expansion, channels, count, first in [
            (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1),
            (6, 160, 3, 2), (6, 320, 1, 1)]:
        for block in range(count):
            stride = first if block == 0 else 1
            start, before = net.value, net.channels
            width = before * expansion
            if expansion > 1:
                net.convolution(width, 1)
                net.relu()
            net.convolution(width, 3, stride, width)
            net.relu()
            net.convolution(channels, 1)
            if stride == 1 and before == channels:
                net.add(start)
    net.convolution(1280, 1)
    net.relu()
    return net.end()


NETWORKS = {"ResNet-50": resnet50, "MobileNetV2": mobilenet_v2}
