"""A site and a stamp -> the site after one edit, with the stamp in it: what a writer does between builds."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_LAYOUT = "<p>Edited {stamp}.</p>\n"


def edit_body(root: Path, stamp: str) -> None:
    """Add a sentence to a post in the middle of the site."""
    _change(_middle(root), lambda text: f"{text}\nOne more sentence, {stamp}.\n")


def edit_title(root: Path, stamp: str) -> None:
    """Give that post another title."""
    _change(_middle(root), lambda text: re.sub(r'(?m)^title: "', f'title: "{stamp} ', text, count=1))


def add_tag(root: Path, stamp: str) -> None:
    """Give that post another tag."""
    _change(_middle(root), lambda text: text.replace("tags: [", f"tags: [added-{stamp}, ", 1))


def edit_layout(root: Path, stamp: str) -> None:
    """Change what is at the foot of every page."""
    place = root / "layouts" / "partials" / "footer.html"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(_LAYOUT.format(stamp=stamp), encoding="utf-8")


def add_post(root: Path, stamp: str) -> None:
    """Add a post that is newer than all others."""
    text = _middle(root).read_text(encoding="utf-8")
    text = re.sub(r'(?m)^date: ".*"', 'date: "2025-11-01"', text, count=1)
    text = re.sub(r'(?m)^title: ".*"', f'title: "New {stamp}"', text, count=1)
    (root / "content" / "blog" / f"new-{stamp}.md").write_text(text, encoding="utf-8")


EDITS: dict[str, Callable[[Path, str], None]] = {
    "nothing changed": lambda _root, _stamp: None,
    "one body edited": edit_body,
    "one title edited": edit_title,
    "one tag added": add_tag,
    "one layout edited": edit_layout,
    "one post added": add_post,
}


def _middle(root: Path) -> Path:
    posts = sorted((root / "content" / "blog").glob("post-*.md"))
    return posts[len(posts) // 2]


def _change(path: Path, change: Callable[[str], str]) -> None:
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


def new_stamp() -> str:
    """Return a stamp that no earlier edit had."""
    return str(time.time_ns())
