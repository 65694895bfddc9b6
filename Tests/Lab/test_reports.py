"""The pages that `check --report` and `audit --report` write, opened as files."""

import json
import subprocess
from pathlib import Path

import pytest
from page import Page
from selenium.webdriver.common.keys import Keys
from test_access import SCREENS, violations
from test_export import saved

GOLDEN = Path(__file__).resolve().parents[1] / "Golden"
AUDIT = GOLDEN / "audit"
REPORTS = {
    "check": ["check", "784-128x12-10", "--activation", "tanh", "--recipe", "normal:0.5", "--bias", "0.5"],
    "check-dead": ["check", "64-48x6-10", "--activation", "relu", "--recipe", "pytorch"],
    "audit": ["audit", str(AUDIT / "gpt2_unscaled.safetensors")],
    "audit-recipe": ["audit", str(AUDIT / "gpt2_scaled.safetensors"), "--recipe", "normal:0.02"],
    "audit-against": ["audit", str(AUDIT / "trained_redrawn.safetensors"), "--against", str(AUDIT / "trained.safetensors")],
}


class Report(Page):
    """A report's page: it is drawn when its script has ended."""

    def settle(self):
        self.wait("return window.xavierReport", what="the report to be drawn")
        assert self.js("return xavierReport.ready"), self.problems()


@pytest.fixture(scope="session")
def reports(tool, tmp_path_factory):
    """The pages and the JSON of the same runs, by name."""
    folder, made = tmp_path_factory.mktemp("reports"), {}

    def make(name):
        if name not in made:
            page, answer = folder / f"{name}.html", folder / f"{name}.json"
            subprocess.run([tool, *REPORTS[name], "--report", str(page), "--json", str(answer), "--quiet"], check=True)
            made[name] = (page.as_uri(), json.loads(answer.read_text()))
        return made[name]

    return make


@pytest.fixture
def report(chromium, reports):
    opened = []

    def open(name, **how):
        url, answer = reports(name)
        page = Report(chromium, url)
        page.console()
        page.answer = answer
        opened.append(page)
        return page.open(**how)

    yield open
    for page in opened[-1:]:
        assert page.console() == []
        assert page.js("return byId('error').hidden"), page.text("#error")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", REPORTS)
def test_axe_finds_nothing_in_reports(report, name, theme):
    page = report(name, theme=theme)
    assert violations(page) == []
    for button in page.all(".tools button[aria-expanded]")[:3]:
        page.js("arguments[0].click()", button)
    assert violations(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 1024, 390])
@pytest.mark.parametrize("name", REPORTS)
def test_reports_have_no_sideways_scrolling(report, name, width, theme):
    page = report(name, width=width, theme=theme)
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.screenshot(SCREENS / f"report-{name}-{width}-{theme}.png")
    assert page.js("return document.documentElement.scrollWidth") <= width
    outside = page.js("""return Array.from(document.querySelectorAll('body *')).filter((node) => {
        const box = node.getBoundingClientRect();
        return box.width && box.right > innerWidth + 1 && !node.closest('.scroll, pre, .skip');
      }).map((node) => node.outerHTML.slice(0, 120))""")
    assert outside == []


def numbers_of(page, chart, column):
    return {row[0]: row[column] for row in page.numbers(chart)["rows"]}


def test_the_charts_of_an_audit_have_the_numbers_of_its_json(report):
    page = report("audit-recipe")
    weights = {t["name"]: t for t in page.answer["tensors"] if len(t["shape"]) > 1}
    table = page.numbers("deviation")["rows"]
    assert {row[0] for row in table} == set(weights)
    for name, measured, expected, _ in table:
        assert measured == weights[name]["standard_deviation"]
        assert expected == weights[name]["expected_standard_deviation"]


def test_an_audit_is_called_by_its_file(report):
    page = report("audit")
    assert page.text("#title") == "gpt2_unscaled.safetensors"
    assert page.answer["checkpoint"] in page.text("#settings")


def test_all_tensors_with_a_deviation_are_charted_on_request(report):
    page = report("audit-against")
    spread = {t["name"]: t["standard_deviation"] for t in page.answer["tensors"] if t["standard_deviation"] > 0}
    weights = numbers_of(page, "deviation", 1)
    page.click("#every-kind")
    assert numbers_of(page, "deviation", 1) == spread
    assert 0 < len(weights) < len(spread)


def test_changes_are_those_of_the_json(report):
    page = report("audit-against")
    page.click("#every-kind")
    changes = {c["name"]: c["relative_change"] for c in page.answer["changes"] if c["relative_change"] is not None}
    assert numbers_of(page, "change", 2) == changes
    assert "M" in page.drawn("change")


def test_histograms_hold_every_number(report):
    page = report("audit")
    for tensor in page.answer["tensors"]:
        found = page.js("return JSON.parse(byId('data').textContent).tensors.find((t) => t.name === arguments[0]).histogram", tensor["name"])
        if found is None:
            assert tensor["minimum"] == tensor["maximum"]
            continue
        size = 1
        for length in tensor["shape"]:
            size *= length
        assert sum(found["counts"]) + found["below"] + found["above"] + found["nonfinite"] == size
    assert len(page.all("#histogram-list figure")) == 12


def test_the_table_of_tensors_is_sorted_and_filtered(report):
    page = report("audit")
    tensors = page.answer["tensors"]
    names = lambda: page.texts("#tensor-table tbody th")
    assert names() == [t["name"] for t in tensors]
    deviation = "//th/button[text()='deviation']"
    click = lambda: page.driver.find_element("xpath", deviation).click()
    order = lambda sign: [t["name"] for t in sorted(tensors, key=lambda t: sign * t["standard_deviation"])]
    click()
    assert names() == order(1)
    click()
    assert names() == order(-1)
    assert page.js("return document.querySelector('[aria-sort]').textContent") == "deviation"
    click()
    assert names() == [t["name"] for t in tensors]
    page.type("#name-filter", "C_PROJ")
    assert names() == [t["name"] for t in tensors if "c_proj" in t["name"]]
    found = {name for f in page.answer["findings"] for name in f["tensors"]}
    page.choose("#code-filter", "depth-scaling")
    assert set(names()) == {name for name in found if "c_proj" in name}
    assert page.text("#shown-count") == f"{len(names())} of {len(tensors)} tensors"
    page.type("#name-filter", "none of them")
    assert names() == []
    # A link from a finding finds its row whatever the filter hides.
    page.click("#found .found a")
    assert page.wait("const row = document.querySelector('tr.pointed th'); return row && row.textContent") in found


def test_keys_read_the_charts_of_reports(report):
    page = report("audit")
    page.js("document.querySelector('[data-chart=deviation] .plot').focus()")
    page.keys(Keys.END)
    box = "[data-chart=deviation] .reading-box"
    assert "deviation" in page.text(box) and "expected" in page.text(box)
    name = page.text(box + " b").split(". ", 1)[1]
    page.keys(Keys.ENTER)
    assert page.js("return document.querySelector('tr.pointed th').textContent") == name
    page.js("document.querySelector('[data-chart=deviation] .plot').focus()")
    page.keys(Keys.HOME, Keys.ESCAPE)
    assert not page.find(box).is_displayed()


@pytest.mark.parametrize("name,key,column", [("check", "saturated_fraction", "flat"), ("check", "bias_share", "bias"),
                                             ("check-dead", "dead_fraction", "dead")])
def test_the_chart_of_shares_has_the_numbers_of_the_json(report, name, key, column):
    page = report(name)
    table = page.numbers("shares")
    at = table["head"].index(column)
    layers = page.answer["layers"]
    assert any(layer[key] for layer in layers)
    for row in table["rows"]:
        number, name = row[0].split(". ", 1)
        assert (row[at], name) == (layers[int(number) - 1][key], layers[int(number) - 1]["name"])
    assert page.js("return document.querySelectorAll('[data-chart=shares] .series .line').length") >= 1


def test_singular_values_are_shown_over_ten_decades(report):
    page = report("check")
    jacobian = page.answer["jacobian"]
    assert min(jacobian["predicted"]) < 1e-100 and [row[2] for row in page.numbers("jacobian")["rows"]] == jacobian["predicted"]
    plain = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
    axis = page.texts("[data-chart=jacobian] .plot .axis:nth-of-type(2) text")
    powers = [int(text.translate(plain)[2:]) if text.startswith("10") and text != "10" else 0 for text in axis]
    assert 6 <= max(powers) - min(powers) <= 11


@pytest.mark.parametrize("name,chart", [("audit", "deviation"), ("audit", "histogram-{}"), ("check", "shares")])
def test_charts_of_reports_are_saved(report, name, chart):
    page = report(name)
    if "{}" in chart:
        chart = page.js("return document.querySelector('#histogram-list figure').dataset.chart")
    for place, kind, start in [(2, "svg", b"<svg"), (3, "png", b"\x89PNG")]:
        content = saved(page, f"xavier-{chart}.{kind}",
                        lambda: page.click(f'[data-chart="{chart}"] .tools button:nth-child({place})'))
        assert content.startswith(start)


def test_every_drawing_of_a_report_has_a_name_and_a_table(report):
    for name in ["audit-against", "check"]:
        page = report(name)
        assert page.js("""return Array.from(document.querySelectorAll('figure')).filter((node) => {
            const svg = node.querySelector('.plot > svg');
            return !svg || svg.getAttribute('role') !== 'img' || !node.querySelector('.tools button[aria-expanded]')
              || !(svg.getAttribute('aria-labelledby') || '').split(' ').every((id) => byId(id) && byId(id).textContent);
          }).map((node) => node.dataset.chart)""") == []
