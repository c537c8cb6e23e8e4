from __future__ import annotations

import functools
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.frontend.engines import Engine, Server, run_in_node, run_in_page, serve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking")


@pytest.fixture(scope="session", params=["node", pytest.param("chromium", marks=pytest.mark.browser)])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each JavaScript engine that the tokenizer must be exact in."""
    if request.param == "chromium":
        return functools.partial(run_in_page, request.getfixturevalue("jobs_page"))
    if shutil.which("node") is None and "CI" not in os.environ:
        pytest.skip("needs Node")
    return run_in_node


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with serve() as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    playwright = pytest.importorskip("playwright.sync_api")
    debian = Path("/usr/bin/chromium")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(
            executable_path=debian if debian.exists() else None, args=list(FLAGS)
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def jobs_page(chromium: Browser, server: Server) -> Iterator[Page]:
    """A page for many tests, in which jobs keep their vocabulary."""
    page = chromium.new_page()
    page.goto(f"{server.url}/tests/blank.html")
    yield page
    page.close()


@pytest.fixture
def page(chromium: Browser, server: Server) -> Iterator[Page]:
    """A page of its own, that has loaded nothing yet; the server's record of requests starts anew."""
    context = chromium.new_context()
    opened = context.new_page()
    opened.goto(f"{server.url}/tests/blank.html")
    server.requests.clear()
    yield opened
    context.close()
