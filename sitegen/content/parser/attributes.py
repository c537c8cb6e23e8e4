"""``{.class #id key=value}`` -> attributes of the element before it or, on a line of its own, after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.content.parser.page import page_of
from sitegen.core.safe_paths import is_unsafe
from sitegen.core.text import lazy_compile

if TYPE_CHECKING:
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

    from sitegen.content.parser.page import Page

_NAME = r"[^\s!\"#$%&'()*+,./;<=>?@\[\\\]^`{|}~]+"
_ITEM = rf"""(?:\#{_NAME}|\.{_NAME}|[A-Za-z_:][\w:-]*=(?:"[^"\n]*"|'[^'\n]*'|[^\s"'`=<>{{}}]+))"""
PATTERN = lazy_compile(rf"\{{[ \t]*({_ITEM}(?:[ \t]+{_ITEM})*)[ \t]*\}}")
_PARTS = lazy_compile(rf"""\#({_NAME})|\.({_NAME})|([A-Za-z_:][\w:-]*)=(?:"([^"]*)"|'([^']*)'|(\S+))""")

#: Inline elements that attributes may follow. A link's are on its opening token.
_AFTER = frozenset(("image", "code_inline", "link_close", "link_text"))
#: Attributes that the theme's scripts look for: see layouts/assets/js/site.js.
RESERVED = "data-act"
#: These are for the element itself to say; style and handlers would break the page's policy. A name
#: could be in the way of a script: `document.body` may be the image of that name.
# fmt: off
_REFUSED = frozenset((
    "style", "href", "src", "srcset", "srcdoc", "action", "formaction", "xlink:href", "name", RESERVED,
))
# fmt: on


def parse_attributes(text: str, page: Page, line_column: tuple[int, int]) -> dict[str, str]:
    """Return the attributes in a text that PATTERN captured; a Problem for each that may not be set."""
    attributes: dict[str, str] = {}
    classes: list[str] = []
    for identifier, name, key, double, single, bare in _PARTS.findall(text):
        value = double or single or bare
        if identifier:
            attributes["id"] = identifier
        elif name or key == "class":
            classes.append(name or value)
            attributes["class"] = ""  # it stays where the first one is
        elif key.lower() == "style" and page.settings.allows_style:
            attributes["style"] = value
        elif key.lower() in _REFUSED or key.lower().startswith("on") or is_unsafe(value):
            page.error(
                "unsafe-attribute",
                f"the attribute {key!r} cannot be set here",
                line_column,
                "use a class, and do the rest in CSS or in a template",
                subject="style-attributes" if key.lower() == "style" else "",
            )
        else:
            attributes[key.lower()] = value
    if classes:
        attributes["class"] = " ".join(classes)
    return attributes


def add_attributes(token: Token, attributes: dict[str, str]) -> None:
    """Merge attributes into a token: classes add up, anything else replaces."""
    for key, value in attributes.items():
        both = key == "class" and "class" in token.attrs
        token.attrs[key] = f"{token.attrs['class']} {value}" if both else value


def cut_attributes(text: str) -> tuple[str, str]:
    """Split ``Title {#id}`` into (``Title``, ``#id``); the second is "" when there are none."""
    if not text.endswith("}"):
        return text, ""
    # Only the last brace can open them, so the search is linear.
    start = text.rfind("{")
    match = PATTERN.fullmatch(text, start) if start >= 0 else None
    if match is None or (start and text[start - 1] not in " \t"):
        return text, ""
    return text[:start].rstrip(), match.group(1)


def inline_attributes(state: StateInline, silent: bool) -> bool:
    """Read attributes straight after an image, a code span or a link."""
    if state.pending or not state.tokens or state.tokens[-1].type not in _AFTER:
        return False
    match = PATTERN.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        page = page_of(state)
        token = _opening(state.tokens)
        line_column = page.inline_position(state.pos)
        add_attributes(token, parse_attributes(match.group(1), page, line_column))
    state.pos = match.end()
    return True


def _opening(tokens: list[Token]) -> Token:
    index = len(tokens) - 1
    if tokens[index].type != "link_close":
        return tokens[index]
    while tokens[index].type != "link_open":  # links don't nest
        index -= 1
    return tokens[index]


def block_attributes(
    state: StateBlock,
    first_line: int,
    end_line: int,  # noqa: ARG001  the signature of a rule
    silent: bool,
) -> bool:
    """Read a line of attributes; the renderer gives them to the next block."""
    start = state.bMarks[first_line] + state.tShift[first_line]
    match = PATTERN.fullmatch(state.src[start : state.eMarks[first_line]].rstrip(" \t"))
    if match is None:
        return False
    if silent:
        return True
    page = page_of(state)
    token = state.push("attributes", "", 0)
    token.map = [first_line, first_line + 1]
    token.meta = {"set": parse_attributes(match.group(1), page, page.positions.at_offset(start))}
    state.line = first_line + 1
    return True
