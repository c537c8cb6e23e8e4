"""A browser that reads pages without their policy, touches everything in them, and counts what runs."""

from __future__ import annotations

import re
from contextlib import contextmanager
from mimetypes import guess_type
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from playwright.sync_api import Browser, Page, Route

HOST = "https://site.test"
_POLICY = re.compile(rb"<meta http-equiv=\"?Content-Security-Policy\"?[^>]*>")
#: Everything is hovered over, focused, opened and clicked on; a click may be answered a moment later.
#: Links to other programs are left alone: a browser would leave the page for them.
_TOUCH = """async () => {
  const moment = () => new Promise((done) => setTimeout(done, 4));
  const events = "pointerover pointerenter mouseover mouseenter wheel keydown focus scrollend".split(" ");
  const inside = (one) => [one.shadowRoot, one.content].filter((root) => root?.querySelectorAll).flatMap(all);
  const all = (root) => [...root.querySelectorAll("*")].flatMap((one) => [one, ...inside(one)]);
  const clickable = "a, area, button, input, summary, form, [tabindex], label, select";
  const leaves = (one) => {
    const link = one.closest("a, area");
    const href = link?.href?.baseVal ?? link?.href;
    return link && !/^(https?|javascript|data):/i.test(URL.parse(href ?? "", location)?.protocol);
  };
  for (const element of all(document)) {
    for (const type of events) element.dispatchEvent(new Event(type));
    element.focus?.();
    if (element.localName == "details") element.open = true;
    if (!element.closest(clickable) || leaves(element)) continue;
    element.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, view: window }));
    await moment();
  }
  await moment();
  await moment();
}"""


class Reader:
    """Reads pages one after the other; `runs` has the name of each whose script ran."""

    def __init__(self, page: Page, files: Mapping[str, bytes]) -> None:
        self.runs: set[str] = set()
        self._page = page
        self._files = files
        self._current = ""
        self._is_open = False
        page.context.expose_function("f", self._note)
        page.context.route("**/*", self._answer)

    def _note(self, *_: object) -> None:
        self.runs.add(self._current)

    def _answer(self, route: Route) -> None:
        address = urlsplit(route.request.url)
        path = unquote(address.path).lstrip("/")
        path += "index.html" if path.endswith("/") or not path else ""
        if route.request.is_navigation_request() and self._is_open:
            route.fulfill(status=204)  # stay on the page, whatever is clicked on
        elif address.netloc == "evil.test":  # what is loaded from there could run
            headers = {"access-control-allow-origin": "*", "content-type": "text/javascript"}
            route.fulfill(body="f()", headers=headers)
        elif address.netloc != "site.test":
            route.fulfill(status=204)
        elif (data := self._files.get(path)) is not None:
            kind = guess_type(path)[0] or "application/octet-stream"
            body = _POLICY.sub(b"", data) if kind == "text/html" else data
            route.fulfill(body=body, content_type=f"{kind}; charset=utf-8" if "text" in kind else kind)
        else:
            route.fulfill(status=404, body="")

    def read(self, name: str, path: str) -> None:
        """Load a file of the site and touch everything."""
        from playwright.sync_api import Error

        self._current = name
        for is_last in (False, False, True):
            try:
                self._is_open = False
                self._page.goto(f"{HOST}/{path}", wait_until="load")
                self._is_open = True
                self._page.evaluate(_TOUCH)
                break
            except Error:  # a link that was clicked, on a busy machine: what has run is noted
                if is_last:
                    raise
        for other in self._page.context.pages:
            if other is not self._page:
                other.close()


@contextmanager
def open_reader(browser: Browser, files: Mapping[str, bytes]) -> Iterator[Reader]:
    """Give a reader of these files."""
    context = browser.new_context()
    yield Reader(context.new_page(), files)
    context.close()
