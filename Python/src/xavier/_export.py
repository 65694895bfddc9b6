"""Modules of PyTorch as ONNX models in memory."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Iterator
from typing import Any

from .errors import UsageError


def is_module(model: object) -> bool:
    """Whether it is a module of PyTorch, which is not imported for this."""
    import sys

    torch = sys.modules.get("torch")
    return torch is not None and isinstance(model, torch.nn.Module)


def exported(module: Any, example_input: Any) -> bytes:
    """The ONNX model of a module, with all of its tensors as they are.

    Nothing is folded or merged: batch normalizations keep their statistics, and two tensors that happen to
    hold the same numbers stay two.
    """
    import torch

    if example_input is None:
        raise UsageError(
            "example_input: None, a tensor that the module takes, a tuple of them or a dict by name was "
            "expected"
        )
    arguments: tuple[Any, ...]
    names: dict[str, Any] = {}
    if isinstance(example_input, dict):
        arguments, names = (), example_input
    elif isinstance(example_input, (tuple, list)):
        arguments = tuple(example_input)
    else:
        arguments = (example_input,)
    for name, tensor in [*module.named_parameters(), *module.named_buffers()]:
        if tensor.device.type != "cpu":
            raise UsageError(
                f"{name}: a tensor on {tensor.device}, a module in the memory of the CPU was expected"
            )
    class Whole(torch.nn.Module):  # type: ignore[misc]
        # Where the outermost module trains, only tensors that share their memory are merged.
        def __init__(self) -> None:
            super().__init__()
            self.module = module

        def forward(self, *arguments: Any, **names: Any) -> Any:
            return self.module(*arguments, **names)

    file = io.BytesIO()
    with _evaluating(module), warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        try:
            torch.onnx.export(
                Whole(),
                arguments,
                file,
                kwargs=names or None,
                training=torch.onnx.TrainingMode.PRESERVE,
                dynamo=False,
                do_constant_folding=False,
            )
        except (KeyboardInterrupt, MemoryError):
            raise
        except Exception as cause:
            line = " ".join(str(cause).split())
            raise UsageError(
                f"{type(module).__name__}: cannot be exported to ONNX ({type(cause).__name__}: "
                f"{line[:300]}), a module and an example_input that torch.onnx.export takes were expected"
            ) from cause
    return file.getvalue()


@contextlib.contextmanager
def _evaluating(module: Any) -> Iterator[None]:
    # What is dropped in training stays in evaluation; attention is written out, not one operator.
    import torch

    is_fast = torch.backends.mha.get_fastpath_enabled()
    modes = [(part, part.training) for part in module.modules()]
    try:
        torch.backends.mha.set_fastpath_enabled(False)
        module.eval()
        yield
    finally:
        torch.backends.mha.set_fastpath_enabled(is_fast)
        for part, mode in modes:
            part.training = mode
