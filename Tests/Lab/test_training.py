"""Training: start, pause, step, reset, and its numbers."""

import json
import subprocess

import pytest

MOONS = "data=moons&depth=3&width=16&activation=tanh&recipes=auto;zeros&epochs=3&rate=0.01"


def runs(page):
    return page.js("return training.runs.map(({name, status, step, epoch, loss, test}) => ({name, status, step, epoch, loss, test}))")


def until(page, status):
    page.wait("return training.runs.length > 0 && training.runs.every((run) => run.status === arguments[0])", status)
    return runs(page)


def test_training_to_its_end_side_by_side(page):
    page.open(MOONS)
    page.click("#train-start")
    auto, zeros = until(page, "done")
    page.wait("return !training.isDrawing && byId('runs').textContent.includes('done')")
    assert abs(auto["epoch"] - 3) < 1e-9 and auto["step"] == zeros["step"] > 10
    assert auto["loss"][-1]["y"] < auto["loss"][0]["y"]
    # Zeros keep every unit alike: they learn no more than one number.
    assert abs(zeros["test"][-1]["y"] - 0.5) < 0.1 < auto["test"][-1]["y"] - 0.5
    for chart in ("loss", "accuracy"):
        assert page.js(f"return document.querySelectorAll('[data-chart={chart}] .series').length") == 2
    assert page.js("return document.querySelectorAll('#boundaries image').length") == 2
    assert page.js("return document.querySelectorAll('#boundaries .example').length") > 20
    assert page.js("return document.querySelectorAll('#training-ridges .ridge').length") >= 6
    assert page.text("#train-start") == "Train again"


def test_pause_step_resume(page):
    page.open(MOONS.replace("epochs=3", "epochs=10000"))
    page.click("#train-start")
    page.wait("return training.runs.length && training.runs.every((run) => run.step > 3)")
    page.click("#train-pause")
    until(page, "paused")
    page.wait("return byId('train-pause').textContent === 'Resume'")
    # What was on the way when the pause came may still arrive; then nothing moves.
    page.js("window.seen = null")
    page.wait("const now = JSON.stringify(training.runs.map((run) => run.step)); const same = window.seen === now;"
              " window.seen = now; return same")
    before = [run["step"] for run in runs(page)]
    page.click("#train-step")
    page.wait("return training.runs.every((run, i) => run.step === arguments[0][i] + 1)", before)
    page.click("#train-pause")
    page.wait("return training.runs.every((run, i) => run.step > arguments[0][i] + 3)", before)
    page.click("#train-reset")
    until(page, "paused")
    page.wait("return training.runs.every((run) => run.step === 0)")


def test_the_same_seed_gives_the_same_training_and_a_new_one_another(page):
    page.open(MOONS.replace("auto;zeros", "glorotNormal").replace("epochs=3", "epochs=1"))
    page.click("#train-start")
    first = until(page, "done")[0]["test"][-1]
    weights = page.numbers("signal")["rows"]
    page.js("window.before = training.runs[0]")
    page.click("#train-start")
    page.wait("return training.runs[0] !== window.before")
    again = until(page, "done")[0]["test"][-1]
    assert again == first
    page.click("#train-new-seed")
    page.settle()
    assert page.state["seed"] == 1 and page.numbers("signal")["rows"] != weights
    until(page, "paused")


def test_weights_stay_while_another_knob_moves(page):
    page.open(MOONS + "&seed=3")
    weights = page.numbers("signal")["rows"]
    page.type("#rate", "0.02")
    page.type("#epochs", "5")
    page.settle()
    assert page.numbers("signal")["rows"] == weights
    assert "rate=0.02" in page.hash and "epochs=5" in page.hash


def test_its_numbers_are_those_of_the_tool(page, tool):
    page.open("data=optdigits&depth=2&width=16&recipes=glorotNormal&epochs=1&seed=2")
    page.click("#train-start")
    test = until(page, "done")[0]["test"][-1]["y"]
    printed = subprocess.run(
        [tool, "train", "64-16x2-10", "--activation", "tanh", "--recipe", "glorotNormal", "--optimizer", "adam",
         "--learning-rate", "0.001", "--batch", "32", "--epochs", "1", "--seed", "2", "--seeds", "1", "--json", "-", "--quiet", "--no-report"],
        capture_output=True, text=True, check=True, timeout=120)
    [run] = json.loads(printed.stdout)["runs"]
    assert run["seed"] == 2 and test == run["test_accuracy"]


def test_decision_boundaries_have_numbers(page):
    page.open(MOONS)
    page.click("#train-start")
    until(page, "done")
    page.wait("return !training.isDrawing && boundaryCharts.length")
    boundary = page.js("return training.runs[0].boundary")
    table = page.numbers("boundary-0")
    assert len(table["head"]) == 10 and len(table["rows"]) == 9
    # The highest row comes first; the ends are those of the drawing.
    left, right, bottom, top = boundary["extent"]
    assert table["rows"][0][0] == pytest.approx(top) and table["rows"][-1][0] == pytest.approx(bottom)
    size, classes = boundary["size"], boundary["classes"]
    assert table["rows"][-1][1] == classes[0] and table["rows"][0][1] == classes[size * (size - 1)]
    assert table["rows"][-1][-1] == classes[size - 1] and table["rows"][0][-1] == classes[-1]
    caption = page.text("[data-chart=boundary-0] figcaption")
    assert f"{100 * boundary['shares'][1]:.1f}" in caption and "9 × 9" in caption
    assert sum(boundary["shares"]) == pytest.approx(1)


def test_noise_cannot_be_learned_and_it_says_so(page):
    page.open("depth=2&width=16")
    assert "Noise has no classes" in page.text("#training-lead")
    page.click("#train-start")
    page.wait("return !byId('training-error').hidden")
    assert len(page.text("#training-error")) > 20
    assert all("400" in line for line in page.console())


def test_it_says_when_the_controls_moved_on(page):
    page.open(MOONS)
    page.click("#train-start")
    until(page, "done")
    page.slide("#depth", 4)
    page.wait("return !byId('training-old').hidden")
