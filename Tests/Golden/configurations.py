"""configurations.json: names and shapes of the tensors that configurations of transformers imply.

Each case is the `config.json` that `save_pretrained` writes, cut to what says sizes, and the tensors
of the checkpoint beside it in the order of the module: [name, shape], those of whole numbers too.
Small models are made and saved. Of real sizes, which are made on the device `meta` and cannot be
saved, names are those of parameters that nothing else is tied to; `tensors` has those alone in whose
names the first number is 0, the last one of its kind, or missing, and `count` and `elements` are of
all.

The second route: of a small model, the names that the file has, sorted, are those of the case; of
all, `num_parameters` counts the same elements.

Needs PyTorch 2.15.0, transformers 5.23.0, safetensors 0.8, NumPy 2.4.6.
"""

import json
import re

import golden

import fresh_models
import torch
import transformers

LANGUAGE = dict(vocab_size=11, hidden_size=24, intermediate_size=40, num_hidden_layers=2,
                num_attention_heads=6, max_position_embeddings=13)
GROUPED = dict(LANGUAGE, num_key_value_heads=2)
GPT2 = dict(vocab_size=11, n_positions=13, n_embd=24, n_layer=2, n_head=6)
VIT = dict(hidden_size=24, num_hidden_layers=2, num_attention_heads=6, intermediate_size=40,
           image_size=12, patch_size=4, num_channels=2)
RESNET = dict(embedding_size=8, hidden_sizes=[8, 20], depths=[2, 1], num_channels=2)
LABELS = dict(num_labels=5)
ONE = dict(LANGUAGE, num_hidden_layers=1)

SMALL = [
    ("gpt2", "GPT2Model", GPT2),
    ("gpt2", "GPT2LMHeadModel", GPT2),
    ("gpt2", "GPT2LMHeadModel", dict(GPT2, tie_word_embeddings=False, n_inner=17)),
    ("gpt2", "GPT2ForSequenceClassification", dict(GPT2, n_layer=1, **LABELS)),
    ("gpt2", "GPT2ForTokenClassification", dict(GPT2, n_layer=1, **LABELS)),
    ("gpt2", "GPT2ForQuestionAnswering", dict(GPT2, n_layer=1)),
    ("bert", "BertModel", LANGUAGE),
    ("bert", "BertForMaskedLM", LANGUAGE),
    ("bert", "BertLMHeadModel", dict(ONE, is_decoder=True)),
    ("bert", "BertForPreTraining", ONE),
    ("bert", "BertForNextSentencePrediction", ONE),
    ("bert", "BertForSequenceClassification", dict(ONE, **LABELS)),
    ("bert", "BertForMultipleChoice", ONE),
    ("bert", "BertForTokenClassification", dict(ONE, **LABELS)),
    ("bert", "BertForQuestionAnswering", ONE),
    ("llama", "LlamaModel", GROUPED),
    ("llama", "LlamaForCausalLM", LANGUAGE),
    ("llama", "LlamaForCausalLM", dict(GROUPED, attention_bias=True, mlp_bias=True, head_dim=6)),
    ("llama", "LlamaForCausalLM", dict(GROUPED, tie_word_embeddings=True)),
    ("llama", "LlamaForSequenceClassification", dict(GROUPED, **LABELS)),
    ("mistral", "MistralForCausalLM", GROUPED),
    ("qwen2", "Qwen2ForCausalLM", dict(GROUPED, tie_word_embeddings=True)),
    ("qwen2", "Qwen2ForSequenceClassification", dict(GROUPED, **LABELS)),
    ("qwen3", "Qwen3ForCausalLM", dict(GROUPED, head_dim=8)),
    ("qwen3", "Qwen3Model", dict(GROUPED, attention_bias=True)),
    ("mixtral", "MixtralForCausalLM", dict(GROUPED, num_local_experts=3)),
    ("vit", "ViTModel", dict(VIT, num_hidden_layers=1)),
    ("vit", "ViTForImageClassification", dict(VIT, qkv_bias=False, image_size=[8, 12], **LABELS)),
    ("resnet", "ResNetModel", dict(RESNET, depths=[1, 1])),
    ("resnet", "ResNetForImageClassification", dict(RESNET, layer_type="basic", **LABELS)),
    ("resnet", "ResNetForImageClassification", dict(RESNET, depths=[1, 1], downsample_in_first_stage=True)),
]

LARGE = [
    ("GPT-2 small", "gpt2", "GPT2LMHeadModel", {}),
    ("GPT-2 XL", "gpt2", "GPT2LMHeadModel", dict(n_embd=1600, n_layer=48, n_head=25)),
    ("BERT base", "bert", "BertForPreTraining", {}),
    ("Llama 3 70B", "llama", "LlamaForCausalLM",
     dict(vocab_size=128256, hidden_size=8192, intermediate_size=28672, num_hidden_layers=80,
          num_attention_heads=64, num_key_value_heads=8, max_position_embeddings=8192)),
    ("Mistral 7B", "mistral", "MistralForCausalLM", {}),
    ("Qwen2.5 0.5B", "qwen2", "Qwen2ForCausalLM",
     dict(vocab_size=151936, hidden_size=896, intermediate_size=4864, num_hidden_layers=24,
          num_attention_heads=14, num_key_value_heads=2, tie_word_embeddings=True)),
    ("ViT-B/16", "vit", "ViTForImageClassification", LABELS),
    ("ResNet-50", "resnet", "ResNetForImageClassification", dict(num_labels=1000)),
]

KEPT = set("""
    architectures model_type vocab_size hidden_size intermediate_size num_hidden_layers
    num_attention_heads num_key_value_heads head_dim max_position_embeddings type_vocab_size
    tie_word_embeddings attention_bias mlp_bias n_positions n_embd n_layer n_head n_inner id2label
    image_size patch_size num_channels qkv_bias pooler_output_size embedding_size hidden_sizes depths
    layer_type downsample_in_first_stage downsample_in_bottleneck num_local_experts is_decoder
    add_cross_attention
""".split())


def written(model):
    config = json.loads(model.config.to_json_string(use_diff=False))
    config["architectures"] = [type(model).__name__]
    config["model_type"] = model.config.model_type
    return {k: v for k, v in config.items() if k in KEPT}


def build(model_type, architecture, arguments):
    config = transformers.AutoConfig.for_model(model_type, **arguments)
    return getattr(transformers, architecture)(config)


def small(model_type, architecture, arguments):
    model = build(model_type, architecture, arguments)
    config = written(model)
    tensors = fresh_models.saved(model)
    elements = sum(v.size for v in tensors.values() if v.dtype.kind == "f")
    buffers = sum(b.numel() for n, b in model.named_buffers()
                  if n in model.state_dict() and b.dtype.is_floating_point)
    assert elements == model.num_parameters() + buffers, (architecture, elements)
    # Experts are one tensor in memory and many in the file; which comes first is their number.
    rows = [[n, list(tensors[n].shape)] for n in ordered(model, list(tensors))]
    return {"name": architecture, "config": config, "count": len(rows), "elements": elements,
            "tensors": rows}


def ordered(model, names):
    state = list(model.state_dict())
    if set(names) <= set(state):
        return [n for n in state if n in names]
    place = {n: int(v.ravel()[0]) for n, v in
             fresh_models.saved(fresh_models.Numbered.of(model)).items()}
    return sorted(names, key=lambda n: (place[n], [int(x) for x in re.findall(r"\d+", n)], n))


def large(title, model_type, architecture, arguments):
    config = transformers.AutoConfig.for_model(model_type, **arguments)
    saves = model_type in ["vit", "resnet"]
    with torch.device("cpu" if saves else "meta"):
        model = getattr(transformers, architecture)(config)
    header = written(model)
    if saves:
        tensors = {k: list(v.shape) for k, v in fresh_models.saved(model).items()}
        floats = sum(p.numel() for n, p in model.state_dict().items() if p.dtype.is_floating_point)
        rows = [[n, tensors[n]] for n in ordered(model, list(tensors))]
    else:
        kept = {n for n, _ in model.named_parameters()}
        rows = [[n, list(t.shape)] for n, t in model.state_dict().items() if n in kept]
        if model_type == "bert":
            rows = [r for r in rows if r[0] != "cls.predictions.decoder.bias"]
        floats = model.num_parameters()
    counts = {}
    for name, _ in rows:
        for number in re.findall(r"\d+", name)[:1]:
            kind = re.sub(r"\d+", "#", name, count=1)
            counts[kind] = max(counts.get(kind, 0), int(number))
    shown = []
    for place, (name, shape) in enumerate(rows):
        number = re.findall(r"\d+", name)[:1]
        if not number or int(number[0]) in (0, counts[re.sub(r"\d+", "#", name, count=1)]):
            shown.append([name, shape, place])
    return {"name": title, "config": header, "count": len(rows), "elements": floats,
            "tensors": shown}


def main():
    torch.manual_seed(1)
    header = {"oracle": golden.oracle(torch, transformers)}
    golden.write("configurations.json", header, {
        "small": [small(*case) for case in SMALL], "large": [large(*case) for case in LARGE]})


if __name__ == "__main__":
    main()
