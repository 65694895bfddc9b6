"""Charts as SVG and PNG; the state as a link, a command and Swift."""

import time
import xml.etree.ElementTree as xml

from page import PATIENCE

SMALL = "depth=6&width=32&recipes=auto;pytorch"
SVG = "{http://www.w3.org/2000/svg}"


def saved(page, name, act):
    """The bytes of the file that an act saves."""
    path = page.driver.downloads / name
    path.unlink(missing_ok=True)
    act()
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if path.exists() and path.stat().st_size:
            time.sleep(0.1)
            return path.read_bytes()
        time.sleep(0.05)
    raise AssertionError(f"{name} was not saved")


def test_charts_become_svg_files_that_need_no_style_sheet(page):
    page.open(SMALL)
    page.wait("return phaseAnswer && phaseChart.drawn")
    for name in page.js("return Array.from(document.querySelectorAll('#shown figure'), (node) => node.dataset.chart)"):
        content = saved(page, f"xavier-{name}.svg", lambda: page.click(f'[data-chart="{name}"] .tools button:nth-child(2)'))
        root = xml.fromstring(content)
        assert root.tag == SVG + "svg" and root.find(SVG + "title").text
        marks = [node for node in root.iter() if node.tag in (SVG + "path", SVG + "line", SVG + "circle")]
        assert len(marks) > 5
        assert all("stroke" in node.get("style") for node in marks)
        assert b"var(--" not in content.replace(b"--tint", b"") or b"fill:rgb" in content
        assert b" class=" not in content.split(b">", 1)[0]


def test_charts_become_pictures(page):
    page.open(SMALL)
    content = saved(page, "xavier-signal.png", lambda: page.click('[data-chart="signal"] .tools button:nth-child(3)'))
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")
    shown = page.js("return document.querySelector('[data-chart=signal] .plot').getBoundingClientRect().width")
    assert abs(width - 2 * shown) <= 2 and height > 400
    # It is not one colour: the curves are there.
    colours = page.driver.execute_async_script("""const done = arguments[1], image = new Image();
        image.onload = () => { const canvas = document.createElement('canvas'); canvas.width = image.width; canvas.height = image.height;
          const context = canvas.getContext('2d'); context.drawImage(image, 0, 0);
          const {data} = context.getImageData(0, 0, canvas.width, canvas.height), found = new Set();
          for (let i = 0; i < data.length; i += 4) found.add((data[i] << 16) | (data[i + 1] << 8) | data[i + 2]);
          done(found.size); };
        image.src = 'data:image/png;base64,' + arguments[0]""", __import__("base64").b64encode(content).decode())
    assert colours > 50


def test_figures_of_explanations_are_saved_too(page):
    page.open(SMALL)
    for name, chart in [("glorotUniform", "weights"), ("pytorch", "gradient"), ("dead", "verdict")]:
        page.js("explain(arguments[0])", name)
        page.wait(f"return document.querySelector('[data-chart=explained-{chart}] svg')")
        content = saved(page, f"xavier-explained-{chart}.svg",
                        lambda: page.click(f"[data-chart=explained-{chart}] .tools button:nth-child(2)"))
        root = xml.fromstring(content)
        assert name in root.find(SVG + "title").text
        assert len([node for node in root.iter() if node.tag in (SVG + "path", SVG + "line")]) > 5
        page.js("byId('explanation').close()")


def copied(page, button):
    page.click(button)
    page.wait("return !byId('copied').hidden && byId('copied').textContent.length > 5")
    return page.text("#copied")


def test_link_command_and_swift_are_copied(page):
    page.open(SMALL + "&seed=4")
    assert copied(page, "#copy-link") == page.js("return location.href")
    page.js("byId('copied').textContent = ''")
    command = copied(page, "#copy-command")
    lines = [page.ask("command", page.js("return {state: lab.state, recipe: arguments[0]}", i))["answer"]["command"] for i in (0, 1)]
    assert command == "\n".join(lines)
    assert all(line.startswith("xavier check 64-32x6-10") and "--seed 4" in line for line in lines)
    assert "auto" in lines[0] and "pytorch" in lines[1]
    page.js("byId('copied').textContent = ''")
    program = copied(page, "#copy-swift")
    assert "import Xavier" in program and 'for name in ["auto", "pytorch"] {' in program
    page.slide("#depth", 7)
    assert not page.find("#copied").is_displayed()
