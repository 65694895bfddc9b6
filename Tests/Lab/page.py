"""The lab's page as a test sees it."""

import base64
import os
import time
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

PATIENCE = 60
SLOWNESS = float(os.environ.get("XAVIER_LAB_SLOWNESS", "1"))


def browser(downloads):
    options = Options()
    options.binary_location = "/usr/bin/chromium"
    for argument in ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
                     "--window-size=1440,900", "--force-device-scale-factor=1"]:
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    driver.downloads = Path(downloads)
    driver.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(downloads)})
    return driver


class Page:
    def __init__(self, driver, url):
        self.driver, self.url = driver, url
        # Lines of the console that a test expects, whenever they come.
        self.is_expected = lambda line: False

    def open(self, hash="", width=1440, height=900, theme="light", settles=True, before=None):
        """Opens an address as a new page and waits until all of it is drawn; `before` runs ahead of the page's scripts."""
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500})
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
            "features": [{"name": "prefers-color-scheme", "value": theme}]})
        # A slower page, to meet the faults of tests and page that haste hides.
        self.driver.execute_cdp_cmd("Emulation.setCPUThrottlingRate", {"rate": SLOWNESS})
        self.driver.get("about:blank")
        if before:
            script = self.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": before})
        self.driver.get(self.url + ("#" + hash if hash else ""))
        if before:
            self.driver.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", script)
        if settles:
            self.settle()
        return self

    def js(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def wait(self, script, *arguments, what=None):
        """Waits until a script gives something true, and returns it."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            found = self.js(script, *arguments)
            if found:
                return found
            time.sleep(0.05)
        raise AssertionError(f"waited {PATIENCE} s for {what or script}; errors: {self.problems()}")

    def settle(self):
        """Waits until every number on the page belongs to the controls."""
        self.wait("return document.documentElement.dataset.settled === 'true' && isSettled() && !isDrawing",
                  what="the page to settle")

    def problems(self):
        return self.js("return Array.from(document.querySelectorAll('.problem:not([hidden]), #lost:not([hidden]), #error:not([hidden])'),"
                       " (node) => node.textContent)")

    def console(self):
        """Warnings and errors of the console since the last call."""
        return [f"{entry['level']}: {entry['message']}" for entry in self.driver.get_log("browser")
                if entry["level"] in ("SEVERE", "WARNING")]

    def find(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def text(self, selector):
        return self.js("return document.querySelector(arguments[0]).textContent", selector)

    def texts(self, selector):
        return self.js("return Array.from(document.querySelectorAll(arguments[0]), (node) => node.textContent)", selector)

    def click(self, selector):
        """Clicks where a user would, once it may be clicked: the middle of the element, brought into view."""
        node = self.find(selector)
        self.wait("return !arguments[0].disabled", node, what=f"{selector} to be enabled")
        self.js("arguments[0].scrollIntoView({block: 'center'})", node)
        node.click()

    def keys(self, *keys):
        self.driver.switch_to.active_element.send_keys(*keys)

    def type(self, selector, text):
        """Replaces a field's text and leaves the field."""
        node = self.find(selector)
        self.js("arguments[0].scrollIntoView({block: 'center'})", node)
        node.click()
        node.send_keys(Keys.CONTROL, "a")
        node.send_keys(text, Keys.TAB)

    def choose(self, selector, value):
        self.js("const node = document.querySelector(arguments[0]); node.focus(); node.value = arguments[1];"
                " node.dispatchEvent(new Event('change', {bubbles: true}))", selector, value)

    def slide(self, selector, value):
        self.js("const node = document.querySelector(arguments[0]); node.value = arguments[1];"
                " node.dispatchEvent(new Event('input', {bubbles: true}))", selector, str(value))

    @property
    def state(self):
        return self.js("return lab.state")

    @property
    def hash(self):
        return self.js("return location.hash")

    @property
    def verdicts(self):
        return self.js("return Array.from(document.querySelectorAll('#verdicts .card'), (card) => card.dataset.verdict || null)")

    def numbers(self, chart):
        """The head and the rows of a chart's table; numbers as they were answered."""
        self.js("""const figure = document.querySelector(`[data-chart="${arguments[0]}"]`);
            if (figure.querySelector('.chart-table').hidden) figure.querySelector('.tools button').click();""", chart)
        return self.js("""const figure = document.querySelector(`[data-chart="${arguments[0]}"]`);
            const table = figure.querySelector('.chart-table table');
            return {head: Array.from(table.tHead.rows[0].cells, (cell) => cell.textContent),
              rows: Array.from(table.tBodies[0].rows, (row) => Array.from(row.cells, (cell, i) =>
                i === 0 && !cell.dataset.value ? cell.textContent : cell.dataset.value == null ? null : Number(cell.dataset.value)))};""",
                       chart)

    def drawn(self, chart):
        """The paths of a chart as one text."""
        return self.js("""return Array.from(document.querySelectorAll(`[data-chart="${arguments[0]}"] .plot svg *`),
            (node) => [node.getAttribute('d'), node.getAttribute('href'), node.getAttribute('cx'), node.textContent].join()).join('|')""",
                       chart)

    def ask(self, path, body=None):
        """What the server answers to the page."""
        return self.driver.execute_async_script("""const done = arguments[arguments.length - 1];
            ask(arguments[0], arguments[1] === null ? undefined : arguments[1]).then((answer) => done({answer}),
              (error) => done({error: error.message, status: error.status}))""", path, body)

    def screenshot(self, path):
        height = self.js("return document.documentElement.scrollHeight")
        width = self.js("return innerWidth")
        shot = self.driver.execute_cdp_cmd("Page.captureScreenshot", {
            "captureBeyondViewport": True, "clip": {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}})
        Path(path).write_bytes(base64.b64decode(shot["data"]))

    def screenshot_window(self, path):
        """What is in sight, a panel over the page too."""
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        self.driver.save_screenshot(str(path))
