"""Where everything of a site is after a move: files, pages, sections, and what references lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sitegen.moving.references import Lead
    from sitegen.moving.snapshot import Snapshot


class Move(NamedTuple):
    """What goes where, from the site's folder."""

    old: str  #: a file, or a folder
    new: str
    files: dict[str, str]  #: old path -> new path of each file


class Moving:
    """A site, and what moves."""

    def __init__(self, site: Snapshot, move: Move) -> None:
        self.site = site
        self.move = move
        paths = site.config.paths
        self._content = f"{paths.content}/"
        is_content = move.old.startswith(self._content) and move.new.startswith(self._content)
        self._folders = (move.old + "/", move.new + "/") if is_content else ("", "")

    def follow(self, path: str) -> str:
        """Return the path below content/ of a page, or the id of a section without a page."""
        whole = self._content + path
        if whole in self.move.files:
            return self.move.files[whole].removeprefix(self._content)
        old, new = self._folders
        if old and whole.startswith(old):
            whole = new + whole[len(old) :]
        return whole.removeprefix(self._content)

    def rename(self, shown: str) -> str:
        """Return the path of a file as a Problem names it."""
        return self.move.files.get(shown, shown)

    def expect(self, lead: Lead, after: Snapshot) -> Lead:
        """Return where a reference that leads there must lead after the move."""
        if lead.kind == "page":
            return lead._replace(id=self.follow(lead.id))
        if lead.kind == "file":
            return lead._replace(id=self.move.files.get(lead.id, lead.id))
        if lead.kind == "folder":
            return lead._replace(id=self.follow(f"{lead.id}/").rstrip("/"))
        if lead.kind == "url":
            return lead._replace(id=self._follow_url(lead.id, after))
        return lead

    def _follow_url(self, url: str, after: Snapshot) -> str:
        """Return the address of what is generated for a section, such as its feed."""
        section = f"{self.move.old.removeprefix(self._content)}/_index.md"
        old, new = self.site.site.nodes.get(section), after.site.nodes.get(self.follow(section))
        if old is None or new is None or not url.startswith(old.route.url):
            return url
        return new.route.url + url[len(old.route.url) :]
