"""Requests -> responses: the site's files under its own addresses, and the preview's own modules."""

from __future__ import annotations

from http.client import responses
from pathlib import Path
from typing import TYPE_CHECKING

from tornado.web import RequestHandler, StaticFileHandler

from sitegen.config import Config
from sitegen.core.builtin_theme import builtin_layouts
from sitegen.core.media import media_type
from sitegen.plan.policy import csp
from sitegen.serve.inject import inject
from sitegen.serve.lookup import find
from sitegen.serve.origin import is_own_host, name_in

if TYPE_CHECKING:
    from datetime import datetime

    from sitegen.serve.preview import Preview

#: The preview's own modules: name -> media type. Nothing else in their folder is handed out.
OWN_FILES = {
    path.name: media_type(path.name) for path in (builtin_layouts() / "assets" / "serve").glob("*.*")
}
_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Server": "sitegen",
}
_PLACEHOLDER = b"""<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>%s</title></head>
<body><p>%s</p></body>
</html>
"""


def _refuse_name(name: str) -> str:
    if not name:
        return "The preview answers only under its own names.\n"
    return (
        f"The preview does not answer under the name {name}.\n"
        "If that is your machine, container or tunnel, start it with\n\n"
        f"    sitegen serve --allow-host {name}\n\n"
        f'or write into sitegen.toml\n\n    [serve]\n    allowed_hosts = ["{name}"]\n'
    )


class _Guarded(RequestHandler):
    """The checks and headers of every response."""

    preview: Preview

    def initialize(self, preview: Preview) -> None:
        """Store the preview."""
        self.preview = preview

    def set_default_headers(self) -> None:
        """Forbid caching, sniffing, and reading by other sites."""
        for name, value in _HEADERS.items():
            self.set_header(name, value)

    def prepare(self) -> None:
        """Refuse a request that was made under another name."""
        self.refuse_other_names()

    def refuse_other_names(self) -> bool:
        """Refuse a request that was made under another name; return whether it was."""
        if is_own_host(self.request.host, self.preview.names):
            return False
        self.set_status(403)
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(_refuse_name(name_in(self.request.host)))
        return True

    def write_error(self, status_code: int, **_: object) -> None:
        """Answer in one line of plain text."""
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(f"{status_code} {responses[status_code]}\n")


class OwnHandler(_Guarded):
    """The preview's own modules and styles."""

    def get(self, name: str) -> None:
        """Answer with a module."""
        if name not in OWN_FILES:
            self.send_error(404)
            return
        self.set_header("Content-Type", OWN_FILES[name])
        self.finish((builtin_layouts() / "assets" / "serve" / name).read_bytes())

    def head(self, name: str) -> None:
        """Answer without the body."""
        self.get(name)


class MissingHandler(_Guarded):
    """Requests for something that isn't a path: ``OPTIONS *``, the absolute address of another host."""

    def prepare(self) -> None:
        """Answer every method alike."""
        if not self.refuse_other_names():
            self.send_error(404)


class SiteHandler(_Guarded, StaticFileHandler):
    """The last complete site."""

    def initialize(self, preview: Preview) -> None:  # type: ignore[override]  # the path comes from the preview
        """Serve the folder into which the site is published."""
        _Guarded.initialize(self, preview)
        StaticFileHandler.initialize(self, preview.folder)

    async def get(self, path: str, include_body: bool = True) -> None:
        """Answer with a file, the site's own 404 page, or the way to the right address."""
        preview = self.preview
        answer = find(self.request.path, preview.base_path, preview.files)
        if answer.status == 302:
            query = f"?{self.request.query}" if self.request.query else ""
            self.redirect(answer.location + query)
        elif answer.status == 400:
            self.send_error(400)
        elif not answer.path:
            self._write_placeholder()
        elif answer.path.endswith(".html"):
            self._write_page(answer.path, answer.status)
        elif answer.path in preview.fresh:  # a feed: small
            self.set_header("Content-Type", media_type(answer.path))
            self.finish(preview.fresh[answer.path])
        else:
            self.set_status(answer.status)
            try:
                await super().get(answer.path, include_body)
            except FileNotFoundError:
                self._ask_again()

    async def head(self, path: str) -> None:
        """Answer without the body."""
        await self.get(path, include_body=False)

    def _write_page(self, path: str, status: int) -> None:
        page = self.preview.fresh.get(path)
        if page is None:
            try:
                page = Path(self.preview.folder, path).read_bytes()
            except FileNotFoundError:
                self._ask_again()
                return
        self.set_status(status)
        self.set_header("Content-Type", media_type(path))
        self.finish_page(page, path)

    def finish_page(self, page: bytes, path: str) -> None:
        """Send a page, with the preview's module."""
        self.finish(inject(page, self.preview.about(path)))

    def _ask_again(self) -> None:
        """Ask the browser to retry: the file is missing between two steps of an exchange, or gone."""
        self.clear()
        self.set_header("Retry-After", "1")
        self.set_status(503)
        self.write_error(503)

    def _write_placeholder(self) -> None:
        """Answer before there is any site, and where a site has no 404 page; the preview's module waits."""
        is_waiting = not self.preview.files
        text = b"The site is being built." if is_waiting else b"There is nothing at this address."
        self.set_status(503 if is_waiting else 404)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Content-Security-Policy", csp(Config()))
        self.finish_page(_PLACEHOLDER % (text, text), "")

    # --- what StaticFileHandler expects of subclasses ------------------------------------------

    @classmethod
    def get_absolute_path(cls, root: str, path: str) -> str:
        """Return where a published file is; ``path`` was found among the published names."""
        return f"{root}/{path}"

    def validate_absolute_path(self, root: str, absolute_path: str) -> str:
        """Accept the path: it was found among the published names."""
        return absolute_path

    def get_content_type(self) -> str:
        """Return the media type by our own table."""
        return media_type(str(self.absolute_path))

    def get_modified_time(self) -> datetime | None:
        """Send no time: nothing may be cached."""
        return None

    def should_return_304(self) -> bool:
        """Send the whole file: without times and versions, no condition can hold."""
        return False

    def compute_etag(self) -> str | None:
        """Send no version: nothing may be cached."""
        return None

    def get_cache_time(self, path: str, modified: datetime | None, mime_type: str) -> int:
        """Forbid caching, even for requests with a `v` parameter."""
        return 0

    def set_extra_headers(self, path: str) -> None:
        """Forbid caching, unlike tornado."""
        self.set_header("Cache-Control", "no-store")
