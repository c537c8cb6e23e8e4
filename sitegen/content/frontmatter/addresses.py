"""Addresses in front matter of other generators -> ours; those that Eleventy computes become patterns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sitegen.content.frontmatter.nodes import Entries, Fault, Node
from sitegen.core.model import PARENT

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Jekyll's names for kinds of addresses: they are a setting of the site, not an address.
_STYLES = frozenset(("pretty", "date", "none", "ordinal", "weekdate"))
_STEP = re.compile(r"\.\.?/")
ADDRESSES = ("url", "permalink", "aliases", "redirect_from")

_OUTPUT = re.compile(r"\{\{-?\s*+((?:\s++|[^{}\s])*?)\s*-?\}\}")
_SLUGGED = r"\s*\|\s*(?:slug|slugify)(?:\(\))?"
#: An expression of Liquid or Nunjucks -> the words of a pattern that say the same.
_WORDS = (
    (re.compile(r"page\.fileSlug(?:\s*\|.*)?"), ":title"),
    (re.compile(r"page\.filePathStem"), ":sections/:title"),
    (re.compile(r"page\.outputFileExtension"), "html"),
    (re.compile(rf"title(?:{_SLUGGED})+(?:\s*\|\s*url)?"), ":slug"),
    (re.compile(rf"slug(?:{_SLUGGED})?"), ":slug"),
)
_DATE = re.compile(r"(?:page\.)?date\s*\|\s*date\w*(?::|\()\s*[\"']([^\"']+)[\"']\s*\)?")
_DATE_WORDS = {
    "%Y": ":year", "%y": ":short_year", "%m": ":month", "%d": ":day", "%-m": ":i_month", "%-d": ":i_day",
    "yyyy": ":year", "YYYY": ":year", "MM": ":month", "LL": ":month", "dd": ":day", "DD": ":day",
}  # fmt: skip
_DATE_PART = re.compile("|".join(sorted(_DATE_WORDS, key=len, reverse=True)))


def translate_address(text: str) -> str:
    """Return an address with words of a pattern for what is computed; unchanged where that isn't known."""
    translated = _OUTPUT.sub(_word, text)
    if "{" in translated:
        return text
    return re.sub(r"/{2,}", "/", f"/{translated}")


def _word(match: re.Match[str]) -> str:
    expression = match[1]
    if date := _DATE.fullmatch(expression):
        return _DATE_PART.sub(lambda part: _DATE_WORDS[part[0]], date[1])
    return next((word for look, word in _WORDS if look.fullmatch(expression)), match[0])


def take_path(entries: Entries) -> None:
    """Read ``path`` of Zola, which is the whole address of a page."""
    path = entries.get("path")
    if path is not None and path.kind == "text" and path.value.strip("/ "):
        address = f"/{path.value.strip('/ ')}/"
        entries["url"] = Node("text", address, address, path.at)


def place_image(entries: Entries) -> None:
    """Count an image in a folder from the top of the site, as themes of Jekyll do."""
    image = entries.get("image")
    if image is not None and image.kind == "text" and re.match(r"[\w-]+/", image.value):
        text = f"/{image.value}"
        entries["image"] = Node("text", text, text, image.at)


def nest_aliases(entries: Entries) -> None:
    """Make aliases without a leading slash relative to the parent of the page's address, as Hugo does."""
    node = entries.get("aliases")
    items = node.value if node is not None and node.kind == "list" else []
    if node is not None and any(_is_relative(item) for item in items):
        nested = [
            Node("text", _count_up(item.value), item.value, item.at) if _is_relative(item) else item
            for item in items
        ]
        entries["aliases"] = Node("list", nested, node.written, node.at)


def _count_up(alias: str) -> str:
    """Return ``/:parent/:parent/a`` for ``../a``."""
    start = PARENT
    while match := _STEP.match(alias):
        start += PARENT * match[0].startswith("..")
        alias = alias[match.end() :]
    return f"{start}/{alias}"


def _is_relative(node: Node) -> bool:
    return (
        node.kind == "text" and bool(node.value) and not node.value.startswith("/") and ":" not in node.value
    )


def read_address(node: Node) -> Node | None:
    """Add the leading slash that other generators may omit, unless the address leads to another site."""
    if node.kind == "list":
        items = [address for item in node.value if (address := read_address(item)) is not None]
        return Node("list", items, node.written, node.at)
    if node.kind != "text" or node.value in _STYLES or "://" in node.value:
        return None
    if "{{" in node.value:
        text = translate_address(node.value)
        return Node("text", text, text, node.at)
    text = "/" + re.sub(r"/{2,}", "/", node.value.lstrip("/").partition("#")[0])
    return Node("text", text, text, node.at)


def find_foreign_addresses(entries: Entries) -> Iterator[Fault]:
    """Yield a fault for each address on another site, where no page can be."""
    for name in ADDRESSES:
        node = entries.get(name)
        if node is not None and node.kind == "text" and "://" in node.value:
            message = f"{name} is an address of another site, which no page can have: it is ignored"
            hint = "remove it, or link there from the text or the menu"
            yield Fault(node.at, "front-matter-path", message, hint, is_minor=True)
