"""A real Chromium for tests of what readers see; its absence skips them, except where CI is set."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.served import Served, write_notes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder as needing a browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


def _open_page(browser: Browser, width: int, height: int) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": width, "height": height})
    yield context.new_page()
    context.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a window 1280 wide."""
    yield from _open_page(browser, 1280, 900)


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A page on a phone 360 wide."""
    yield from _open_page(browser, 360, 740)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Served]:
    """A site of three posts, not yet served."""
    served = Served(tmp_path / "site")
    write_notes(served)
    yield served
    served.end(signal.SIGKILL)
