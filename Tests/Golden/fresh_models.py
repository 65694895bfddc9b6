"""fresh_models/NAME.json: what models of transformers and torchvision hold when nothing was trained.

One file a model. Each row is one tensor under the name that its checkpoint file gives it, in the
order of the module: [name, shape, mean, deviation, least, greatest, kurtosis]. Moments are over all
elements, in float64; the deviation divides by the count, kurtosis is E (x - mean)^4 / deviation^4
and 0 where the deviation is 0. Numbers keep nine digits.

| file | model | made by |
|---|---|---|
| gpt2 | GPT-2 small with its language head, which is the table of words again and not stored | `GPT2LMHeadModel(GPT2Config())` |
| bert | BERT base with the head that fills masked words | `BertForMaskedLM(BertConfig())` |
| vit | ViT-B/16 with a head of 1,000 classes | `ViTForImageClassification(ViTConfig(num_labels=1000))` |
| resnet50 | ResNet-50 | `torchvision.models.resnet50()` |

Tensors of whole numbers, which count batches, are left out.

The second route is torch's own moments of the weights in memory, before they were saved: `check`
holds the rows, which are read back from the file, to them by the name that the module has.

Needs PyTorch 2.15.0, transformers 5.23.0, torchvision 0.29.2, safetensors 0.8, NumPy 2.4.6.
"""

import os
import tempfile

import golden

import numpy
import safetensors
import safetensors.numpy
import torch
import torchvision
import transformers

SEED = 20261122


def number(value):
    return float(f"{value:.9g}")


def row(name, values):
    wide = values.astype(numpy.float64).ravel()
    mean, deviation = wide.mean(), wide.std()
    kurtosis = numpy.mean((wide - mean) ** 4) / deviation ** 4 if deviation > 0 else 0.0
    moments = [mean, deviation, wide.min(), wide.max(), kurtosis]
    return [name, list(values.shape)] + [number(m) for m in moments]


def saved(model):
    """The tensors of the checkpoint that the model writes, under the names there."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.safetensors")
        if isinstance(model, transformers.PreTrainedModel):
            model.save_pretrained(folder, max_shard_size="100GB")
        else:
            tensors = {k: v.numpy() for k, v in model.state_dict().items()}
            safetensors.numpy.save_file(tensors, path)
        return safetensors.numpy.load_file(path)


def check(rows, model):
    """Rows have moments of the module's own tensors; the multiset holds where names differ."""
    tensors = {p.data_ptr(): p for p in model.state_dict().values() if p.dtype.is_floating_point}
    wanted = sorted(
        (list(p.shape), p.double().mean().item(), p.double().std(correction=0).item())
        for p in tensors.values())
    found = sorted((r[1], r[2], r[3]) for r in rows)
    assert len(wanted) == len(found), (len(wanted), len(found))
    for (shape, mean, deviation), (s, m, d) in zip(wanted, found):
        assert shape == s
        assert abs(mean - m) <= 1e-8 * max(1, abs(mean)), (shape, mean, m)
        assert abs(deviation - d) <= 1e-8 * max(1e-3, deviation), (shape, deviation, d)


def order(model, names):
    """Names of the file in the order in which the module lists what they hold."""
    if set(names) <= set(model.state_dict()):
        return [n for n in model.state_dict() if n in names]
    # The file's names differ: tensors of one module stand together under either naming.
    place = {}
    held = saved(Numbered.of(model))
    for name, values in held.items():
        place[name] = int(values.ravel()[0])
    return sorted(names, key=lambda n: place[n])


class Numbered:

    @staticmethod
    def of(model):
        """The model with every tensor filled with its own place in the module."""
        seen = {}
        with torch.no_grad():
            for index, tensor in enumerate(model.state_dict().values()):
                if tensor.data_ptr() not in seen:
                    seen[tensor.data_ptr()] = index
                    tensor.fill_(index)
        return model


def make(name, build):
    torch.manual_seed(SEED)
    model = build()
    tensors = {k: v for k, v in saved(model).items() if v.dtype.kind == "f"}
    rows = {k: row(k, v) for k, v in tensors.items()}
    check(list(rows.values()), model)
    ordered = [rows[k] for k in order(model, list(tensors))]
    header = {"oracle": golden.oracle(torch, transformers, torchvision, numpy),
              "model": type(model).__name__}
    golden.write(f"fresh_models/{name}.json", header, {"tensors": ordered})


def main():
    make("gpt2", lambda: transformers.GPT2LMHeadModel(transformers.GPT2Config()))
    make("bert", lambda: transformers.BertForMaskedLM(transformers.BertConfig()))
    make("vit", lambda: transformers.ViTForImageClassification(
        transformers.ViTConfig(num_labels=1000)))
    make("resnet50", lambda: torchvision.models.resnet50())


if __name__ == "__main__":
    main()
