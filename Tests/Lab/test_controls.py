"""Every control changes what it should."""

import pytest
from selenium.webdriver.common.keys import Keys

ROOM = "depth=4&width=32"


def layers(page):
    return len(page.numbers("signal")["rows"])


def test_the_page_begins_with_the_defaults(page):
    page.open()
    assert page.hash == ""
    assert page.state == page.ask("catalog")["answer"]["defaults"]
    assert len(page.verdicts) == 2 and None not in page.verdicts
    assert layers(page) == 31


def test_depth_by_slider_number_and_keys(page):
    page.open(ROOM)
    page.slide("#depth", 7)
    page.settle()
    assert page.state["depth"] == 7 and page.find("#depth-number").get_attribute("value") == "7"
    assert layers(page) == 8
    page.type("#depth-number", "12")
    page.settle()
    assert page.find("#depth").get_attribute("value") == "12" and layers(page) == 13
    page.js("byId('depth').focus()")
    page.keys(Keys.ARROW_RIGHT)
    page.settle()
    assert page.state["depth"] == 13 and layers(page) == 14


def test_width_changes_the_draw_and_narrows_the_band(page):
    page.open("depth=20&width=16&recipes=lecunNormal&activation=identity")
    band = "const p = slotAt(0).answer.check.layers[19].forward.predicted; return p.band[1] / p.band[0]"
    wide = page.js(band)
    page.slide("#width", 512)
    page.settle()
    assert page.state["width"] == 512 and page.js(band) < wide / 2


@pytest.mark.parametrize("selector,value,key", [
    ("#activation", "relu", "activation"), ("#activation", "leakyReLU:0.2", "activation"), ("#seed", "5", "seed"),
    ("#bias-number", "0.5", "bias"), ("#inputs", "20", "inputs"), ("#outputs", "30", "outputs")])
def test_fields_change_state_and_curves(page, selector, value, key):
    page.open(ROOM + "&recipes=lecunNormal")
    before = page.drawn("signal") + page.drawn("gradient")
    page.type(selector, value)
    page.settle()
    assert str(page.state[key]) == value
    assert f"{key}=" in page.hash
    assert page.drawn("signal") + page.drawn("gradient") != before


@pytest.mark.parametrize("value", ["batch", "layer", "rms"])
def test_normalizations(page, value):
    page.open(ROOM)
    before = page.drawn("signal")
    page.choose("#normalization", value)
    page.settle()
    assert page.state["normalization"] == value and page.problems() == []
    assert page.drawn("signal") != before


def test_residual(page):
    page.open(ROOM)
    before = page.drawn("signal")
    page.click("#residual")
    page.settle()
    assert page.state["residual"] is True and page.drawn("signal") != before
    assert "residual=true" in page.hash


def test_draws_narrow_the_intervals(page):
    page.open(ROOM)
    page.type("#draws", "3")
    page.settle()
    assert page.js("return slotAt(0).answer.check.method.draws") == 3


def test_a_new_seed_draws_other_weights_and_the_old_one_the_same(page):
    page.open(ROOM)
    first = page.numbers("signal")["rows"]
    page.click("#new-seed")
    page.settle()
    assert page.state["seed"] == 1 and page.numbers("signal")["rows"] != first
    page.type("#seed", "0")
    page.settle()
    assert page.numbers("signal")["rows"] == first


def test_data_sets_fix_the_sizes(page):
    page.open(ROOM + "&inputs=20")
    page.choose("#data-set", "optdigits")
    page.settle()
    assert page.find("#inputs").get_attribute("value") == "64" and not page.find("#inputs").is_enabled()
    page.choose("#data-set", "moons")
    page.settle()
    assert page.find("#inputs").get_attribute("value") == "2"
    assert page.problems() == []
    page.choose("#data-set", "noise")
    page.settle()
    assert page.find("#inputs").get_attribute("value") == "20" and page.find("#inputs").is_enabled()


def test_recipes_are_added_changed_and_removed(page):
    page.open(ROOM)
    page.click("#add-recipe")
    page.click("#add-recipe")
    page.settle()
    assert len(page.verdicts) == 4 and not page.find("#add-recipe").is_enabled()
    assert page.hash.count(";") == 3
    page.type("#recipe-1", "zeros")
    page.settle()
    assert page.state["recipes"][1] == "zeros" and page.verdicts[1] == "symmetric"
    for count in (3, 2, 1):
        page.click("#recipes li:last-child button:last-child")
        page.settle()
        assert len(page.verdicts) == count
    assert not page.find("#recipes li button:last-child").is_enabled()


def test_verdicts_say_what_why_and_where_it_is_written(page):
    page.open("depth=15&width=64&activation=relu&recipes=pytorch;heNormal")
    card = page.text("#verdicts .card")
    finding = page.js("return slotAt(0).answer.check.findings[0]")
    for part in ("message", "cause", "remedy"):
        assert finding[part].replace("`", "") in card
    assert page.js("return slotAt(0).answer.equation.text") in page.text("#verdicts .equation")
    assert page.js("return document.querySelector('#verdicts .equation a').href").startswith("https://")
    assert page.verdicts == [page.js("return slotAt(0).answer.check.verdict"), "healthy"]
    page.click("#verdicts .badge-verdict.good")
    page.wait("return byId('explanation').open && byId('explanation-title').textContent === 'healthy'")
    page.wait("return byId('explanation-body').querySelector('pre')")
    page.click("#explanation-close")


def test_what_is_too_narrow_is_not_called_healthy(page):
    page.open("depth=50&width=1&activation=identity&recipes=lecunNormal")
    assert page.text("#verdicts .badge-verdict") == page.verdicts[0] == "too-deep-for-width"
    page.slide("#width", 32)
    page.settle()
    assert page.text("#verdicts .badge-verdict") == page.verdicts[0]


def test_explanations_open_from_verdict_recipe_and_activation(page):
    page.open("depth=15&width=64&activation=relu&recipes=pytorch")
    verdict = page.verdicts[0]
    page.click("#verdicts .badge-verdict.bad")
    page.wait("return byId('explanation').open && byId('explanation-body').textContent.length > 100")
    assert page.text("#explanation-title") == verdict
    assert page.ask(f"explain?name={verdict}")["answer"]["text"] == page.text("#explanation-body pre")
    page.keys(Keys.ESCAPE)
    assert not page.js("return byId('explanation').open")
    page.click("#explain-activation")
    page.wait("return document.querySelector('[data-chart=explained-map] svg')")
    assert page.text("#explanation-title") == "relu"
    page.click("#explanation-close")
    page.click("#recipes li button")
    page.wait("return byId('explanation').open && byId('explanation-title').textContent === 'pytorch'")
    page.click("#explanation-close")


FIGURES = {"collapsed": ["verdict"], "correlation": ["verdict"], "trunk": ["trunk"], "heNormal": ["weights"], "orthogonal": ["weights"],
           "pytorch": ["signal", "gradient"], "sigma:1.2,0.1": ["signal", "gradient"], "gelu": ["function", "map"], "nonfinite": ["verdict"]}


def opened(page, name):
    """Opens an explanation as a link does and waits for its figures."""
    page.js("explain(arguments[0])", name)
    page.wait("return byId('explanation-body').querySelector('pre, .problem')")
    for figure in FIGURES.get(name, []):
        page.wait(f"return document.querySelector('[data-chart=explained-{figure}] svg')", what=f"the figure {figure} of {name}")


@pytest.mark.parametrize("name", FIGURES)
def test_explanations_have_figures_with_words_and_numbers(page, name):
    page.open(ROOM)
    opened(page, name)
    shown = page.js("return Array.from(document.querySelectorAll('#explanation-figure figure'), (node) => node.dataset.chart)")
    assert shown == [f"explained-{figure}" for figure in FIGURES[name]]
    for chart in shown:
        assert len(page.text(f"[data-chart='{chart}'] figcaption")) > 20
        table = page.numbers(chart)
        assert len(table["rows"]) >= 5 and all(len(row) == len(table["head"]) for row in table["rows"])
        assert page.js("return document.querySelectorAll(`[data-chart='${arguments[0]}'] .tools button`).length", chart) == 3
        assert page.js("return document.querySelector(`[data-chart='${arguments[0]}'] .plot > svg`).getAttribute('role')", chart) == "img"
    assert page.problems() == []
    page.keys(Keys.ESCAPE)


def test_an_explanation_that_opens_as_another_closes_is_filled(page):
    page.open(ROOM)
    opened(page, "heNormal")
    page.js("byId('explanation').close(); explain('pytorch')")
    for figure in FIGURES["pytorch"]:
        page.wait(f"return document.querySelector('[data-chart=explained-{figure}] svg')")
    assert page.js("return byId('explanation').open") and page.text("#explanation-title") == "pytorch"


def test_the_numbers_of_a_figure_are_those_that_were_answered(page):
    page.open(ROOM)
    opened(page, "vanishing")
    page.wait("return document.querySelector('[data-chart=explained-verdict] svg')")
    figure = page.ask("explain?name=vanishing")["answer"]["figure"]
    rows = page.numbers("explained-verdict")["rows"]
    assert [row[1] for row in rows] == [point["value"] for point in figure["series"][0]["points"]]
    assert [row[2] for row in rows] == [point["value"] for point in figure["series"][1]["points"]]
    # The limits are drawn as lines, and in the table.
    assert page.js("return document.querySelectorAll('[data-chart=explained-verdict] .rule line').length") == len(figure["limits"]) == 2
    assert rows[0][3:] == [limit["value"] for limit in figure["limits"]]
    page.js("document.querySelector('[data-chart=explained-verdict] .plot').focus()")
    page.keys(Keys.ARROW_RIGHT)
    assert page.text("[data-chart=explained-verdict] .reading-box").startswith("1. layers.0")
    page.click("#explanation-open")
    page.settle()
    assert not page.js("return byId('explanation').open")
    assert page.verdicts == ["vanishing", "healthy"] and page.state["activation"] == "relu"


def test_findings_open_what_explains_them_by_keyboard(page):
    page.open("depth=25&width=64&activation=relu&recipes=lecunNormal;pytorch")
    page.js("document.querySelectorAll('#verdicts details').forEach((node) => { node.open = true; })")
    links = page.js("""return Array.from(document.querySelectorAll('#verdicts .card'), (card) =>
        Array.from(card.querySelectorAll('button'), (node) => node.textContent))""")
    assert any("heNormal" in names or "auto" in names for names in links)
    assert any("relu" in names for names in links)
    for finding in page.js("return slotAt(1).answer.check.findings"):
        assert finding["code"] in links[1]
    count = page.js("return document.querySelectorAll('#verdicts .card button').length")
    for i in range(count):
        name = page.js("""const node = document.querySelectorAll('#verdicts .card button')[arguments[0]];
            node.focus(); return document.activeElement === node && node.textContent""", i)
        assert name
        page.keys(Keys.ENTER)
        page.wait("return byId('explanation').open && document.querySelector('#explanation-figure figure svg')", what=f"the figure of {name}")
        assert page.text("#explanation-title") == name
        page.keys(Keys.ESCAPE)
        page.wait("return !byId('explanation').open")


def test_histograms_switch_between_values_and_gradients(page):
    page.open("depth=20&width=32&recipes=lecunNormal&activation=relu")
    values = page.drawn("histograms-0")
    assert page.js("return document.querySelectorAll('[data-chart=histograms-0] .ridge').length") == 10
    assert "zero" in values
    page.click("input[name=held][value=gradients]")
    assert page.drawn("histograms-0") != values
    page.click("#every-layer")
    assert page.js("return document.querySelectorAll('[data-chart=histograms-0] .ridge').length") == 20


def test_the_phase_diagram_sets_a_recipe_by_click_keys_and_numbers(page):
    page.open(ROOM + "&recipes=auto")
    page.wait("return phaseAnswer")
    page.click('[data-chart="phase"] .plot')
    page.settle()
    assert len(page.state["recipes"]) == 2 and page.state["recipes"][1].startswith("sigma:")
    page.js("document.querySelector('[data-chart=phase] .plot').focus()")
    width, bias = (float(part) for part in page.state["recipes"][1].split(":")[1].split(","))
    # The middle of the plot is not far from the middle of the axes: 0.05 to 4 and 0 to 2.
    assert width == pytest.approx(1.9, abs=0.3) and bias == pytest.approx(1, abs=0.3)
    page.keys(Keys.ARROW_RIGHT)
    page.settle()
    assert float(page.state["recipes"][1].split(":")[1].split(",")[0]) == pytest.approx(width + 0.05, abs=2e-3)
    page.type("#phase-w", "2.5")
    page.settle()
    page.type("#phase-b", "0")
    page.settle()
    assert page.state["recipes"] == ["auto", "sigma:2.5,0"]
    page.wait("return phaseAnswer.at && phaseAnswer.at.phase === 'chaotic'")
    assert "chaotic" in page.text("#phase-facts")
    assert len(page.verdicts) == 2


def test_the_phase_diagram_follows_the_activation(page):
    page.open(ROOM)
    page.wait("return phaseAnswer")
    before = page.drawn("phase")
    page.type("#activation", "relu")
    page.settle()
    page.wait("return !document.querySelector('#phase-error:not([hidden])')")
    page.wait("""return Array.from(document.querySelectorAll('[data-chart=phase] .plot svg *'),
        (node) => [node.getAttribute('d'), node.getAttribute('href'), node.getAttribute('cx'), node.textContent].join()).join('|') !== arguments[0]""",
              before)


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("activation", ["relu", "tanh", "gelu", "identity"])
def test_the_words_of_the_phase_diagram_do_not_overlap(page, activation, width):
    page.open(f"{ROOM}&activation={activation}", width=width)
    page.wait("return phaseAnswer && phaseChart.drawn")
    boxes = page.js("""return Array.from(document.querySelectorAll('[data-chart=phase] text.label'), (node) => {
        const {x, y, width, height} = node.getBBox(); return [x, y, x + width, y + height, node.textContent]; })""")
    assert len(boxes) >= 2
    meeting = [(a[4], b[4]) for i, a in enumerate(boxes) for b in boxes[:i]
               if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]]
    assert meeting == []


@pytest.mark.parametrize("kind,fans", [
    ("dense", (64, 100)), ("convolution", (27, 576)), ("depthwise", (9, 9)), ("transposedConvolution", None),
    ("embedding", None), ("attention", None), ("recurrent", None)])
def test_fans_of_every_kind(page, kind, fans):
    page.open(ROOM)
    page.choose("#fan-kind", kind)
    page.wait("return document.querySelectorAll('#fan-laws tr').length >= 3 && byId('fan-error').hidden")
    if fans:
        page.wait(f"return byId('fan-facts').textContent.includes('{fans[0]} numbers')")
        assert f"{fans[1]} numbers" in page.text("#fan-facts")


def test_fans_are_drawn(page):
    page.open(ROOM)
    page.wait("return fanAnswer && document.querySelector('[data-chart=fans] svg')")
    answer = page.js("return fanAnswer")
    assert [row[1] for row in page.numbers("fans")["rows"]] == [answer["fan_in"], answer["fan_out"]]
    assert [row[1] for row in page.numbers("deviations")["rows"]] == [entry["deviation"] for entry in answer["initializers"]]
    before = page.drawn("fans")
    page.type('#fan-fields input[data-key="in"]', "300")
    page.wait("return fanAnswer.fan_in === 300")
    assert page.drawn("fans") != before
    page.choose("#fan-kind", "attention")
    page.wait("return fanAnswer.sections.length === 3")
    page.wait("return document.querySelectorAll('[data-chart=fans] .bar-path').length === " + str(2 if page.js("return fanAnswer.fan_in") else 6))


def test_fans_follow_their_sizes(page):
    page.open(ROOM)
    page.type('#fan-fields input[data-key="in"]', "300")
    page.wait("return byId('fan-facts').textContent.includes('300 numbers')")
    rows = page.js("""return Object.fromEntries(Array.from(document.querySelectorAll('#fan-laws tr'),
        (row) => [row.cells[0].textContent, Number(row.cells[2].dataset.value)]))""")
    assert rows["glorotNormal"] == pytest.approx((2 / 400) ** 0.5, rel=1e-9)
    assert rows["heNormal"] == pytest.approx((2 / 300) ** 0.5, rel=1e-9)
    assert rows["lecunNormal"] == pytest.approx((1 / 300) ** 0.5, rel=1e-9)


def test_the_theme_switches(page):
    page.open(ROOM, theme="dark")
    assert page.js("return document.documentElement.dataset.theme") == "dark"
    page.click("#theme")
    assert page.js("return document.documentElement.dataset.theme") == "light"
