"""The networks of gradient_models.py: each as a graph of ONNX and once more in PyTorch.

`graph` builds, checks and writes; the other modules have the networks by family.
"""
