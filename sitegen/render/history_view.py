"""The history of a page as templates see it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.config import Config
    from sitegen.sources.history import FileHistory


class PageLink(NamedTuple):
    """A link from a page to its file in a repository."""

    kind: str  #: edit, source or history
    url: str


class ChangeView(NamedTuple):
    """One commit."""

    date: datetime
    authors: tuple[str, ...]
    title: str  #: the first line of its message
    commit: str
    url: str  #: "" without a repository on the web


class HistoryView(NamedTuple):
    """What git knows about the file of a page."""

    updated: datetime
    created: datetime
    authors: tuple[str, ...]  #: by the number of their commits
    commits: int  #: how many
    changes: tuple[ChangeView, ...]  #: the newest ones, as many as git.changes says


def view_history(history: FileHistory, config: Config) -> HistoryView:
    """Return the history of a page with dates and addresses."""
    changes = tuple(
        ChangeView(_date(at), authors, title, commit, config.git.commit_url(commit))
        for commit, at, authors, title in (
            (change.commit, change.at, change.authors, change.subject) for change in history.changes
        )
    )
    return HistoryView(
        _date(history.updated), _date(history.created), history.authors, history.count, changes
    )


def link_file(path: str, config: Config) -> Iterator[PageLink]:
    """Yield the links of a page to its file, in the order of git.links."""
    for kind in config.git.links if path else ():
        if url := config.git.link(kind, path, config.paths.content):
            yield PageLink(kind, url)


def _date(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
