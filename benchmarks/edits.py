"""A site -> the same with one edit, each time another: what a writer does between two builds."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_LAYOUT = "<p>Edited {stamp}.</p>\n"


def edit_body(root: Path) -> None:
    """Add a sentence to a post in the middle of the site."""
    _change(_middle(root), lambda text: f"{text}\nOne more sentence, {_stamp()}.\n")


def edit_title(root: Path) -> None:
    """Give that post another title."""
    _change(_middle(root), lambda text: re.sub(r'(?m)^title: "', f'title: "{_stamp()} ', text, count=1))


def add_tag(root: Path) -> None:
    """Give that post another tag."""
    _change(_middle(root), lambda text: text.replace("tags: [", f"tags: [added-{_stamp()}, ", 1))


def edit_layout(root: Path) -> None:
    """Change what stands at the foot of every page."""
    place = root / "layouts" / "partials" / "footer.html"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(_LAYOUT.format(stamp=_stamp()), encoding="utf-8")


EDITS: dict[str, Callable[[Path], None]] = {
    "nothing changed": lambda _: None,
    "one body edited": edit_body,
    "one title edited": edit_title,
    "one tag added": add_tag,
    "one layout edited": edit_layout,
}


def _middle(root: Path) -> Path:
    posts = sorted((root / "content" / "blog").glob("post-*.md"))
    return posts[len(posts) // 2]


def _change(path: Path, change: Callable[[str], str]) -> None:
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


def _stamp() -> str:
    return str(time.time_ns())
