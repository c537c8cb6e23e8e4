"""A heading and its new name -> the edit of its line, and the ids that change with it."""

from __future__ import annotations

import re
from posixpath import normpath
from typing import TYPE_CHECKING

from sitegen.core.problems import ProblemError, error
from sitegen.core.suggest import nearest
from sitegen.core.text import lazy_compile
from sitegen.moving.following import Move
from sitegen.moving.spelling import Lines
from sitegen.moving.written import scan_headings

if TYPE_CHECKING:
    from sitegen.moving.loaded_site import LoadedSite

_OWN_ID = lazy_compile(r"\{[^}]*#([^\s}]+)[^}]*\}[ \t]*$")


def read_heading(site: LoadedSite, old: str, new: str) -> Move:
    """Return the renaming of a heading, ``blog/a.md#its-id``; ProblemError if the page lacks it.

    A heading that sets its id, ``## Text {#id}``, gets a new id, any other a new text.
    """
    name, _, id_ = old.partition("#")
    content = f"{site.config.paths.content}/"
    path = normpath(name).removeprefix(content)
    page = next((form for form in (path, f"{path}.md") if form in site.sources), "")
    if not page:
        guess = nearest(path, site.sources)
        hint = f"did you mean {content}{guess}?" if guess else f"name a page of {content}"
        raise ProblemError(error("move-refused", "there is no such page", path=name, hint=hint))
    ids = [heading.id for heading in site.converted[page][1].headings]
    text = site.sources[page].data.decode()
    span = _find_heading(text, ids, id_)
    if span is None:
        guess = nearest(id_, ids)
        hint = (
            f"did you mean {name}#{guess}?"
            if guess
            else "name the id of a heading that is written in the page"
        )
        raise ProblemError(
            error("move-refused", f"there is no heading #{id_}", path=content + page, hint=hint)
        )
    start, end = span
    after = site.after({}, {page: text[:start] + new + text[end:]}, site.config_text)
    now = [heading.id for heading in after.converted[page][1].headings]
    if len(now) != len(ids) or now == ids or new != new.strip() or "\n" in new:
        message = f"{new!r} is not a new name for this heading"
        hint = "write its new text; or its new id, if it is written as {#id}"
        raise ProblemError(error("move-refused", message, path=content + page, hint=hint))
    changed = {before: later for before, later in zip(ids, now, strict=True) if before != later}
    return Move(
        f"{content}{page}#{id_}",
        f"{content}{page}#{changed[id_]}",
        {},
        {page: changed},
        {},
        {page: {span: new}},
    )


def _find_heading(text: str, ids: list[str], id_: str) -> tuple[int, int] | None:
    """Return where the id of a heading is written, else where its text is."""
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    written = list(scan_headings(lines))
    written = written[len(written) - len(ids) :]  # the first may be the title
    if id_ not in ids or len(written) != len(ids):
        return None
    heading = written[ids.index(id_)]
    line, start = lines[heading.line], Lines(text).offset(heading.line + 1, 0)
    if match := _OWN_ID.search(line):
        return start + match.start(1), start + match.end(1)
    at = re.search(re.escape(heading.text), line)
    return (start + at.start(), start + at.end()) if at and heading.text else None
