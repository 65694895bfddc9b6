"""Convolutional networks: residual, depthwise, U-Net, gated dilated, three-dimensional."""

import torch
import torch.nn.functional as F

from gradient_graphs.graph import Graph, max_pool, relu


def batch_norm_weights(g, name, channels):
    """Names of factor, shift, running mean and variance."""
    return [
        g.weight(f"{name}.weight", [channels], bound=0.4, around=1.0),
        g.weight(f"{name}.bias", [channels], bound=0.5),
        g.weight(f"{name}.running_mean", [channels], bound=0.5),
        g.weight(f"{name}.running_var", [channels], bound=0.5, around=1.0)]


def normalized(v, name, x, mean, variance, epsilon=1e-5):
    """Batch normalization by the given mean and variance."""
    shape = [1, -1] + [1] * (x.dim() - 2)
    y = (x - mean.view(shape)) / (variance.view(shape) + epsilon).sqrt()
    return y * v[f"{name}.weight"].view(shape) + v[f"{name}.bias"].view(shape)


def residual():
    """Two residual blocks with batch normalization in training mode; the second one strides."""
    g = Graph("residual", opset=17)

    def conv(name, x, inputs, outputs, kernel, stride=1):
        w = g.weight(f"{name}.weight", [outputs, inputs, kernel, kernel], inputs * kernel**2 / 2)
        return g.node(
            "Conv", [x, w], strides=[stride] * 2, pads=[kernel // 2] * 4, kernel_shape=[kernel] * 2)

    def norm(name, x, channels):
        names = batch_norm_weights(g, name, channels)
        outputs = [f"{name}.out", f"{name}.new_mean", f"{name}.new_var"]
        g.node("BatchNormalization", [x] + names, outputs, training_mode=1, momentum=0.9)
        return outputs[0]

    x = g.input("images", [3, 3, 9, 8], open_axes={0: "batch"})
    h = g.node("Relu", [norm("stem.bn", conv("stem.conv", x, 3, 5, 3), 5)])
    a = g.node("Relu", [norm("block0.bn0", conv("block0.conv0", h, 5, 5, 3), 5)])
    a = norm("block0.bn1", conv("block0.conv1", a, 5, 5, 3), 5)
    h = g.node("Relu", [g.node("Add", [a, h])])
    a = g.node("Relu", [norm("block1.bn0", conv("block1.conv0", h, 5, 7, 3, 2), 7)])
    a = norm("block1.bn1", conv("block1.conv1", a, 7, 7, 3), 7)
    b = norm("block1.shortcut.bn", conv("block1.shortcut.conv", h, 5, 7, 1, 2), 7)
    h = g.node("Relu", [g.node("Add", [a, b])])
    h = g.node("Flatten", [g.node("GlobalAveragePool", [h])])
    g.node("Gemm", [h, g.weight("head.weight", [4, 7], 7), g.weight("head.bias", [4], bound=0.5)],
           "logits", transB=1)

    def forward(v):
        statistics = {}

        def conv(name, x, stride=1):
            w = v[f"{name}.weight"]
            return F.conv2d(x, w, stride=stride, padding=w.shape[2] // 2)

        def norm(name, x):
            mean, variance = v[f"{name}.running_mean"], v[f"{name}.running_var"]
            statistics[name] = (
                0.9 * mean + 0.1 * x.mean((0, 2, 3)),
                0.9 * variance + 0.1 * x.var((0, 2, 3), unbiased=False))
            return F.batch_norm(
                x, None, None, v[f"{name}.weight"], v[f"{name}.bias"], training=True)

        h = relu(norm("stem.bn", conv("stem.conv", v["images"])))
        a = relu(norm("block0.bn0", conv("block0.conv0", h)))
        h = relu(norm("block0.bn1", conv("block0.conv1", a)) + h)
        a = relu(norm("block1.bn0", conv("block1.conv0", h, 2)))
        a = norm("block1.bn1", conv("block1.conv1", a))
        h = relu(a + norm("block1.shortcut.bn", conv("block1.shortcut.conv", h, 2)))
        logits = F.linear(h.mean((2, 3)), v["head.weight"], v["head.bias"])
        mean, variance = statistics["stem.bn"]
        return {"logits": logits, "stem.bn.new_mean": mean, "stem.bn.new_var": variance}

    # The statistics that a trainer would store are outputs as well, once with cotangents.
    statistics = ["stem.bn.new_mean", "stem.bn.new_var"]
    g.write(forward, without=statistics, evaluator="onnx", also={"residual.statistics": []})


def depthwise():
    """An inverted bottleneck with squeeze and excitation, normalized by running statistics."""
    g = Graph("depthwise", opset=15)
    x = g.input("x", [2, 3, 11, 7], open_axes={0: "batch"})
    h = g.node("Conv", [x, g.weight("expand.weight", [10, 3, 1, 1], 3)])
    h = g.node("BatchNormalization", [h] + batch_norm_weights(g, "bn0", 10), epsilon=1e-3)
    h = g.node("Mul", [h, g.node("Sigmoid", [h])])
    h = g.node("Conv", [h, g.weight("depthwise.weight", [10, 1, 3, 3], 5),
                        g.weight("depthwise.bias", [10], bound=0.3)],
               group=10, strides=[2, 2], auto_pad="SAME_UPPER")
    h = g.node("BatchNormalization", [h] + batch_norm_weights(g, "bn1", 10), epsilon=1e-3)
    h = g.node("HardSwish", [h])
    s = g.node("GlobalAveragePool", [h])
    s = g.node("Conv", [s, g.weight("squeeze.weight", [4, 10, 1, 1], 2),
                        g.weight("squeeze.bias", [4], bound=0.5)])
    s = g.node("Conv", [g.node("Relu", [s]), g.weight("excite.weight", [10, 4, 1, 1], 4),
                        g.weight("excite.bias", [10], bound=0.5)])
    h = g.node("Mul", [h, g.node("Sigmoid", [s])])
    # Two groups of unequal purpose: 5 channels in, 3 out each; dilated and padded on one side.
    g.node("Conv", [h, g.weight("project.weight", [6, 5, 2, 3], 30)], "y", group=2,
           dilations=[2, 1], pads=[1, 0, 0, 2])

    def forward(v):
        def norm(name, x):
            return normalized(
                v, name, x, v[f"{name}.running_mean"], v[f"{name}.running_var"], 1e-3)

        h = F.silu(norm("bn0", F.conv2d(v["x"], v["expand.weight"])))
        # 11 and 7 positions become 6 and 4: 2 more rows and columns, one on each side.
        h = F.conv2d(h, v["depthwise.weight"], v["depthwise.bias"], stride=2, padding=1, groups=10)
        h = norm("bn1", h)
        assert ((h.abs() - 3).abs() > 1e-4).all()
        h = F.hardswish(h)
        s = F.conv2d(h.mean((2, 3), keepdim=True), v["squeeze.weight"], v["squeeze.bias"])
        s = F.conv2d(relu(s), v["excite.weight"], v["excite.bias"])
        h = F.pad(h * torch.sigmoid(s), [0, 2, 1, 0])
        return {"y": F.conv2d(h, v["project.weight"], dilation=(2, 1), groups=2)}

    g.write(forward)


def unet():
    """Down by pooling, up by a transposed convolution and by interpolation, with skips."""
    g = Graph("unet", opset=19)

    def conv(name, x, inputs, outputs):
        return g.node("Conv", [x, g.weight(f"{name}.weight", [outputs, inputs, 3, 3], inputs * 6),
                               g.weight(f"{name}.bias", [outputs], bound=0.3)], pads=[1] * 4)

    x = g.input("x", [2, 3, 12, 10], open_axes={0: "batch"})
    one = g.node("Elu", [conv("down0", x, 3, 4)])
    h = g.node("MaxPool", [one], kernel_shape=[2, 2], strides=[2, 2])
    two = g.node("Tanh", [conv("down1", h, 4, 5)])
    h = g.node("AveragePool", [two], kernel_shape=[3, 3], strides=[2, 2], pads=[1, 0, 1, 0],
               count_include_pad=0)
    h = g.node("Conv", [h, g.weight("bottom.weight", [7, 5, 3, 3], 30)], pads=[1] * 4)
    h = g.node("InstanceNormalization", [
        h, g.weight("bottom.norm.weight", [7], bound=0.4, around=1.0),
        g.weight("bottom.norm.bias", [7], bound=0.4)], epsilon=1e-2)
    h = g.node("Softplus", [h])
    h = g.node("ConvTranspose", [h, g.weight("up1.weight", [7, 5, 3, 2], 12),
                                 g.weight("up1.bias", [5], bound=0.3)],
               strides=[2, 2], pads=[1, 0, 1, 0], output_padding=[1, 1])
    h = g.node("Concat", [h, two], axis=1)
    h = g.node("Sigmoid", [conv("merge1", h, 10, 4)])
    h = g.node("Resize", [h, "", "", g.integers("sizes", [12, 10])], axes=[2, 3], mode="linear",
               coordinate_transformation_mode="half_pixel")
    h = g.node("Concat", [one, h], axis=1)
    h = g.node("Tanh", [conv("merge0", h, 8, 5)])
    g.node("Conv", [h, g.weight("head.weight", [2, 5, 1, 1], 5)], "mask")

    def forward(v):
        def conv(name, x):
            return F.conv2d(x, v[f"{name}.weight"], v[f"{name}.bias"], padding=1)

        one = F.elu(conv("down0", v["x"]))
        two = torch.tanh(conv("down1", max_pool(one, (2, 2), (2, 2))))
        h = F.avg_pool2d(two, 3, 2, padding=(1, 0), count_include_pad=False)
        h = F.conv2d(h, v["bottom.weight"], padding=1)
        h = F.softplus(F.instance_norm(
            h, weight=v["bottom.norm.weight"], bias=v["bottom.norm.bias"], eps=1e-2))
        h = F.conv_transpose2d(
            h, v["up1.weight"], v["up1.bias"], stride=2, padding=(1, 0), output_padding=1)
        h = torch.sigmoid(conv("merge1", torch.cat([h, two], 1)))
        h = F.interpolate(h, size=(12, 10), mode="bilinear", align_corners=False)
        h = torch.tanh(conv("merge0", torch.cat([one, h], 1)))
        return {"mask": F.conv2d(h, v["head.weight"])}

    g.write(forward)


def wavenet():
    """Gated causal convolutions of growing dilation, with residual and skip sums."""
    g = Graph("wavenet", opset=18)
    channels, gates, skips = 5, 7, 6
    x = g.input("wave", [2, 1, 23], open_axes={0: "batch", 2: "time"})
    h = g.node("Conv", [x, g.weight("first.weight", [channels, 1, 1], 1)])
    total = None
    for layer, dilation in enumerate([1, 2, 4]):
        name = f"layers.{layer}"
        pads = g.integers(f"{name}.pads", [0, 0, 2 * dilation, 0, 0, 0])
        padded = g.node("Pad", [h, pads])
        both = g.node("Conv", [
            padded, g.weight(f"{name}.weight", [2 * gates, channels, 3], channels * 3),
            g.weight(f"{name}.bias", [2 * gates], bound=0.4)], dilations=[dilation])
        filter, gate = g.node("Split", [both], 2, axis=1, num_outputs=2)
        z = g.node("Mul", [g.node("Tanh", [filter]), g.node("Sigmoid", [gate])])
        skip = g.node("Conv", [z, g.weight(f"{name}.skip", [skips, gates, 1], gates / 4)])
        total = skip if total is None else g.node("Add", [total, skip])
        out = g.node("Conv", [z, g.weight(f"{name}.out", [channels, gates, 1], gates / 2)])
        h = g.node("Add", [h, out])
    h = g.node("Softsign", [total])
    g.node("Conv", [h, g.weight("last.weight", [4, skips, 1], skips),
                    g.weight("last.bias", [4], bound=0.5)], "scores")

    def forward(v):
        h, total = F.conv1d(v["wave"], v["first.weight"]), 0
        for layer, dilation in enumerate([1, 2, 4]):
            name = f"layers.{layer}"
            both = F.conv1d(F.pad(h, [2 * dilation, 0]), v[f"{name}.weight"], v[f"{name}.bias"],
                            dilation=dilation)
            z = torch.tanh(both[:, :gates]) * torch.sigmoid(both[:, gates:])
            total = total + F.conv1d(z, v[f"{name}.skip"])
            h = h + F.conv1d(z, v[f"{name}.out"])
        return {"scores": F.conv1d(F.softsign(total), v["last.weight"], v["last.bias"])}

    g.write(forward)


def volume():
    """Three-dimensional convolutions with pooling and group normalization."""
    g = Graph("volume", opset=21)

    def norm(name, x, channels, groups):
        return g.node("GroupNormalization", [
            x, g.weight(f"{name}.weight", [channels], bound=0.4, around=1.0),
            g.weight(f"{name}.bias", [channels], bound=0.5)], num_groups=groups, epsilon=1e-3)

    x = g.input("scan", [2, 2, 7, 6, 5], open_axes={0: "batch"})
    h = g.node("Conv", [x, g.weight("conv0.weight", [6, 2, 3, 3, 3], 36),
                        g.weight("conv0.bias", [6], bound=0.3)], pads=[1] * 6)
    h = norm("norm0", h, 6, 2)
    h = g.node("Mul", [h, g.node("Sigmoid", [h])])
    h = g.node("MaxPool", [h], kernel_shape=[2, 2, 2], strides=[2, 2, 1])
    h = g.node("Conv", [h, g.weight("conv1.weight", [8, 3, 2, 3, 2], 18)], group=2,
               pads=[0, 1, 0, 1, 1, 1])
    h = norm("norm1", h, 8, 4)
    h = g.node("Gelu", [h])
    h = g.node("AveragePool", [h], kernel_shape=[2, 2, 2], strides=[1, 1, 2],
               pads=[0, 1, 0, 1, 0, 0], count_include_pad=1)
    h = g.node("Flatten", [g.node("GlobalAveragePool", [h])])
    g.node("Gemm", [h, g.weight("head.weight", [8, 3], 2), g.weight("head.bias", [3], bound=0.5)],
           "y")

    def forward(v):
        h = F.conv3d(v["scan"], v["conv0.weight"], v["conv0.bias"], padding=1)
        h = F.silu(F.group_norm(h, 2, v["norm0.weight"], v["norm0.bias"], 1e-3))
        h = max_pool(h, (2, 2, 2), (2, 2, 1))
        h = F.conv3d(F.pad(h, [0, 1, 1, 1, 0, 1]), v["conv1.weight"], groups=2)
        h = F.gelu(F.group_norm(h, 4, v["norm1.weight"], v["norm1.bias"], 1e-3))
        h = F.avg_pool3d(F.pad(h, [0, 0, 1, 0, 0, 1]), 2, (1, 1, 2))
        return {"y": h.mean((2, 3, 4)) @ v["head.weight"] + v["head.bias"]}

    g.write(forward)


def networks():
    residual()
    depthwise()
    unet()
    wavenet()
    volume()
