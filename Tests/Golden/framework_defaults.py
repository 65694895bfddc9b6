"""framework_defaults.json: what layers of PyTorch, Keras and Flax start with when nothing is said.

Each case is one parameter of one layer, drawn many times by making the layer anew: mean, variance,
kurtosis E (x - mean)^4 / variance^2 and the largest magnitude over all draws, with their count.
A uniform law has kurtosis 1.8 and its bound just above the largest magnitude; a normal one 3, one
cut at two deviations 2.37; of constants variance is 0 and the mean is the constant.

Shapes are unequal wherever two lengths could be taken for one another. Names of layers and their
parameters are those of the package; where one bias of a recurrent layer stands for two of the
framework that are added, their sum is described.

| layer | sizes |
|---|---|
| dense | 35 to 99 |
| convolution | 6 channels to 10, kernel 3 x 2 |
| grouped | 12 channels to 20 in 4 groups, kernel 3 x 3 |
| depthwise | 12 channels to 24, kernel 3 x 3 |
| transposed | 6 channels to 10, kernel 4 x 4, stride 2 |
| embedding | 50 vectors of 12 |
| lstm, gru, rnn | 35 to 20 units |
| attention | 24 features, 3 heads |
| batchNormalization, layerNormalization, groupNormalization | 12 channels |
| prelu | 12 slopes |

The second route is the frameworks' documentation: `check` holds the variances that it states to
what was drawn, within five standard errors.

Needs PyTorch 2.15.0, Keras 3.15.1 with JAX 0.10.2, Flax 0.12.8, NumPy 2.4.6.
"""

import os

import golden

os.environ["KERAS_BACKEND"] = "jax"

import flax
import flax.linen as nn
import jax
import jax.numpy as jnp
import keras
import numpy
import torch

WANTED = 50_000


def torch_layers():

    def attention(layer):
        weights = layer.in_proj_weight.chunk(3)
        biases = layer.in_proj_bias.chunk(3)
        result = {}
        for name, weight, bias in zip(["query", "key", "value"], weights, biases):
            result[name + ".weight"] = weight
            result[name + ".bias"] = bias
        result["output.weight"] = layer.out_proj.weight
        result["output.bias"] = layer.out_proj.bias
        return result

    def recurrent(layer):
        return {
            "inputWeight": layer.weight_ih_l0, "recurrentWeight": layer.weight_hh_l0,
            "bias": layer.bias_ih_l0 + layer.bias_hh_l0,
        }

    def plain(layer):
        return dict(layer.named_parameters())

    def normalized(layer):
        return dict(layer.named_parameters()) | {
            {"running_mean": "runningMean", "running_var": "runningVariance"}[name]: value
            for name, value in layer.named_buffers() if name.startswith("running")
        }

    t = torch.nn
    return {
        "dense": (lambda: t.Linear(35, 99), plain),
        "convolution": (lambda: t.Conv2d(6, 10, (3, 2)), plain),
        "grouped": (lambda: t.Conv2d(12, 20, 3, groups=4), plain),
        "depthwise": (lambda: t.Conv2d(12, 24, 3, groups=12), plain),
        "transposed": (lambda: t.ConvTranspose2d(6, 10, 4, stride=2), plain),
        "embedding": (lambda: t.Embedding(50, 12), plain),
        "lstm": (lambda: t.LSTM(35, 20), recurrent),
        "gru": (lambda: t.GRU(35, 20), recurrent),
        "rnn": (lambda: t.RNN(35, 20), recurrent),
        "attention": (lambda: t.MultiheadAttention(24, 3), attention),
        "batchNormalization": (lambda: t.BatchNorm2d(12), normalized),
        "layerNormalization": (lambda: t.LayerNorm(12), normalized),
        "groupNormalization": (lambda: t.GroupNorm(3, 12), normalized),
        "prelu": (lambda: t.PReLU(12), lambda layer: {"slope": layer.weight}),
    }


def torch_draws(make, read, seed):
    torch.manual_seed(seed)
    return {name: value.detach().numpy() for name, value in read(make()).items()}


def keras_layers():
    k = keras.layers

    def built(layer, *shape):
        layer.build(tuple(shape))
        return layer

    def plain(layer):
        names = {"kernel": "weight", "bias": "bias", "embeddings": "weight"}
        return {names[v.name]: v for v in layer.weights}

    def recurrent(layer):
        names = {"kernel": "inputWeight", "recurrent_kernel": "recurrentWeight", "bias": "bias"}
        return {names[v.name]: v for v in layer.cell.weights if v.name in names}

    def normalized(layer):
        names = {
            "gamma": "weight", "beta": "bias", "moving_mean": "runningMean",
            "moving_variance": "runningVariance",
        }
        return {names[v.name]: v for v in layer.weights}

    def attention(layer):
        result = {}
        for name, part in [
            ("query", layer._query_dense), ("key", layer._key_dense),
            ("value", layer._value_dense), ("output", layer._output_dense),
        ]:
            result[name + ".weight"] = part.kernel
            result[name + ".bias"] = part.bias
        return result

    def make_attention():
        layer = k.MultiHeadAttention(3, 8)
        layer.build((None, 5, 24), (None, 5, 24))
        return layer

    images = (None, 9, 9)
    return {
        "dense": (lambda: built(k.Dense(99), None, 35), plain),
        "convolution": (lambda: built(k.Conv2D(10, (3, 2)), *images, 6), plain),
        "grouped": (lambda: built(k.Conv2D(20, 3, groups=4), *images, 12), plain),
        "depthwise": (
            lambda: built(k.DepthwiseConv2D(3, depth_multiplier=2), *images, 12), plain),
        "transposed": (lambda: built(k.Conv2DTranspose(10, 4, strides=2), *images, 6), plain),
        "embedding": (lambda: built(k.Embedding(50, 12), None, 7), plain),
        "lstm": (lambda: built(k.LSTM(20), None, 7, 35), recurrent),
        "gru": (lambda: built(k.GRU(20), None, 7, 35), recurrent),
        "rnn": (lambda: built(k.SimpleRNN(20), None, 7, 35), recurrent),
        "attention": (make_attention, attention),
        "batchNormalization": (lambda: built(k.BatchNormalization(), *images, 12), normalized),
        "layerNormalization": (lambda: built(k.LayerNormalization(), None, 12), normalized),
        "groupNormalization": (lambda: built(k.GroupNormalization(3), *images, 12), normalized),
        "prelu": (
            lambda: built(k.PReLU(shared_axes=[1, 2]), *images, 12),
            lambda layer: {"slope": layer.weights[0]}),
    }


def keras_draws(make, read, seed):
    keras.utils.set_random_seed(seed)
    return {name: numpy.asarray(value) for name, value in read(make()).items()}


def flax_layers():
    def plain(names):
        def read(variables):
            result = {}
            for collection in variables.values():
                for name, value in collection.items():
                    result[names.get(name, name)] = value
            return result

        return read

    weights = plain({"kernel": "weight", "embedding": "weight"})
    normalized = plain({
        "scale": "weight", "mean": "runningMean", "var": "runningVariance"})

    def attention(variables):
        result = {}
        for name, ours in [("query", "query"), ("key", "key"), ("value", "value"), ("out", "output")]:
            result[ours + ".weight"] = variables["params"][name]["kernel"]
            result[ours + ".bias"] = variables["params"][name]["bias"]
        return result

    def gates(inputs, states, biased):
        def read(variables):
            parts = variables["params"]
            return {
                "inputWeight": numpy.stack([parts[g]["kernel"] for g in inputs]),
                "recurrentWeight": numpy.stack([parts[g]["kernel"] for g in states]),
                "bias": numpy.stack([parts[g]["bias"] for g in biased]),
            }

        return read

    cells = {
        "lstm": (nn.LSTMCell(20), gates(
            ["ii", "if", "ig", "io"], ["hi", "hf", "hg", "ho"], ["hi", "hf", "hg", "ho"])),
        "gru": (nn.GRUCell(20), gates(["ir", "iz", "in"], ["hr", "hz", "hn"], ["ir", "iz", "in"])),
        "rnn": (nn.SimpleCell(20), gates(["i"], ["h"], ["i"])),
    }
    modules = {
        "dense": (nn.Dense(99), (2, 35), weights),
        "convolution": (nn.Conv(10, (3, 2)), (2, 9, 9, 6), weights),
        "grouped": (nn.Conv(20, (3, 3), feature_group_count=4), (2, 9, 9, 12), weights),
        "depthwise": (nn.Conv(24, (3, 3), feature_group_count=12), (2, 9, 9, 12), weights),
        "transposed": (nn.ConvTranspose(10, (4, 4), strides=(2, 2)), (2, 9, 9, 6), weights),
        "attention": (nn.MultiHeadDotProductAttention(3), (2, 5, 24), attention),
        "layerNormalization": (nn.LayerNorm(), (2, 12), normalized),
        "groupNormalization": (nn.GroupNorm(3), (2, 9, 9, 12), normalized),
        "prelu": (nn.PReLU(), (2, 12), plain({"negative_slope": "slope"})),
    }
    layers = {
        name: ((jax.jit(module.init), [jnp.zeros(shape)]), read) for name, (module, shape, read)
        in modules.items()
    }
    layers["embedding"] = ((jax.jit(nn.Embed(50, 12).init), [jnp.zeros((2, 7), jnp.int32)]), weights)
    layers["batchNormalization"] = (
        (jax.jit(nn.BatchNorm(use_running_average=True).init), [jnp.zeros((2, 9, 9, 12))]),
        normalized)
    for name, (cell, read) in cells.items():
        carry = cell.initialize_carry(jax.random.key(0), (2, 35))
        layers[name] = ((jax.jit(cell.init), [carry, jnp.zeros((2, 35))]), read)
    return layers


def flax_draws(make, read, seed):
    start, arguments = make
    variables = start(jax.random.key(seed), *arguments)
    return {name: numpy.asarray(value) for name, value in read(variables).items()}


def describe(values):
    x = numpy.concatenate([v.astype(numpy.float64).ravel() for v in values])
    mean, variance = x.mean(), x.var()
    fourth = ((x - mean) ** 4).mean() / variance**2 if variance > 0 else 0.0
    return {
        "count": int(x.size), "mean": float(mean), "variance": float(variance),
        "kurtosis": float(fourth), "largest": float(abs(x).max()),
    }


def cases(framework, layers, draws, most):
    for layer in sorted(layers):
        print(framework, layer, flush=True)
        make, read = layers[layer]
        drawn = {}
        seed = 0
        while seed < 2 or (seed < most and any(
            sum(v.size for v in values) < WANTED and numpy.ptp(values[0]) > 0
            for values in drawn.values()
        )):
            for name, value in draws(make, read, seed).items():
                drawn.setdefault(name, []).append(value)
            seed += 1
        for name in sorted(drawn):
            yield {"framework": framework, "layer": layer, "parameter": name} | describe(
                drawn[name])


def check(found):
    """The laws that the frameworks document, by hand."""
    expected = {
        ("pytorch", "dense", "weight"): 1 / (3 * 35), ("pytorch", "dense", "bias"): 1 / (3 * 35),
        ("pytorch", "convolution", "weight"): 1 / (3 * 36), ("pytorch", "embedding", "weight"): 1,
        ("pytorch", "lstm", "inputWeight"): 1 / 60, ("keras", "dense", "weight"): 2 / 134,
        ("keras", "embedding", "weight"): 0.05**2 / 3, ("flax", "dense", "weight"): 1 / 35,
        ("flax", "embedding", "weight"): 1 / 12, ("flax", "lstm", "recurrentWeight"): 1 / 20,
    }
    table = {(c["framework"], c["layer"], c["parameter"]): c for c in found}
    for key, variance in expected.items():
        case = table[key]
        error = ((case["kurtosis"] - 1) / case["count"]) ** 0.5
        assert abs(case["variance"] / variance - 1) < 5 * error + 1e-6, (key, case)


found = [
    *cases("pytorch", torch_layers(), torch_draws, 2000),
    *cases("keras", keras_layers(), keras_draws, 200),
    *cases("flax", flax_layers(), flax_draws, 200),
]
check(found)
golden.write(
    "framework_defaults.json",
    {"oracle": golden.oracle(torch, keras, flax, jax, numpy)}, {"cases": found})
