"""Fixtures: the tool's lab as a child process, a browser of Debian, and the page in it.

XAVIER_TOOL is the tool; XAVIER_LAB_URL names a lab that already runs instead, while the page is worked on.
"""

import os
import re
import subprocess
from pathlib import Path

import pytest
from page import Page, browser

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def tool():
    return os.environ.get("XAVIER_TOOL") or str(ROOT / ".build/release/xavier")


class Lab:
    """A lab that listens on a free port until it is stopped."""

    def __init__(self, tool, port=0):
        self.process = subprocess.Popen(
            [tool, "lab", "--port", str(port)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.said = []
        for line in self.process.stdout:
            self.said.append(line)
            found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
            if found:
                self.url, self.port = found[0] + "/", int(found[1])
                return
        raise RuntimeError("no address: " + "".join(self.said))

    def stop(self):
        self.process.terminate()
        self.process.wait(30)
        self.process.stdout.close()


@pytest.fixture(scope="session")
def url(tool):
    running = os.environ.get("XAVIER_LAB_URL")
    if running:
        yield running
        return
    lab = Lab(tool)
    yield lab.url
    lab.stop()


@pytest.fixture
def own_lab(tool):
    """Starts labs that a test may stop."""
    labs = []

    def start(port=0):
        labs.append(Lab(tool, port))
        return labs[-1]

    yield start
    for lab in labs:
        if lab.process.poll() is None:
            lab.stop()


@pytest.fixture(scope="session")
def chromium(tmp_path_factory):
    driver = browser(tmp_path_factory.mktemp("downloads"))
    yield driver
    driver.quit()


@pytest.fixture
def page(chromium, url):
    """The page; whatever it leaves in the console fails the test, unless the test takes it away."""
    page = Page(chromium, url)
    page.console()
    yield page
    assert [line for line in page.console() if not page.is_expected(line)] == []
    assert page.js("return byId('error').hidden"), page.text("#error")
