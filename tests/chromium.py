"""A real Chromium for tests of what readers and authors see, one for each test process."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")
#: Milliseconds that a page has for what is expected of it: a busy machine must not fail a test.
_PATIENCE = 20_000
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def launch_browser() -> Iterator[Browser]:
    """Run a Chromium; without one, skip the test with the reason, but fail it where CI is set."""
    try:
        from playwright.sync_api import expect, sync_playwright
    except ImportError:
        _give_up("playwright is not installed")
    expect.set_options(timeout=_PATIENCE)
    with sync_playwright() as playwright:
        path = find_browser(playwright)
        if not Path(path).exists():
            _give_up("there is no Chromium: run tests/browser/install")
        chromium = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield chromium
        chromium.close()


def find_browser(playwright: Playwright) -> str:
    """Return the path of Debian's Chromium, else of Playwright's own."""
    installed = next((path for name in _NAMES if (path := shutil.which(name))), "")
    return installed or playwright.chromium.executable_path


def _give_up(reason: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
