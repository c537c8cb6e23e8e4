"""Builds -> the site that is shown: the file at each address, and which pages aren't public yet."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec

from sitegen.config import base_path
from sitegen.site.assemble import find_nonpublic
from sitegen.site.visibility import Reason

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from sitegen.build.site_state import SiteState
    from sitegen.publish.manifest import File
    from sitegen.serve.report import State
    from sitegen.site.assemble import Site
    from sitegen.site.visibility import LeftOut

#: More changed files than this aren't named: browsers load everything again.
_MOST_CHANGED = 100
_PAGES = (".html",)


class Edition(msgspec.Struct, frozen=True):
    """One complete site as the server serves it; a request sees one edition or the next, never a mixture."""

    files: Mapping[str, File] = {}  #: by path under the folder
    base_path: str = ""
    sources: Mapping[str, str] = {}  #: path of a page -> its source under content/
    marks: Mapping[str, str] = {}  #: path of a page -> why it isn't public yet
    addresses: dict[str, str] = {}  #: the same by address, as links name it
    fresh: Mapping[str, bytes] = {}  #: what is newer than the files in the folder


class Preview:
    """The state that handlers read. It belongs to the event loop: no other thread may change it."""

    def __init__(self, folder: str, names: Collection[str], state: State, *, safe: bool = False) -> None:
        self.folder = folder
        self.names = names
        self.state = state
        self.safe = safe  #: the site is untrusted
        self._edition = Edition()

    @property
    def files(self) -> Mapping[str, File]:
        """The published files by path."""
        return self._edition.files

    @property
    def base_path(self) -> str:
        """The prefix of every address of the site: ``/project``, or ""."""
        return self._edition.base_path

    @property
    def fresh(self) -> Mapping[str, bytes]:
        """The content of those files that are newer than what is in the folder."""
        return self._edition.fresh

    def show(self, edition: Edition) -> None:
        """Serve this edition from now on."""
        self._edition = edition

    def about(self, path: str) -> dict[str, str]:
        """Return what the preview's module needs to know of a page."""
        edition = self._edition
        values = {
            "revision": self.state.revision,
            "page": edition.sources.get(path, ""),
            "mark": edition.marks.get(path, ""),
        }
        return {name: value for name, value in values.items() if value}


def make_edition(site: Site, files: Mapping[str, File], now: datetime) -> Edition:
    """Return the Edition of a published site."""
    base = base_path(site.config)
    nodes = [(node.route, node.document) for node in site.nodes.values() if node.document]
    nonpublic = find_nonpublic(site, now)
    marked = [
        (route, describe_mark(nonpublic[document.path]))
        for route, document in nodes
        if document.path in nonpublic
    ]
    return Edition(
        files=files,
        base_path=base,
        sources={route.output: document.path for route, document in nodes},
        marks={route.output: mark for route, mark in marked},
        addresses={base + route.url: mark for route, mark in marked},
    )


def describe_mark(page: LeftOut) -> str:
    """Return why a page would not be published now, in a few words."""
    match page.reason:
        case Reason.DRAFT:
            return "Draft section" if page.section else "Draft"
        case Reason.FUTURE:
            day = f"{page.moment:%Y-%m-%d %H:%M %Z}".removesuffix(" 00:00 UTC")
            return f"Section scheduled for {day}" if page.section else f"Scheduled for {day}"
        case Reason.EXPIRED:
            return "Expired section" if page.section else "Expired"


def looks_the_same(first: Edition, second: Edition) -> bool:
    """Return whether two editions look the same to a browser."""
    return (
        (first.base_path, first.addresses) == (second.base_path, second.addresses)
        and first.files.keys() == second.files.keys()
        and all(file.digest == second.files[path].digest for path, file in first.files.items())
    )


def list_changed(
    before: Mapping[str, File], after: Mapping[str, File], base_path: str
) -> tuple[str, ...] | None:
    """Return the addresses of files other than pages that are new, different or gone; None: too many."""
    paths = before.keys() | after.keys()
    return name_changed((path for path in paths if _digest(before, path) != _digest(after, path)), base_path)


def name_changed(paths: Iterable[str], base_path: str) -> tuple[str, ...] | None:
    """Return the addresses of those files that are no pages; None: too many to be named."""
    changed = sorted(path for path in paths if not path.endswith(_PAGES))
    if len(changed) > _MOST_CHANGED:
        return None
    return tuple(f"{base_path}/{quote(path)}" for path in changed)


def find_saved(paths: Iterable[str], site_state: SiteState, base_path: str) -> str:
    """Return the address of the page whose file was saved, when it was exactly one."""
    prefix, nodes = f"{site_state.inputs.content.root}/", site_state.site.nodes
    pages = {path.removeprefix(prefix) for path in paths if path.startswith(prefix)} & nodes.keys()
    return base_path + nodes[pages.pop()].route.url if len(pages) == 1 else ""


def _digest(files: Mapping[str, File], path: str) -> str:
    return files[path].digest if path in files else ""
