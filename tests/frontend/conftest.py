from __future__ import annotations

import functools
import os
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.frontend.engines import Engine, Server, run_in_node, run_in_page, serve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page


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
def jobs_page(browser: Browser, server: Server) -> Iterator[Page]:
    """A page for many tests, in which jobs keep their vocabulary."""
    page = browser.new_page()
    page.goto(f"{server.url}/tests/blank.html")
    yield page
    page.close()


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """A page of its own, that has loaded nothing yet; the server's record of requests starts anew."""
    context = browser.new_context()
    opened = context.new_page()
    opened.goto(f"{server.url}/tests/blank.html")
    server.requests.clear()
    yield opened
    context.close()
