"""The functions, constants and fields of Hugo's templates that Jinja has a counterpart of."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

CONSTANTS = {"true": "true", "false": "false", "nil": "none", "nl": "'\\n'"}


class UntranslatableError(Exception):
    """A template has something that Jinja has no counterpart of."""


def quote(literal: str) -> str:
    """Return a text of Go, in quotes or backticks, as a text of Jinja."""
    if literal[0] == "`":
        text = literal[1:-1]
    else:
        try:
            text = str(json.loads(literal))
        except ValueError:
            raise UntranslatableError from None
    if any(sign in text for sign in ("{{", "}}", "{%", "%}", "{#", "#}")):
        raise UntranslatableError
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'"


def _get(key: str) -> str:
    if key.isdecimal():
        return f"(arguments[{key}] if arguments | length > {key} else '')"
    if not key.startswith("'"):
        raise UntranslatableError
    return f"options.get({key}, '')"


def _index(table: str, *keys: str) -> str:
    if table == "options" and len(keys) == 1:
        return _get(keys[0])
    return "".join((table, *(f"[{key}]" for key in keys)))


def _isset(table: str, key: str) -> str:
    if table == "options" and key.isdecimal():
        return f"arguments | length > {key}"
    return f"({key} in {table})"


def _cond(test: str, yes: str, no: str) -> str:
    return f"({yes} if {test} else {no})"


def _printf(pattern: str, *values: str) -> str:
    verbs = re.findall("%(.?)", pattern)
    if not set(verbs) <= set("sdv%") or len(verbs) - verbs.count("%") != len(values):
        raise UntranslatableError
    plain = re.sub("%[dv%]", lambda verb: "%%" if verb[0] == "%%" else "%s", pattern)
    return f"({plain} | format({', '.join(values)}))"


def _dict(*pairs: str) -> str:
    keys = pairs[::2]
    if len(pairs) % 2 or not all(key.startswith("'") for key in keys):
        raise UntranslatableError
    return "{" + ", ".join(f"{key}: {value}" for key, value in zip(keys, pairs[1::2], strict=True)) + "}"


def _body_only(*values: str) -> str:
    """Return the body, which is converted already; nothing else is Markdown here."""
    if values[-1].strip("()") != "body":
        raise UntranslatableError
    return "body"


def _safe(value: str) -> str:
    return value if value.strip("()") == "body" else f"({value} | safe)"


def _compare(operator: str) -> Callable[[str, str], str]:
    def compare(left: str, right: str) -> str:
        sides = [left, right]
        for side, value in enumerate(sides):
            if value in ("true", "false") and ("options" in left + right or "arguments" in left + right):
                sides[side] = f"'{value}'"
        return f"({sides[0]} {operator} {sides[1]})"

    return compare


def _filter(name: str) -> Callable[[str], str]:
    return lambda value: f"({value} | {name})"


def _join(operator: str) -> Callable[..., str]:
    return lambda *values: "(" + f" {operator} ".join(values) + ")"


def _replace(text: str, old: str, new: str) -> str:
    return f"({text} | replace({old}, {new}))"


def _trim(text: str, signs: str = "' '") -> str:
    return text if text.strip("()") == "body" else f"({text}.strip({signs}))"


FUNCTIONS: dict[str, Callable[..., str]] = {
    ".Get": _get,
    ".Inner": lambda: "body",
    ".InnerDeindent": lambda: "body",
    ".Ordinal": lambda: "line",
    ".Params": lambda: "options",
    ".IsNamedParams": lambda: "(options | length > 0)",
    ".Page.Title": lambda: "page.title",
    ".Site.Title": lambda: "site.title",
    ".Page.RenderString": _body_only,
    ".Site.BaseURL": lambda: "url_for('/')",
    "and": _join("and"),
    "or": _join("or"),
    "not": lambda value: f"(not {value})",
    "eq": _compare("=="),
    "ne": _compare("!="),
    "lt": _compare("<"),
    "gt": _compare(">"),
    "le": _compare("<="),
    "ge": _compare(">="),
    "add": _join("+"),
    "cond": _cond,
    "default": lambda fallback, value: f"({value} or {fallback})",
    "dict": _dict,
    "slice": lambda *values: f"[{', '.join(values)}]",
    "index": _index,
    "isset": _isset,
    "in": lambda whole, part: f"({part} in {whole})",
    "len": _filter("length"),
    "int": _filter("int"),
    "string": _filter("string"),
    "lower": _filter("lower"),
    "upper": _filter("upper"),
    "title": _filter("title"),
    "humanize": _filter("capitalize"),
    "strings.ToLower": _filter("lower"),
    "strings.ToUpper": _filter("upper"),
    "print": _join("~"),
    "printf": _printf,
    "replace": _replace,
    "split": lambda text, sign: f"{text}.split({sign})",
    "delimit": lambda items, sign: f"({items} | join({sign}))",
    "hasPrefix": lambda text, start: f"{text}.startswith({start})",
    "strings.HasPrefix": lambda text, start: f"{text}.startswith({start})",
    "hasSuffix": lambda text, end: f"{text}.endswith({end})",
    "strings.HasSuffix": lambda text, end: f"{text}.endswith({end})",
    "trim": _trim,
    "strings.TrimSpace": _trim,
    "chomp": lambda text: _trim(text, "'\\n'"),
    "safeHTML": _safe,
    "htmlEscape": _filter("escape"),
    "safeHTMLAttr": lambda value: value,
    "safeURL": lambda value: value,
    "htmlUnescape": lambda value: value,
    "markdownify": _body_only,
    "relURL": lambda address: f"url_for({address})",
    "absURL": lambda address: f"url_for({address})",
    "relLangURL": lambda address: f"url_for({address})",
    "absLangURL": lambda address: f"url_for({address})",
    "ref": lambda _page, address: f"url_for({address})",
    "relref": lambda _page, address: f"url_for({address})",
}
