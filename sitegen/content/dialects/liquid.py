"""Liquid in a body -> what it computes, line by line; tags of plugins stay for the next passes."""

from __future__ import annotations

import re
from io import StringIO
from typing import TYPE_CHECKING, TextIO

from liquid import Context, Environment
from liquid.ast import Node
from liquid.builtin.statement import Statement, StatementNode
from liquid.exceptions import Error
from liquid.tag import Tag

from sitegen.content.dialects.inclusion import drop_front_matter
from sitegen.content.dialects.lines import Line
from sitegen.content.dialects.liquid_filters import FILTERS
from sitegen.content.dialects.liquid_site import ALL, SiteValues, place_page

if TYPE_CHECKING:
    from liquid.stream import TokenStream
    from liquid.token import Token

    from sitegen.content.dialects.lines import Notes

#: What stays as it is: text that isn't Liquid, and tags of Jekyll's own and of plugins.
_KEPT = re.compile(
    r"\{%-?\s*raw\s*-?%\}.*?\{%-?\s*endraw\s*-?%\}"
    r"|\{%-?\s*(?![-\s])(?!(?:end)?(?:if|unless|case|for|capture|tablerow|comment|ifchanged)\b"
    r"|(?:elsif|else|when|assign|increment|decrement|cycle|break|continue|echo|liquid|include\w*)\b|#)"
    r"(?:(?!%\}).)*%\}",
    re.DOTALL,
)
_TAG = re.compile(r"\{\{[^{}\n]*\}\}|\{%[^{}\n]*%\}")
#: ``{% if {{ include.url }} %}``, which Jekyll reads without the braces.
_CONDITION = re.compile(r"(\{%-?\s*(?:if|elsif|unless)\s)((?:[^%{}\n]*\{\{[^{}\n]*\}\})+)")
_BRACED = re.compile(r"\{\{-?\s*+((?:\s++|[^{}\s])*?)\s*-?\}\}")
_CALLED = re.compile(r"\|\s*(\w+)\(([^()]*)\)")
_SET = re.compile(r"(?<=\{%)(?<!\{\{%)(-?\s*)set\s(?=[^%]*=)")
#: A loop over what filters return, as Nunjucks writes it.
_LOOP = re.compile(r"\{%(-?)\s*for\s+(\w+)\s+in\s([^|%{}\n]+\|[^%{}\n]*)%\}")
_HELD = re.compile("\ue000(\\d{1,9})\ue001")
_ARGUMENT = re.compile(r"""([\w-]+)\s*=\s*("[^"]*"|'[^']*'|[^\s"']+)""")
_HOME = "index.html"
_LOOPS, _BYTES = 100_000, 5_000_000
#: What filters raise on values of the wrong type or size, and what nests too deeply.
_MISTAKES = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
_REMEDY = "write the result, or move it into a template"


def evaluate(lines: list[Line], notes: Notes) -> list[Line]:
    """Return the lines as Liquid makes them; unchanged where it can't read them."""
    text = "\n".join(line.text for line in lines)
    page = _Page(notes)
    try:
        nodes = page.from_string(page.hold(text)).tree.statements
    except (Error, RecursionError):  # the next passes say what they can't read
        return lines
    context = Context(page, globals=page.values)
    out = _Lines(lines, page.held)
    for node in nodes:
        token = node.token()
        buffer = StringIO()
        row = min(max(token.linenum - 1, 0), len(lines) - 1)
        try:
            node.render(context, buffer)
        except (Error, *_MISTAKES) as cause:
            reason, is_bug, _ = str(cause).partition(", on")[0].partition(": unexpected error")
            if is_bug or not isinstance(cause, Error):
                reason = f"{reason if is_bug else 'a value'} has the wrong type or size"
            message = f"Liquid can't compute this: {reason}"
            notes.refuse(lines[row], 0, message, _REMEDY)
        out.add(buffer.getvalue(), row, is_text=token.type == "literal")
    return out.finish()


def _assign_first(blank: str, name: str, values: str) -> str:
    """Return a loop over values that are computed before it."""
    end = "-" if values.endswith("-") else ""
    first = f"{{%{blank} assign values_of_loop = {values.rstrip('-')} %}}"
    return f"{first}{{% for {name} in values_of_loop {end}%}}"


class _Page(Environment):
    """Liquid for one page: its values, and the files that it includes."""

    loop_iteration_limit = _LOOPS
    local_namespace_limit = _BYTES
    output_stream_limit = _BYTES

    def __init__(self, notes: Notes) -> None:
        super().__init__(strict_filters=False)
        files, config = notes.files, notes.files.config
        self.held: list[str] = []  #: what stays as it is, in the order of the text
        self.files = files
        site = SiteValues(notes.values["site"], files)
        page = place_page(files.page, notes.values["page"], config)
        self.values = {**notes.values["page"], "site": site, "page": page}  # as Eleventy names its values
        self.values["jekyll"] = {"environment": "production"}
        if page["path"] != _HOME:  # it lists them anyhow
            self.values["paginator"] = site.paginate(config.paginate)
        if f"{site.top}{ALL}" in files.all:
            self.values["collections"] = site.group_by_tag()
        for name, function in FILTERS.items():
            self.add_filter(name, function)
        for tag in (_Output, _Include, _IncludeCached, _IncludeRelative):
            self.add_tag(tag)

    def hold(self, text: str) -> str:
        """Return a text in which a mark stands for each part that stays as it is."""
        if "(" in text or "set " in text:  # as Nunjucks writes filters and assignments
            text = _TAG.sub(lambda match: _SET.sub("assign ", _CALLED.sub(r"| \1: \2", match[0])), text)
        text = _LOOP.sub(lambda loop: _assign_first(*loop.groups()), text)
        text = _CONDITION.sub(lambda match: match[1] + _BRACED.sub(r"\1", match[2]), text)
        return _KEPT.sub(lambda match: self.keep(match[0]), text)

    def keep(self, text: str) -> str:
        """Return the mark of a text, with as many lines."""
        self.held.append(text)
        return f"\ue000{len(self.held) - 1}\ue001" + "\n" * text.count("\n")


class _Lines:
    """The lines that come out, each with the row that it comes from."""

    def __init__(self, lines: list[Line], held: list[str]) -> None:
        self._lines = lines
        self._held = held
        self._out: list[Line] = []
        self._text = ""
        self._row = 0

    def add(self, text: str, row: int, *, is_text: bool) -> None:
        """Add what became of a node that began on a row."""
        first, *others = text.split("\n")
        self._row = self._row if self._text else row
        self._text += first
        for index, part in enumerate(others, 1):
            self._end()
            self._text, self._row = part, row + index * is_text

    def _end(self) -> None:
        self._out.append(self._lines[min(self._row, len(self._lines) - 1)].says(self._text))

    def finish(self) -> list[Line]:
        """Return all lines, with what was held in its place."""
        self._end()
        out: list[Line] = []
        skipped = 0  #: lines that stood for those of a held text
        for line in self._out:
            if skipped and not line.text:
                skipped -= 1
                continue
            skipped = 0
            text = _HELD.sub(self._restore, line.text)
            first, *others = text.split("\n")
            out.append(line.says(first))
            out += [Line(part, line.row + index) for index, part in enumerate(others, 1)]
            skipped = len(others)
        return out

    def _restore(self, match: re.Match[str]) -> str:
        index = int(match[1])
        return self._held[index] if index < len(self._held) else match[0]  # a page may have such letters


class _OutputNode(StatementNode):
    """``{{ value }}``, whose text is no Liquid itself."""

    def render_to_output(self, context: Context, buffer: TextIO) -> bool | None:
        part = StringIO()
        super().render_to_output(context, part)
        text = part.getvalue()
        if ("{{" in text or "{%" in text) and isinstance(context.env, _Page):
            text = context.env.keep("{% raw %}" + text + "{% endraw %}")
        buffer.write(text)
        return None


class _Output(Statement):
    node_class = _OutputNode


class _IncludeNode(Node):
    """``{% include note.html text="x" %}``: the file, evaluated, or the call where there is no such file."""

    def __init__(self, page: _Page, written: str, name: str, token: Token) -> None:
        self._page = page
        self._tag = name
        self.tok = token
        self._name, _, self._arguments = written.partition(" ")
        if written.startswith("{{"):
            self._name, _, self._arguments = written.partition("}}")
            self._name += "}}"

    def render_to_output(self, context: Context, buffer: TextIO) -> bool | None:
        page = self._page
        name = self._name
        if "{{" in name:
            part = StringIO()
            page.from_string(name).render_with_context(context, part, partial=True)
            name = part.getvalue()
        path = page.files.find(name, page.files.page)
        if not path:
            buffer.write(page.keep(f"{{% {self._tag} {name} {self._arguments} %}}"))
            return None
        text = "\n".join(drop_front_matter(page.files.text(path).split("\n")))
        values = {
            match[1]: page.parse_filtered_expression_value(match[2], self.tok.linenum).evaluate(context)
            for match in _ARGUMENT.finditer(self._arguments)
        }
        template = page.from_string(page.hold(text.removesuffix("\n")))
        template.render_with_context(context, buffer, partial=True, include=values)
        return None


class _Include(Tag):
    block = False
    name = "include"

    def parse(self, stream: TokenStream) -> Node:
        """Return the node of a call; what follows the name is read when it is rendered."""
        token = stream.current
        stream.next_token()
        assert isinstance(self.env, _Page)  # noqa: S101  the only environment that has this tag
        return _IncludeNode(self.env, stream.current.value, self.name, token)


class _IncludeCached(_Include):
    name = "include_cached"


class _IncludeRelative(_Include):
    name = "include_relative"
