"""MyST's labels and substitutions: ``[x](#label)``, ``{ref}`label` ``, ``{{ key }}`` -> links and texts.

`sitegen import` writes the labels of all pages into ``extra.labels``: a page alone knows only its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING

from sitegen.content.dialects.lines import mask_spans
from sitegen.core.problems import Severity
from sitegen.core.slugs import anchor

if TYPE_CHECKING:
    from sitegen.content.dialects.lines import Line, Notes

#: ``(label)=`` above what it names.
LABEL = re.compile(r"[ \t]*\(([\w .:/-]+)\)=[ \t]*$")
#: The same as an option of a directive.
_NAME = re.compile(r"[ \t>]*:name:[ \t]+(\S+)[ \t]*$")
_LINK = re.compile(r"(?<![\\!])\[([^\[\]]*)\]\(<?(?:project:)?(#?)([\w.:/-]+)>?\)")
_AUTOLINK = re.compile(r"<project:#([\w.:/-]+)>")
_FILE = re.compile(r"\.(?:md|rst|html?|txt|pdf|png|jpe?g|svg|gif|py|ipynb|json|ya?ml|toml|zip|csv)$")
_SUFFIX = re.compile(r"\.(?:md|rst|markdown)$")
_PAGES = (".md", ".markdown")
#: In the place of a title: the name is that of a page, not of a part.
_WHOLE_PAGE = "-"
#: A picture as the value of a substitution: within a line, it is one of Markdown.
_IMAGE = re.compile(r"\s*(?:`{3,}|:{3,})\{image\}[ \t]+(\S+)")
_ALT = re.compile(r"^:alt:[ \t]+(\S.*)$", re.MULTILINE)
_SUBSTITUTION = re.compile(r"\{\{[ \t]*([A-Za-z_][\w-]*)[ \t]*\}\}")


class References:
    """What the names in a page stand for."""

    def __init__(self, lines: list[Line], notes: Notes) -> None:
        self._page = notes.files.page
        self._local = {match[1] for line in lines if "=" in line.text and (match := LABEL.match(line.text))}
        labels = notes.values["site"].get("labels")
        self._local |= {match[1] for line in lines if (match := _NAME.match(line.text))}
        self._labels = labels if isinstance(labels, Mapping) else {}
        self._notes = notes
        self._headings = {anchor(line.text.lstrip("# ")) for line in lines if line.text.startswith("#")}
        self._values: dict[str, str] = {}
        page = notes.values["page"]
        for holder in (notes.values["site"], page.get("myst"), page):
            named = holder.get("substitutions") if isinstance(holder, Mapping) else None
            if isinstance(named, Mapping):
                self._values |= {str(key): str(value).strip() for key, value in named.items()}

    def find(self, label: str) -> tuple[str, str]:
        """Return (target, title) of a label; ("", "") of one that no page has."""
        if label in self._local:
            return f"#{label}", self._title(label)
        known = self._labels.get(label)
        if not isinstance(known, list | tuple) or not known or not str(known[0]).endswith(_PAGES):
            return "", ""
        fragment = "" if known[1:] == [_WHOLE_PAGE] else f"#{label}"
        return f"/{known[0]}{fragment}", self._title(label)

    def page(self, name: str) -> str:
        """Return the file of a page that is named without its suffix; "" if it isn't in Markdown."""
        name = _SUFFIX.sub("", name)
        path = name[1:] if name.startswith("/") else normpath(join(dirname(self._page), name))
        return "" if f"/{path}" in self._labels else f"{name}.md"

    def is_unknown(self, label: str, *, is_part: bool) -> bool:
        """Return whether a link leads to something that no page in Markdown has, such as a class.

        Only `sitegen import` knows the labels of other pages.
        """
        if not self._labels or (is_part and label in self._headings):
            return False
        return is_part or not ("/" in label or ":" in label or _FILE.search(label))

    def _title(self, label: str) -> str:
        known = self._labels.get(label)
        title = str(known[1]) if isinstance(known, list | tuple) and len(known) > 1 else ""
        title = "" if title == _WHOLE_PAGE else title
        return title or label.rpartition("/")[2].replace("-", " ")

    def substitute(self, text: str) -> str:
        """Return a line with the values of its names; a name without a value stays."""
        if not self._values or "{{" not in text:
            return text
        for match in reversed(list(_SUBSTITUTION.finditer(mask_spans(text)))):
            value = self._values.get(match[1])
            if value and (image := _IMAGE.match(value)):
                alt = _ALT.search(value)
                value = f"![{alt[1] if alt else ''}]({image[1]})"
            if value is not None and "\n" not in value:
                text = text[: match.start()] + value + text[match.end() :]
        return text

    def link(self, line: Line, text: str) -> str:
        """Return a line whose links to labels lead there."""
        if "](" not in text and "<project:" not in text:
            return text
        masked = mask_spans(text)
        matches = [*_LINK.finditer(masked), *_AUTOLINK.finditer(masked)]
        for match in sorted(matches, key=lambda found: found.start(), reverse=True):
            is_link = match.re is _LINK
            label = match[3] if is_link else match[1]
            target, title = self.find(label)
            shown = text[match.start(1) : match.end(1)] if is_link else ""
            if not target and self.is_unknown(label, is_part=not is_link or match[2] == "#"):
                message = f"no page in Markdown has {label!r}, so the reference is shown as text"
                hint = "write what is there as a page in Markdown, or link to it by its address"
                self._notes.report(line, 0, "reference-undefined", message, hint, severity=Severity.WARNING)
                text = f"{text[: match.start()]}{shown or title or label}{text[match.end() :]}"
                continue
            if not target:
                if shown or not is_link or label.endswith(".md"):  # which takes the page's title
                    continue
                target, title = f"{match[2]}{label}", _name_file(label)
            text = f"{text[: match.start()]}[{shown or title}]({target}){text[match.end() :]}"
        return text


def _name_file(path: str) -> str:
    """Return a text for a link without one: the name of its file."""
    stem = path.partition("#")[0].rstrip("/").rpartition("/")[2].removesuffix(".md")
    return (stem or path).replace("-", " ").replace("_", " ")
