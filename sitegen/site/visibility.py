"""Documents and the moment of a build -> which of them are public, and why the others are left out."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from posixpath import dirname
from typing import TYPE_CHECKING

import msgspec

from sitegen.site.routes import date_in_name

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from sitegen.core.model import Document


class Show(msgspec.Struct, frozen=True):
    """Which of the pages that aren't (or no longer) public to include."""

    drafts: bool = False
    future: bool = False
    expired: bool = False


class Reason(StrEnum):
    """Why a page is left out."""

    DRAFT = "draft"
    FUTURE = "future"
    EXPIRED = "expired"


class LeftOut(msgspec.Struct, frozen=True):
    """A page that a build leaves out."""

    path: str  #: as a user would type it
    reason: Reason
    moment: datetime | None = None  #: when it is due, or expired
    section: str = ""  #: the file of the section that leaves it out; "" if the page itself does


def date_of(document: Document) -> datetime | None:
    """Return the date of a page: its front matter's, else the one that its file's name begins with."""
    return document.front.date or date_in_name(document.path)


def next_change(documents: Iterable[Document], now: datetime) -> datetime | None:
    """Return the next moment at which a page appears or disappears by its dates."""
    moments = (
        moment
        for document in documents
        for moment in (
            document.front.publish_date or date_of(document),
            document.front.expiry_date,
            document.front.unread_date,
        )
        if moment is not None and moment > now
    )
    return min(moments, default=None)


def find_left_out(
    documents: Sequence[Document], folder: str, now: datetime, show: Show
) -> dict[str, LeftOut]:
    """Return by path the documents whose own front matter says that they aren't public at ``now``.

    ``folder`` is that of the content.
    """
    return {
        document.path: msgspec.structs.replace(reason, path=f"{folder}/{document.path}")
        for document in documents
        if (reason := _find_reason(document, now, show))
    }


def take_along(
    left_out: Mapping[str, LeftOut], documents: Sequence[Document], indexes: Container[str], folder: str
) -> tuple[dict[str, LeftOut], frozenset[str]]:
    """Return (all pages that are left out, the folders of sections that are).

    A section takes with it all that is in its folder. ``indexes`` are the files that describe sections.
    """
    sections = {dirname(path): page for path, page in left_out.items() if path in indexes}
    sections.pop("", None)  # the site has a home page in any case
    pages: dict[str, LeftOut] = {}
    for document in documents:
        path = document.path
        if path in left_out:
            pages[path] = left_out[path]
        elif around := folder_around(path, sections):
            section = sections[around]
            pages[path] = LeftOut(f"{folder}/{path}", section.reason, section.moment, section.path)
    return pages, frozenset(sections)


def _find_reason(document: Document, now: datetime, show: Show) -> LeftOut | None:
    front = document.front
    if front.draft and not show.drafts:
        return LeftOut("", Reason.DRAFT)
    starts = front.publish_date or date_of(document)
    if starts is not None and starts > now and not show.future:
        return LeftOut("", Reason.FUTURE, starts)
    if front.expiry_date is not None and front.expiry_date <= now and not show.expired:
        return LeftOut("", Reason.EXPIRED, front.expiry_date)
    return None


def folder_around(path: str, folders: Container[str]) -> str:
    """Return the deepest of these folders that a path is in; "" when it is in none."""
    folder = dirname(path)
    while folder and folder not in folders:
        folder = dirname(folder)
    return folder
