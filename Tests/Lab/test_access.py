"""By keyboard, by ear, in both themes and at every width."""

import os
from pathlib import Path

import axe_playwright_python
import pytest
from selenium.webdriver.common.keys import Keys

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
SCREENS = Path(os.environ.get("XAVIER_LAB_SCREENS", ".build/lab-screens"))
STATES = {
    "start": "depth=12&width=32&recipes=auto;pytorch;zeros;heNormal&activation=relu",
    "tour": "step=5&depth=30&width=256&activation=relu&recipes=lecunNormal;heNormal",
    "training": "data=moons&depth=3&width=16&recipes=auto;zeros&epochs=2",
}


def prepare(page, name, **how):
    page.open(STATES[name], **how)
    page.wait("return phaseAnswer && document.querySelectorAll('#fan-laws tr').length")
    if name == "training":
        page.click("#train-start")
        page.wait("return training.runs.length && training.runs.every((run) => run.status === 'done')")
        page.wait("return !training.isDrawing")
    page.js("scrollTo(0, 0)")


def test_explanations_fit_a_narrow_window(page):
    page.open(STATES["start"], width=390)
    for name in ("heNormal", "pytorch", "gelu", "saturated", "trunk"):
        page.js("explain(arguments[0])", name)
        page.wait("return document.querySelector('#explanation-figure figure svg')")
        page.screenshot_window(SCREENS / f"explained-{name}-390.png")
        assert page.js("const panel = byId('explanation'); return panel.scrollWidth <= panel.clientWidth"), name
        page.click("#explanation-close")


def violations(page):
    page.js(AXE)
    found = page.driver.execute_async_script("""const done = arguments[0];
        axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}).then((result) =>
          done(result.violations.map(({id, nodes}) => `${id}: ${nodes.map((node) => `${node.target} ${node.failureSummary}`).join('; ')}`)),
          (error) => done([String(error)]))""")
    return found


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", STATES)
def test_axe_finds_nothing(page, name, theme):
    prepare(page, name, theme=theme)
    assert violations(page) == []
    if name == "tour":
        page.click(".tour-choices button")
        page.settle()
        assert violations(page) == []
    if name == "start":
        page.numbers("signal")
        page.click("#verdicts .badge-verdict.bad")
        page.wait("return byId('explanation-body').textContent.length > 100")
        assert violations(page) == []
        page.click("#explanation-close")
        for explained in ("heNormal", "pytorch", "gelu", "saturated", "trunk"):
            page.js("explain(arguments[0])", explained)
            page.wait("return document.querySelector('#explanation-figure figure svg')")
            page.js("document.querySelectorAll('#explanation-figure .tools button:first-child').forEach((node) => node.click())")
            assert violations(page) == []
            page.screenshot_window(SCREENS / f"explained-{explained}-{theme}.png")
            page.click("#explanation-close")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 1024, 390])
@pytest.mark.parametrize("name", STATES)
def test_screens_have_no_sideways_scrolling(page, name, width, theme):
    prepare(page, name, width=width, theme=theme)
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.screenshot(SCREENS / f"{name}-{width}-{theme}.png")
    assert page.js("return document.documentElement.scrollWidth") <= width
    outside = page.js("""return Array.from(document.querySelectorAll('body *')).filter((node) => {
        const box = node.getBoundingClientRect();
        return box.width && box.right > innerWidth + 1 && !node.closest('.scroll, pre, .skip, dialog, .visually-hidden');
      }).map((node) => node.outerHTML.slice(0, 120))""")
    assert outside == []


def test_the_keyboard_reaches_every_control_and_shows_where_it_is(page):
    page.open("depth=4&width=16&recipes=auto;zeros")
    wanted = page.js("""window.wanted = Array.from(document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]'))
        .filter((node) => !node.disabled && node.tabIndex >= 0 && node.checkVisibility() && !(node.type === 'radio' && !node.checked));
        return wanted.length""")
    page.js("document.activeElement.blur(); scrollTo(0, 0)")
    unseen = []
    for _ in range(wanted + 5):
        page.keys(Keys.TAB)
        at = page.js("""const node = document.activeElement; node.wasReached = true;
            const style = getComputedStyle(node);
            return node === document.body || style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1 ? null : node.outerHTML.slice(0, 100)""")
        if at:
            unseen.append(at)
    assert page.js("return wanted.filter((node) => !node.wasReached).map((node) => node.outerHTML.slice(0, 100))") == []
    assert unseen == []


def test_arrow_keys_read_a_chart(page):
    page.open("depth=6&width=16&recipes=auto")
    page.js("document.querySelector('[data-chart=signal] .plot').focus()")
    page.keys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT)
    box = "[data-chart=signal] .reading-box"
    assert page.text(box).startswith("2. ") and "auto" in page.text(box)
    page.keys(Keys.END)
    assert page.text(box).startswith("7. ")
    page.keys(Keys.ESCAPE)
    assert not page.find(box).is_displayed()


def test_every_drawing_has_a_name_and_every_chart_a_table(page):
    prepare(page, "training")
    unnamed = page.js("""return Array.from(document.querySelectorAll('figure .plot > svg')).filter((svg) =>
        svg.getAttribute('role') !== 'img' || !(svg.getAttribute('aria-labelledby') || '').split(' ').every((id) => byId(id) && byId(id).textContent))
        .map((svg) => svg.closest('figure').dataset.chart)""")
    assert unnamed == []
    without = page.js("""return Array.from(document.querySelectorAll('figure')).map((node) => node.dataset.chart)
        .filter((name) => !document.querySelector(`[data-chart="${name}"] .tools button[aria-expanded]`))""")
    assert without == []


def test_reduced_motion_is_respected(page):
    page.open("depth=4&width=16")
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]})
    assert page.js("""return Array.from(document.querySelectorAll('body *')).filter((node) => {
        const style = getComputedStyle(node);
        return parseFloat(style.animationDuration) > 0 || parseFloat(style.transitionDuration) > 0; }).length""") == 0
