"""The page's numbers are those of the tool."""

import json
import os
import re
import subprocess
import tempfile

import pytest

STATES = [
    "depth=4&width=32&recipes=glorotNormal",
    "depth=6&width=24&activation=relu&recipes=pytorch&seed=3&draws=2",
    "depth=3&width=32&activation=gelu&residual=true&recipes=heNormal",
    "depth=3&width=32&normalization=layer&recipes=auto",
    "depth=5&width=32&recipes=sigma%3A1.5%2C0.3",
    "depth=3&width=16&data=optdigits&recipes=lecunNormal&bias=0.2",
    "depth=3&width=16&data=moons&recipes=auto&activation=relu",
]


def run_command(command, tool):
    """What the tool prints as JSON for a command of the page."""
    folder = os.path.dirname(os.path.abspath(tool))
    asked = re.sub(r"\bxavier check\b", "xavier check --json - --quiet", command, count=1)
    assert asked != command
    # A network in words is written to a file beside it.
    with tempfile.TemporaryDirectory() as scratch:
        result = subprocess.run(["/bin/sh", "-c", asked], capture_output=True, text=True, timeout=120, cwd=scratch,
                                env={**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"})
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def rounded(check):
    """A check without what only some questions ask for."""
    return {key: value for key, value in check.items() if key not in ("network", "jacobian")}


@pytest.mark.parametrize("hash", STATES)
def test_curves_show_what_the_tool_prints(page, tool, hash):
    page.open(hash)
    answer = page.ask("command", page.js("return {state: lab.state}"))["answer"]
    printed = run_command(answer["command"], tool)
    assert rounded(page.js("return slotAt(0).deep.check")) == rounded(printed)
    signal, gradient = page.numbers("signal"), page.numbers("gradient")
    compared = 0
    for label, measured, theory in signal["rows"]:
        name = label.split(". ", 1)[1]
        layer = [entry for entry in printed["layers"] if entry["name"] == name and entry["operator"] != "softmax"][-1]
        forward = layer["forward"]
        assert measured == forward["measured"]["second_moment"]
        assert theory == (forward["predicted"] or {}).get("typical_second_moment")
        compared += 1
    assert compared == page.state["depth"] + 1
    for label, measured, theory in gradient["rows"]:
        name = label.split(". ", 1)[1]
        layer = [entry for entry in printed["layers"] if entry["name"] == name and entry["operator"] != "softmax"][-1]
        assert measured == (layer["backward"]["measured"] or {}).get("second_moment")
    assert page.verdicts == [printed["verdict"]]


def test_singular_values_are_those_of_the_tool(page, tool):
    page.open("depth=4&width=32&recipes=orthogonal&activation=identity")
    answer = page.ask("command", page.js("return {state: lab.state}"))["answer"]
    jacobian = run_command(answer["command"], tool)["jacobian"]
    rows = page.numbers("jacobian")["rows"]
    assert [row[1] for row in rows] == jacobian["singular_values"]
    assert len(rows) == 32
