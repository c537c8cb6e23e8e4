"""Hugo's shortcodes -> directives of the same name; ``ref`` and ``relref`` -> the links that they mean."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sitegen.content.dialects.calls import read_arguments, write_arguments, write_block, write_inline
from sitegen.content.dialects.lines import indent_of, mark_code, mask_spans

if TYPE_CHECKING:
    from sitegen.content.dialects.calls import Argument
    from sitegen.content.dialects.lines import Line, Notes

_CALL = re.compile(
    r"\{\{([<%])\s*+(/?)\s*+([\w./-]++)((?:\"(?:[^\"\\]|\\.)*\"|`[^`]*`|\s++|(?![>%]\}\}|\{\{)[^\"`\s])*?)(/?)\s*[>%]\}\}"
)
_OPEN_END = re.compile(r"\{\{[<%](?!/\*)(?:(?![>%]\}\}).)*$")
_ESCAPED = re.compile(r"\{\{([<%])/\*\s?((?:(?!\s?\*/|\{\{[<%]/).)*)\s?\*/([>%])\}\}")
_ALONE = re.compile(r"([ \t]*(?:>[ \t]?)*)(\S(?:.*[^ \t])?)[ \t]*$")
#: The longest call that is written on several lines.
_MOST_LINES = 40


#: Calls that hold code -> its language; "" for one that they name first.
_CODE_CALLS = {"highlight": "", "mermaid": "mermaid"}
_INLINE = re.compile(r"[ \t>]*\{\{[<%]\s*+(/?)\s*+[\w-]+\.inline\b(?:\s++|[^{}\s])*?(/?)\s*[>%]\}\}[ \t]*$")


def read_shortcodes(lines: list[Line], _notes: Notes) -> list[Line]:
    """Translate the shortcodes outside code; in code only the escaped ones are touched."""
    return _Reading(join_calls(_drop_inline(lines))).lines()


def _drop_inline(lines: list[Line]) -> list[Line]:
    """Leave out shortcodes that a page defines, ``{{< x.inline >}}``: Hugo doesn't run them by default."""
    if not any(".inline" in line.text for line in lines):
        return lines
    out: list[Line] = []
    is_open = False
    for _, line, is_code in mark_code(lines):
        match = None if is_code else _INLINE.match(line.text)
        if match is None and not is_open:
            out.append(line)
        elif match is not None:
            is_open = not (match[1] or match[2])
    return out


def join_calls(lines: list[Line]) -> list[Line]:
    """Join each call that spans several lines into one line."""
    joined: list[Line] = []
    rest: list[Line] = []
    for _, line, is_code in mark_code(lines):
        if rest:
            rest.append(line)
            if re.search(r"[>%]\}\}", line.text) or len(rest) > _MOST_LINES:
                is_whole = len(rest) <= _MOST_LINES
                text = " ".join([rest[0].text, *(part.text.strip() for part in rest[1:])])
                joined += [rest[0].says(text)] if is_whole else rest
                rest = []
        elif not is_code and "{{" in line.text and _OPEN_END.search(mask_spans(line.text)):
            rest = [line]
        else:
            joined.append(line)
    return joined + rest


class _Reading:
    """One body: which calls are closed further down decides what an opening one means."""

    def __init__(self, lines: list[Line]) -> None:
        self._lines = lines
        self._ends: dict[str, int] = {}  #: name -> how many ends of it are still to come
        for _, line, is_code in mark_code(lines):
            for match in _CALL.finditer(line.text) if "{{" in line.text and not is_code else ():
                if match[2]:
                    self._ends[match[3]] = self._ends.get(match[3], 0) + 1
        self._open: list[str] = []  #: the calls that are blocks and not yet ended, the outermost first
        #: The indent of each, and whether its lines are indented less than the call around it.
        self._indents: list[tuple[str, bool]] = []

    def lines(self) -> list[Line]:
        """Return the lines in our Markdown."""
        out: list[Line] = []
        for _, line, is_code in mark_code(self._lines):
            indent, is_shifted = self._indents[-1] if self._indents else ("", False)
            if "{{" not in line.text:
                translated = [line]
            elif is_code:
                translated = [line.says(_ESCAPED.sub(r"{{\1 \2 \3}}", line.text))]
            else:
                translated = self._translate(line)
            out += [_indent(part, indent, always=is_shifted) for part in translated] if indent else translated
        return out

    def _translate(self, line: Line) -> list[Line]:
        alone = _ALONE.match(line.text)
        whole = _CALL.fullmatch(alone[2]) if alone else None
        if alone and whole and whole[3] not in ("ref", "relref", "param"):
            return self._block(line, alone[1], whole)
        if alone and (paired := self._pair_on_line(line, alone)):
            return paired
        for match in _CALL.finditer(mask_spans(line.text)):
            parts = self._cut_at(line, match, at_start=alone is not None and match.start() == alone.end(1))
            if parts:
                return parts
        return self._within(line)

    def _within(self, line: Line) -> list[Line]:
        for match in _CALL.finditer(mask_spans(line.text)):
            if match[2] and self._ends.get(match[3]):
                self._ends[match[3]] -= 1
        return [line.says(_replace_outside_code(line.text))]

    def _cut_at(self, line: Line, match: re.Match[str], *, at_start: bool) -> list[Line]:
        """Give the end of a block, or its beginning at the start of a line, a line of its own."""
        name = match[3]
        before, after = line.text[: match.start()], line.text[match.end() :]
        indent = line.text[: len(line.text) - len(line.text.lstrip())]
        if match[2] and self._open and self._open[-1] == name:
            if before.strip() and any(
                call[3] == name and not call[2] for call in _CALL.finditer(mask_spans(before))
            ):
                return []  # the end of a call within this line
            self._ends[name] -= 1
            self._open.pop()
            self._indents.pop()
            first = self._within(line.says(before)) if before.strip() else []
            return [*first, line.says(":::"), *self._rest(line, match.end(), indent, after)]
        is_block = at_start and not match[2] and not match[5] and self._ends.get(name, 0) > 0
        if is_block and not re.search(rf"\{{\{{[<%]\s*/\s*{re.escape(name)}\b", after):
            block = self._block(line.says(match[0]), before, match)
            return [*block, *self._rest(line, match.end(), indent, after)]
        return []

    def _rest(self, line: Line, start: int, indent: str, text: str) -> list[Line]:
        rest = text.lstrip()
        if not rest:
            return []
        shift = start + len(text) - len(rest) - len(indent)
        return self._translate(line.says(indent + rest, shift=shift))

    def _pair_on_line(self, line: Line, alone: re.Match[str]) -> list[Line]:
        """Translate ``{{< name >}}text{{< /name >}}``, alone on its line."""
        first = _CALL.match(alone[2])
        if not first or first[2] or first[5]:
            return []
        last = next((match for match in _CALL.finditer(alone[2]) if match[2] and match[3] == first[3]), None)
        if last is None or last.end() != len(alone[2]):
            return []
        inner = alone[2][first.end() : last.start()].strip()
        self._ends[first[3]] -= 1
        if first[3] in _CODE_CALLS:
            texts = (f"```{_language(first)}", inner, "```")
            return [line.says(alone[1] + text) for text in texts]
        name, arguments = _rename(first[3], read_arguments(first[4]))
        block = write_block(line, alone[1], name, arguments)
        if not inner:
            return block
        start = line.text.index(inner, alone.start(2) + first.end())
        body = line.says(f"{alone[1]}{_replace_outside_code(inner)}", shift=start - len(alone[1]))
        return [block[0], body, block[1]]

    def _block(self, line: Line, prefix: str, call: re.Match[str]) -> list[Line]:
        name, arguments = call[3], read_arguments(call[4])
        if call[2]:
            self._ends[name] = self._ends.get(name, 0) - 1
            if self._open and self._open[-1] == name:
                self._open.pop()
                self._indents.pop()
            return [line.says(f"{prefix}```" if name in _CODE_CALLS else f"{prefix}:::")]
        if name in _CODE_CALLS:
            return [line.says(f"{prefix}```{_language(call)}")]
        if not call[5] and self._ends.get(name, 0) > 0:
            self._open.append(name)
            self._indents.append(self._indent_within(prefix))
            name, arguments = _rename(name, arguments)
            return [write_block(line, prefix, name, arguments)[0]]
        if name == "figure":
            return _write_figure(line, prefix, arguments)
        name, arguments = _rename(name, arguments)
        return write_block(line, prefix, name, arguments)

    def _indent_within(self, prefix: str) -> tuple[str, bool]:
        """Return the indent of what a call holds that begins after ``prefix``."""
        around, is_shifted = self._indents[-1] if self._indents else ("", False)
        if prefix.strip():
            return "", False
        if is_shifted or indent_of(prefix) < indent_of(around):
            return around, True
        return prefix, False


def _indent(line: Line, indent: str, *, always: bool) -> Line:
    """Indent a line like the call that it is in: Hugo takes calls out before it looks for list items."""
    if not line.text.strip() or (indent_of(line.text) >= indent_of(indent) and not always):
        return line
    return line.says(indent + line.text, shift=-len(indent))


def _language(call: re.Match[str]) -> str:
    arguments = read_arguments(call[4])
    return _CODE_CALLS[call[3]] or (arguments[0][1] if arguments else "")


def _write_figure(line: Line, prefix: str, arguments: list[Argument]) -> list[Line]:
    values = dict(arguments)
    caption = values.pop("caption", "") or values.pop("title", "")
    values.setdefault("alt", caption)
    if "src" not in values and "" in values:
        values["src"] = values.pop("")
    return write_block(line, prefix, "figure", list(values.items()), caption)


def _rename(name: str, arguments: list[Argument]) -> tuple[str, list[Argument]]:
    if name == "details":
        values = dict(arguments)
        shown = [("", values["summary"])] if "summary" in values else []
        return name, shown + ([("open", "true")] if values.get("open") == "true" else [])
    return name, arguments


def _replace_outside_code(text: str) -> str:
    """Translate the calls within a line; code spans lose only the marks of escaped ones."""
    masked = mask_spans(text)
    parts = []
    done = 0
    for match in re.finditer(rf"{_ESCAPED.pattern}|{_CALL.pattern}", text):
        inside_code = masked[match.start()] == "\0"
        parts.append(text[done : match.start()])
        done = match.end()
        if match[1]:
            parts.append(f"{'' if inside_code else chr(92)}{{{{{match[1]} {match[2]} {match[3]}}}}}")
        elif inside_code:
            parts.append(match[0])
        else:
            parts.append(_replace(match))
    return "".join((*parts, text[done:]))


def _replace(match: re.Match[str]) -> str:
    slash, name, written = match[5], match[6], match[7]
    if slash:
        return f"{{{{< /{name} >}}}}"
    arguments = read_arguments(written)
    if name in ("ref", "relref") and arguments:
        values = dict(arguments)
        # Blanks after a destination mean nothing: what follows keeps its column.
        target = values.get("path") or values.get("") or ""
        return target.replace(" ", "%20").ljust(len(match[0]))
    return (
        write_inline(name, arguments) if not match[8] else f"{{{{< {name}{write_arguments(arguments)} />}}}}"
    )
