"""A mistake of the user -> Problem(path, line, column, severity, code, message, hint), and its one formatter.

The tree of exceptions, whole:

    Exception
    └── ProblemError          a stage that cannot go on; carries the Problems that it found
"""

# ruff: noqa: E501  the sentences of CODES are a table
from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from sitegen.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterable


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
    message: str  #: what is wrong, in one line
    hint: str = ""  #: the remedy, in one line


class ProblemError(Exception):
    """Raised where a stage cannot go on; carries every Problem known at that point."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(format_problem(problem) for problem in problems))
        self.problems = problems


#: Every code that a Problem may carry, with the one sentence that the manual gives it.
CODES: dict[str, str] = {
    "already-served": "Another preview server serves this site.",
    "asset-syntax": "A style sheet, script or SVG below layouts/assets/ cannot be minified.",
    "bad-aria": "A role or an aria-* attribute is not one that screen readers know, or says nothing where it stands.",
    "bad-image": "An image cannot be read, or has more pixels than limits.image_pixels.",
    "bad-path": "A path on the command line lies outside content/.",
    "baseline": "The file named with --baseline is not there, or is no baseline; or it accepts what is no longer there.",
    "broken-anchor": "A link leads to a heading or id that the page it names does not have.",
    "broken-id": "An attribute such as for or aria-labelledby names an id that the page does not have.",
    "broken-link": "A link leads nowhere: no page, file or address of the site has that name, or it is not published.",
    "broken-output": "A published file is not what its name says.",
    "broken-reference": "A published page, style sheet or feed refers to something that is not published.",
    "calculator-data": "A site's own models or plans in data/calculator.* are not what the calculator can use.",
    "calculator-option": "A token-calculator directive has an option, model, plan or profile that there is not.",
    "config-missing": "The file named with --config does not exist.",
    "config-syntax": "The configuration is not TOML.",
    "config-unknown-key": "The configuration has a key that sitegen does not know; write data of your own below [extra].",
    "config-unreadable": "The configuration cannot be read: no right to, or not UTF-8.",
    "config-value": "A value in the configuration has the wrong type or lies outside its range.",
    "data-syntax": "A data file is not valid TOML, JSON, YAML or CSV.",
    "directive-arguments": "The arguments of a directive cannot be read: a quote is not closed, or stands inside a word.",
    "directive-function": "A directive's Python function is not there, or failed.",
    "directive-unclosed": "A directive's ::: has no closing line.",
    "duplicate-id": "An id is given twice on one page, so that links can reach only the first.",
    "empty-heading": "A heading has no words, and is read out and listed all the same.",
    "empty-link": "A link has no words, so that readers who hear the page hear only its address; or it has no address.",
    "exists": "A new site or page would replace something that is there.",
    "external-broken": "A link leads to an address of another host that is not there.",
    "external-moved": "The address of another host has moved for good.",
    "external-unsure": "Another host gave no clear answer: it was busy, slow, or refuses programs.",
    "field-missing": "A page lacks a key that the schema of its section requires.",
    "field-unknown": "A page has a key that the schema of its section, which is closed, does not know.",
    "field-value": "A value is not what the schema of its section says.",
    "file-encoding": "A file is not UTF-8 text.",
    "file-too-large": "A file is larger than limits.file_bytes.",
    "footnote-duplicate": "A footnote's label is defined twice on one page.",
    "footnote-unused": "A footnote is defined and nothing refers to it.",
    "foreign-syntax": "A page uses a construct of another generator that has no counterpart here.",
    "front-matter-alias": "YAML anchors, aliases and merge keys are not read: a few of them can stand for gigabytes.",
    "front-matter-control": "A value holds a control character or half a surrogate pair, which no page can show.",
    "front-matter-date": "A date is not one, or not in a form that means one moment: 2025-11-01, 2025-11-01T10:00:00+02:00.",
    "front-matter-duplicate-key": "A key is written twice; one of the two values would be lost.",
    "front-matter-fence": "What was meant as front matter is none, and would be shown as text.",
    "front-matter-key": "A key is not text.",
    "front-matter-key-case": "A key that leaves a page out of the site is written with capitals, so that it would not be read.",
    "front-matter-nesting": "Lists or mappings are nested more than 50 levels deep.",
    "front-matter-number": "A number is infinite, not a number, or a whole number that does not fit 64 bits.",
    "front-matter-one-term": "A taxonomy is given one text with a comma in it, where a list was probably meant.",
    "front-matter-path": "A slug, URL, alias or layout would not be a safe path on every file system.",
    "front-matter-size": "The front matter is larger than limits.front_matter_bytes.",
    "front-matter-syntax": "The front matter is not YAML, TOML or JSON.",
    "front-matter-tag": "YAML tags such as !!python/object are not read.",
    "front-matter-type": "The front matter is a list or a single value, not a mapping of keys to values.",
    "front-matter-unclosed": "The front matter is opened and never closed.",
    "front-matter-unknown-key": "A key resembles one that sitegen knows; write a key of your own below 'extra'.",
    "front-matter-value": "A value has the wrong type.",
    "heading-skipped": "A heading is more than one level below the heading before it.",
    "highlight-timeout": "Highlighting a code block took too long; it is shown plain.",
    "image-alt-missing": "An image has no alternative text.",
    "image-alt-repeated": "Different images of a page have the same alternative text.",
    "image-encoder": "Pillow was built without a format that [images] names.",
    "image-location": "An image file says where on Earth it was taken.",
    "invalid-html": "A page breaks the rules of HTML, so that browsers have to guess what is meant.",
    "missing-image": "An image leads nowhere: no file of that name is published.",
    "nesting-too-deep": "Quotes and lists are nested deeper than markdown.max_nesting; what is inside would be lost.",
    "no-content": "There is no content folder to build a site from.",
    "no-editor": "A page was to be opened, and neither VISUAL nor EDITOR is set.",
    "no-label": "A field of a form has no label.",
    "no-name": "A button, frame or drawing has no words that can be read out.",
    "no-network": "The preview was to be shown to a network, and this machine has no address in one.",
    "no-port": "The preview server found no free port to listen on.",
    "not-converted": "A file in content looks like a page, and becomes none: its name or its language is not one that sitegen reads.",
    "not-identical": "The published site is not what a clean build makes; only --verify reports it, and it is a bug in sitegen.",
    "obsolete-html": "An element or attribute is one that HTML has given up; browsers still read it.",
    "orphan": "No other page links to a page: readers find it by search alone.",
    "output-conflict": "A published path would be a file and a directory at once.",
    "output-locked": "Another process is building into the same output directory.",
    "output-name": "A file would be published under a name that some systems cannot hold: too long, or reserved.",
    "output-not-ours": "The output directory, or something in it, was not made by sitegen and would be lost.",
    "output-stray": "Something was put into the output directory by hand; the build takes it out.",
    "output-too-large": "A page would make more HTML than limits.output_bytes, or its tables leave out more cells than is sane.",
    "output-unwritable": "The output cannot be written: no space, no right, or a mount point.",
    "page-description": "A page's description is missing, too long to be shown, or that of another page.",
    "page-language": "A page does not say which language it is in.",
    "page-title": "A page's title is missing, too long to be shown, or that of another page.",
    "redirected-link": "A link works only by way of a redirect.",
    "schema-unused": "A schema is that of a folder that has no page.",
    "search-indexer": "Search is enabled, and Pagefind, which makes its index, is missing or has failed.",
    "source-link": "A symbolic link leaves its tree, leads round in a circle, or leads nowhere.",
    "source-name": "A file's name cannot be used on every system, for the reason given.",
    "source-name-clash": "Two names differ only in letter case or Unicode form: one file on some systems.",
    "source-not-a-file": "A source is a pipe, socket or device.",
    "source-unreadable": "A source may not be read by the user who builds.",
    "source-unsettled": "A source vanished or changed while it was read, twice.",
    "stale-prices": "The calculator's prices were last checked over 30 days ago, or one of them has lapsed since.",
    "state-link": "A folder or file in which sitegen keeps its own state, or the output, is a symbolic link.",
    "system-refused": "The system refused to read or write something: no right, no space, a device that fails.",
    "takes-control": "A page takes control from its readers: it plays sound, loads itself anew, forbids to zoom, or orders the Tab key.",
    "template-error": "A template failed while it rendered a page: an undefined name, a wrong type, a function's refusal.",
    "template-missing": "A template names another one that does not exist.",
    "template-syntax": "A template is not valid Jinja2.",
    "term-collision": "Two terms of a taxonomy are different words and would share one address.",
    "third-party-request": "A page would load something from another host, which the site does not allow.",
    "too-much-memory": "Converting or rendering a page took more memory than limits.page_memory_bytes.",
    "too-slow": "Converting or rendering a page took longer than limits.page_seconds.",
    "unbalanced-html": "A tag in raw HTML closes what it did not open, or is not closed where it stands.",
    "unknown-directive": "A ::: block names a directive for which there is no template and no function.",
    "unknown-language": "A code block names a language for which there is no highlighting.",
    "unknown-layout": "The layout named in front matter does not exist.",
    "unknown-model": "The model named by llms.model has no known prices.",
    "unsafe-attribute": "An attribute in braces may not be set there: event handlers, style, URLs.",
    "unsafe-html": "Raw HTML in content could run code, or break the policy of the page around it.",
    "unsafe-url": "A URL could run code or hide content: javascript:, vbscript:, data:, file:.",
    "unused-image": "An image lies beside pages, and no page shows it.",
    "url-collision": "Two sources would be published at one address, or at two that some systems take for one.",
    "worker-died": "A worker process ended before its work was done, mostly for lack of memory.",
}


def error(
    code: str, message: str, *, path: str = "", line: int = 0, column: int = 0, hint: str = ""
) -> Problem:
    """Return a Problem that fails the build; what it quotes of a file cannot steer a terminal."""
    return Problem(path, line, column, Severity.ERROR, code, printable(message), printable(hint))


def warning(
    code: str, message: str, *, path: str = "", line: int = 0, column: int = 0, hint: str = ""
) -> Problem:
    """Return a Problem that fails the build only under ``--strict``; quotes are made harmless, too."""
    return Problem(path, line, column, Severity.WARNING, code, printable(message), printable(hint))


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
    text = f"{head}{problem.severity}: {problem.message} [{problem.code}]"
    return f"{text}\n    hint: {problem.hint}" if problem.hint else text


def has_errors(problems: Iterable[Problem], *, strict: bool = False) -> bool:
    """Tell whether these problems fail a build."""
    return any(strict or problem.severity is Severity.ERROR for problem in problems)
