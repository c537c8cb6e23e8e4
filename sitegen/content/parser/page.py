"""What the rules and the renderer of one conversion share: positions, Problems, references."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from sitegen.config import HeadingIds
from sitegen.content.parser.headings import Ids
from sitegen.core.model import Directive
from sitegen.core.problems import error, warning
from sitegen.core.wording import ENGLISH

if TYPE_CHECKING:
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

    from sitegen.config import RawHtml
    from sitegen.content.parser.directives import Call
    from sitegen.content.parser.foreign_kinds import Kind
    from sitegen.content.parser.positions import Positions
    from sitegen.core.model import Segments
    from sitegen.core.problems import Problem
    from sitegen.core.wording import Wording

KEY = "page"


class Settings(NamedTuple):
    """The part of the configuration that a conversion depends on, besides the parser's rules."""

    raw_html: RawHtml
    anchors: bool
    line_numbers: bool
    output_bytes: int
    balanced: bool  #: raw HTML that isn't closed where it is fails the build, not only warns
    typesets: bool = True  #: formulas become MathML
    heading_ids: HeadingIds = HeadingIds.GITHUB
    raw_ids: bool = False  #: ids are made from the source of a heading, with the targets of its links
    allows_style: bool = False  #: lists of attributes may have a style, since the policy allows it
    say: Wording = ENGLISH
    names_terms: bool = False  #: terms of definition lists get ids, too
    annotates: bool = False  #: ``# (1)!`` in code refers to the list below it
    lightbox: bool = False  #: images lead to their files
    diagrams: frozenset[str] = frozenset()  #: languages of code that is drawn
    fences: frozenset[str] = frozenset()  #: languages of code that extensions write
    reads_labels: bool = False  #: ``[text][label]`` may lead to a heading or an object of any page
    loose_links: bool = (
        False  #: as Python-Markdown and kramdown: ``[text](my file.md)``, the last of two definitions
    )
    plain: frozenset[bytes] = frozenset()  #: labels of the code that isn't highlighted: it took too long


class Page:
    """The state of one conversion. Rules find it in the parser's environment: see `page_of`."""

    __slots__ = (
        "autocompleted",
        "footnotes",
        "has_html",
        "ids",
        "image_depth",
        "inline",
        "path",
        "positions",
        "problems",
        "reference_places",
        "settings",
        "suspects",
        "too_deep",
        "unclosed",
    )

    def __init__(self, path: str, positions: Positions, settings: Settings) -> None:
        self.path = path  #: as the user would type it
        self.positions = positions
        self.settings = settings
        self.problems: list[Problem] = []
        self.ids = Ids(settings.heading_ids)
        self.inline: Token | None = None  #: the block whose text is being parsed
        self.footnotes: dict[str, tuple[int, int]] = {}  #: labels of definitions -> place
        self.reference_places: dict[str, tuple[int, int]] = {}  #: link definitions -> place
        self.autocompleted = 0  #: cells that were added to short rows of tables
        self.too_deep = False
        self.unclosed: set[int] = set()  #: lines of directives that are known to have no end
        self.image_depth = 0
        self.suspects: tuple[Kind, ...] = ()  #: markup of other generators that may be in its text
        self.has_html = False  #: it has raw HTML, which is read as such

    def copy_quietly(self) -> Page:
        """Return a page with the same positions, whose Problems and ids are discarded."""
        page = Page(self.path, self.positions, self.settings)
        page.reference_places = self.reference_places
        return page

    def error(
        self, code: str, message: str, line_column: tuple[int, int], hint: str = "", subject: str = ""
    ) -> None:
        """Add a Problem that fails the build."""
        line, column = line_column
        self.problems.append(
            error(code, message, path=self.path, line=line, column=column, hint=hint, subject=subject)
        )

    def warn(
        self, code: str, message: str, line_column: tuple[int, int], hint: str = "", subject: str = ""
    ) -> None:
        """Add a Problem that fails the build only under ``--strict``."""
        line, column = line_column
        self.problems.append(
            warning(code, message, path=self.path, line=line, column=column, hint=hint, subject=subject)
        )

    def claim_id(self, name: str, line_column: tuple[int, int]) -> None:
        """Record an id that the author gave; a repeated one is a Problem."""
        if not self.ids.claim(name):
            self.warn(
                "duplicate-id",
                f"the id {name!r} is on this page already; links lead to the first",
                line_column,
                "give each element an id of its own",
                subject=name,
            )

    def call(self, call: Call, body: Segments, title: Segments = ()) -> Directive:
        """Return a directive; an id among its options is one of the page, whose template writes it."""
        for name, value in call.options:
            if name == "id":
                self.ids.claim(value)
        return Directive(*call[:3], body, *call[3:], title)

    def line_position(self, index: int) -> tuple[int, int]:
        """Return the place of the first visible character of a line of the body, from 0."""
        line = self.positions.line(index)
        return self.positions.at(index, len(line) - len(line.lstrip()) + 1)

    def inline_position(self, offset: int) -> tuple[int, int]:
        """Return the place of an offset into the inline text that is being parsed or rendered."""
        if self.inline is None:
            return self.positions.first_line, 0
        return self.positions.in_token(self.inline, offset)


def page_of(state: StateBlock | StateInline) -> Page:
    """Return the conversion that a rule works for."""
    return cast("Page", state.env[KEY])
