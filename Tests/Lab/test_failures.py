"""What goes wrong is said in words, in the page, and can be mended."""


def test_a_recipe_that_is_none_has_its_sentence_in_its_card(page):
    page.open("depth=3&width=16&recipes=auto;glorotNormle")
    assert "glorotNormle" in page.text("#verdicts .card:nth-child(2) .problem")
    assert page.verdicts[0] == "healthy" and page.verdicts[1] is None
    assert page.js("return document.querySelectorAll('[data-chart=signal] .dots').length") == 1
    page.type("#recipe-1", "heNormal")
    page.settle()
    assert page.verdicts == ["healthy", "healthy"] and page.problems() == []
    assert all("400" in line for line in page.console())


def test_wrong_values_in_a_link_are_named(page):
    page.open("depth=999&width=16&recipes=auto")
    assert "depth" in page.text("#verdicts .problem") and "200" in page.text("#verdicts .problem")
    page.open("depth=many&recipes=auto")
    assert "depth" in page.text("#verdicts .problem")
    page.open("activation=rellu&recipes=auto")
    assert "rellu" in page.text("#verdicts .problem")
    assert all("400" in line for line in page.console())


def test_wrong_fans_are_named(page):
    page.open("depth=3&width=16")
    page.type('#fan-fields input[data-key="in"]', "0")
    page.wait("return !byId('fan-error').hidden")
    page.type('#fan-fields input[data-key="in"]', "5")
    page.wait("return byId('fan-error').hidden")
    assert all("400" in line for line in page.console())


def test_a_lost_server_is_said_and_comes_back(page, own_lab):
    lab = own_lab()
    # The browser itself says what it could not load, some of it later.
    page.is_expected = lambda line: "ERR_" in line
    page.url = lab.url
    page.open("depth=3&width=16&recipes=auto")
    lab.stop()
    page.wait("return !byId('lost').hidden")
    assert page.text("#lost-text") == "The lab’s server does not answer. Is `xavier lab` still running?"
    page.slide("#depth", 5)
    page.click("#retry")
    page.wait("return !byId('lost').hidden")
    own_lab(lab.port)
    page.click("#retry")
    page.wait("return byId('lost').hidden")
    page.settle()
    assert len(page.numbers("signal")["rows"]) == 6
