"""Pages that a build left out -> sentences: how many, and why each one."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sitegen.site.visibility import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sitegen.site.visibility import LeftOut

_COUNTS = {
    Reason.DRAFT: ("draft", "drafts"),
    Reason.FUTURE: ("page that is not due yet", "pages that are not due yet"),
    Reason.EXPIRED: ("expired page", "expired pages"),
}
_OPTIONS = {Reason.DRAFT: "--drafts", Reason.FUTURE: "--future", Reason.EXPIRED: "--expired"}


def count_pages(pages: Iterable[LeftOut]) -> str:
    """Return how many pages are left out for each reason."""
    counts = Counter(page.reason for page in pages)
    parts = [
        f"{counts[reason]:,} {words[counts[reason] != 1]}"
        for reason, words in _COUNTS.items()
        if counts[reason]
    ]
    return f"Left out: {', '.join(parts)}"


def describe_page(page: LeftOut) -> str:
    """Return why a page is left out, and the option that includes it."""
    subject = f"{page.path} is in the section of {page.section}, which" if page.section else page.path
    moment = f"{page.moment:%Y-%m-%d %H:%M %Z}" if page.moment else ""
    match page.reason:
        case Reason.DRAFT:
            state = "is a draft"
        case Reason.FUTURE:
            state = f"is not due until {moment}"
        case _:
            state = f"expired on {moment}"
    return f"{subject} {state} ({_OPTIONS[page.reason]} includes it)"
