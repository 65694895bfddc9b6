"""The numbers of Documentation/StreamOne.md: lines `name = value value ...` of its code blocks."""

import os
import re

import numpy as np

DOCUMENT = os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "Documentation", "StreamOne.md"
)


def read():
    """All lists by name, as float32 where the name ends in 32 and float64 where it ends in 64."""
    with open(DOCUMENT, encoding="utf-8") as file:
        blocks = re.findall(r"^```\n(.*?)^```$", file.read(), re.MULTILINE | re.DOTALL)
    found = {}
    for name, text in re.findall(r"^(\w+) = ([^=]*?)(?=^\w+ = |\Z)", "\n".join(blocks), re.M):
        kind = np.float32 if name.endswith("32") else np.float64
        exact = [float.fromhex(number) for number in text.split()]
        found[name] = np.array(exact, kind)
        assert (found[name] == exact).all(), name
    return found


LISTS = read()


def constant(name):
    """The only number of a list."""
    (value,) = LISTS[name]
    return value
