"""Directives of Sphinx and of sphinx-design -> how those of ours that show the same begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.content.dialects.lines import quote

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sitegen.content.dialects.lines import Line

#: A directive -> ours, which has its title or nothing.
_CONTAINERS = {
    "tab-set": "tabs",
    "tab-item": "tab",
    "tab": "tab",
    "grid": "cards",
    "grid-item": "card",
    "grid-item-card": "card",
    "card": "card",
    "card-carousel": "cards",
}
#: A remark on a version -> (directive, what its title begins with).
_VERSIONS = {
    "versionadded": ("note", "Added in version"),
    "versionchanged": ("note", "Changed in version"),
    "versionremoved": ("warning", "Removed in version"),
    "deprecated": ("warning", "Deprecated since version"),
    "deprecated-removed": ("warning", "Deprecated since version"),
}
#: What stands beside the text.
_ASIDES = frozenset(("sidebar", "topic", "margin", "aside"))


def open_design(name: str, title: str, options: Mapping[str, str]) -> str:
    """Return the first line of our directive; "" if none of ours shows the same."""
    if name in _VERSIONS:
        kind, words = _VERSIONS[name]
        version, _, rest = title.partition(" ")
        return f"::: {kind} {quote(f'{words} {version}'.strip() + (f': {rest}' if rest else ''))}"
    if name in _ASIDES:
        return f"::: note {quote(title)}" if title else "::: note"
    ours = _CONTAINERS.get(name, "")
    if not ours:
        return ""
    shown = f" {quote(title)}" if title and name not in ("grid", "tab-set", "card-carousel") else ""
    target = f" href={quote(options['href'])}" if ours == "card" and "href" in options else ""
    return f"::: {ours}{shown}{target}"


def list_terms(body: list[Line]) -> list[Line]:
    """Return the definitions of a glossary in our form: each term is a line above indented text."""
    out: list[Line] = []
    margin, was_term = 0, False
    for line in body:
        text = line.text
        indent = len(text) - len(text.lstrip())
        if text.strip() and not indent:
            out += [line.says("")] if out and out[-1].text and not was_term else []
            out.append(line)
        elif text.strip():
            margin = indent if was_term else min(margin, indent)
            out.append(line.says(f"{':   ' if was_term else '    '}{text[margin:]}"))
        else:
            out.append(line)
        was_term = bool(text.strip()) and not indent
    return out
