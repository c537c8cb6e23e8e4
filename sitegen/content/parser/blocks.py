"""Lines -> block tokens: markdown-it's block parser with its rules found by first character."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from markdown_it.common.utils import mdTrim
from markdown_it.parser_block import ParserBlock
from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock

from sitegen.content.parser.inline import InlineToken
from sitegen.content.parser.page import page_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it import MarkdownIt
    from markdown_it.token import Token
    from markdown_it.utils import EnvType

    Rule = Callable[[StateBlock, int, int, bool], bool]

#: The characters that each rule's block can begin with. Rules not named here see every line.
STARTS = {
    "fence": "`~",
    "math_block": "$",
    "attributes": "{",
    "directive": ":",
    "blockquote": ">",
    "hr": "*-_",
    "list": "*-+0123456789",
    "footnote_def": "[",
    "reference": "[",
    "html_block": "<",
    "heading": "#",
}
#: Tried only where a line is indented as code, and then alone.
_CODE = "code"
#: One pass does the work of both: a paragraph that ends in an underline is a heading.
_TEXT = ("lheading", "paragraph")
_SPACE = " \t"


class BlockState(StateBlock):
    """The library's state, made faster: lines are split at once, tokens are cheap."""

    def __init__(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> None:
        # Not super().__init__(): these are all of its attributes.
        self.src = src
        self.md = md
        self.env = env
        self.tokens = tokens
        self.bMarks, self.eMarks, self.tShift, self.sCount = _mark_lines(src)
        self.bsCount = [0] * len(self.bMarks)
        self.lineMax = len(self.bMarks) - 1
        self.blkIndent = self.line = self.level = 0
        self.tight = False
        self.ddIndent = self.listIndent = -1
        self.parentType = "root"
        self.result = ""
        self._code_enabled = True

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        """Append a token."""
        token = InlineToken(ttype, tag, nesting)
        if nesting < 0:
            self.level -= 1
        token.level = self.level
        if nesting > 0:
            self.level += 1
        self.tokens.append(token)
        return token


def _mark_lines(src: str) -> tuple[list[int], list[int], list[int], list[int]]:
    """Return where lines begin and end, and their indents in characters and in columns."""
    begins: list[int] = []
    ends: list[int] = []
    shifts: list[int] = []
    columns: list[int] = []
    pos = 0
    for line in src.split("\n"):
        indent = column = 0
        if line[:1] in _SPACE and line:
            indent = len(line) - len(line.lstrip(" \t"))
            for character in line[:indent]:
                column += 4 - column % 4 if character == "\t" else 1
        begins.append(pos)
        pos += len(line)
        ends.append(pos)
        pos += 1
        shifts.append(indent)
        columns.append(column)
    if begins and begins[-1] + shifts[-1] == ends[-1]:  # nothing, or spaces, behind the last line end
        for marks in (begins, ends, shifts, columns):
            marks.pop()
    for marks, last in ((begins, len(src)), (ends, len(src)), (shifts, 0), (columns, 0)):
        marks.append(last)  # so that looking one line too far finds an empty one
    return begins, ends, shifts, columns


class RulesByCharacter:
    """The rules of one chain: those that a first character allows, in the library's order."""

    __slots__ = ("_by_character", "_others")

    def __init__(self, rules: list[tuple[str, Rule]]) -> None:
        characters = {character for name, _ in rules for character in STARTS.get(name, "")}
        self._others = tuple(rule for name, rule in rules if name not in STARTS)
        self._by_character = {
            character: tuple(rule for name, rule in rules if character in STARTS.get(name, character))
            for character in characters
        }

    def starting(self, character: str) -> tuple[Rule, ...]:
        """Return the rules that may match a line with this first visible character."""
        return self._by_character.get(character, self._others)

    def interrupts(self, state: StateBlock, line: int, end: int, silent: bool) -> bool:
        """Return whether one of the rules begins here: itself a rule, for `Ruler.getRules`."""
        pos = state.bMarks[line] + state.tShift[line]
        if pos >= state.eMarks[line]:
            return False
        rules = self._by_character.get(state.src[pos], self._others)
        return any(rule(state, line, end, silent) for rule in rules)


class ChainRuler(Ruler["Rule"]):
    """Gives the library's own rules one rule a chain, which looks at the first character."""

    def __init__(self, base: Ruler[Rule]) -> None:
        super().__init__()
        self._base = base
        self._names = dict(zip(base.getRules(), base.get_active_rules(), strict=True))
        self._chains: dict[str, RulesByCharacter] = {}
        self.starts = RulesByCharacter(
            [(name, rule) for rule, name in self._names.items() if name not in (_CODE, *_TEXT)]
        )

    def chain(self, name: str) -> RulesByCharacter:
        """Return the rules of a chain: those that may interrupt a paragraph, or a list."""
        if name not in self._chains:
            rules = self._base.getRules(name)
            self._chains[name] = RulesByCharacter([(self._names[rule], rule) for rule in rules])
        return self._chains[name]

    def getRules(self, chainName: str = "") -> list[Rule]:
        """Return the one rule of a chain."""
        return [self.chain(chainName).interrupts]

    def find(self, name: str) -> Rule:
        """Return a rule by its name."""
        return next(rule for rule, rule_name in self._names.items() if rule_name == name)


class BlockParser(ParserBlock):
    """Tries only the rules that can begin with a line's first character."""

    def __init__(self, base: ParserBlock, max_nesting: int) -> None:
        self.ruler: ChainRuler = ChainRuler(base.ruler)
        self._code = self.ruler.find(_CODE)
        self._max_nesting = max_nesting

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:
        """Make tokens of the lines from ``startLine`` up to ``endLine``."""
        line = startLine
        starts = self.ruler.starts
        blank_seen = False
        while line < endLine:
            state.line = line = state.skipEmptyLines(line)
            if line >= endLine or state.sCount[line] < state.blkIndent:
                break
            if state.level >= self._max_nesting:
                self._report_depth(state, line)
                state.line = endLine
                break
            if state.sCount[line] - state.blkIndent >= 4:
                self._code(state, line, endLine, False)
            else:
                character = state.src[state.bMarks[line] + state.tShift[line]]
                for rule in starts.starting(character):
                    if rule(state, line, endLine, False):
                        break
                else:
                    self._paragraph(state, line, endLine)
            # A list is tight when no blank line is before or after one of its blocks.
            state.tight = not blank_seen
            line = state.line
            if (line - 1) < endLine and state.isEmpty(line - 1):
                blank_seen = True
            if line < endLine and state.isEmpty(line):
                blank_seen = True
                line += 1
                state.line = line

    def _report_depth(self, state: StateBlock, line: int) -> None:
        page = page_of(state)
        if page.too_deep:
            return
        page.too_deep = True
        page.error(
            "nesting-too-deep",
            f"quotes and lists are nested more than {self._max_nesting} deep",
            page.line_position(line),
            "nest less, or raise markdown.max_nesting",
        )

    def _paragraph(self, state: StateBlock, first: int, end: int) -> None:
        """Parse a paragraph, or a heading that is underlined with = or -."""
        parent, state.parentType = state.parentType, "paragraph"
        line, underline = self._find_end(state, first, end)
        state.parentType = parent
        text = mdTrim(state.getLines(first, line, state.blkIndent, keepLastLF=False))
        state.line = line + bool(underline)
        name, tag = ("heading", "h1" if underline == "=" else "h2") if underline else ("paragraph", "p")
        token = state.push(f"{name}_open", tag, 1)
        token.map = [first, state.line]
        token.markup = underline
        inline = state.push("inline", "", 0)
        inline.content = text
        inline.map = [first, line]
        state.push(f"{name}_close", tag, -1)

    def _find_end(self, state: StateBlock, first: int, end: int) -> tuple[int, str]:
        """Return (the line after the text, the character that underlines it or "")."""
        terminators = self.ruler.chain("paragraph")
        indent, line, last = state.blkIndent, first + 1, state.lineMax
        while line < last:
            pos, depth = state.bMarks[line] + state.tShift[line], state.sCount[line]
            if pos >= state.eMarks[line]:
                break
            if depth - indent <= 3:
                character = state.src[pos]
                if (
                    character in "-="
                    and depth >= indent
                    and line < end
                    and not state.src[pos : state.eMarks[line]].rstrip(" \t").strip(character)
                ):
                    return line, character
                if depth >= 0 and any(
                    rule(state, line, last, True) for rule in terminators.starting(character)
                ):
                    break
            line += 1
        return line, ""
