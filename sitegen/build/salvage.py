"""A site with broken pages -> what the preview can show: the good ones, and the last good form of the others.

A build publishes everything or nothing. But an author wants to see the other pages while one is broken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sitegen.core.codes import CODES
from sitegen.core.problems import Severity
from sitegen.core.safe_paths import MAX_NAME_BYTES
from sitegen.plan.collisions import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from sitegen.core.model import Document
    from sitegen.plan.target import Target
    from sitegen.render.job import Rendered
    from sitegen.site.routes import Route

#: Steps of a path that no file can be published under.
_NO_NAMES = frozenset({"", ".", ".."})
#: After one of these, only the path of a page is known.
_UNREAD = frozenset({"file-encoding", "file-too-large"})
_PLACEHOLDER = b"""<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Error</title></head>
<body><p>This page cannot be shown: it has errors.</p></body>
</html>
"""


def is_unread(document: Document) -> bool:
    """Return whether a mistake kept the front matter of a page, or the page itself, from being read."""
    return any(
        problem.severity is Severity.ERROR
        and (
            problem.code.startswith("front-matter-")
            or problem.code in _UNREAD
            or CODES[problem.code].is_overrun
        )
        for problem in document.problems
    )


def restore(document: Document, last: Document) -> Document:
    """Return the last version of a page that can't be read, with its current Problems."""
    if not is_unread(document):
        return document
    return msgspec.structs.replace(
        last, digest=document.digest, problems=document.problems, included=document.included
    )


def drop_clashes(
    targets: Iterable[Target], files: Mapping[str, Route], last: Collection[tuple[str, str]]
) -> tuple[Target, ...]:
    """Return the targets that can be published beside each other and beside the site's own files.

    If two pages claim an address, the one that had it in the last build stays. ``last`` has its
    (output, page).
    """
    outputs = {folded(route.output) for route in files.values()}
    folders = {folder for output in outputs for folder in _folders(output)}
    chosen = []
    for target in sorted(
        targets, key=lambda target: ((target.output, target.node) not in last, target.output)
    ):
        output = folded(target.output)
        around = _folders(output)
        if output in outputs or output in folders or outputs.intersection(around):
            continue
        if any(step in _NO_NAMES or len(step.encode()) > MAX_NAME_BYTES for step in output.split("/")):
            continue
        outputs.add(output)
        folders.update(around)
        chosen.append(target)
    return tuple(sorted(chosen, key=lambda target: target.output))


def _folders(output: str) -> list[str]:
    """Return every folder around a file."""
    steps = output.split("/")[:-1]
    return ["/".join(steps[: length + 1]) for length in range(len(steps))]


def is_broken(rendered: Rendered) -> bool:
    """Return whether an output has a worse Problem than a broken reference."""
    return any(
        problem.severity is Severity.ERROR and not CODES[problem.code].lenient
        for problem in rendered.problems
    )


def substitute(output: str, read_last: Callable[[str], bytes | None]) -> bytes | None:
    """Return what is shown instead of a broken output; None for a feed that was never complete."""
    last = read_last(output)
    return _PLACEHOLDER if last is None and output.endswith(".html") else last
