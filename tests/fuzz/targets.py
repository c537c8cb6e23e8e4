"""Any bytes -> what sitegen makes of them, held to rules that no input may break: one function a harness.

The functions know nothing of the fuzzer: `test_corpus.py` feeds them the kept inputs in every test
run, `__main__.py` lets atheris look for new ones. A rule that is broken raises AssertionError.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import msgspec

from sitegen.config import Config, Dialect, Markdown, RawHtml, config_digest, read_config
from sitegen.content.convert import convert_source
from sitegen.content.frontmatter import read
from sitegen.content.parser.directives import read_arguments
from sitegen.core.codes import CODES
from sitegen.core.model import Directive, FrontMatter, Image, Link, Segments, Source
from sitegen.core.problems import Problem
from sitegen.core.text import printable
from sitegen.serve.lookup import find
from sitegen.serve.origin import LOCAL, is_own_host, is_own_origin
from sitegen.theme.data import PARSERS, parse_data

if TYPE_CHECKING:
    from collections.abc import Callable

_LINE_ENDS = re.compile(rb"\r\n?|\n")


def fuzz_front_matter(data: bytes) -> None:
    """Front matter and body come out whole and can be stored; each problem has a place in the file."""
    front, body, line, problems = read(Source("a.md", data), Config())
    lines = len(_LINE_ENDS.findall(data)) + 1
    _check_problems(problems, lines)
    assert 1 <= line <= lines + 1
    assert "\r" not in body
    stored = msgspec.json.encode(front)
    assert msgspec.json.encode(msgspec.json.decode(stored, type=FrontMatter)) == stored
    for moment in (front.date, front.updated, front.publish_date, front.expiry_date):
        assert moment is None or moment.tzinfo is not None


_KINDS = tuple(
    Config(markdown=Markdown(raw_html=html, smart_punctuation=smart), dialect=dialect)
    for html, smart, dialect in (
        (RawHtml.SAFE, False, Dialect.SITEGEN),
        (RawHtml.NONE, False, Dialect.SITEGEN),
        (RawHtml.SAFE, True, Dialect.SITEGEN),
        (RawHtml.ALL, False, Dialect.SITEGEN),
        (RawHtml.SAFE, False, Dialect.HUGO),
        (RawHtml.SAFE, False, Dialect.JEKYLL),
        (RawHtml.SAFE, False, Dialect.PELICAN),
        (RawHtml.SAFE, False, Dialect.MKDOCS),
    )
)


def fuzz_markdown(data: bytes) -> None:
    """A page is converted, is pure, and what it publishes without an error runs no code.

    The first byte chooses the configuration.
    """
    config = _KINDS[data[0] % len(_KINDS)] if data else _KINDS[0]
    text = data[1:].decode("utf-8", "replace")
    source = Source("a.md", text.encode())
    document, body = convert_source(source, config)
    _check_problems(document.problems, len(_LINE_ENDS.findall(source.data)) + 1)
    if config.markdown.raw_html is RawHtml.ALL or any(p.severity == "error" for p in document.problems):
        return
    reader = _Reader()
    reader.feed(_write(body.content))
    reader.close()
    assert not reader.faults, reader.faults


def fuzz_directives(data: bytes) -> None:
    """Arguments are read whole or the rest is named; written again, they are read as the same."""
    text = data.decode("utf-8", "replace").replace("\n", " ")
    arguments, options, rest = read_arguments(text)
    assert rest in text
    assert all(re.fullmatch(r"[A-Za-z_][\w-]*", name) for name, _ in options)
    written = " ".join([*map(_quote, arguments), *(f"{name}={_quote(value)}" for name, value in options)])
    assert read_arguments(written) == (arguments, options, "")
    page = f":::: note {text}\n::: tip\nx\n:::\n::::\n"
    document, body = convert_source(Source("a.md", page.encode()), _KINDS[0])
    _check_problems(document.problems, len(_LINE_ENDS.findall(page.encode())) + 1)
    assert body.content


def fuzz_config(data: bytes) -> None:
    """A configuration comes out that has a digest; each problem has a place in the file."""
    text = data.decode("utf-8", "replace")
    config, problems = read_config(text, "sitegen.toml")
    _check_problems(problems, text.count("\n") + 1)
    assert config_digest(config)


_PUBLISHED = frozenset(("index.html", "blog/index.html", "a b/index.html", "x.html", "404.html", "a.css"))


def fuzz_paths(data: bytes) -> None:
    """A request finds a published name or nothing, and is sent to no other host; headers must name ours."""
    path, _, headers = data.decode("latin-1").partition("\n")
    for base in ("", "/project"):
        answer = find(path, base, _PUBLISHED)
        assert answer.status in (200, 302, 400, 404)
        assert answer.path in _PUBLISHED or not answer.path
        assert answer.status != 200 or answer.path
        if answer.status == 302:
            assert re.fullmatch(r"/(?!/)[\x21-\x7e]*", answer.location)
            assert answer.location.startswith(base or "/")
            assert answer.location.endswith("/")
    host, _, origin = headers.partition("\n")
    if is_own_host(host, LOCAL):
        assert re.fullmatch(r"(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?", host, re.IGNORECASE), host
        if is_own_origin(origin, host):
            assert origin.lower().partition("://")[2] == host.lower()


def fuzz_data(data: bytes) -> None:
    """A data file is read or refused at a line that it has. The first byte chooses the kind."""
    suffix = sorted(PARSERS)[data[0] % len(PARSERS)] if data else ".json"
    values, problems = parse_data({f"a{suffix}": data[1:]}, "data")
    assert len(values) + len(problems) == 1
    _check_problems(problems, len(_LINE_ENDS.findall(data)) + 2)


#: name of a harness -> its function.
TARGETS: dict[str, Callable[[bytes], None]] = {
    "front_matter": fuzz_front_matter,
    "markdown": fuzz_markdown,
    "directives": fuzz_directives,
    "config": fuzz_config,
    "paths": fuzz_paths,
    "data": fuzz_data,
}


def _check_problems(problems: tuple[Problem, ...], lines: int) -> None:
    for problem in problems:
        assert problem.code in CODES
        assert problem.message
        assert 0 <= problem.line <= lines, problem
        assert problem.column >= 0
        assert printable(problem.message + problem.hint) == problem.message + problem.hint, problem


def _quote(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _write(segments: Segments) -> str:
    """Write a body as a page would show it, every hole filled with what is harmless."""
    pieces = []
    for segment in segments:
        if isinstance(segment, str):
            pieces.append(segment)
        elif isinstance(segment, Link):
            assert not re.match(
                r"[\s\x00-\x20]*(?:javascript|vbscript|data|file):", segment.target, re.IGNORECASE
            )
            pieces.append("/")
        elif isinstance(segment, Image):
            pieces.append("<img>")
        elif isinstance(segment, Directive):
            pieces.append(f"<div>{_write(segment.body)}</div>")
    return "".join(pieces)


class _Reader(HTMLParser):
    """An independent reader of what would be published: notes whatever could run code."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note elements and attributes that run code."""
        if tag in ("script", "iframe", "object", "embed", "base", "meta", "link"):
            self.faults.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on") or name == "srcdoc":
                self.faults.append(f"<{tag} {name}>")
            if name in ("href", "src", "action", "formaction") and value:
                plain = re.sub(r"[\x00-\x20]", "", value).lower()
                if plain.startswith(("javascript:", "vbscript:", "data:")):
                    self.faults.append(f"<{tag} {name}={value}>")
