"""A mistake of the user -> a Problem with its place, code and remedy; the table of codes; the one formatter.

The tree of exceptions, whole:

    Exception
    └── ProblemError          a stage that cannot go on; carries the Problems that it found
"""

# ruff: noqa: E501  the sentences of CODES are a table
from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, TypedDict

import msgspec

from sitegen.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Unpack


class Severity(StrEnum):
    """How bad: an error fails the build; a warning does so only under ``--strict``."""

    ERROR = "error"
    WARNING = "warning"


class Problem(msgspec.Struct, frozen=True, array_like=True, order=True):
    """One thing that the user can put right, with the place to put the cursor."""

    path: str  #: relative to the site's root, as the user would type it; "" when no file is to blame
    line: int  #: counted from 1; 0 when the whole file is meant
    column: int  #: counted from 1, in characters; 0 when the whole line is meant
    severity: Severity
    code: str  #: a key of CODES
    message: str  #: what is wrong, in one line, without the page that shows it
    hint: str = ""  #: the remedy, in one line
    subject: str = (
        ""  #: the address, id or construct that it is about, as written; "" where that is not compared
    )
    page: str = ""  #: the source of a page that shows it, where ``path`` is another file or many pages do
    more_pages: int = 0  #: how many other pages show it, too

    @property
    def full_message(self) -> str:
        """What is wrong, and which pages show it."""
        if not self.page:
            return self.message
        found = "while rendering" if CODES[self.code].in_rendering else "on"
        more = f" and {self.more_pages} more" if self.more_pages else ""
        remark = ": look into their template" if more and self.page == self.path else ""
        return f"{self.message} ({found} {self.page}{more}{remark})"


class ProblemError(Exception):
    """Raised where a stage cannot go on; carries every Problem known at that point."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(format_problem(problem) for problem in problems))
        self.problems = problems


class Grouping(StrEnum):
    """What Problems of one code have in common, so that a terminal tells of all of them in one line."""

    MESSAGE = "message"
    HINT = "hint"  #: the addresses differ, and one remedy mends all
    SUBJECT = "subject"  #: the construct and its remedy, not what each place says with it
    PLACE = "place"  #: the line of a template, which makes another address on each page


class Basis(StrEnum):
    """What decides that something is wrong: beside a wrong option, only some of it is known."""

    FILE = "file"  #: the bytes of one file
    STRUCTURE = "structure"  #: those options that say which pages there are, and at which addresses
    OPTIONS = "options"  #: any option


class Code(NamedTuple):
    """What is true of every Problem of one code."""

    sentence: str  #: what the manual says of it
    lenient: bool = (
        False  #: ``--lenient`` makes it a warning, and a build obeys the severity that the site gives it
    )
    certain: bool = False  #: ``sitegen check`` calls it an error in what is published, not a warning
    minor: bool = False  #: in front matter, it loses nothing: a warning
    hides_keys: bool = False  #: other keys of the front matter may not have been read
    in_rendering: bool = False  #: found while a page is rendered, and its message says so
    is_overrun: bool = (
        False  #: a limit of time or memory ended it: other pages of the template may end so, too
    )
    hides_parts: bool = False  #: the headings and ids of the page may not have been read
    of_the_web: bool = False  #: only found when other hosts are asked
    grouped_by: Grouping = Grouping.MESSAGE
    basis: Basis = Basis.OPTIONS  #: what decides that it is wrong


#: Every code that a Problem may carry.
# fmt: off
CODES: dict[str, Code] = {
    "active-file": Code("In a build with --safe, a file of the site is not published: a browser or server might run it.", grouped_by=Grouping.HINT),
    "already-served": Code("Another preview server serves this site."),
    "asset-syntax": Code("A style sheet, script or SVG below layouts/assets/ cannot be minified."),
    "bad-aria": Code("A role or an aria-* attribute is not one that screen readers know, or says nothing where it stands."),
    "bad-image": Code("An image cannot be read, or has more pixels than limits.image_pixels."),
    "bad-path": Code("A path on the command line lies outside content/."),
    "baseline": Code("The file named with --baseline is not there, or is no baseline; or it accepts what is no longer there."),
    "broken-anchor": Code("A link leads to a heading or id that the page it names does not have.", lenient=True, basis=Basis.STRUCTURE),
    "broken-id": Code("An attribute such as for or aria-labelledby names an id that the page does not have."),
    "broken-link": Code("A link leads nowhere: no page, file or address of the site has that name, or it is not published.", lenient=True, basis=Basis.STRUCTURE),
    "broken-output": Code("A published file is not what its name says."),
    "broken-reference": Code("A published page, style sheet or feed refers to something that is not published.", lenient=True, certain=True, grouped_by=Grouping.PLACE),
    "cache-locked": Code("Another build uses the cache, so this one did without: it made everything anew."),
    "cache-not-ours": Code("The folder named with --cache holds files that sitegen did not make."),
    "calculator-data": Code("A site's own models or plans in data/calculator.* are not what the calculator can use."),
    "calculator-option": Code("A token-calculator directive has an option, model, plan or profile that there is not."),
    "card-letters": Code("The font of social cards lacks characters of a title, so that its card is drawn without them or not at all.", grouped_by=Grouping.HINT),
    "config-missing": Code("The file named with --config does not exist."),
    "config-syntax": Code("The configuration is not TOML."),
    "config-unknown-key": Code("The configuration has a key that sitegen does not know; write data of your own below [extra]."),
    "config-unreadable": Code("The configuration cannot be read: no right to, or not UTF-8."),
    "config-value": Code("A value in the configuration has the wrong type or lies outside its range."),
    "data-syntax": Code("A data file is not valid TOML, JSON, YAML or CSV.", basis=Basis.FILE),
    "directive-arguments": Code("The arguments of a directive cannot be read: a quote is not closed, or stands inside a word.", basis=Basis.FILE),
    "directive-function": Code("A directive's Python function is not there, or failed."),
    "directive-unclosed": Code("A directive's ::: has no closing line.", basis=Basis.FILE),
    "duplicate-id": Code("An id is given twice on one page, so that links can reach only the first."),
    "empty-heading": Code("A heading has no words, and is read out and listed all the same."),
    "empty-link": Code("A link has no words, so that readers who hear the page hear only its address; or it has no address."),
    "exists": Code("A new site or page would replace something that is there."),
    "external-broken": Code("A link leads to an address of another host that is not there.", lenient=True, certain=True, of_the_web=True),
    "external-moved": Code("The address of another host has moved for good.", of_the_web=True),
    "external-unsure": Code("Another host gave no clear answer: it was busy, slow, or refuses programs.", of_the_web=True),
    "field-missing": Code("A page lacks a key that the schema of its section requires."),
    "field-unknown": Code("A page has a key that the schema of its section, which is closed, does not know."),
    "field-value": Code("A value is not what the schema of its section says."),
    "file-encoding": Code("A file is not UTF-8 text.", hides_parts=True, basis=Basis.FILE),
    "file-too-large": Code("A file is larger than limits.file_bytes.", hides_parts=True),
    "footnote-duplicate": Code("A footnote's label is defined twice on one page.", basis=Basis.FILE),
    "footnote-unused": Code("A footnote is defined and nothing refers to it."),
    "foreign-syntax": Code("A page uses a construct of another generator that has no counterpart here.", lenient=True, grouped_by=Grouping.SUBJECT),
    "front-matter-alias": Code("YAML anchors, aliases and merge keys are not read: a few of them can stand for gigabytes.", basis=Basis.FILE),
    "front-matter-comment": Code("A title or another line of prose is cut off by a # after a blank, which begins a comment in YAML.", minor=True, basis=Basis.FILE),
    "front-matter-control": Code("A value holds a control character or half a surrogate pair, which no page can show.", hides_keys=True, basis=Basis.FILE),
    "front-matter-date": Code("A date is not one, or not in a form that means one moment: 2025-11-01, 2025-11-01T10:00:00+02:00.", basis=Basis.FILE),
    "front-matter-duplicate-key": Code("A key is written twice; one of the two values would be lost.", basis=Basis.FILE),
    "front-matter-fence": Code("What was meant as front matter is none, and would be shown as text.", basis=Basis.FILE),
    "front-matter-key": Code("A key is not text.", basis=Basis.FILE),
    "front-matter-key-case": Code("A key that leaves a page out of the site is written with capitals, so that it would not be read.", basis=Basis.FILE),
    "front-matter-nesting": Code("Lists or mappings are nested more than 50 levels deep.", hides_keys=True, basis=Basis.FILE),
    "front-matter-number": Code("A number is infinite, not a number, or a whole number that does not fit 64 bits.", basis=Basis.FILE),
    "front-matter-one-term": Code("A taxonomy is given one text with a comma in it, where a list was probably meant.", minor=True),
    "front-matter-path": Code("A slug, URL, alias or layout would not be a safe path on every file system."),
    "front-matter-size": Code("The front matter is larger than limits.front_matter_bytes."),
    "front-matter-syntax": Code("The front matter is not YAML, TOML or JSON.", hides_keys=True, basis=Basis.FILE),
    "front-matter-tag": Code("YAML tags such as !!python/object are not read.", basis=Basis.FILE),
    "front-matter-type": Code("The front matter is a list or a single value, not a mapping of keys to values.", hides_keys=True, basis=Basis.FILE),
    "front-matter-unclosed": Code("The front matter is opened and never closed.", hides_parts=True, basis=Basis.FILE),
    "front-matter-unknown-key": Code("A key resembles one that sitegen knows; write a key of your own below 'extra'.", minor=True),
    "front-matter-value": Code("A value has the wrong type.", basis=Basis.FILE),
    "heading-skipped": Code("A heading is more than one level below the heading before it."),
    "highlight-timeout": Code("Highlighting a code block took too long; it is shown plain."),
    "image-alt-missing": Code("An image has no alternative text."),
    "image-alt-repeated": Code("Different images of a page have the same alternative text."),
    "image-encoder": Code("Pillow was built without a format that [images] names."),
    "image-location": Code("An image file says where on Earth it was taken."),
    "invalid-html": Code("A page breaks the rules of HTML, so that browsers have to guess what is meant.", certain=True),
    "missing-image": Code("An image leads nowhere: no file of that name is published.", lenient=True, basis=Basis.STRUCTURE),
    "nesting-too-deep": Code("Quotes and lists are nested deeper than markdown.max_nesting; what is inside would be lost."),
    "no-content": Code("There is no content folder to build a site from."),
    "no-editor": Code("A page was to be opened, and neither VISUAL nor EDITOR is set."),
    "no-label": Code("A field of a form has no label."),
    "no-name": Code("A button, frame or drawing has no words that can be read out."),
    "no-network": Code("The preview was to be shown to a network, and this machine has no address in one."),
    "no-port": Code("The preview server found no free port to listen on."),
    "no-such-date": Code("A file's name begins with a date that does not exist."),
    "not-converted": Code("A file in content looks like a page, and becomes none: its name or its language is not one that sitegen reads."),
    "not-identical": Code("The published site is not what a clean build makes; only --verify reports it, and it is a bug in sitegen."),
    "obsolete-html": Code("An element or attribute is one that HTML has given up; browsers still read it."),
    "orphan": Code("No other page links to a page: readers find it by search alone."),
    "output-changed": Code("A published file was changed, added or removed by something other than sitegen; only --verify reports it."),
    "output-conflict": Code("A published path would be a file and a directory at once."),
    "output-locked": Code("Another process is building into the same output directory."),
    "output-name": Code("A file would be published under a name that some systems cannot hold: too long, reserved, or a step like '..'."),
    "output-not-ours": Code("The output directory, or something in it, was not made by sitegen and would be lost."),
    "output-stray": Code("Something was put into the output directory by hand; the build takes it out."),
    "output-too-large": Code("A page would make more HTML than limits.output_bytes, or its tables leave out more cells than is sane.", hides_parts=True),
    "output-unwritable": Code("The output cannot be written: no space, no right, or a file system that fails."),
    "page-description": Code("A page's description is missing, too long to be shown, or that of another page."),
    "page-language": Code("A page does not say which language it is in."),
    "page-title": Code("A page's title is missing, too long to be shown, or that of another page."),
    "redirected-link": Code("A link works only by way of a redirect.", grouped_by=Grouping.PLACE),
    "reference-undefined": Code("A footnote or a link by label that nothing defines is shown as text.", basis=Basis.FILE),
    "schema-unused": Code("A schema is that of a folder that has no page."),
    "search-indexer": Code("Search is enabled, and Pagefind, which makes its index, is missing or has failed."),
    "source-link": Code("A symbolic link leaves its tree, leads round in a circle, to what is not published, or nowhere."),
    "source-name": Code("A file's name cannot be used on every system, for the reason given."),
    "source-name-clash": Code("Two names differ only in letter case or Unicode form: one file on some systems."),
    "source-not-a-file": Code("A source is a pipe, socket or device."),
    "source-unreadable": Code("A source may not be read by the user who builds."),
    "source-unsettled": Code("A source vanished or changed while it was read, twice."),
    "stale-prices": Code("The calculator's prices were last checked over 30 days ago, or one of them has lapsed since."),
    "safe-location": Code("With --safe, an output, cache or baseline would lie in the stranger's folder or around it."),
    "state-link": Code("A folder or file in which sitegen keeps its own state, or the output, is a symbolic link."),
    "summary-marker": Code("A mark for the end of the summary stands where it cannot end it.", basis=Basis.FILE),
    "system-refused": Code("The system refused to read or write something: no right, no space, a device that fails."),
    "table-cell-lost": Code("A row of a table has more cells than the table has columns; the rest is not shown.", basis=Basis.FILE),
    "takes-control": Code("A page takes control from its readers: it plays sound, loads itself anew, forbids to zoom, or orders the Tab key."),
    "template-error": Code("A template failed while it rendered a page: an undefined name, a wrong type, a function's refusal.", in_rendering=True),
    "template-missing": Code("A template names another one that does not exist.", in_rendering=True, basis=Basis.STRUCTURE),
    "template-syntax": Code("A template is not valid Jinja2.", basis=Basis.FILE),
    "term-collision": Code("Two terms of a taxonomy are different words and would share one address."),
    "third-party-request": Code("A page would load something from another host, which the site does not allow.", in_rendering=True, grouped_by=Grouping.HINT),
    "too-much-memory": Code("Converting or rendering a page took more memory than limits.page_memory_bytes.", hides_parts=True, in_rendering=True, is_overrun=True),
    "too-slow": Code("Converting or rendering a page took longer than limits.page_seconds, or all pages together took longer than limits.mean_page_seconds allows.", hides_parts=True, in_rendering=True, is_overrun=True),
    "unbalanced-html": Code("A tag in raw HTML closes what it did not open, or is not closed where it stands."),
    "unknown-directive": Code("A ::: block names a directive for which there is no template and no function.", lenient=True, basis=Basis.STRUCTURE),
    "unknown-language": Code("A code block names a language for which there is no highlighting."),
    "unknown-layout": Code("The layout named in front matter does not exist.", lenient=True),
    "unknown-model": Code("The model named by llms.model has no known prices."),
    "unsafe-attribute": Code("An attribute in braces may not be set there: event handlers, style, URLs.", lenient=True),
    "unsafe-html": Code("Raw HTML in content could run code, or break the policy of the page around it."),
    "unsafe-url": Code("A URL could run code or hide content: javascript:, vbscript:, data:, file:."),
    "unused-image": Code("An image lies beside pages, and no page shows it."),
    "url-collision": Code("Two sources would be published at one address, or at two that some systems take for one.", basis=Basis.STRUCTURE),
    "worker-died": Code("A worker process crashed, or the system would give none.", hides_parts=True),
}
# fmt: on


def error(code: str, message: str, **about: Unpack[_About]) -> Problem:
    """Return a Problem that fails the build; what it quotes of a file cannot steer a terminal."""
    return _make(Severity.ERROR, code, message, **about)


def warning(code: str, message: str, **about: Unpack[_About]) -> Problem:
    """Return a Problem that fails the build only under ``--strict``; quotes are made harmless, too."""
    return _make(Severity.WARNING, code, message, **about)


class _About(TypedDict, total=False):
    path: str
    line: int
    column: int
    hint: str
    subject: str
    page: str


def _make(
    severity: Severity,
    code: str,
    message: str,
    *,
    path: str = "",
    line: int = 0,
    column: int = 0,
    hint: str = "",
    subject: str = "",
    page: str = "",
) -> Problem:
    return Problem(
        path,
        line,
        column,
        severity,
        code,
        printable(message),
        printable(hint),
        printable(subject),
        printable(page),
    )


def format_place(problem: Problem) -> str:
    """Return ``path:line:col``, or what of it is known."""
    place = printable(problem.path)
    if problem.line:
        place += f":{problem.line}"
    return f"{place}:{problem.column}" if problem.line and problem.column else place


def format_problem(problem: Problem) -> str:
    """Return ``path:line:col: severity: message [code]`` and, on a second line, the hint."""
    place = format_place(problem)
    head = f"{place}: " if place else ""
    text = f"{head}{problem.severity}: {problem.full_message} [{problem.code}]"
    return f"{text}\n    hint: {problem.hint}" if problem.hint else text


def has_errors(problems: Iterable[Problem], *, strict: bool = False) -> bool:
    """Tell whether these problems fail a build."""
    return any(strict or problem.severity is Severity.ERROR for problem in problems)
