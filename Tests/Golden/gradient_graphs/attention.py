"""Networks with attention: a transformer, Llama-like blocks, and attention with all it can take."""

import numpy as np
import torch
import torch.nn.functional as F

from gradient_graphs.graph import Graph, draw


def transformer():
    """Two pre-norm blocks on tokens: causal attention, then with a bias that is learned."""
    g = Graph("transformer", opset=23)
    width, heads, length, inner = 12, 3, 7, 20
    tokens = np.array([[3, 1, 4, 1, 5, 9, 2], [6, 5, 3, 5, 8, 10, 7]], np.int64)
    ids = g.given("tokens", tokens, {0: "batch", 1: "time"})

    def norm(name, x):
        return g.node("LayerNormalization", [
            x, g.weight(f"{name}.weight", [width], bound=0.4, around=1.0),
            g.weight(f"{name}.bias", [width], bound=0.4)], axis=-1)

    def map(name, x, inputs, outputs, has_bias=True):
        y = g.node("MatMul", [x, g.weight(f"{name}.weight", [inputs, outputs], inputs)])
        if not has_bias:
            return y
        return g.node("Add", [y, g.weight(f"{name}.bias", [outputs], bound=0.4)])

    h = g.node("Gather", [g.weight("tokens.table", [11, width], bound=1.0), ids])
    places = g.node("Slice", [
        g.weight("positions.table", [10, width], bound=0.7), g.integers("first", [0]),
        g.node("Shape", [ids], start=1, end=2), g.integers("axis", [0])])
    h = g.node("Add", [h, places])

    a = map("blocks.0.qkv", norm("blocks.0.norm0", h), width, 3 * width)
    q, k, v = g.node("Split", [a], 3, axis=-1, num_outputs=3)
    a = g.node("Attention", [q, k, v], q_num_heads=heads, kv_num_heads=heads, is_causal=1)
    h = g.node("Add", [h, map("blocks.0.out", a, width, width)])
    f = g.node("Gelu", [map("blocks.0.up", norm("blocks.0.norm1", h), width, inner)])
    h = g.node("Add", [h, map("blocks.0.down", f, inner, width)])

    n = norm("blocks.1.norm0", h)
    q, k, v = [map(f"blocks.1.{name}", n, width, width, has_bias=False) for name in "qkv"]
    bias = g.weight("blocks.1.bias", [heads, length, length], bound=1.0)
    a = g.node("Attention", [q, k, v, bias], q_num_heads=heads, kv_num_heads=heads, is_causal=1,
               scale=0.375)
    h = g.node("Add", [h, map("blocks.1.out", a, width, width, has_bias=False)])
    f = map("blocks.1.up", norm("blocks.1.norm1", h), width, inner)
    f = g.node("Gelu", [f], approximate="tanh")
    h = g.node("Add", [h, map("blocks.1.down", f, inner, width)])
    h = norm("norm", h)
    g.node("MatMul", [h, g.weight("head.weight", [width, 11], width)], "logits")

    def forward(v):
        def norm(name, x):
            return F.layer_norm(x, [width], v[f"{name}.weight"], v[f"{name}.bias"])

        def map(name, x):
            y = x @ v[f"{name}.weight"]
            return y + v[f"{name}.bias"] if f"{name}.bias" in v else y

        def split(x):
            return x.unflatten(-1, (heads, -1)).transpose(1, 2)

        def join(x):
            return x.transpose(1, 2).flatten(2)

        h = F.embedding(v["tokens"], v["tokens.table"]) + v["positions.table"][:length]
        q, k, value = map("blocks.0.qkv", norm("blocks.0.norm0", h)).chunk(3, -1)
        a = F.scaled_dot_product_attention(split(q), split(k), split(value), is_causal=True)
        h = h + map("blocks.0.out", join(a))
        h = h + map("blocks.0.down", F.gelu(map("blocks.0.up", norm("blocks.0.norm1", h))))
        n = norm("blocks.1.norm0", h)
        q, k, value = [split(map(f"blocks.1.{name}", n)) for name in "qkv"]
        future = torch.ones(length, length, dtype=torch.bool).triu(1)
        mask = v["blocks.1.bias"].masked_fill(future, -torch.inf)
        a = F.scaled_dot_product_attention(q, k, value, attn_mask=mask, scale=0.375)
        h = h + map("blocks.1.out", join(a))
        f = F.gelu(map("blocks.1.up", norm("blocks.1.norm1", h)), approximate="tanh")
        h = h + map("blocks.1.down", f)
        return {"logits": norm("norm", h) @ v["head.weight"]}

    g.write(forward)


def llama():
    """Two blocks of RMS normalization, rotary embedding, grouped queries and a gated layer."""
    g = Graph("llama", opset=23)
    width, heads, groups, inner = 16, 4, 2, 22
    size = width // heads
    tokens = np.array([[3, 1, 4, 1, 5, 9], [2, 6, 12, 5, 8, 7]], np.int64)
    ids = g.given("tokens", tokens, {0: "batch"})
    # One sequence starts later and turns back.
    places = g.given("positions", np.array([[0, 1, 2, 3, 4, 5], [3, 4, 8, 7, 6, 2]], np.int64),
                     {0: "batch"})
    angles = np.arange(9)[:, None] * np.array([1.0, 0.3])
    caches = [g.initializer("cosines", np.cos(angles).astype(np.float32)),
              g.initializer("sines", np.sin(angles).astype(np.float32))]
    # Half of a head's features are turned in the second block, by numbers for each example.
    turns = draw(f"{g.path}.turns", [2, 6, 1], 3.0)
    own = [g.initializer("own.cosines", np.cos(turns)), g.initializer("own.sines", np.sin(turns))]

    def norm(name, x):
        return g.node("RMSNormalization", [
            x, g.weight(f"{name}.weight", [width], bound=0.4, around=1.0)], axis=-1, epsilon=1e-6)

    def map(name, x, inputs, outputs):
        return g.node("MatMul", [x, g.weight(f"{name}.weight", [inputs, outputs], inputs)])

    h = g.node("Gather", [g.weight("table", [13, width], bound=1.0), ids])
    for block in range(2):
        name = f"blocks.{block}"
        n = norm(f"{name}.norm0", h)
        q, k = map(f"{name}.q", n, width, width), map(f"{name}.k", n, width, groups * size)
        v = map(f"{name}.v", n, width, groups * size)
        for_queries, for_keys = [
            g.node("RotaryEmbedding", [x] + (caches + [places] if block == 0 else own),
                   num_heads=count,
                   **({} if block == 0 else {"interleaved": 1, "rotary_embedding_dim": 2}))
            for x, count in [(q, heads), (k, groups)]]
        a = g.node("Attention", [for_queries, for_keys, v], q_num_heads=heads,
                   kv_num_heads=groups, is_causal=1)
        h = g.node("Add", [h, map(f"{name}.out", a, width, width)])
        n = norm(f"{name}.norm1", h)
        gate = map(f"{name}.gate", n, width, inner)
        gate = g.node("Mul", [gate, g.node("Sigmoid", [gate])])
        f = g.node("Mul", [gate, map(f"{name}.up", n, width, inner)])
        h = g.node("Add", [h, map(f"{name}.down", f, inner, width)])
    g.node("MatMul", [norm("norm", h), g.weight("head", [width, 13], width)], "logits")

    def forward(v):
        def norm(name, x):
            return F.rms_norm(x, [width], v[f"{name}.weight"], 1e-6)

        def turned(block, x):
            """Pairs as complex numbers, multiplied by those of their angles."""
            if block == 0:
                cosine, sine = [v[name][v["positions"]] for name in ["cosines", "sines"]]
                pairs, rest = torch.stack(x.chunk(2, -1), -1), x[..., :0]
            else:
                cosine, sine = v["own.cosines"], v["own.sines"]
                pairs, rest = x[..., :2].unflatten(-1, (1, 2)), x[..., 2:]
            factor = torch.complex(cosine, sine)[:, None]
            made = torch.view_as_real(torch.view_as_complex(pairs.contiguous()) * factor)
            made = made.transpose(-1, -2) if block == 0 else made
            return torch.cat([made.flatten(-2), rest], -1)

        def split(x):
            return x.unflatten(-1, (-1, size)).transpose(1, 2)

        h = F.embedding(v["tokens"], v["table"])
        for block in range(2):
            name = f"blocks.{block}"
            n = norm(f"{name}.norm0", h)
            q, k, value = [split(n @ v[f"{name}.{part}.weight"]) for part in "qkv"]
            a = F.scaled_dot_product_attention(
                turned(block, q), turned(block, k), value, is_causal=True, enable_gqa=True)
            h = h + a.transpose(1, 2).flatten(2) @ v[f"{name}.out.weight"]
            n = norm(f"{name}.norm1", h)
            f = F.silu(n @ v[f"{name}.gate.weight"]) * (n @ v[f"{name}.up.weight"])
            h = h + f @ v[f"{name}.down.weight"]
        return {"logits": norm("norm", h) @ v["head"]}

    g.write(forward)


def cached_attention():
    """Attention of 4 axes with keys and values from before, a cap, a mask and its own products."""
    g = Graph("cached_attention", opset=23)
    queries = g.input("queries", [2, 4, 5, 6])
    keys, values = g.input("keys", [2, 2, 3, 6]), g.input("values", [2, 2, 3, 5])
    past = [g.input("past.keys", [2, 2, 4, 6]), g.input("past.values", [2, 2, 4, 5])]
    allowed = draw(f"{g.path}.mask", [2, 1, 5, 7], 1.0) < 0.4
    allowed[..., 0] = True
    mask = g.given("mask", allowed)
    g.node("Attention", [queries, keys, values, mask] + past,
           ["y", "all.keys", "all.values", "products"], softcap=1.5, qk_matmul_output_mode=1)

    def forward(v):
        keys = torch.cat([v["past.keys"], v["keys"]], 2)
        values = torch.cat([v["past.values"], v["values"]], 2)
        wide = [x.repeat_interleave(2, 1) for x in (keys, values)]
        products = v["queries"] @ wide[0].mT / 6**0.5
        capped = 1.5 * torch.tanh(products / 1.5)
        weights = capped.masked_fill(~v["mask"], -torch.inf).softmax(-1)
        return {"y": weights @ wide[1], "all.keys": keys, "all.values": values, "products": capped}

    g.write(forward)


def exported():
    """A block as exporters wrote it before there were nodes for attention and normalization."""
    g = Graph("exported", opset=13)
    width, heads, length, inner = 10, 2, 6, 14
    x = g.input("x", [3, length, width], open_axes={0: "batch", 1: "time"})
    kept = draw(f"{g.path}.mask", [3, 1, 1, length], 1.0) < 0.5
    kept[..., 0] = True
    mask = g.given("mask", kept, {0: "batch", 3: "time"})
    two = g.node("Constant", [], value_float=2.0)
    small = g.node("Constant", [], value_float=1e-5)

    def norm(name, x):
        centered = g.node("Sub", [x, g.node("ReduceMean", [x], axes=[-1])])
        variance = g.node("ReduceMean", [g.node("Pow", [centered, two])], axes=[-1])
        y = g.node("Div", [centered, g.node("Sqrt", [g.node("Add", [variance, small])])])
        y = g.node("Mul", [y, g.weight(f"{name}.weight", [width], bound=0.4, around=1.0)])
        return g.node("Add", [y, g.weight(f"{name}.bias", [width], bound=0.4)])

    def map(name, x, inputs, outputs):
        y = g.node("MatMul", [x, g.weight(f"{name}.weight", [inputs, outputs], inputs)])
        # A softmax takes a key's bias away.
        if name == "k":
            return y
        return g.node("Add", [g.weight(f"{name}.bias", [outputs], bound=0.4), y])

    zero, first = g.integers("zero", 0), g.integers("first", [0])
    shape = g.node("Shape", [x])
    batch = g.node("Unsqueeze", [g.node("Gather", [shape, zero]), first])
    time = g.node("Unsqueeze", [g.node("Gather", [shape, g.integers("one", 1)]), first])
    split = g.node("Concat", [batch, time, g.integers("heads", [heads, width // heads])], axis=0)
    joined = g.node("Concat", [batch, time, g.integers("width", [width])], axis=0)
    n = norm("norm0", x)
    q, k, v = [
        g.node("Transpose", [g.node("Reshape", [map(name, n, width, width), split])], perm=perm)
        for name, perm in [("q", [0, 2, 1, 3]), ("k", [0, 2, 3, 1]), ("v", [0, 2, 1, 3])]]
    root = g.node("Constant", [], value_float=(width // heads) ** 0.5)
    scores = g.node("Div", [g.node("MatMul", [q, k]), root])
    least = g.node("Constant", [], value_float=-3e38)
    scores = g.node("Where", [mask, scores, least])
    a = g.node("MatMul", [g.node("Softmax", [scores], axis=-1), v])
    a = g.node("Reshape", [g.node("Transpose", [a], perm=[0, 2, 1, 3]), joined])
    h = g.node("Add", [x, map("out", a, width, width)])
    f = map("up", norm("norm1", h), width, inner)
    erf = g.node("Erf", [g.node("Div", [f, g.node("Constant", [], value_float=2**0.5)])])
    f = g.node("Mul", [g.node("Mul", [f, g.node("Add", [
        erf, g.node("Constant", [], value_float=1.0)])]),
        g.node("Constant", [], value_float=0.5)])
    g.node("Add", [h, map("down", f, inner, width)], "y")

    def forward(v):
        def norm(name, x):
            return F.layer_norm(x, [width], v[f"{name}.weight"], v[f"{name}.bias"])

        def map(name, x):
            y = x @ v[f"{name}.weight"]
            return y if name == "k" else y + v[f"{name}.bias"]

        n = norm("norm0", v["x"])
        q, k, value = [
            map(name, n).unflatten(-1, (heads, -1)).transpose(1, 2) for name in "qkv"]
        a = F.scaled_dot_product_attention(q, k, value, attn_mask=v["mask"])
        h = v["x"] + map("out", a.transpose(1, 2).flatten(2))
        return {"y": h + map("down", F.gelu(map("up", norm("norm1", h))))}

    g.write(forward)


def networks():
    transformer()
    exported()
    llama()
    cached_attention()
