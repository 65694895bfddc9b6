"""The address holds the state: a link shows the same picture, number for number."""

import pytest

LINKS = [
    "depth=8&width=40&activation=relu&recipes=auto;pytorch;sigma%3A1.4%2C0.1&seed=7",
    "depth=12&width=32&activation=leakyReLU%3A0.2&residual=true&normalization=layer&recipes=heNormal%3A0.2",
    "depth=5&width=32&data=optdigits&draws=2&bias=0.1&optimizer=sgd&rate=0.05&batch=16&epochs=3",
]


def picture(page):
    """Everything that the page draws and says of its state."""
    page.wait("return phaseAnswer && sameValue(phaseAnswer.at && byId('phase-w').value !== '', true)")
    charts = page.js("return Array.from(document.querySelectorAll('#shown figure'), (node) => node.dataset.chart)")
    return {"hash": page.hash, "state": page.state, "verdicts": page.texts("#verdicts .card"),
            **{name: (page.numbers(name), page.drawn(name)) for name in charts}}


@pytest.mark.parametrize("hash", LINKS)
def test_a_link_shows_the_same_picture(page, hash):
    page.open(hash)
    first = picture(page)
    assert first["hash"] == "#" + hash
    page.open(first["hash"][1:])
    assert picture(page) == first


def test_what_controls_set_is_in_the_link(page):
    page.open("depth=4&width=16")
    page.slide("#depth", 9)
    page.type("#activation", "gelu")
    page.click("#add-recipe")
    page.choose("#normalization", "rms")
    page.type("#rate", "0.01")
    page.settle()
    first = picture(page)
    page.open(first["hash"][1:])
    assert picture(page) == first
    assert page.find("#depth").get_attribute("value") == "9"
    assert page.find("#activation").get_attribute("value") == "gelu"


def test_defaults_are_left_out(page):
    page.open("depth=30&width=100&activation=tanh&recipes=auto;pytorch&unknown=1")
    page.slide("#depth", 31)
    assert page.hash == "#depth=31"
    page.slide("#depth", 30)
    assert page.hash == ""


def test_another_address_in_the_same_page_is_followed(page):
    page.open("depth=4&width=16")
    page.js("location.hash = '#depth=6&width=16&recipes=zeros'")
    page.wait("return lab.state.depth === 6")
    page.settle()
    assert page.verdicts == ["symmetric"] and page.find("#recipe-0").get_attribute("value") == "zeros"
