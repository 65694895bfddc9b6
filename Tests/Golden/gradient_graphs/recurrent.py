"""Recurrent networks: LSTM, GRU and RNN, in one and both directions."""

import numpy as np
import torch
import torch.nn.functional as F

from gradient_graphs.graph import Graph


def weights(g, name, gates, units, inputs, directions, has_bias=True):
    """Names of input weight, recurrent weight and bias, as ONNX stacks them."""
    made = [g.weight(f"{name}.W", [directions, gates * units, inputs], inputs),
            g.weight(f"{name}.R", [directions, gates * units, units], units / 1.5)]
    bias = [g.weight(f"{name}.B", [directions, 2 * gates * units], bound=0.5)] if has_bias else []
    return made + (bias or [""])


def layer(kind, v, name, order, x, state, lengths=None):
    """PyTorch's own layer on ONNX's weights; `order` has PyTorch's gates as places in ONNX's.

    Gives the outputs as steps × directions × batch × units, and the last states.
    """
    parameters, directions = {}, v[f"{name}.W"].shape[0]
    units = v[f"{name}.R"].shape[2]

    def ordered(array):
        return torch.cat([array.split(units)[place] for place in order])

    for d, suffix in list(enumerate(["", "_reverse"]))[:directions]:
        parameters[f"weight_ih_l0{suffix}"] = ordered(v[f"{name}.W"][d])
        parameters[f"weight_hh_l0{suffix}"] = ordered(v[f"{name}.R"][d])
        if f"{name}.B" in v:
            first, second = v[f"{name}.B"][d].chunk(2)
            parameters[f"bias_ih_l0{suffix}"] = ordered(first)
            parameters[f"bias_hh_l0{suffix}"] = ordered(second)
    module = kind(x.shape[2], units, bias=f"{name}.B" in v, bidirectional=directions == 2)
    module = module.to(x.dtype)
    steps = x.shape[0]
    if lengths is not None:
        x = torch.nn.utils.rnn.pack_padded_sequence(x, lengths, enforce_sorted=False)
    made, last = torch.func.functional_call(module, parameters, (x, state))
    if lengths is not None:
        made, _ = torch.nn.utils.rnn.pad_packed_sequence(made, total_length=steps)
    return made.unflatten(2, (directions, units)).transpose(1, 2), last


def lstm():
    """Peepholes and initial states in both directions, then a layer without them on top."""
    g = Graph("lstm", opset=14)
    steps, batch, inputs, units = 5, 3, 4, 3
    x = g.input("x", [steps, batch, inputs])
    states = [g.weight("initial_h", [2, batch, units], bound=0.8),
              g.input("initial_c", [2, batch, units])]
    peepholes = g.weight("one.P", [2, 3 * units], bound=0.8)
    y = g.node("LSTM", [x, *weights(g, "one", 4, units, inputs, 2), "", *states, peepholes],
               ["one.y", "one.h", "one.c"], direction="bidirectional", hidden_size=units)[0]
    y = g.node("Transpose", [y], perm=[0, 2, 1, 3])
    y = g.node("Reshape", [y, g.integers("joined", [0, 0, -1])])
    y = g.node("LSTM", [y, *weights(g, "two", 4, 2, 2 * units, 2, False)],
               ["two.y", "two.h", "two.c"],
               direction="bidirectional", hidden_size=2)[1]
    y = g.node("Reshape", [g.node("Transpose", [y], perm=[1, 0, 2]), g.integers("flat", [0, -1])])
    g.node("Gemm", [y, g.weight("head.weight", [5, 4], 4), g.weight("head.bias", [5], bound=0.4)],
           "scores", transB=1)

    def cell(v, d, x, h, c):
        gates = x @ v["one.W"][d].T + h @ v["one.R"][d].T + sum(v["one.B"][d].chunk(2))
        i, o, f, n = gates.chunk(4, -1)
        seen_i, seen_o, seen_f = v["one.P"][d].chunk(3)
        i, f = torch.sigmoid(i + seen_i * c), torch.sigmoid(f + seen_f * c)
        c = f * c + i * torch.tanh(n)
        return torch.sigmoid(o + seen_o * c) * torch.tanh(c), c

    def forward(v):
        outputs, last = [], []
        for d, order in enumerate([range(steps), range(steps - 1, -1, -1)]):
            h, c = v["initial_h"][d], v["initial_c"][d]
            seen = {}
            for t in order:
                h, c = cell(v, d, v["x"][t], h, c)
                seen[t] = h
            outputs.append(torch.stack([seen[t] for t in range(steps)]))
            last.append((h, c))
        y = torch.stack(outputs, 1)
        x = y.transpose(1, 2).flatten(2)
        # ONNX has the gates input, output, forget, cell; PyTorch input, forget, cell, output.
        _, (h, c) = layer(torch.nn.LSTM, v, "two", [0, 2, 3, 1], x, None)
        scores = F.linear(h.transpose(0, 1).flatten(1), v["head.weight"], v["head.bias"])
        return {
            "scores": scores, "one.y": y, "one.c": torch.stack([c for _, c in last]), "two.c": c}

    g.write(forward)


def lstm_lengths():
    """Sequences of unequal lengths, read in both directions."""
    g = Graph("lstm_lengths", opset=14)
    x = g.input("x", [6, 3, 2])
    lengths = g.initializer("lengths", np.array([6, 2, 5], np.int32))
    states = [g.input("h", [2, 3, 4]), g.input("c", [2, 3, 4])]
    g.node("LSTM", [x, *weights(g, "lstm", 4, 4, 2, 2), lengths, *states],
           ["y", "last_h", "last_c"], direction="bidirectional", hidden_size=4)

    def forward(v):
        y, (h, c) = layer(torch.nn.LSTM, v, "lstm", [0, 2, 3, 1], v["x"], (v["h"], v["c"]),
                          v["lengths"])
        return {"y": y, "last_h": h, "last_c": c}

    g.write(forward)


def gru(resets_last):
    """GRU both ways; the reset gate acts before or after the state's product."""
    g = Graph(f"gru{int(resets_last)}", opset=14)
    steps, batch, inputs, units = 5, 2, 3, 4
    x = g.input("x", [steps, batch, inputs])
    initial = g.weight("initial", [2, batch, units], bound=0.9)
    g.node("GRU", [x, *weights(g, "gru", 3, units, inputs, 2), "", initial], ["y", "last"],
           direction="bidirectional", hidden_size=units, linear_before_reset=int(resets_last))
    head = g.weight("head", [2 * units, 5], 2 * units)
    y = g.node("Reshape", [g.node("Transpose", ["y"], perm=[0, 2, 1, 3]),
                           g.integers("joined", [0, 0, -1])])
    g.node("MatMul", [y, head], "scores")

    def own(v):
        outputs, last = [], []
        for d, order in enumerate([range(steps), range(steps - 1, -1, -1)]):
            wz, wr, wn = v["gru.W"][d].chunk(3)
            rz, rr, rn = v["gru.R"][d].chunk(3)
            bz, br, bn = sum(v["gru.B"][d].chunk(2)).chunk(3)
            h, seen = v["initial"][d], {}
            for t in order:
                x = v["x"][t]
                z = torch.sigmoid(x @ wz.T + h @ rz.T + bz)
                r = torch.sigmoid(x @ wr.T + h @ rr.T + br)
                n = torch.tanh(x @ wn.T + (r * h) @ rn.T + bn)
                h = (1 - z) * n + z * h
                seen[t] = h
            outputs.append(torch.stack([seen[t] for t in range(steps)]))
            last.append(h)
        return torch.stack(outputs, 1), torch.stack(last)

    def forward(v):
        # ONNX has the gates update, reset, new; PyTorch reset, update, new.
        y, last = layer(torch.nn.GRU, v, "gru", [1, 0, 2], v["x"], v["initial"]) \
            if resets_last else own(v)
        return {"scores": y.transpose(1, 2).flatten(2) @ v["head"], "last": last}

    g.write(forward)


def rnn():
    """A plain layer from the end of a sequence, on an embedding of tokens."""
    g = Graph("rnn", opset=14)
    tokens = g.given("tokens", np.array([[2, 5], [0, 5], [6, 1], [3, 3]], np.int32), {1: "batch"})
    x = g.node("Gather", [g.weight("table", [7, 3], bound=1.0), tokens])
    g.node("RNN", [x, *weights(g, "rnn", 1, 5, 3, 1)], ["y", "last"], direction="reverse",
           hidden_size=5)

    def forward(v):
        x = F.embedding(v["tokens"].flip(0), v["table"])
        y, last = layer(torch.nn.RNN, v, "rnn", [0], x, None)
        return {"y": y.flip(0), "last": last}

    g.write(forward)


def networks():
    lstm()
    lstm_lengths()
    gru(False)
    gru(True)
    rnn()
