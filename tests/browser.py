"""A real browser for the tests: the machine's Chromium, or the one Playwright has downloaded.

Tests that take ``browser`` or ``new_page`` are marked ``browser`` and are skipped where there is none,
unless ``BAOXIU_BROWSER_REQUIRED`` is set, as `.ci/run` does: then they fail.  ``BAOXIU_CHROMIUM`` names
another executable.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)
STEP_MS = 10_000  # how long a page may take for one step


@lru_cache(maxsize=1)
def chromium() -> str | None:
    """The path of a Chromium that runs here.  Ubuntu's package without snap is a script that does not."""
    given = os.environ.get("BAOXIU_CHROMIUM")
    found = [given] if given else [path for name in NAMES if (path := shutil.which(name))]
    found += [str(path) for path in sorted(_downloads().glob("chromium-*/chrome-*/chrome"), reverse=True)]
    for path in found:
        try:
            told = subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False)
        except (OSError, subprocess.TimeoutExpired):
            continue
        if told.returncode == 0:
            return path
    return None


def _downloads() -> Path:
    given = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    return Path(given) if given else Path.home() / ".cache" / "ms-playwright"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def browser() -> Iterator[Browser]:
    """Chromium, started for the test: Playwright's event loop must not outlive it, or tests that are
    coroutines could not run in this process."""
    path = chromium()
    if path is None:
        if os.environ.get("BAOXIU_BROWSER_REQUIRED"):
            pytest.fail("no Chromium that runs was found, and BAOXIU_BROWSER_REQUIRED is set")
        pytest.skip("no Chromium: browser tests are NOT RUN (apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    args = [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else list(QUIET)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=args)
        yield opened
        opened.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """``new_page(width=1280, height=800, lang="zh-CN")`` opens a page for a visitor of its own.

    An uncaught error of a page's script fails the test.
    """
    errors: list[str] = []

    def opened(width: int = 1280, height: int = 800, lang: str = "zh-CN") -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, locale=lang)
        context.set_default_timeout(STEP_MS)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield opened  # the contexts go with the browser, which is closed next
    assert not errors, f"errors in the page: {errors}"


def until(page: Page, script: str) -> None:
    """Wait until an asynchronous function of the page answers true.  ``wait_for_function`` takes its promise for an
    answer, and waits for nothing."""
    end = time.monotonic() + STEP_MS / 1000
    while not page.evaluate(script):
        assert time.monotonic() < end, f"never true: {script}"
        page.wait_for_timeout(50)


def connect_and_reload(page: Page) -> None:
    """Back in reach, the page is opened anew, by whoever does so first: it reloads itself when it has sent what it kept."""
    from playwright.sync_api import Error

    page.context.set_offline(False)
    try:
        page.reload()
    except Error as broken_off:
        if "ERR_ABORTED" not in str(broken_off):
            raise
        page.wait_for_load_state()
