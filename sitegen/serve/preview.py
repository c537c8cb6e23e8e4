"""Builds -> the site that is shown: what lies at which address, which pages are not public yet, and the State."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec

from sitegen.site.assemble import Show, is_public

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from sitegen.files import File
    from sitegen.model import FrontMatter
    from sitegen.serve.report import State
    from sitegen.site import Site

#: More changed files than this are not named: browsers load everything anew.
_MOST_CHANGED = 100
_PAGES = (".html",)
_ONLY_PUBLIC = Show()


class Edition(msgspec.Struct, frozen=True):
    """One whole site as the server hands it out; requests see one edition or the next, never a mixture."""

    files: Mapping[str, File] = {}  #: by path under the folder
    base_path: str = ""
    sources: Mapping[str, str] = {}  #: path of a page -> its source under content/
    marks: Mapping[str, str] = {}  #: path of a page -> why it is not public yet


class Preview:
    """What handlers look at. It belongs to the event loop: no other thread may change it."""

    def __init__(self, folder: str, names: Collection[str], port: int, state: State) -> None:
        self.folder = folder
        self.names = names
        self.port = port
        self.state = state
        self._edition = Edition()

    @property
    def files(self) -> Mapping[str, File]:
        """The published files by path."""
        return self._edition.files

    @property
    def base_path(self) -> str:
        """What every address of the site begins with: ``/project``, or ""."""
        return self._edition.base_path

    def show(self, edition: Edition) -> None:
        """Answer from this edition from now on."""
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


def make_edition(site: Site, files: Mapping[str, File], base_path: str, now: datetime) -> Edition:
    """Return the Edition of a published site."""
    documents = [(node.route.output, node.document) for node in site.nodes.values() if node.document]
    return Edition(
        files=files,
        base_path=base_path,
        sources={output: document.path for output, document in documents},
        marks={output: mark for output, document in documents if (mark := find_mark(document.front, now))},
    )


def find_mark(front: FrontMatter, now: datetime) -> str:
    """Return why a page would not be published now; "" when it would."""
    if is_public(front, now, _ONLY_PUBLIC):
        return ""
    starts = front.publish_date or front.date
    if front.draft:
        return "Draft"
    if starts is not None and starts > now:
        return f"Scheduled for {starts:%Y-%m-%d %H:%M %Z}".removesuffix(" 00:00 UTC")
    return "Expired"


def list_changed(
    before: Mapping[str, File], after: Mapping[str, File], base_path: str
) -> tuple[str, ...] | None:
    """Return the addresses of files other than pages that are new, different or gone; None: too many."""
    changed = sorted(
        path
        for path in before.keys() | after.keys()
        if not path.endswith(_PAGES) and _digest(before, path) != _digest(after, path)
    )
    if len(changed) > _MOST_CHANGED:
        return None
    return tuple(f"{base_path}/{quote(path)}" for path in changed)


def marked_addresses(edition: Edition, site: Site) -> dict[str, str]:
    """Return the addresses of the pages that are not public yet, as links name them."""
    return {
        edition.base_path + node.route.url: edition.marks[node.route.output]
        for node in site.nodes.values()
        if node.route.output in edition.marks
    }


def find_saved(paths: Iterable[str], content: str, site: Site, base_path: str) -> str:
    """Return the address of the page whose file was saved, when it was exactly one; ``content`` is its folder."""
    prefix = f"{content}/"
    pages = {path.removeprefix(prefix) for path in paths if path.startswith(prefix)} & site.nodes.keys()
    return base_path + site.nodes[pages.pop()].route.url if len(pages) == 1 else ""


def _digest(files: Mapping[str, File], path: str) -> str:
    return files[path].digest if path in files else ""
