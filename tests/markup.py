"""`markup.txt` -> pages, sound and unsound, with what a check says of each."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

_TEXT = (Path(__file__).parent / "markup.txt").read_text(encoding="utf-8")
_SOUND = (
    '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>T</title>\n</head>\n<body>\n'
    "<h1>H</h1>\n{}\n</body>\n</html>\n"
)


class Case(NamedTuple):
    name: str
    page: str
    codes: str  #: of the faults in it, in their order


def whole(html: str) -> str:
    """Return a page with this piece in it."""
    is_page = re.match(r"<!doctype|<html", html, re.IGNORECASE)
    return html if is_page else _SOUND.replace("{}", html)


CASES = [
    Case(name, whole(html), codes.strip())
    for name, html, codes in re.findall(r"^=== (\S+)\n(.*?)\n---([^\n]*)$", _TEXT, re.MULTILINE | re.DOTALL)
]
