"""A call in another generator's syntax -> the line or lines of our directive of the same name.

On a line of its own a call becomes a block, ``::: name`` … ``:::``. Within a line it becomes
``{{< name >}}``, which the parser of foreign files knows (sitegen.content.parser.shortcodes).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sitegen.content.dialects.lines import quote

if TYPE_CHECKING:
    from sitegen.content.dialects.lines import Line

_ARGUMENT = re.compile(
    r"""[\s,]*(?:([A-Za-z_][\w-]*)\s*[=]\s*)?(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|`([^`]*)`|\{((?:[^{}]|\{[^{}]*\})*)\}|([^\s"'`,]+))"""
)
_UNNAMED = re.compile(r"[^\w-]+")
_BACKSLASH = re.compile(r'\\(["\'\\])')
Argument = tuple[str, str]


def read_arguments(text: str) -> list[Argument]:
    """Return (key or "", value) of each argument; ``{value}`` (JSX) and `value` (Go) count as quoted."""
    arguments = []
    for match in _ARGUMENT.finditer(text):
        key, double, single, raw, braced, bare = match.groups()
        quoted = double if double is not None else single
        if quoted is not None:
            value = _BACKSLASH.sub(r"\1", quoted)
        else:
            value = next((part for part in (raw, braced, bare) if part is not None), "")
        arguments.append((key or "", " ".join(value.split())))
    return arguments


def name_directive(name: str) -> str:
    """Return the name of the directive for a call: ``docs/list.html`` -> ``docs-list``."""
    cleaned = _UNNAMED.sub("-", name.removesuffix(".html").removesuffix(".md")).strip("-_")
    return cleaned if cleaned[:1].isalpha() else f"x-{cleaned}"


def write_arguments(arguments: list[Argument]) -> str:
    """Return arguments as a directive has them."""
    return "".join(f" {key}={quote(value)}" if key else f" {quote(value)}" for key, value in arguments)


def write_block(line: Line, prefix: str, name: str, arguments: list[Argument], body: str = "") -> list[Line]:
    """Return a whole directive in the place of one line; ``prefix`` is its indent and quote marks."""
    texts = [f"{prefix}::: {name_directive(name)}{write_arguments(arguments)}"]
    texts += [f"{prefix}{body}"] if body else []
    return [line.says(text) for text in (*texts, f"{prefix}:::")]


def write_inline(name: str, arguments: list[Argument]) -> str:
    """Return a call within a line."""
    return f"{{{{< {name_directive(name)}{write_arguments(arguments)} >}}}}"
