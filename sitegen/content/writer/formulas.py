"""TeX -> MathML, which browsers draw by themselves, without a script."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sitegen.content.parser.text import escape
from sitegen.core.text import lazy_compile

if TYPE_CHECKING:
    from sitegen.content.parser.page import Page

#: Characters. math-core recurses in native code: 5,000 opening braces are safe, 100,000 end the process.
_LONGEST = 5_000

#: Commands of KaTeX that math-core reads in another form, or not at all.
_REWRITES = (
    (lazy_compile(r"\\\\\s*\[[^\]\\&]*\]"), r"\\\\"),  # the space after a line
    (lazy_compile(r"\\cr(?![a-zA-Z])"), r"\\\\"),
    (lazy_compile(r"\\(begin|end)\{split\}"), r"\\\1{aligned}"),
    (lazy_compile(r"\\begin\{alignedat\}\s*\{\d+\}"), r"\\begin{aligned}"),
    (lazy_compile(r"\\end\{alignedat\}"), r"\\end{aligned}"),
    (lazy_compile(r"\\pmb(?![a-zA-Z])"), r"\\boldsymbol"),
    (lazy_compile(r"\\(?:mathnormal|smash)(?![a-zA-Z])"), ""),
    (lazy_compile(r"\\intop(?![a-zA-Z])"), r"\\int\\limits"),
)
_TEXT_WITH_MATH = lazy_compile(r"\\text\{([^{}$]*\$[^{}]*)\}")

#: The declarations that math-core writes into style attributes, which the policy of a page blocks -> classes
#: of css/formulas.css.
_CLASSES = {
    "text-align: left": "math-left",
    "text-align: right": "math-right",
    "justify-items: start": "",
    "justify-items: end": "",
    "padding-left: 0": "math-no-start",
    "padding-right: 0": "math-no-end",
    "padding-left:1em": "math-wide-start",
    "padding-left:0.1667em": "math-thin",
    "padding-right:0.1667em": "",
    "padding-left:0.2222em": "math-thin",
    "padding-right:0.2222em": "",
    "margin-left:-0.16666667em": "math-back",
    "width: 50%": "math-half",
    "width: 100%": "math-full",
}
_STYLE = lazy_compile(r' style="([^"]*)"')
_ID = lazy_compile(r' id="([^"]*)"')
_TEX = 'markdown.formulas = "tex" publishes all formulas as TeX, for a script of yours'


class FormulaError(Exception):
    """Raised when a formula can't be typeset; the message says why."""


class MathMl(NamedTuple):
    """A formula that browsers draw."""

    html: str
    lost: str = ""  #: the parts that can't be shown


class Typesetter:
    """Typesets the formulas of one page, which number their equations together."""

    def __init__(self) -> None:
        from math_core import LatexToMathML  # most pages have no formulas

        self._converter = LatexToMathML(fancy_error=False, id_prefix="formula-")

    def typeset(self, tex: str, *, is_block: bool) -> MathMl:
        """Return a formula as MathML. Raises FormulaError."""
        if len(tex) > _LONGEST:
            raise FormulaError(f"it has more than {_LONGEST:,} characters")
        tex = _TEXT_WITH_MATH.sub(_split_text, tex)
        for pattern, usual in _REWRITES:
            tex = pattern.sub(usual, tex)
        from math_core import LatexError

        try:
            html = self._converter.convert_with_global_state(tex, displaystyle=is_block)
        except LatexError as problem:
            message = re.sub(r"^\d+: ", "", str(problem)).rstrip(".").replace('"', "'")
            raise FormulaError(message[:1].lower() + message[1:]) from None
        lost: list[str] = []
        html = _STYLE.sub(lambda match: _name_classes(match[1], lost), html)
        return MathMl(html, lost[0] if lost else "")


def _split_text(match: re.Match[str]) -> str:
    """Return a text that contains formulas as a row of texts and formulas."""
    parts = match[1].split("$")
    if len(parts) % 2 == 0:
        return match[0]
    return "".join(part if index % 2 else rf"\text{{{part}}}" for index, part in enumerate(parts) if part)


def _name_classes(style: str, lost: list[str]) -> str:
    declarations = [part.strip() for part in style.split(";") if part.strip()]
    lost += ["its colours" for part in declarations if part not in _CLASSES and part.startswith("color")]
    lost += [part for part in declarations if part not in _CLASSES and not part.startswith("color")]
    classes = dict.fromkeys(name for part in declarations if (name := _CLASSES.get(part)))
    return f' class="{" ".join(classes)}"' if classes else ""


class FormulaWriter:
    """Writes the formulas of one page. ``brief``: again for a summary, without ids and warnings."""

    def __init__(self, page: Page, *, brief: bool) -> None:
        self.has_formulas = False
        self._page = page
        self._brief = brief
        self._typesetter: Typesetter | None = None

    def write(self, tex: str, line_column: tuple[int, int], *, is_block: bool) -> str:
        """Return a formula as MathML, or as text where it can't be typeset or the site wants TeX."""
        self.has_formulas = True
        if not self._page.settings.typesets:
            return escape(tex)
        if self._typesetter is None:
            self._typesetter = Typesetter()
        try:
            html, lost = self._typesetter.typeset(tex, is_block=is_block)
        except FormulaError as problem:
            self._page.warn("formula-syntax", f"the formula is shown as TeX: {problem}", line_column, _TEX)
            return escape(tex)
        if lost:
            self._page.warn("formula-syntax", f"the formula is shown without {lost}", line_column, _TEX)
        if self._brief:
            return _ID.sub("", html)
        for name in _ID.findall(html):
            self._page.claim_id(name, line_column)
        return html
