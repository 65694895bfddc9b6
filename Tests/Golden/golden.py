"""The writer that all scripts of this folder share.

A data file is one JSON object. Its plain members come first, one a line; then its lists of
cases, one case a line, so that a difference between two versions shows the case. Numbers are
written by Python's `repr`: the shortest decimal that reads back as the same float64.

Needs CPython 3.11 or later and nothing else.

Importing this module moves the folder to the end of the module search path: `statistics.py` here
would otherwise hide the standard library's module of that name from the packages that use it. So
import this module before anything else.
"""

import json
import os
import platform
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))
sys.path[:] = [p for p in sys.path if os.path.abspath(p or ".") != FOLDER] + [FOLDER]


def oracle(*modules):
    """Names and versions of the packages that made a file, as one line of text."""
    parts = [f"{m.__name__} {m.__version__.split('+')[0]}" for m in modules]
    return ", ".join(parts + [f"CPython {platform.python_version()}"])


def write(name, header, lists):
    """Writes `name` beside the scripts from a dict of plain members and a dict of lists."""
    lines = [f"  {text(key)}: {text(value)}" for key, value in header.items()]
    for key, cases in lists.items():
        body = ",\n".join("    " + text(case) for case in cases)
        lines.append(f"  {text(key)}: [\n{body}\n  ]")
    path = os.path.join(FOLDER, name)
    with open(path, "w", encoding="ascii", newline="\n") as file:
        file.write("{\n" + ",\n".join(lines) + "\n}\n")
    total = sum(len(cases) for cases in lists.values())
    print(f"{name}: {total} cases, {os.path.getsize(path)} bytes")


def text(value):
    """One line of JSON in ASCII; infinities and NaN are refused, JSON has neither."""
    return json.dumps(value, separators=(",", ":"), allow_nan=False)
