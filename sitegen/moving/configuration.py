"""The text of sitegen.toml -> the same with other targets, and with redirects from old addresses."""

from __future__ import annotations

import json
import re
import tomllib
from typing import TYPE_CHECKING

from sitegen.core.problems import ProblemError, error
from sitegen.moving.references import name_in

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sitegen.config import NavItem
    from sitegen.config.nav_file import NavFile
    from sitegen.config.toml import KeyPath

#: The keys whose values name pages; those of redirects are addresses, and so in quotes.
_KEY = r"((?:\b(?:page|target|folder|url)|[\"'])\s*=\s*[\"'])"
_HEADER = re.compile(r"^\[redirects\][ \t]*(?:#.*)?\r?$", re.MULTILINE)
_NEXT_TABLE = re.compile(r"^\[", re.MULTILINE)


def replace_targets(text: str, targets: Mapping[str, str]) -> str:
    """Return the text with other values of ``page``, ``target`` and ``folder``, and of redirects."""
    for old, new in targets.items():
        pattern = re.compile(f"{_KEY}{re.escape(old)}([\"'])")
        text = new.join(pattern.sub("\\1\0\\2", text).split("\0"))
    return text


def replace_entries(text: str, nav: NavFile, targets: Mapping[str, str]) -> str:
    """Return the text of the file of a navigation with other targets."""
    lines = text.split("\n")
    for path, number in nav.lines.items():
        target = name_in(_find_item(nav.items, path))
        if target in targets:
            before, _, after = lines[number - 1].rpartition(target)
            lines[number - 1] = f"{before}{targets[target]}{after}"
    return "\n".join(lines)


def _find_item(items: Sequence[NavItem], path: KeyPath) -> NavItem:
    """Return the entry at a path such as ``nav``, 0, ``items``, 1."""
    item = items[int(path[1])]
    return _find_item(item.items, path[2:]) if len(path) > 2 else item


def edit_redirects(text: str, redirects: Mapping[str, str], taken: Collection[str]) -> str:
    """Return the text with more redirects, and without those from addresses that pages have again."""
    end_of_line = "\r\n" if "\r\n" in text else "\n"
    header = _HEADER.search(text)
    if header is None:
        if not redirects:
            return text
        if "redirects" in tomllib.loads(text):
            hint = "write it as a table of its own: a line [redirects], and its entries below"
            raise ProblemError(
                error("move-refused", "the redirects aren't in a table", path="sitegen.toml", hint=hint)
            )
        table = f"\n\n[redirects]\n{_write(redirects)}".replace("\n", end_of_line)
        return f"{text.rstrip()}{table}".lstrip()
    following = _NEXT_TABLE.search(text, header.end())
    end = following.start() if following else len(text)
    rows = [row for row in text[header.end() : end].splitlines(keepends=True) if _key_of(row) not in taken]
    body = "".join(rows)
    if redirects:
        entries = body.rstrip()
        gap = body[len(entries) :].removeprefix("\r").removeprefix("\n")
        body = f"{entries}{end_of_line}{_write(redirects).replace(chr(10), end_of_line)}{gap}"
    return text[: header.end()] + body + text[end:]


def _write(redirects: Mapping[str, str]) -> str:
    return "".join(
        f"{json.dumps(old, ensure_ascii=False)} = {json.dumps(new, ensure_ascii=False)}\n"
        for old, new in redirects.items()
    )


def _key_of(row: str) -> str:
    try:
        return next(iter(tomllib.loads(row)), "")
    except tomllib.TOMLDecodeError:
        return ""
