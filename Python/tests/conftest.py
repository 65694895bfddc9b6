import os
import pathlib

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def tool() -> str:
    """The command-line tool of the same build."""
    path = os.environ.get("XAVIER_TOOL", str(ROOT / ".build/release/xavier"))
    if not os.path.exists(path):
        pytest.fail(f"{path}: not there, the tool was expected; 'swift build -c release' makes it")
    return path


@pytest.fixture(scope="session")
def golden() -> pathlib.Path:
    """Data that other implementations made."""
    return ROOT / "Tests/Golden"


@pytest.fixture
def gpt2():
    """A small GPT-2 with the names, shapes and ties that transformers gives it."""
    import gpt

    return gpt.GPT2()
