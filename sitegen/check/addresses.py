"""An address in a published file -> the file that it leads to, or why it leads nowhere."""

from __future__ import annotations

from functools import cached_property
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from sitegen.site.published import file_for, place_below
from sitegen.suggest import Names, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sitegen.findings import Findings

#: Code, message, hint.
Trouble = tuple[str, str, str]
NO_TROUBLE: Trouble = ("", "", "")


class Addresses:
    """Where addresses lead."""

    def __init__(
        self, findings: Mapping[str, Findings], published: Mapping[str, object], base_url: str
    ) -> None:
        """Take the path of every file, and the site's whole address, or its path."""
        self.findings = findings
        self.published = published
        parts = urlsplit(base_url)
        self.host = parts.netloc.lower()
        #: What an address of the site may begin with.
        self.origin = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
        self.base = parts.path.rstrip("/")

    def target(self, output: str, reference: str) -> str:
        """Return the published file that a reference in an output leads to; "" for none of this site."""
        try:
            parts = urlsplit(reference)
        except ValueError:
            return ""
        if parts.scheme not in {"", "http", "https"} or (parts.netloc and parts.netloc.lower() != self.host):
            return ""
        place = self._place(output, parts.path) if parts.path or parts.netloc else None
        return file_for(place, self.published) if place is not None else ""

    def trouble(self, output: str, reference: str) -> Trouble:
        """Return (code, message, hint) of what is wrong with a reference in an output, or three times ""."""
        try:
            parts = urlsplit(reference)
        except ValueError:
            return "broken-reference", f"{reference!r} is no address", ""
        if parts.scheme not in {"", "http", "https"} or (parts.netloc and parts.netloc.lower() != self.host):
            return NO_TROUBLE
        place = self._place(output, parts.path)
        if place is None:
            return "broken-reference", f"{reference!r} lies outside the site's base path {self.base}/", ""
        target = file_for(place, self.published) if parts.path else output
        if not target:
            guess = self._names.nearest(place) or ""
            hint = f"did you mean {self.base}/{guess.removesuffix('index.html')}?" if guess else ""
            return "broken-reference", f"{reference!r} leads to no published file", hint
        found = self.findings.get(target)
        if found is not None and found.redirect:
            return (
                "redirected-link",
                f"{reference!r} only leads on to {found.redirect!r}",
                "link there at once",
            )
        return self._missing_part(reference, unquote(parts.fragment), target)

    @cached_property
    def _names(self) -> Names:
        return Names(self.published)

    def _missing_part(self, reference: str, fragment: str, target: str) -> tuple[str, str, str]:
        if not fragment or fragment == "top" or fragment.startswith(":~:") or not target.endswith(".html"):
            return NO_TROUBLE
        known = self.findings[target].ids if target in self.findings else ()
        if fragment.partition(":~:")[0] in known:
            return NO_TROUBLE
        guess = nearest(fragment, known)
        return (
            "broken-reference",
            f"{reference!r} leads to a part that the page does not have",
            f"did you mean '#{guess}'?" if guess else "",
        )

    def _place(self, output: str, path: str) -> str | None:
        """Return the path of a file below the site's root, without a slash before it."""
        path = unquote(path)
        if not path.startswith("/"):
            return normpath(join(dirname(output), path)).removeprefix("./") + (
                "/" if path.endswith("/") else ""
            )
        return place_below(self.base, path)
