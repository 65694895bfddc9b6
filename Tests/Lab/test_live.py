"""While a slider moves: one question at a time, late answers are dropped, the page is there before any answer."""


# Notes the questions under way, each of at least 60 ms; answers to those that are asked while `isHeld` wait for `release`.
WATCH = """window.most = {}; window.sent = []; window.isHeld = false; window.release = null; {
    const gate = new Promise((open) => { window.release = open; }), now = {}, asked = window.fetch;
    window.fetch = async (path, options) => {
      if (path !== '/api/check') return asked(path, options);
      const body = JSON.parse(options.body), key = body.recipe, held = isHeld;
      now[key] = (now[key] || 0) + 1; most[key] = Math.max(most[key] || 0, now[key]);
      sent.push({recipe: body.recipe, depth: body.state.depth, parts: body.parts, time: performance.now()});
      try {
        const answer = await asked(path, options);
        await (held ? gate : new Promise((done) => setTimeout(done, 60)));
        return answer;
      } finally { now[key] -= 1; }
    }; }"""


def test_one_question_at_a_time_and_the_newest_state_wins(page):
    page.open("depth=5&width=32&recipes=auto;pytorch")
    page.js(WATCH)
    moved = page.driver.execute_async_script("""const done = arguments[0], moved = []; let depth = 6;
        const timer = setInterval(() => { const slider = byId('depth'); slider.value = depth; moved.push(performance.now());
          slider.dispatchEvent(new Event('input', {bubbles: true}));
          if (depth++ === 40) { clearInterval(timer); done(moved); } }, 20)""")
    page.settle()
    assert page.js("return most") == {"0": 1, "1": 1}
    sent = page.js("return sent")
    assert 4 < len(sent) < 70
    # What costs more is asked for when the slider rests, which on a busy machine it may on its way too.
    deep = [ask for ask in sent if len(ask["parts"]) > 1]
    assert sorted(ask["recipe"] for ask in deep if ask["depth"] == 40) == [0, 1]
    for ask in deep:
        assert ask["time"] - max(time for time in moved if time < ask["time"]) > 240
    assert len(page.numbers("signal")["rows"]) == 41


def test_an_answer_to_a_recipe_that_is_gone_is_dropped(page):
    page.open("depth=4&width=16&recipes=auto")
    page.js(WATCH)
    page.type("#recipe-0", "zeros")
    page.type("#recipe-0", "heNormal")
    page.settle()
    assert page.verdicts == ["healthy"] and page.js("return slotAt(0).answer.check.recipe") == "heNormal"


def test_the_page_is_painted_before_any_answer(page):
    page.open("depth=50&width=256", before=WATCH + "window.isHeld = true", settles=False)
    page.wait("return performance.getEntriesByName('first-contentful-paint').length", what="the first paint")
    page.wait("return sent.length === 2", what="both questions")
    assert page.verdicts == [None, None] and page.find("#depth").is_displayed()
    page.js("release()")
    page.settle()
    assert None not in page.verdicts


def test_a_quiet_sign_of_work(page):
    visibility = "return getComputedStyle(byId('working')).visibility"
    page.open("depth=4&width=16")
    assert page.js(visibility) == "hidden"
    page.js(WATCH)
    page.js("isHeld = true")
    page.slide("#depth", 6)
    assert page.js(visibility) == "visible"
    page.js("isHeld = false; release()")
    page.settle()
    assert page.js(visibility) == "hidden"


def test_live_regions_speak_once_at_rest(page):
    page.open("depth=4&width=16&recipes=zeros")
    page.js("""window.spokenWords = []; new MutationObserver(() => spokenWords.push(byId('status').textContent))
        .observe(byId('status'), {childList: true, characterData: true, subtree: true})""")
    for depth in range(5, 15):
        page.slide("#depth", depth)
    page.settle()
    assert page.js("return spokenWords") == []
    page.type("#recipe-0", "heNormal")
    page.settle()
    page.wait("return spokenWords.length")
    assert page.js("return spokenWords") == ["heNormal: healthy"]
