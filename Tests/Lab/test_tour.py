"""The tour, from its first step to its end."""

import re

WORDS_OF_FIVE_MINUTES = 5 * 200


def test_all_eight_steps_ask_before_they_show_and_answer_with_numbers(page):
    page.open("depth=3&width=16")
    page.click("#tour-open")
    words = 0
    for step in range(1, 9):
        assert page.state["step"] == step and f"step={step}" in page.hash
        assert page.text(".tour-place") == f"Step {step} of 8"
        choices = page.all(".tour-choices button")
        assert 2 <= len(choices) <= 4
        # Nothing is given away before the guess.
        assert not page.find("#verdicts").is_displayed() and not page.find("#curve-charts").is_displayed()
        assert page.text("#tour-answer") == "" and not page.find("#strip").is_displayed()
        page.js("arguments[0].scrollIntoView({block: 'center'})", choices[0])
        choices[0].click()
        page.settle()
        page.wait("return /^(Right\\.|Not quite)/.test(byId('tour-answer').textContent)")
        answer = page.text("#tour-answer")
        assert re.search(r"\d", answer) and not re.search(r"–|NaN|undefined|null", answer), answer
        assert page.find("#verdicts").is_displayed()
        assert page.js("return document.querySelectorAll('[data-chart=signal] .dots').length") == len(page.state["recipes"])
        assert len(page.all(".tour-choices button.right")) == 1
        words += len(page.js("return byId('tour').innerText").split())
        page.click("#tour-next")
    assert page.state["step"] is None and not page.find("#tour").is_displayed()
    assert page.find("#verdicts").is_displayed()
    assert words < WORDS_OF_FIVE_MINUTES


def answer_of(page, step, choice):
    page.js("goToStep(arguments[0])", step)
    page.click(f".tour-choices button:nth-child({choice})")
    page.settle()
    page.wait("return /^(Right\\.|Not quite)/.test(byId('tour-answer').textContent)")
    return page.text("#tour-answer")


def test_answers_hold_what_theory_says(page):
    page.open()
    assert "0.9 to the 50th is 0.00515, and 1.1 to the 50th is 117" in answer_of(page, 2, 3)
    assert answer_of(page, 3, 3).startswith("Right. 64.0 by theory")
    assert "signal 0.222 and 0.0383" in answer_of(page, 4, 2).replace("compromise: 0.222", "signal 0.222")
    assert re.search(r"behind the last, and the verdict is vanishing", answer_of(page, 5, 3))
    assert re.search(r"mean over draws is 1.00 \(dashed\), yet a typical draw ends at 2.60\s×\s10⁻²⁸", answer_of(page, 6, 2))
    assert answer_of(page, 6, 1).startswith("Not quite: it nearly always vanishes.")


def test_the_answer_gives_way_when_the_controls_move(page):
    page.open()
    answer_of(page, 6, 2)
    page.slide("#width", 200)
    page.settle()
    page.wait("return byId('tour-answer').textContent.startsWith('You have moved the controls')")
    page.click("#tour-answer button")
    page.settle()
    assert page.state["width"] == 1


def test_leaving_and_going_back(page):
    page.open()
    page.click("#tour-open")
    page.click("#tour-next")
    page.click(".tour-ways button:first-child")
    assert page.state["step"] == 1
    page.click(".tour-ways button.link")
    assert page.state["step"] is None
    page.settle()
    assert page.find("#curve-charts").is_displayed()
