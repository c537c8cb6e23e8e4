"""A stranger's site in the preview: it can be read and follows the saves, and nothing in it runs."""

from __future__ import annotations

import asyncio
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Error
from tornado.web import RequestHandler

from sitegen.core.problems import ProblemError
from sitegen.publish.manifest import File
from sitegen.serve.application import make_application, make_server
from sitegen.serve.network import find_lan_address
from sitegen.serve.ports import listen
from sitegen.serve.preview import Edition, Preview
from sitegen.serve.report import State
from sitegen.serve.websocket import LiveHandler

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.served import Served

_WAIT = 30_000
_RUN = (
    "document.title='run';fetch('/pwned');new WebSocket('ws://'+location.host+'/livereload');"
    "top.location='/pwned'"
)
_CALL = f'href="javascript:{_RUN}"'
_HTML = "<!doctype html><html><head><title>Evil</title></head><body>{}</body></html>"
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" {}>{}</svg>'
_XHTML = '<html xmlns="http://www.w3.org/1999/xhtml"><body>{}</body></html>'
#: Files of a stranger, however they came to be published. Each would ask for /pwned if it ran.
EVIL = {
    "script.html": _HTML.format(f"<script>{_RUN}</script>"),
    "module.html": _HTML.format(
        '<script type="module" src="/evil.js"></script><script src="/evil.js"></script>'
    ),
    "handler.html": _HTML.format(f'<img src=x onerror="{_RUN}"><body onload="{_RUN}"><svg onload="{_RUN}">'),
    "refresh.html": _HTML.format("<meta http-equiv=refresh content='0;url=/pwned'>"),
    "frame.html": _HTML.format(
        f'<iframe srcdoc="<script>{_RUN}</script>"></iframe><iframe src="javascript:{_RUN}"></iframe>'
        '<iframe src="/script.html"></iframe><iframe src="/evil.svg"></iframe><iframe src="/pwned"></iframe>'
        '<object data="/evil.svg"></object><embed src="/evil.svg">'
    ),
    "click.html": _HTML.format(
        f"<a id=a {_CALL}>a</a> <a id=b target=_top {_CALL}>b</a>"
        f" <a id=c target=_self {_CALL}>c</a> <a id=d target=_blank {_CALL}>d</a>"
        "<form action=/pwned><button id=e>e</button></form>"
        f'<form target=_top action="javascript:{_RUN}"><button id=f>f</button></form>'
        f'<button id=g onclick="{_RUN}">g</button>'
    ),
    "base.html": _HTML.format('<base href="https://evil.example/" target=_self><script src=x.js></script>'),
    "evil.js": _RUN,
    "evil.svg": _SVG.format(f'onload="{_RUN}"', f"<script>{_RUN}</script>"),
    "evil.xml": _XHTML.format(f"<script>{_RUN}</script>"),
    "evil.txt": _HTML.format(f"<script>{_RUN}</script>"),
    "evil.HTML": _HTML.format(f"<script>{_RUN}</script>"),
    "evil": _HTML.format(f"<script>{_RUN}</script>"),
}


class _Asked(RequestHandler):
    """Counts the requests of what ran."""

    def initialize(self, asked: list[str]) -> None:
        self.asked = asked

    def get(self) -> None:
        self.asked.append(self.request.headers.get("Referer", ""))


@contextmanager
def serve_files(folder: Path, files: Mapping[str, str], asked: list[str], host: str) -> Iterator[str]:
    """Serve files of a stranger as they are, from a thread; yield the address."""
    for name, text in files.items():
        (folder / name).write_text(text)
    sockets, port = listen([host], 0, print)
    is_over = asyncio.Event()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        preview = Preview(str(folder), frozenset([host]), State("built", "1-1"), safe=True)
        preview.show(Edition(files={name: File(len(text), 0, 0, 0, 0, "") for name, text in files.items()}))
        application = make_application(preview)
        application.add_handlers(r".*", [(r"/pwned", _Asked, {"asked": asked})])
        server = make_server(application)
        server.add_sockets(sockets)
        await is_over.wait()
        server.stop()
        await server.close_all_connections()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    try:
        yield f"http://{host}:{port}/"
    finally:
        loop.call_soon_threadsafe(is_over.set)
        thread.join()
        loop.close()


@pytest.mark.parametrize("framed", [True, False], ids=["in its frame", "alone"])
def test_nothing_of_a_stranger_runs(page: Page, tmp_path: Path, framed: bool) -> None:
    """Opened as a page, in our frame or in none, and with everything clicked that can be.

    Browsers do not say what they ask for where the address is one that others in the network could answer.
    """
    host = "127.0.0.1" if framed else find_own_address()
    asked: list[str] = []
    with serve_files(tmp_path, EVIL, asked, host) as address:
        for name in EVIL:
            has_frame = framed and name.endswith(".html")
            with suppress(Error):  # what no browser shows is not even saved
                page.goto(f"{address}{name}")
            assert len(page.locator("iframe[title='The page']").all()) == has_frame, name
            shown = page.frames[1] if has_frame else page.main_frame
            shown.wait_for_load_state("load")
            for id_ in "abcdefg" if name == "click.html" else "":
                shown.locator(f"#{id_}").click(no_wait_after=True)
            page.wait_for_timeout(300)
            assert asked == [], name
            assert page.title() != "run", name
            assert len(LiveHandler.clients) == has_frame, name  # the page around it


def find_own_address() -> str:
    """Return this machine's address in its network."""
    try:
        return find_lan_address()
    except ProblemError:
        pytest.skip("this machine is in no network")


def test_a_stranger_s_site_can_be_read_while_it_changes(site: Served, page: Page) -> None:
    """With its styles; a save is shown where the reader is, a mistake over it; links lead the window on."""
    site.post("one", "The first words.\n\n" + "A line.\n\n" * 200 + "## The end\n\n[Three](three.md)")
    site.start("--safe")
    page.goto(f"{site.address}blog/one/")
    page.wait_for_selector("sitegen-preview .word[data-phase=built]", state="attached", timeout=_WAIT)
    frame = page.frame_locator("iframe")
    frame.get_by_text("The first words.").wait_for()
    page.wait_for_function("() => document.title.startsWith('One')", timeout=_WAIT)
    body = frame.locator("body")
    assert body.evaluate("element => getComputedStyle(element).fontFamily") != "Times New Roman"
    assert body.evaluate("() => document.styleSheets.length") > 0
    frame.locator("body").evaluate("() => scrollTo(0, 500)")
    site.post("one", "Other words.\n\n" + "A line.\n\n" * 200 + "## The end\n\n[Three](three.md)")
    frame.get_by_text("Other words.").wait_for(timeout=_WAIT)
    page.wait_for_function("() => frames[0].scrollY == 500", timeout=_WAIT)
    site.post("one", "[gone](nowhere.md)")
    page.wait_for_selector("sitegen-preview .overlay", timeout=_WAIT)
    site.post("one", "Mended.\n\n## The end\n\n[Three](three.md) [End](#the-end)")
    frame.get_by_text("Mended.").wait_for(timeout=_WAIT)
    frame.get_by_role("link", name="End").click()
    page.wait_for_url(f"{site.address}blog/one/#the-end")
    frame.get_by_role("link", name="Three", exact=True).click()
    page.wait_for_url(f"{site.address}blog/three/")
    frame.get_by_text("The first words of three.").wait_for()
