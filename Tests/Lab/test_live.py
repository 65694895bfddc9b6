"""While a slider moves: one question at a time, late answers are dropped, the page is there before any answer."""


def watch(page):
    """Counts questions under way; every one takes at least 60 ms."""
    page.js("""window.most = {}; window.sent = [];
        const now = {}, asked = window.fetch;
        window.fetch = async (path, options) => {
          if (path !== '/api/check') return asked(path, options);
          const body = JSON.parse(options.body), key = body.recipe;
          now[key] = (now[key] || 0) + 1; most[key] = Math.max(most[key] || 0, now[key]);
          sent.push({recipe: body.recipe, depth: body.state.depth, parts: body.parts, time: performance.now()});
          try { const answer = await asked(path, options); await new Promise((done) => setTimeout(done, 60)); return answer; }
          finally { now[key] -= 1; }
        }""")


def test_one_question_at_a_time_and_the_newest_state_wins(page):
    page.open("depth=5&width=32&recipes=auto;pytorch")
    watch(page)
    page.driver.execute_async_script("""const done = arguments[0]; let depth = 6;
        const timer = setInterval(() => { const slider = byId('depth'); slider.value = depth;
          slider.dispatchEvent(new Event('input', {bubbles: true}));
          if (depth++ === 40) { clearInterval(timer); window.rested = performance.now(); done(); } }, 20)""")
    page.settle()
    assert page.js("return most") == {"0": 1, "1": 1}
    sent = page.js("return sent")
    assert 4 < len(sent) < 70
    # What costs more is asked for when the slider rests.
    deep = [ask for ask in sent if len(ask["parts"]) > 1]
    assert len(deep) == 2 and all(ask["depth"] == 40 for ask in deep)
    assert all(ask["time"] - page.js("return window.rested") > 240 for ask in deep)
    assert len(page.numbers("signal")["rows"]) == 41


def test_an_answer_to_a_recipe_that_is_gone_is_dropped(page):
    page.open("depth=4&width=16&recipes=auto")
    watch(page)
    page.type("#recipe-0", "zeros")
    page.type("#recipe-0", "heNormal")
    page.settle()
    assert page.verdicts == ["healthy"] and page.js("return slotAt(0).answer.check.recipe") == "heNormal"


def test_the_page_is_painted_before_any_answer(page):
    page.open("depth=50&width=256")
    painted = page.js("return performance.getEntriesByName('first-contentful-paint')[0].startTime")
    answered = page.js("return Math.min(...performance.getEntriesByType('resource').filter((e) => e.name.includes('/api/check')).map((e) => e.responseEnd))")
    assert painted < 1000 and painted < answered


def test_a_quiet_sign_of_work(page):
    page.open("depth=4&width=16")
    assert page.js("return getComputedStyle(byId('working')).visibility") == "hidden"
    watch(page)
    page.slide("#depth", 6)
    assert page.js("return getComputedStyle(byId('working')).visibility") == "visible"
    page.settle()
    assert page.js("return getComputedStyle(byId('working')).visibility") == "hidden"


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
