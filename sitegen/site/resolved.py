"""The answer to a link: where it leads, or why it leads nowhere."""

from __future__ import annotations

from posixpath import splitext
from typing import TYPE_CHECKING
from urllib.parse import unquote

import msgspec

from sitegen.core.hosts import explain_nowhere
from sitegen.core.problems import error, warning

if TYPE_CHECKING:
    from sitegen.config import Paths
    from sitegen.core.problems import Problem


#: The code of a link that works by way of a redirect.
REDIRECTED = "redirected-link"
#: The code of a link to something beside the site, if nobody knows yet whether it exists.
BESIDE = "link-beside-site"
#: The code of a link to a note that a vault doesn't have yet.
UNWRITTEN = "unwritten-note"
#: The code of an image whose file browsers don't show as one.
NO_IMAGE = "not-an-image"
_NO_IMAGES = {
    **dict.fromkeys(
        (".heic", ".heif", ".tif", ".tiff", ".psd", ".eps", ".jxl", ".jp2", ".dng"),
        "save it again as JPEG, PNG, WebP or AVIF",
    ),
    **dict.fromkeys((".mp4", ".m4v", ".mov", ".webm", ".avi", ".mkv", ".ogv"), "write ::: video {target}"),
    **dict.fromkeys(
        (".mp3", ".wav", ".ogg", ".m4a", ".flac"), 'write <audio controls src="{target}"></audio>'
    ),
    **dict.fromkeys(
        (".pdf", ".md", ".markdown", ".html", ".htm", ".txt", ".docx", ".pptx", ".xlsx", ".zip", ".drawio"),
        "link to it, without the exclamation mark: [text]({target})",
    ),
}
#: The suffix of a file name, which the name of a note lacks.
_FILES = (".md", ".html", ".htm", ".pdf", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")
#: Codes of links that lead somewhere, or don't have to.
_WARNED = frozenset({"", REDIRECTED, BESIDE, UNWRITTEN, NO_IMAGE})


class Resolved(msgspec.Struct, frozen=True, array_like=True):
    """The answer to a link: ``code`` is "" when it leads somewhere, and leads there at once."""

    url: str  #: without the base path; with query and fragment
    file: str = ""  #: ``content/…`` or ``static/…`` path when the target is a file
    code: str = ""
    message: str = ""
    hint: str = ""

    @property
    def is_broken(self) -> bool:
        """Return whether the link leads nowhere. A redirect leads somewhere."""
        return self.code not in _WARNED

    def describe(self, target: str, path: str, line: int, column: int) -> Problem:
        """Return the Problem of a link to ``target`` at this position."""
        make = error if self.is_broken else warning
        return make(
            self.code, self.message, path=path, line=line, column=column, hint=self.hint, subject=target
        )


def leave_tree(path: str, paths: Paths) -> str:
    """Return a path without the folder that somebody wrote before it: no address has ``content/`` in it."""
    for folder in (paths.content, paths.static):
        _, tree, rest = f"/{path}".rpartition(f"/{folder}/")
        if tree and rest:
            return rest
    return path


def judge_image(resolved: Resolved, target: str) -> Resolved:
    """Return the answer to an image: it is missing, or browsers show no file of its kind as one, or fine."""
    if resolved.code == "broken-link":
        return msgspec.structs.replace(resolved, code="missing-image", message=f"no image {target!r}")
    path = target.partition("#")[0].partition("?")[0]
    hint = _NO_IMAGES.get(splitext(path)[1].lower(), "")
    if not hint or resolved.code:
        return resolved
    message = f"browsers don't show {target!r} as an image"
    return msgspec.structs.replace(resolved, code=NO_IMAGE, message=message, hint=hint.format(target=target))


def judge_note(path: str, hint: str) -> Resolved | None:
    """Return the answer to a link of a vault to a note that nobody has written; None for other files."""
    if "/" in path or path.lower().endswith(_FILES):
        return None
    message = f"there is no note {unquote(path)!r} yet: the link leads to the top of its page"
    return Resolved("#top", "", UNWRITTEN, message, hint)


def judge_elsewhere(target: str, *, embed: bool = False) -> Resolved:
    """Return the answer to an address beyond the site: itself, unless nobody can follow it.

    With ``embed`` it is of something that the page is to show.
    """
    nowhere = explain_nowhere(target, embed=embed)
    return (
        Resolved(target, "", "missing-image" if embed else "broken-link", *nowhere)
        if nowhere
        else Resolved(target)
    )
