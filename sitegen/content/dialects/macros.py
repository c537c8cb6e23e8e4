"""The Jinja in pages of mkdocs-macros -> what it makes, in a sandbox; Python of the old site is not run.

Names are those of the front matter and of ``[extra]``. What has no value stays as it is written; a call of an
unknown function becomes a directive of its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from jinja2 import ChainableUndefined, FunctionLoader, TemplateError, TemplateRuntimeError, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import SandboxedEnvironment

from sitegen.content.dialects.calls import read_arguments, write_block, write_inline
from sitegen.content.dialects.inclusion import NotIncludedError
from sitegen.content.dialects.lines import Line, mark_code, mask_spans

if TYPE_CHECKING:
    from sitegen.content.dialects.lines import Notes

_PART = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
#: The number of a line, in characters that Jinja takes for blanks: ``{%- -%}`` takes them away like others.
_ROW = re.compile("\x1c([\x1d-\x1f]*)")
_DIGITS = "\x1d\x1e\x1f"
_CALL = re.compile(r"\{\{-?\s*([A-Za-z_][\w.]*)\((.*?)\)\s*-?\}\}")
_NAME = re.compile(r"\{\{ [\w.]+ \}\}")
#: How Python shows a value that has no text: with its place in memory.
_ADDRESS = re.compile(r"<[\w.]+ [\w. ]+ at 0x[0-9a-f]+>")
_SET = "set it below [extra] in sitegen.toml, or in the front matter"
#: What Jinja raises, also on values of the wrong type or size, and on what nests too deeply.
_MISTAKES = (
    *(TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError),
    *(RecursionError, SyntaxError),
)
_HINT = "write the result, or move it into a directive: sitegen runs no Python of the old site"


class _Unknown(ChainableUndefined):
    """A name without a value: it is shown as it was written."""

    written = ""

    def __init__(
        self,
        hint: str | None = None,
        obj: Any = None,  # noqa: ANN401  as Jinja calls it
        name: str | None = None,
        exc: type[TemplateRuntimeError] = UndefinedError,
    ) -> None:
        super().__init__(hint, obj, name, exc)
        if exc is SecurityError:
            raise SecurityError(hint)
        around = obj.written if isinstance(obj, (_Unknown, _Partial)) else ""
        self.written = f"{around}.{name}" if around else str(name) if obj is None else ""

    def __getattr__(self, name: str) -> _Unknown:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Unknown(None, self, name)

    def __getitem__(self, key: object) -> _Unknown:  # type: ignore[override]  # Jinja's own returns, too
        return _Unknown(None, self, str(key))

    def __call__(self, *arguments: object, **options: object) -> str:  # type: ignore[override]  # a call is shown
        parts = [*(_show(value) for value in arguments), *(f"{key}={_show(v)}" for key, v in options.items())]
        return f"{{{{ {self.written}({', '.join(parts)}) }}}}"

    def __str__(self) -> str:
        return f"{{{{ {self.written} }}}}" if self.written else ""  # a value may lack an entry

    def __iter__(self) -> Iterator[Any]:
        message = f"{self.written} has no value"
        raise TemplateError(message)


class _Partial(dict[str, Any]):
    """Values of the old generator, of which only some are known here."""

    def __init__(self, written: str, values: Mapping[str, object]) -> None:
        super().__init__(values)
        self.written = written


def _show(value: object) -> str:
    text = str(value).replace('"', "'")
    return f'"{text}"'


def read_macros(lines: list[Line], notes: Notes) -> list[Line]:
    """Evaluate a page; one that can't be evaluated stays as it is, with a Problem."""
    if not any("{{" in line.text or "{%" in line.text for line in lines):
        return lines
    evaluated = _evaluate(lines, notes)
    out: list[Line] = []
    for _, line, is_code in mark_code(evaluated):
        out += [line] if is_code or "{{" not in line.text else _write_calls(line, notes)
    return out


def _evaluate(lines: list[Line], notes: Notes) -> list[Line]:
    # A page may change its values, but not those of other pages.
    page, site = (deepcopy(dict(notes.values.get(name, {}))) for name in ("page", "site"))
    names = {
        "config": _Partial("config", notes.values.get("config", {})),
        "page": _Partial("page", {"meta": page, **page}),
    }
    environment = SandboxedEnvironment(
        undefined=_Unknown,
        loader=FunctionLoader(lambda name: _load(name, notes)),
        keep_trailing_newline=True,
        extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"],
        cache_size=0,
    )
    del environment.filters["random"], environment.globals["lipsum"]  # a build gives the same bytes each time
    try:
        text = environment.from_string(_number(lines)).render({**site, **page, **names})
        if address := _ADDRESS.search(text):
            raise TemplateError(f"{address[0]} is no text")
    except _MISTAKES as mistake:
        row = getattr(mistake, "lineno", None) or _find_row(lines)
        line = lines[min(row, len(lines)) - 1]
        notes.refuse(line, 0, "sitegen can't evaluate this macro", _HINT, written=str(mistake)[:100])
        return lines
    return _place(text, lines)


def _load(name: str, notes: Notes) -> str | None:
    try:
        return "\n".join(notes.files.read(name, notes.files.page, 0)[1])
    except NotIncludedError:
        return None


def _find_row(lines: list[Line]) -> int:
    return next((row for row, line in enumerate(lines, 1) if "{%" in line.text or "{{" in line.text), 1)


def _number(lines: list[Line]) -> str:
    """Return the page with the number of each line before it, but not within a tag of Jinja."""
    text = "\n".join(line.text for line in lines)
    inside = {
        at for part in _PART.finditer(text) for at in range(part.start(), part.end()) if text[at] == "\n"
    }
    parts = []
    at = -1
    for row, line in enumerate(lines):
        parts.append(line.text if at in inside else _write_row(row) + line.text)
        at += len(line.text) + 1
    return "\n".join(parts)


def _write_row(row: int) -> str:
    digits = ""
    while row:
        row, digit = divmod(row, 3)
        digits = _DIGITS[digit] + digits
    return f"\x1c{digits}"


def _place(text: str, lines: list[Line]) -> list[Line]:
    """Return the lines of an evaluated page, each at the line that it was made of."""
    out: list[Line] = []
    row = 0
    for written in text.split("\n"):
        if numbers := _ROW.findall(written):
            row = 0
            for digit in numbers[0]:
                row = 3 * row + _DIGITS.index(digit)
        out.append(lines[min(row, len(lines) - 1)].says(_ROW.sub("", written)))
    return out


def _write_calls(line: Line, notes: Notes) -> list[Line]:
    """Return a line whose calls of unknown functions are directives; other unknown names are reported."""
    text, masked = line.text, mask_spans(line.text)
    for name in _NAME.finditer(masked):
        notes.refuse(line, 0, "a macro names a value that sitegen doesn't know", _SET, written=name[0])
    calls = list(_CALL.finditer(masked))
    if len(calls) == 1 and calls[0][0].strip() == text.strip():
        call = calls[0]
        return write_block(line, text[: call.start()], call[1], read_arguments(call[2]))
    for call in reversed(calls):
        written = write_inline(call[1], read_arguments(text[call.start(2) : call.end(2)]))
        text = text[: call.start()] + written + text[call.end() :]
    return [line.says(text)]
