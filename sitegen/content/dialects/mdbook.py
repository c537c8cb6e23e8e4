"""mdBook's ``{{#include}}`` and its kin, what it knows of Rust, its listings and notes -> plain Markdown."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from sitegen.content.dialects.expansion import Mark, expand
from sitegen.content.dialects.inclusion import choose_lines, choose_named
from sitegen.content.dialects.lines import mark_code, mask_spans

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sitegen.content.dialects.lines import Line, Notes

_INCLUDE = re.compile(
    r"(?<!\\)\{\{[ \t]*#(include|rustdoc_include|playground|playpen)[ \t]+([^\s}]+)([^}\n]*)\}\}"
)
#: A call in the text; in the target of a link it stays.
_CALL = re.compile(r"(?<![\\(<])\{\{[#%][^{}\n]*\}\}")
_ESCAPED = re.compile(r"\\(?=\{\{[ \t]*#)")
_TITLE = re.compile(r"\{\{[ \t]*#title[ \t]+[^}\n]*\}\}")
_ANCHOR = (re.compile(r"ANCHOR:[ \t]*([\w-]+)"), re.compile(r"ANCHOR_END:[ \t]*([\w-]+)"))
_RANGE = re.compile(r"\d*(?::\d*)?$")
_RUST = re.compile(r"[ \t>]*(?:[-*+][ \t]+)*(?:`{3,}|~{3,})[ \t]*rust\b")
#: What rustdoc knows of a block without the name of a language: it is Rust.
_OF_RUSTDOC = re.compile(
    r"([ \t>]*(?:[-*+][ \t]+)*(?:`{3,}|~{3,})[ \t]*)"
    r"(?=(?:ignore|no_run|should_panic|compile_fail|editable|noplayground|does_not_compile|edition20\d\d)"
    r"(?:[-_,\s]|$))"
)
#: A line that is only there to make an example compile; ``##`` stands for a shown ``#``.
_HIDDEN = re.compile(r"[ \t>]*#(?:[ \t].*)?$")
_SHOWN = re.compile(r"([ \t>]*)##")
#: A listing of The Rust Programming Language and of books made like it.
_LISTING = re.compile(r"[ \t]*<Listing\b([^>]*)>[ \t]*$")
_LISTING_END = re.compile(r"[ \t]*</Listing>[ \t]*$")
#: The definition of a note whose label has blanks.
_NOTE = re.compile(r"[ \t>]*\[\^([^\]\s]+(?:[ \t]+[^\]\s]+)+)\]:")
_ATTRIBUTE = re.compile(r"([\w-]+)=\"([^\"]*)\"")


def read_includes(lines: list[Line], notes: Notes) -> list[Line]:
    """Put in the files that a page names, in code and outside of it."""
    if not any("{{" in line.text for line in lines):
        return lines
    expanded = expand(lines, notes, _find)
    out = []
    for _, written, is_code in mark_code(expanded):
        line = written
        if "{{" in line.text:
            line = line.says(_TITLE.sub("", line.text))
            line = line if is_code else _show_calls(line, notes)
            line = line.says(_unescape(line.text, is_code=is_code))
        out.append(line)
    return out


def _show_calls(line: Line, notes: Notes) -> Line:
    """Return a line in which calls that other preprocessors fill in are code, and report them."""
    text = line.text
    for match in reversed([*_CALL.finditer(mask_spans(text))]):
        call = text[match.start() : match.end()]
        if not _INCLUDE.match(call):  # whose file is missing, which is reported
            hint = "write what the preprocessor would put here"
            notes.refuse(line, match.start(), "sitegen runs no preprocessors", hint, written=call[:60])
        text = f"{text[: match.start()]}`{call}`{text[match.end() :]}"
    return line.says(text)


def _unescape(text: str, *, is_code: bool) -> str:
    """Remove the backslash before a call that is meant as text; outside code Markdown itself does so."""
    return _ESCAPED.sub("", text) if is_code or "`" in text else text


def _find(lines: Sequence[Line], index: int) -> Mark | None:
    text = lines[index].text
    match = _INCLUDE.search(text) if "{{" in text else None
    if match is None:
        return None
    path, _, part = match[2].partition(":")
    choose = _wrap if match[1] in ("playground", "playpen") else partial(_choose, part)
    return Mark(index + 1, text[: match.start()], text[match.end() :], path, choose)


def _choose(part: str, lines: Sequence[str], path: str) -> list[str]:
    if not part:
        return [*lines]
    if _RANGE.match(part):
        return choose_lines(lines, part, path)
    return choose_named(lines, part.partition(":")[0], path, _ANCHOR)


def _wrap(lines: Sequence[str], _path: str) -> list[str]:
    return ["```rust", *lines, "```"]


def read_notes(lines: list[Line], _notes: Notes) -> list[Line]:
    """Write labels of notes without blanks, which ours can't have: ``[^a b]`` as ``[^a-b]``."""
    marked = [*mark_code(lines)]
    matches = (_NOTE.match(line.text) for _, line, is_code in marked if not is_code and "[^" in line.text)
    labels = {match[1]: re.sub(r"[ \t]", "-", match[1]) for match in matches if match}
    if not labels:
        return lines
    label = re.compile("|".join(rf"(?<=\[\^){re.escape(text)}(?=\])" for text in labels))
    return [
        line if is_code else line.says(label.sub(lambda match: labels[match[0]], line.text))
        for _, line, is_code in marked
    ]


def read_rust(lines: list[Line], _notes: Notes) -> list[Line]:
    """Leave out the hidden lines of Rust, and give listings their captions."""
    out: list[Line] = []
    is_rust = was_code = False
    captions: list[str] = []
    for _, written, is_code in mark_code(lines):
        line = written
        if is_code and not was_code:
            if unnamed := _OF_RUSTDOC.match(line.text):
                line = line.says(f"{unnamed[1]}rust,{line.text[unnamed.end() :]}")
            is_rust = bool(_RUST.match(line.text))
        elif is_code and is_rust and "#" in line.text:
            if _HIDDEN.match(line.text):
                was_code = is_code
                continue
            line = line.says(_SHOWN.sub(r"\1#", line.text))
        was_code = is_code
        if not is_code and "Listing" in line.text and (match := _LISTING.match(line.text)):
            attributes = dict(_ATTRIBUTE.findall(match[1]))
            number, caption = attributes.get("number", ""), attributes.get("caption", "")
            captions.append(": ".join(part for part in (number and f"Listing {number}", caption) if part))
            name = attributes.get("file-name", "")
            out.append(line.says(f"Filename: {name}" if name else ""))
        elif not is_code and captions and _LISTING_END.match(line.text):
            out += [line.says(""), line.says(captions.pop())]
        else:
            out.append(line)
    return out
