"""A template of Hugo's shortcodes -> Jinja, where each of its parts has an exact counterpart.

Templates are translated whole or not at all: what isn't known raises UntranslatableError.
"""

from __future__ import annotations

import re
from inspect import signature
from typing import TYPE_CHECKING, NamedTuple

from sitegen.importing.go_functions import CONSTANTS, FUNCTIONS, UntranslatableError, quote

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_ACTION = re.compile(
    r"\{\{(-(?=[\s/]))?\s*(/\*.*?\*/|(?:\"(?:[^\"\\]|\\.)*\"|`[^`]*`|[^\"`])*?)(?:\s*((?<=\s)-))?\s*\}\}",
    re.DOTALL,
)
_TOKEN = re.compile(
    r"\s*(?:(\"(?:[^\"\\]|\\.)*\"|`[^`]*`)|(-?\d+(?:\.\d+)?)|([$.]?[A-Za-z_]\w*(?:\.\w+)*|\$(?:\.\w+)*"
    r"|\.)|(:=|=|[()|,]))"
)
#: In these, text and what is put into it is not HTML that a page may show.
_REFUSED = re.compile(r"<(?:script|style|pre|code|textarea)\b|\{[%#]|\son\w+=", re.IGNORECASE)
_MOST_PARTIALS = 8
#: Go variable -> Jinja expression. The key "" is the dot; the value "" is the shortcode itself.
Scope = dict[str, str]


class Source(NamedTuple):
    """What a template may ask for while it is translated."""

    read_partial: Callable[[str], str]  #: the text of a partial; "" if the site has none
    words: Mapping[str, str]  #: what ``i18n`` says
    is_plain: bool  #: no argument of its calls has markup: as Markdown it is the same text


def translate_shortcode(text: str, source: Source) -> str:
    """Return a directive's template that shows what Hugo's shortcode shows.

    Raises UntranslatableError if a part has no counterpart.
    """
    return _Translation(source).template(text, {"": "", "$": ""}).strip()


class _Translation:
    """One template, with the partials in it; names of variables are numbered."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._count = 0
        self._depth = 0
        self._in_loop: list[set[str]] = []  #: the variables that each loop around makes

    def template(self, text: str, scope: Scope) -> str:
        """Return a text in Jinja."""
        if _REFUSED.search(text):
            raise UntranslatableError
        parts: list[str] = []
        blocks: list[tuple[str, Scope]] = []
        done = 0
        for match in _ACTION.finditer(text):
            before = text[done : match.start()]
            parts.append(before)
            done = match.end()
            if match[1] and parts:
                parts[-1] = parts[-1].rstrip()
            action = match[2].strip()
            if not action.startswith("/*"):
                written, scope = self._action(action, scope, blocks)
                parts.append(written)
            if match[3]:
                rest = text[done:]
                done += len(rest) - len(rest.lstrip())
        if blocks or "{{" in text[done:]:
            raise UntranslatableError
        return "".join((*parts, text[done:]))

    def _action(self, action: str, scope: Scope, blocks: list[tuple[str, Scope]]) -> tuple[str, Scope]:
        """Return (what stands for an action, the scope after it)."""
        word, _, rest = action.partition(" ")
        if word in ("if", "with", "range"):
            blocks.append(("for" if word == "range" else "if", scope))
            return self._open(word, rest, scope)
        if word in ("end", "else"):
            return self._close(word, rest, blocks)
        assigned = re.match(r"(\$\w+)\s*(:?=)\s*(.*)\Z", action, re.DOTALL)
        if assigned:
            return self._set(assigned, scope)
        if word in ("partial", "partialCached"):
            return self._partial(rest, scope), scope
        return f"{{{{ {self.expression(action, scope)} }}}}", scope

    def _open(self, word: str, text: str, scope: Scope) -> tuple[str, Scope]:
        if word == "range":
            return self._loop(text, scope)
        if word == "if":
            return f"{{% if {self._truth(text, scope)} %}}", dict(scope)
        name, written, inner = self._assign(text, scope)
        return f"{written}{{% if {_truthy(name)} %}}", {**inner, "": name}

    def _close(self, word: str, text: str, blocks: list[tuple[str, Scope]]) -> tuple[str, Scope]:
        if not blocks:
            raise UntranslatableError
        kind, outer = blocks[-1]
        if word == "end":
            blocks.pop()
            if kind == "for":
                self._in_loop.pop()
            return f"{{% end{kind} %}}", outer
        if not text:
            return "{% else %}", outer
        if not text.startswith("if ") or kind != "if":
            raise UntranslatableError
        return f"{{% elif {self._truth(text[3:], outer)} %}}", outer

    def _name(self) -> str:
        self._count += 1
        return f"value{self._count}"

    def _assign(self, text: str, scope: Scope) -> tuple[str, str, Scope]:
        """Return (a new variable, the statement that sets it, the scope with it)."""
        match = re.match(r"(\$\w+)\s*:=\s*(.*)\Z", text, re.DOTALL)
        name = self._name()
        value = self.expression(match[2] if match else text, scope)
        if self._in_loop:
            self._in_loop[-1].add(name)
        return name, f"{{% set {name} = {value} %}}", scope | ({match[1]: name} if match else {})

    def _set(self, match: re.Match[str], scope: Scope) -> tuple[str, Scope]:
        if match[2] == ":=":
            _, written, inner = self._assign(match[0], scope)
            return written, inner
        name = scope.get(match[1], "")
        if not name or (self._in_loop and name not in self._in_loop[-1]):
            raise UntranslatableError  # a loop of Jinja can't set what is outside of it
        return f"{{% set {name} = {self.expression(match[3], scope)} %}}", scope

    def _loop(self, text: str, scope: Scope) -> tuple[str, Scope]:
        match = re.match(r"(?:(\$\w+)\s*(?:,\s*(\$\w+)\s*)?:=\s*)?(.*)\Z", text, re.DOTALL)
        value = self.expression(match[3] if match else text, scope)
        name = self._name()
        self._in_loop.append({name})
        inner = {**scope, "": name}
        if match and match[2]:
            inner |= {match[1]: "loop.index0", match[2]: name}
        elif match and match[1]:
            inner[match[1]] = name
        return f"{{% for {name} in {value} %}}", inner

    def _partial(self, text: str, scope: Scope) -> str:
        tokens = _tokens(text)
        name = tokens[0]
        rest = text.strip()[len(name) :].strip() or "dict"
        partial = self._source.read_partial(name.strip('"`'))
        self._depth += 1
        if not name.startswith(('"', "`")) or not partial or self._depth > _MOST_PARTIALS:
            raise UntranslatableError
        inner = {"": "", "$": ""}
        written = ""
        if rest != ".":
            variable, written, _ = self._assign(rest, scope)
            inner = {"": variable, "$": variable}
        elif scope[""]:
            inner = {"": scope[""], "$": scope[""]}
        body = self.template(partial, inner)
        self._depth -= 1
        return written + body.strip()

    def _truth(self, text: str, scope: Scope) -> str:
        return _truthy(self.expression(text, scope))

    def expression(self, text: str, scope: Scope) -> str:
        """Return a pipeline as an expression of Jinja."""
        tokens = _tokens(text)
        value, rest = self._pipeline(tokens, scope)
        if rest:
            raise UntranslatableError
        return value

    def _pipeline(self, tokens: list[str], scope: Scope) -> tuple[str, list[str]]:
        piped: list[str] = []
        while True:
            value, tokens = self._command(tokens, scope, piped)
            if not tokens or tokens[0] != "|":
                return value, tokens
            piped, tokens = [value], tokens[1:]

    def _command(self, tokens: list[str], scope: Scope, piped: list[str]) -> tuple[str, list[str]]:
        if not tokens:
            raise UntranslatableError
        head, tokens = tokens[0], tokens[1:]
        operands: list[str] = []
        first = ""
        if head == "(":
            first, tokens = self._closed(tokens, scope)
        while tokens and tokens[0] not in ("|", ")"):
            if tokens[0] == "(":
                value, tokens = self._closed(tokens[1:], scope)
            else:
                value, tokens = self._operand(tokens[0], [], scope), tokens[1:]
            operands.append(value)
        if first:
            if operands or piped:
                raise UntranslatableError
            return f"({first})", tokens
        return self._operand(head, [*operands, *piped], scope), tokens

    def _closed(self, tokens: list[str], scope: Scope) -> tuple[str, list[str]]:
        value, tokens = self._pipeline(tokens, scope)
        if not tokens or tokens[0] != ")":
            raise UntranslatableError
        return f"({value})", tokens[1:]

    def _operand(self, token: str, arguments: list[str], scope: Scope) -> str:
        if token[0] in '"`' or token[0].isdigit() or token[0] == "-":
            if arguments:
                raise UntranslatableError
            return quote(token) if token[0] in '"`' else token
        if token in CONSTANTS and not arguments:
            return CONSTANTS[token]
        if self._source.is_plain and token.startswith("markdownify") and arguments:
            return arguments[0]
        if token in ("T", "i18n") and len(arguments) == 1:
            word = self._source.words.get(arguments[0].strip("'").lower())
            if word is None:
                raise UntranslatableError
            return quote(f"`{word}`")
        if token.startswith("site."):
            token = f"$.Site.{token.removeprefix('site.')}"
        if token[0] in "$.":
            return self._field(token, arguments, scope)
        return _call(token, arguments)

    def _field(self, token: str, arguments: list[str], scope: Scope) -> str:
        head, *names = token.split(".")
        variable = scope.get(head)
        if variable is None:
            raise UntranslatableError
        if variable:  # a value, not the shortcode
            if arguments:
                raise UntranslatableError
            return "".join((variable, *(f"['{name}']" for name in names if name)))
        field = ".".join(name for name in names if name)
        if f".{field}" in FUNCTIONS:
            return _call(f".{field}", arguments)
        table, _, name = field.rpartition(".")
        places = {"Params": "options", "Page.Params": "page.extra", "Site.Params": "site.extra"}
        if table in places and not arguments:
            return f"{places[table]}.get('{name}', '')"
        raise UntranslatableError


def _call(name: str, arguments: list[str]) -> str:
    function = FUNCTIONS.get(name)
    if function is None:
        raise UntranslatableError
    try:
        signature(function).bind(*arguments)
    except TypeError:
        raise UntranslatableError from None  # another number of arguments than it takes
    return function(*arguments)


def _truthy(value: str) -> str:
    """Return a condition; options are strings, so an unquoted ``false`` arrives as ``'false'``."""
    given = value.startswith(("options.get(", "(arguments["))
    return f"{value} not in ('', 'false')" if given and " if " not in value.partition(")")[2] else value


def _tokens(text: str) -> list[str]:
    tokens = []
    at = 0
    while at < len(text.rstrip()):
        match = _TOKEN.match(text, at)
        if match is None or match.end() == at:
            raise UntranslatableError
        tokens.append(match[0].strip())
        at = match.end()
    if not tokens:
        raise UntranslatableError
    return tokens
