"""Where everything of a site is after a move: files, pages, sections, and what references lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from sitegen.site.target_parts import split_target, write_tail

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sitegen.moving.loaded_site import LoadedSite
    from sitegen.moving.references import Referent

#: Where in a text -> what is written there instead.
Edits = dict[tuple[int, int], str]


class Move(NamedTuple):
    """What goes where, from the site's folder."""

    old: str  #: a file, a folder, a heading or a term
    new: str
    files: dict[str, str]  #: old path -> new path of each file
    anchors: Mapping[str, Mapping[str, str]] = {}  #: page below content/ -> old id of a heading -> new id
    nodes: Mapping[str, str] = {}  #: old id -> new id of what has no file
    edits: Mapping[str, Edits] = {}  #: page below content/ -> what changes in it besides references
    renames: tuple[tuple[str, str], ...] = ()  #: old and new path of each file or folder to rename

    def write_texts(self, site: LoadedSite) -> dict[str, str]:
        """Return the new texts of the pages with edits, by their path below content/ after the move."""
        content = f"{site.config.paths.content}/"
        return {
            self.files.get(content + page, content + page).removeprefix(content): write_edits(
                site.sources[page].data.decode(), edits
            )
            for page, edits in self.edits.items()
        }


def write_edits(text: str, edits: Mapping[tuple[int, int], str]) -> str:
    """Return a text with edits, which don't overlap."""
    for (start, end), written in sorted(edits.items(), reverse=True):
        text = text[:start] + written + text[end:]
    return text


class Moving:
    """A site, and what moves."""

    def __init__(self, site: LoadedSite, move: Move) -> None:
        self.site = site
        self.move = move
        paths = site.config.paths
        self._content = f"{paths.content}/"
        self._folders = [
            (f"{old}/", f"{new}/")
            for old, new in move.renames
            if old.startswith(self._content) and new.startswith(self._content)
        ]

    def follow(self, path: str) -> str:
        """Return the path below content/ of a page, or the id of a section without a page."""
        if path in self.move.nodes:
            return self.move.nodes[path]
        code, _, inner = path.partition(":")
        if inner and code in self.site.config.languages:
            return f"{code}:{self.follow(inner)}"
        whole = self._content + path
        if whole in self.move.files:
            return self.move.files[whole].removeprefix(self._content)
        for old, new in self._folders:
            if whole.startswith(old):
                return (new + whole[len(old) :]).removeprefix(self._content)
        return path

    def rename(self, shown: str) -> str:
        """Return the path of a file as a Problem names it."""
        return self.move.files.get(shown, shown)

    def expect(self, referent: Referent, after: LoadedSite) -> Referent:
        """Return where a reference that leads there must lead after the move."""
        if referent.kind in ("page", "here"):
            return referent._replace(id=self.follow(referent.id), tail=self._follow_tail(referent))
        if referent.kind == "file":
            return referent._replace(id=self.move.files.get(referent.id, referent.id))
        if referent.kind == "folder":
            return referent._replace(id=self.follow(f"{referent.id}/").rstrip("/"))
        if referent.kind == "url":
            return referent._replace(id=self._follow_url(referent.id, after))
        return referent

    def _follow_tail(self, referent: Referent) -> str:
        _, query, fragment = split_target(referent.tail)
        new = self.move.anchors.get(referent.id, {}).get(unquote(fragment))
        return write_tail(query, new) if new else referent.tail

    def _follow_url(self, url: str, after: LoadedSite) -> str:
        """Return the address of what is generated for a section or a term, such as its feed."""
        sections = [f"{old.removeprefix(self._content)}_index.md" for old, _ in self._folders]
        sections += [f"{code}:{id_}" for code in self.site.config.languages for id_ in sections]
        for id_ in (*sections, *self.move.nodes):
            old, new = self.site.site.nodes.get(id_), after.site.nodes.get(self.follow(id_))
            if old and new and url.startswith(old.route.url):
                return new.route.url + url[len(old.route.url) :]
        return url
