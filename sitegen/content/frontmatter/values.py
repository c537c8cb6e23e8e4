"""One Node -> one value of the schema, or a Fault with its remedy.

The coercions, whole:

=========  ==================================================================================
text       a number or a date gives the text as written (``007`` stays ``007``); runs of blanks
           and line ends become one space; true, false, lists and mappings are errors
terms      one text is a list of one; numbers as text; nothing is an empty list; of terms that
           differ in letter case alone the first is kept; true, false and dates are errors
dates      see dates.py; numbers (20251101) are errors
switches   true or false (in YAML also yes, no, on, off); never text
integers   a whole number; never text
=========  ==================================================================================

A key whose value is empty is a key left out, except for ``title``.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from sitegen.config.checks import PATTERN_WORDS
from sitegen.content.frontmatter.dates import REMEDY, parse_date
from sitegen.content.frontmatter.nodes import KIND_NAMES, Fault, Node, plain
from sitegen.core.model import PARENT
from sitegen.core.safe_paths import check_path, check_slug, check_url
from sitegen.core.text import FORBIDDEN, lazy_compile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

_BLANKS = lazy_compile(r"[ \t\r\n]+")
#: A word in an address that says something of the page: see sitegen.site.patterns.
_WORD = lazy_compile(r"(?<=[/:_.-]):[a-z_]+|(?<=/):[a-z_]+")
#: What shows that a single text was meant as a list, also in Chinese and Japanese.
_LIST_MARK = lazy_compile(r"\A-(?=\w)|[,;\u3001\uff0c\uff1b]")
_FLAG_HINTS = {"true": "remove the quotes", "false": "remove the quotes"}


class Values:
    """Reads the values of one front matter and collects the faults in them."""

    def __init__(self, faults: list[Fault], *, patterns: bool = False) -> None:
        """With ``patterns`` an address may have words in it, as Jekyll's have: ``/:year/:title/``."""
        self._faults = faults
        self._patterns = patterns

    def text(self, name: str, node: Node) -> str:
        """Return one line of text."""
        if node.kind in ("bool", "list", "mapping"):
            hint = f"put it in quotes: '{node.written}'" if node.kind == "bool" else "write text"
            self._wrong(node, f"{name} must be text, not {_shown(node)}", hint)
            return ""
        return _BLANKS.sub(" ", node.written).strip(" ") if node.kind != "null" else ""

    def title(self, name: str, node: Node) -> str:
        """Return one line of text that isn't empty."""
        text = self.text(name, node)
        if not text and node.kind not in ("bool", "list", "mapping"):
            self._wrong(node, "title is empty", "write one, or remove the key to use the first heading")
        return text

    def terms(self, name: str, node: Node) -> tuple[str, ...]:
        """Return the terms of a taxonomy."""
        if node.kind == "text" and (mark := _LIST_MARK.search(node.value)):
            sign = "a hyphen at its beginning" if mark[0] == "-" else "a comma in it"
            message = f"{name} is one term with {sign}: {node.value[:60]!r}"
            hint = "write a list: [one, two]"
            if mark[0] == "-":
                hint = "write a space after the hyphen of each entry: - one"
            self._faults.append(Fault(node.at, "front-matter-one-term", message, hint))
        return self.names(name, node)

    def names(self, name: str, node: Node) -> tuple[str, ...]:
        """Return texts, each once, whatever its case."""
        items = node.value if node.kind == "list" else [node] if node.kind not in ("null", "bad") else []
        by_folded_name: dict[str, str] = {}
        for term in (self._term(name, item) for item in items):
            if term:
                by_folded_name.setdefault(term.casefold(), term)
        return tuple(by_folded_name.values())

    def _term(self, name: str, node: Node) -> str:
        if node.kind in ("text", "int", "float"):
            term = unicodedata.normalize("NFC", _BLANKS.sub(" ", node.written).strip(" "))
            if term:
                return term
            self._wrong(node, f"{name} has an empty entry", "remove it")
        elif node.kind in ("bool", "date"):
            self._wrong(node, f"{name} has {_shown(node)} as an entry", f"put it in quotes: '{node.written}'")
        elif node.kind != "bad":
            self._wrong(node, f"{name} has {_shown(node)} as an entry", "each entry is text")
        return ""

    def moment(self, name: str, node: Node) -> datetime | None:
        """Return an aware datetime."""
        if node.kind == "null":
            return None
        try:
            if node.kind not in ("text", "date"):
                raise ValueError(f"{node.written[:40] or _shown(node)} is not a date")  # noqa: TRY301  one way out
            return parse_date(node.written)
        except ValueError as problem:
            self._faults.append(Fault(node.at, "front-matter-date", f"{name}: {problem}", REMEDY))
            return None

    def flag(self, name: str, node: Node) -> bool | None:
        """Return true, false, or None if the value is empty."""
        if node.kind not in ("bool", "null"):
            hint = _FLAG_HINTS.get(node.written.lower(), "write true or false, without quotes")
            self._wrong(node, f"{name} must be true or false, not {_shown(node)}", hint)
            return None
        flag: bool | None = node.value
        return flag

    def integer(self, name: str, node: Node) -> int | None:
        """Return a whole number, or None if the value is empty."""
        if node.kind not in ("int", "null"):
            self._wrong(
                node, f"{name} must be a whole number, not {_shown(node)}", "write digits, without quotes"
            )
            return None
        number: int | None = node.value
        return number

    def count(self, name: str, node: Node) -> int | None:
        """Return a whole number that isn't negative, or None if the value is empty or is none."""
        number = self.integer(name, node)
        if number is not None and number < 0:
            self._wrong(node, f"{name} must be at least 0, not {number}", "0 puts all on one page")
            return None
        return number

    def slug(self, name: str, node: Node) -> str:
        """Return one safe path segment, or several where Hugo allows them."""
        return self._address(name, node, check_path if self._patterns else check_slug)

    def url(self, name: str, node: Node) -> str:
        """Return a safe path on the site, with its leading slash."""
        return self._address(name, node, _check_pattern if self._patterns else check_url)

    def aliases(self, name: str, node: Node) -> tuple[str, ...]:
        """Return safe paths on the site, each once."""
        items = node.value if node.kind == "list" else [node] if node.kind != "null" else []
        check = _check_pattern if self._patterns else check_url
        addresses = (self._address(name, item, check, is_minor=self._patterns) for item in items)
        return tuple(dict.fromkeys(url for url in addresses if url))

    def template(self, name: str, node: Node) -> str:
        """Return the name of a template below layouts/."""
        text = self.text(name, node)
        if text.startswith("/") or "\\" in text or ".." in text.split("/"):
            self._path(node, f"{name} {text[:60]!r} must be the name of a template below the layouts folder")
            return ""
        return text

    def mapping(self, name: str, node: Node) -> dict[str, Any]:
        """Return plain data."""
        if node.kind not in ("mapping", "null"):
            self._wrong(
                node, f"{name} must be a mapping, not {_shown(node)}", "write 'key: value' lines below it"
            )
            return {}
        data: dict[str, Any] = plain(node) if node.kind == "mapping" else {}
        return data

    def is_clean(self, name: str, node: Node) -> bool:
        """Return whether no character in a member, however deep or escaped, is one that no page can show."""
        for text in (name, *_texts(node)):
            if match := FORBIDDEN.search(text):
                message = (
                    f"'{name[:60]}' contains the character U+{ord(match[0]):04X}, which no page can show"
                )
                self._faults.append(Fault(node.at, "front-matter-control", message, "remove it"))
                return False
        return True

    def _address(self, name: str, node: Node, check: Callable[[str], str], *, is_minor: bool = False) -> str:
        """Return the address; an old one that can't be kept is a minor fault in another generator's site."""
        if node.kind in ("null", "bad"):
            return ""
        if node.kind in ("bool", "list", "mapping"):
            self._path(node, f"{name} must be text, not {_shown(node)}")
            return ""
        try:
            return check(node.written)
        except ValueError as problem:
            self._path(node, f"{name} {node.written[:60]!r} {problem}", is_minor=is_minor)
            return ""

    def _path(self, node: Node, message: str, *, is_minor: bool = False) -> None:
        hint = "use letters, digits, '-' and '_'"
        if "must begin with '/'" in message:
            hint = f"write '/{node.written[:60].lstrip('./')}', if it is an address"
        elif "contain '#'" in message and message.startswith("aliases"):
            hint = "write it under [redirects] in sitegen.toml"
        self._faults.append(Fault(node.at, "front-matter-path", message, hint, is_minor=is_minor))

    def _wrong(self, node: Node, message: str, hint: str) -> None:
        self._faults.append(Fault(node.at, "front-matter-value", message, hint))


def _check_pattern(text: str) -> str:
    """Return a path that may have words of a pattern in it: ``/:year/:title/``."""
    if ":" not in text:
        return check_url(text)
    if text.startswith(PARENT):
        check_url(text.replace(PARENT, ""))
        return text
    for word in _WORD.findall(text):
        if word not in PATTERN_WORDS:
            raise ValueError(f"must not contain {word!r}, which has no meaning here")
    check_url(_WORD.sub("x", text))
    return text


def _shown(node: Node) -> str:
    if node.kind in ("bool", "date", "int", "float"):
        return f"{KIND_NAMES[node.kind]} ({node.written[:40]})"
    return KIND_NAMES[node.kind]


def _texts(node: Node) -> Iterator[str]:
    if node.kind == "text":
        yield node.value
    elif node.kind == "list":
        for item in node.value:
            yield from _texts(item)
    elif node.kind == "mapping":
        for name, member in node.value.items():
            yield name
            yield from _texts(member)
