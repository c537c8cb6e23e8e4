"""The bytes of a file -> text -> front matter and body, with places that hold in the file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from frontmatter import detect_format

from sitegen.config import SYNONYMS, Dialect, fields_for, is_of_hexo, localise_file
from sitegen.content.frontmatter.json_loader import Json
from sitegen.content.frontmatter.lookalike import find_lookalike, find_open
from sitegen.content.frontmatter.metadata_lines import load_lines, split_lines
from sitegen.content.frontmatter.nodes import Entries, Fault
from sitegen.content.frontmatter.schema import READERS, read_entries
from sitegen.content.frontmatter.toml_loader import Toml
from sitegen.content.frontmatter.yaml_loader import Yaml
from sitegen.core.codes import CODES
from sitegen.core.model import FrontMatter
from sitegen.core.problems import Problem, error, warning
from sitegen.core.text import FORBIDDEN, LinePositions, decode, explain_encoding, lazy_compile
from sitegen.workers.progress import Phase, phase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from frontmatter.default_handlers import BaseHandler

    from sitegen.config import Config, Fields
    from sitegen.core.model import Source

_HANDLERS: tuple[BaseHandler, ...] = (Yaml(), Toml(), Json())
#: Dialects whose front matter may be lines of metadata.
_WITH_LINES = frozenset({Dialect.PELICAN, Dialect.MKDOCS})
#: Keys that distinguish front matter from other text between two rules.
_KNOWN = frozenset(name.casefold() for name in (*READERS, *SYNONYMS, "layout", "tags", "categories"))
_TABS = lazy_compile(r"^\t+", re.MULTILINE)
_DAY = lazy_compile(r"\d{2,4}-\d\d?-\d\d?-")
_BLANK_LINES = lazy_compile(r"(?:[ \t]*\n)+")


class _Split(NamedTuple):
    front: str
    line: int  #: of the file on which ``front`` begins
    body: str
    body_line: int
    handler: BaseHandler | None  #: None with a front: it is lines of metadata without fences


def read(source: Source, config: Config) -> tuple[FrontMatter, str, int, tuple[Problem, ...]]:
    r"""Return (front matter, body, line of the file on which the body starts, problems).

    Line ends of the body are ``\\n``. Where the front matter can't be told from the body, or the
    file can't be read at all, the body is empty. A pure function of its arguments.
    """
    path = f"{config.paths.content}/{source.path}"
    if len(source.data) > config.limits.file_bytes:  # no more of it was read
        message = f"the file is larger than limits.file_bytes, {config.limits.file_bytes:,} bytes"
        return _refused(error("file-too-large", message, path=path, hint="split it, or raise the limit"))
    try:
        text = decode(source.data)
    except UnicodeError as problem:
        return _refused(_explain_encoding(problem, source.data, path))
    try:
        parts = _split(text, config.dialect)
    except ValueError as problem:
        fence, line = problem.args
        return _refused(_explain_unclosed(fence, line, text, path))
    nearly = tuple(_find_lookalike(parts, path, config))
    fields = fields_for(config.schemas, localise_file(config, source.path)[1])
    front = FrontMatter()
    problems: tuple[Problem, ...] = ()
    if parts.handler or parts.front or fields.fields:
        front, problems = _read_front(parts, path, config, fields)
    needs_day = not is_of_hexo(config)  # which takes the time of the file for its day
    if config.dialect is Dialect.JEKYLL and _is_left_out(source.path, front, needs_day=needs_day):
        front = msgspec.structs.replace(front, draft=True)  # whatever its values are
    return front, parts.body, parts.body_line, (*problems, *nearly)


def _is_left_out(path: str, front: FrontMatter, *, needs_day: bool) -> bool:
    """Return whether Jekyll publishes no page for a file: a draft, ``_name.md``, or a post without a day."""
    folder, _, name = f"/{path}".rpartition("/")
    is_post = needs_day and f"{folder}/".rpartition("/_posts/")[1] != ""
    return (
        "/_drafts/" in f"{folder}/" or name[0] == "_" or (is_post and not front.date and not _DAY.match(name))
    )


def _find_lookalike(parts: _Split, path: str, config: Config) -> Iterator[Problem]:
    """Yield a Problem if the body begins with something that was meant as front matter."""
    known_keys = _KNOWN.union(taxonomy.name for taxonomy in config.taxonomies)
    lookalike = find_lookalike(parts.body, known_keys)
    if lookalike is None and config.dialect is Dialect.SITEGEN and not (parts.front or parts.handler):
        lookalike = find_open(parts.body, known_keys)
    if lookalike is None:
        return
    line, column = LinePositions(parts.body, parts.body_line).at(lookalike.at)
    message = f"what looks like front matter begins with {lookalike.written!r} and would be shown as text"
    hint = lookalike.hint
    if parts.front or parts.handler:
        message = "there is a second front matter after the first, which would be shown as text"
        hint = "write its keys into the first one"
    yield error("front-matter-fence", message, path=path, line=line, column=column, hint=hint)


def _refused(problem: Problem) -> tuple[FrontMatter, str, int, tuple[Problem, ...]]:
    return FrontMatter(), "", 1, (problem,)


def _explain_encoding(problem: UnicodeError, data: bytes, path: str) -> Problem:
    message, line, column = explain_encoding(data, problem)
    return error("file-encoding", message, path=path, line=line, column=column, hint="save the file as UTF-8")


def _split(text: str, dialect: Dialect) -> _Split:
    """Split front matter and body; ValueError(fence, line) if the front matter never ends."""
    blank = _BLANK_LINES.match(text) if text[:1] in "\n \t" else None
    start = text[blank.end() :] if blank else text
    line = 1 + (blank[0].count("\n") if blank else 0)
    handler = detect_format(start, _HANDLERS)
    if handler is None:
        lines = split_lines(start) if dialect in _WITH_LINES else None
        if lines is None:
            return _Split("", 1, text, 1, None)
        return _Split(lines[0], line, lines[1], line + lines[0].count("\n"), None)
    try:
        front, rest = handler.split(start)
    except ValueError:
        raise ValueError(start[:1], line) from None
    body_line = line + front.count("\n")
    if rest.startswith("\n"):
        return _Split(front, line, rest[1:], body_line + 1, handler)
    return _Split(front, line, rest, body_line, handler)


def _explain_unclosed(opener: str, line: int, text: str, path: str) -> Problem:
    if opener == "{":
        hint = "close its first brace"
    else:
        fence, other_fence = ("---", "+++") if opener == "-" else ("+++", "---")
        hint = f"end it with a line of {fence}"
        if re.search(rf"^{re.escape(other_fence)}[^\S\n]*$", text, re.MULTILINE):
            hint += f"; it is opened with {fence} and closed with {other_fence}"
        elif opener == "-":
            hint += "; for a rule at the top of a page write ***"
    return error(
        "front-matter-unclosed", "the front matter never ends", path=path, line=line, column=1, hint=hint
    )


def _read_front(
    parts: _Split, path: str, config: Config, fields: Fields
) -> tuple[FrontMatter, tuple[Problem, ...]]:
    text, line = parts.front, parts.line
    if is_of_hexo(config):  # which reads tabs like this
        text = _TABS.sub(lambda tabs: "  " * len(tabs[0]), text)
    limit = config.limits.front_matter_bytes
    size = len(text.encode())
    if size > limit:
        message = f"the front matter has {size:,} bytes; limits.front_matter_bytes is {limit:,}"
        hint = "move data into a data file, or raise the limit"
        return FrontMatter(), (
            error("front-matter-size", message, path=path, line=line, column=1, hint=hint),
        )
    # A fence is before the text on its first line; JSON has none.
    places = LinePositions(text, line)
    entries, faults = _load(text, parts.handler)
    entries.is_section = path.rpartition("/")[2].startswith("_index.")
    with phase(Phase.FRONT_MATTER):  # matching the patterns of a schema can take long
        front, more = read_entries(entries, config, places, fields)
    faults += more
    if not faults:
        return front, ()
    return front, tuple(_problem(fault, places, path) for fault in sorted(set(faults)))


def _load(text: str, handler: BaseHandler | None) -> tuple[Entries, list[Fault]]:
    if match := FORBIDDEN.search(text):
        message = f"the front matter contains the character U+{ord(match[0]):04X}"
        return Entries(), [Fault(match.start(), "front-matter-control", message, "remove it")]
    if handler is None and not text:
        return Entries(), []  # a page without front matter
    entries = handler.load(text) if handler else load_lines(text)
    if not isinstance(entries, Entries):
        raise TypeError(f"{handler!r} must return Entries")
    return entries, entries.faults


def _problem(fault: Fault, places: LinePositions, path: str) -> Problem:
    line, column = places.at(fault.at)
    hint = fault.hint
    if fault.related >= 0:
        hint = hint.replace("{line}", str(places.at(fault.related)[0]))
    make = warning if fault.is_minor or CODES[fault.code].minor else error
    return make(fault.code, fault.message, path=path, line=line, column=column, hint=hint)
