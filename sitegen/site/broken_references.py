"""An address in a published file -> the file that it leads to, or why it leads nowhere.

It works before publishing, from the plan, and afterwards, from the published files: see `Parts`.
"""

from __future__ import annotations

from functools import cached_property
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING, Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from sitegen.core.hosts import explain_nowhere, host_of, is_on_another_host, is_shared, match_below
from sitegen.core.suggest import NameGroups, Names
from sitegen.site.published import file_for, place_below

if TYPE_CHECKING:
    from collections.abc import Collection

#: Code, message, hint.
Trouble = tuple[str, str, str]
NO_TROUBLE: Trouble = ("", "", "")


class Parts(Protocol):
    """What is known about the contents of published files."""

    def redirect(self, output: str) -> str:
        """Return where a page redirects its readers to; "" for any other file."""

    def has(self, output: str, part: str) -> bool:
        """Return whether a page may have this id."""

    def ids(self, output: str) -> Collection[str]:
        """Return the ids of a page that are known."""


class Destinations:
    """Where addresses lead."""

    def __init__(
        self, parts: Parts, published: Collection[str], base_url: str, *, elsewhere: tuple[str, ...] = ()
    ) -> None:
        """Take the path of every file, and the site's absolute address or its path.

        ``elsewhere`` are addresses below which nothing is looked for: what is there isn't known yet, or the
        host serves it.
        """
        self.published = published
        self._parts = parts
        self._elsewhere = match_below(elsewhere)
        self._ids = NameGroups()
        split = urlsplit(base_url)
        self._host = host_of(base_url)
        #: The prefixes of whole addresses of the site.
        self.origin = f"{split.scheme}://{split.netloc}" if split.netloc else ""
        self.base = split.path.rstrip("/")

    def target(self, output: str, reference: str) -> str:
        """Return the published file that a reference in an output leads to; "" if it leads elsewhere."""
        try:
            parts = urlsplit(reference)
        except ValueError:
            return ""
        if self._is_of_another_site(reference, parts):
            return ""
        site_path = self._place(output, parts.path) if parts.path or parts.netloc else None
        return file_for(site_path, self.published) if site_path is not None else ""

    def trouble(self, output: str, reference: str) -> Trouble:
        """Return (code, message, hint) of what is wrong with a reference in an output, or three times ""."""
        try:
            parts = urlsplit(reference)
        except ValueError:
            return "broken-reference", f"{reference!r} is not a valid address", ""
        if self._is_of_another_site(reference, parts):
            nowhere = explain_nowhere(reference)
            return ("broken-reference", *nowhere) if nowhere else NO_TROUBLE
        site_path = self._place(output, parts.path)
        target = (
            output if not parts.path else "" if site_path is None else file_for(site_path, self.published)
        )
        if not target:
            return self._missing_file(reference, parts.path, site_path)
        if leads_on := self._parts.redirect(target):
            return "redirected-link", f"{reference!r} only redirects to {leads_on!r}", "link there directly"
        return self._missing_part(reference, unquote(parts.fragment), target)

    def _is_of_another_site(self, reference: str, parts: SplitResult) -> bool:
        """Return whether an absolute address leads outside this site, perhaps to another path of its host."""
        if is_on_another_host(reference, self._host):
            return True
        path = place_below(self.base, unquote(parts.path))
        return bool(parts.netloc) and (path is None or self._is_of_another_project(path))

    def _is_of_another_project(self, path: str) -> bool:
        """Return whether a path is below a folder that the site lacks, on a host of many projects."""
        top = path.partition("/")[0]
        return (
            not self.base and is_shared(self._host) and bool(top) and "." not in top and top not in self._tops
        )

    @cached_property
    def _tops(self) -> frozenset[str]:
        return frozenset(name.partition("/")[0].removesuffix(".html") for name in self.published)

    def _missing_file(self, reference: str, path: str, site_path: str | None) -> Trouble:
        if site_path is None:
            message = f"{reference!r} is outside the site's base path {self.base}/"
            return "broken-reference", message, f"write {self.base}{path}; in templates url_for does"
        if self._elsewhere.match(f"{site_path.strip('/')}/"):
            return NO_TROUBLE
        guess = self._names.nearest(site_path)
        hint = f"did you mean {self.base}/{guess}?" if guess else "nothing like it will be published"
        return "broken-reference", f"{reference!r} leads to no published file", hint

    @cached_property
    def _names(self) -> Names:
        return Names(name.removesuffix("index.html") for name in self.published)

    def _missing_part(self, reference: str, fragment: str, target: str) -> Trouble:
        if not fragment or fragment == "top" or fragment.startswith(":~:") or not target.endswith(".html"):
            return NO_TROUBLE
        if self._parts.has(target, fragment.partition(":~:")[0]):
            return NO_TROUBLE
        guess = self._ids.nearest(fragment, target, self._parts.ids(target))
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
