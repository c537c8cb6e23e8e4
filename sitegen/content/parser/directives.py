"""``::: name arguments`` … ``:::`` -> tokens; a template renders what is between."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sitegen.content.parser.page import page_of
from sitegen.core.text import lazy_compile

if TYPE_CHECKING:
    from markdown_it.rules_block import StateBlock

_OPEN = lazy_compile(r"(:{3,})[ \t]*([A-Za-z][\w-]*)(?:[ \t]+(.*?))?[ \t]*$")
_CLOSE = lazy_compile(r"(:{3,})[ \t]*$")
_FENCE = lazy_compile(r"(`{3,}|~{3,})")
_ARGUMENT = lazy_compile(
    r"""[ \t]*(?:([A-Za-z_][\w-]*)=(?:(?=[ \t]|$)|(?=\S)))?"""
    r"""(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|((?![A-Za-z_][\w-]*=["'])[^\s"']\S*)|(?(1)|(?!)))"""
    r"""(?=[ \t]|$)"""
)
#: Directives of the theme that show a title, and the options that can give it.
_TITLED = frozenset(("card", "details", "note", "tab", "tip", "warning"))
_TITLES = ("title", "label", "summary")
#: Code, emphasis, a link, an entity: a title with none of them is plain text.
_MARKUP = lazy_compile(r"`[^`]+`|\*[^\s*]|(?<!\w)_[^\s_][^_]*_(?!\w)|~~|\][(\[]|<(?:https?:|/?[a-z])|&#?\w+;")
#: Options as other generators write them: ``{href="a.md"}``, ``{.wide}``, ``{#part}``.
_BRACES = lazy_compile(r"(?<![\w`])\{(?:[^{}=`]*=|[.#])[^{}`]*\}")
_BACKSLASH = lazy_compile(r"\\(.)")


class Call(NamedTuple):
    """The first line of a directive, read."""

    name: str
    arguments: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    raw: str  #: the lines between the fences, without the indent of the place
    line: int
    column: int


def directive(
    state: StateBlock,
    first_line: int,
    end_line: int,
    silent: bool,
) -> bool:
    """Read a directive; without a closing fence it is a Problem, and extends to the end."""
    start = state.bMarks[first_line] + state.tShift[first_line]
    match = _OPEN.match(state.src[start : state.eMarks[first_line]])
    if match is None:
        return False
    if silent:
        return True
    page = page_of(state)
    line, column = line_column = page.positions.at_offset(start)
    colons, name, written = match.group(1), match.group(2), match.group(3) or ""
    arguments, options, rest = read_arguments(written)
    if rest:
        page.error(
            "directive-arguments",
            f"the arguments of {name!r} cannot be read from {rest[:40]!r} on",
            line_column,
            'write name "an argument with spaces" key=value key="a value"',
        )
    elif "{" in written and (braces := _BRACES.search(written)):
        page.warn(
            "directive-arguments",
            f"{braces[0][:40]} is shown as text: the options of a directive have no braces",
            page.positions.at_offset(start + match.start(3) + braces.start()),
            f'write them as in ::: {name} "a title" key="a value"',
        )
    end, closed = _find_end(state, first_line + 1, end_line, len(colons))
    if not closed:
        page.error(
            "directive-unclosed",
            f"the directive {name!r} is never closed",
            line_column,
            f"end it with a line of {colons}",
        )
    call = Call(name, arguments, options, "", line, column)
    raw = state.getLines(first_line + 1, end, state.sCount[first_line], keepLastLF=True)
    token = state.push("directive_open", "", 1)
    token.map = [first_line, end]
    token.meta = {"call": call._replace(raw=raw)}
    _push_title(state, call, first_line)
    parent, maximum = state.parentType, state.lineMax
    state.parentType, state.lineMax = "directive", end
    state.md.block.tokenize(state, first_line + 1, end)
    state.parentType, state.lineMax = parent, maximum
    state.push("directive_close", "", -1)
    state.line = end + closed
    return True


def _push_title(state: StateBlock, call: Call, line: int) -> None:
    """Push the tokens of a title that isn't plain text."""
    options = dict(call.options)
    title = next((options[key] for key in _TITLES if key in options), " ".join(call.arguments))
    if call.name in _TITLED and _MARKUP.search(title):
        token = state.push("directive_title", "", 0)
        token.content, token.map, token.children = title, [line, line + 1], []


def read_arguments(text: str) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...], str]:
    """Return (positional arguments, options, what could not be read: "" when all is well)."""
    arguments: list[str] = []
    options: list[tuple[str, str]] = []
    pos, end = 0, len(text.rstrip())
    while pos < end:
        match = _ARGUMENT.match(text, pos, end)
        if match is None:
            return tuple(arguments), tuple(options), text[pos:].strip()
        key, double, single, bare = match.groups()
        quoted = double if double is not None else single
        value = bare or "" if quoted is None else _BACKSLASH.sub(r"\1", quoted)
        if key:
            options.append((key, value))
        else:
            arguments.append(value)
        pos = match.end()
    return tuple(arguments), tuple(options), ""


def _find_end(  # noqa: C901  one pass over lines, whose state is small
    state: StateBlock, line: int, end: int, colons: int
) -> tuple[int, bool]:
    """Return (the line of the closing fence, whether there is one) for a directive of this many colons.

    A closing fence ends the innermost open directive with as many colons; if no directive has so many, the
    innermost with fewer. Code fences are passed over.
    """
    page = page_of(state)
    if line - 1 in page.unclosed:  # an outer directive's search has shown it
        return end, False
    open_fences = [(colons, line - 1)]
    code = ""
    while line < end:
        start = state.bMarks[line] + state.tShift[line]
        if state.sCount[line] < state.blkIndent and start < state.eMarks[line]:
            break  # the list item or quote around it ends
        first = state.src[start : start + 1]
        if code:
            if first == code[0] and state.src[start : state.eMarks[line]].strip(code[0] + " \t") == "":
                run = _FENCE.match(state.src, start, state.eMarks[line])
                if run and len(run.group()) >= len(code):
                    code = ""
        elif first and first in "`~" and not state.is_code_block(line):
            run = _FENCE.match(state.src, start, state.eMarks[line])
            code = run.group() if run else ""
        elif first == ":" and not state.is_code_block(line):
            text = state.src[start : state.eMarks[line]]
            closing = _CLOSE.match(text)
            if closing:
                _close(open_fences, len(closing.group(1)))
                if not open_fences:
                    return line, True
            elif opening := _OPEN.match(text):
                open_fences.append((len(opening.group(1)), line))
        line += 1
    page.unclosed.update(opened for _, opened in open_fences)
    return line, False


def _close(open_fences: list[tuple[int, int]], colons: int) -> None:
    for index in range(len(open_fences) - 1, -1, -1):
        if open_fences[index][0] == colons:
            del open_fences[index:]
            return
    if open_fences[-1][0] < colons:
        open_fences.pop()
