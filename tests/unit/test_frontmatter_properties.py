"""Front matter and configuration under any input: an answer, never an exception."""

from __future__ import annotations

import msgspec
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sitegen.config import Config, config_digest, read_config
from sitegen.content.frontmatter import READERS, SYNONYMS, read
from sitegen.core.codes import CODES
from sitegen.core.model import FrontMatter, Source
from sitegen.core.problems import Problem
from sitegen.core.text import printable

# What the grammars of YAML, TOML and JSON are made of, and what has broken readers of them before.
_PIECES = """
    --- +++ { } [ ] [[ ]] : , = . - ? * & ! !! | > # % @ ` ' " \'\'\' \\ \\u0000 \\ud800 \\e << ~ ... *x &x no
    yes null true .inf nan 0x1f 1e999 1_000 007 99999999999999999999 2025-02-30 2025-11-01 0000-00-00 12:30:45
    2025-11-01T10:00:00+99:00 9999-12-31T23:59:59-05:00 ../ %2e con é 👍 !!python/name:os.system !!binary
""".split()  # noqa: SIM905  a list of quotes in quotes could not be read
_BLANKS = [
    " ",
    "  ",
    "\n",
    "\n  ",
    "\t",
    "\r",
    "\r\n",
    "\x00",
    "\x85",
    "\u2028",
    "\ufeff",
    "\ufffe",
    ": ",
    " = ",
    "\n- ",
]
_KEYS = ["tags", "taxonomies", "published", "custom", "desciption", *READERS, *SYNONYMS]
_OPTIONS = [
    "[urls]",
    "[[menu]]",
    "[menu]",
    "taxonomies",
    "base_url",
    "paginate",
    "[limits]",
    "extra.a.b",
    "[taxonomies.tags]",
]

_soup = st.lists(st.sampled_from(_PIECES + _BLANKS + _KEYS + _OPTIONS), max_size=40).map("".join)
_frames = st.sampled_from(
    ["{}", "---\n{}\n---\nbody", "+++\n{}\n+++\nbody", '{{"a": {}}}\nbody', "---\nextra: {}\n---\n"]
)
_lines = st.lists(st.tuples(st.sampled_from(_KEYS), _soup | st.text(max_size=20)), max_size=6)
_yaml = _lines.map(lambda pairs: "---\n" + "\n".join(f"{key}: {value}" for key, value in pairs) + "\n---\n")
_toml = _lines.map(lambda pairs: "+++\n" + "\n".join(f"{key} = {value}" for key, value in pairs) + "\n+++\n")
_texts = st.one_of(st.builds(str.format, _frames, _soup), _yaml, _toml, st.text())
_files = st.one_of(st.binary(max_size=200), _texts.map(lambda text: text.encode("utf-8", "surrogatepass")))


def assert_well_formed(problems: tuple[Problem, ...], lines: int) -> None:
    for problem in problems:
        assert problem.code in CODES
        assert problem.message
        assert 0 <= problem.line <= lines
        assert problem.column >= 0
        assert (
            f"{problem.message}{problem.hint}".isprintable()
            or max(problem.message + problem.hint) >= "\u00a0"
        )
        assert printable(problem.message + problem.hint) == problem.message + problem.hint


@given(_files)
@settings(max_examples=200, deadline=None)
@example(b"---\n" + b"[" * 30_000)
@example(b"---\nx: " + b"{" * 30_000 + b"\n---\n")
@example(b'{"a": "\\ud800"}')
def test_any_bytes_are_read(data: bytes) -> None:
    """Front matter and body come out complete, can be stored, and each problem has a place in the file."""
    front, body, line, problems = read(Source("a.md", data), Config())
    lines = data.count(b"\n") + data.count(b"\r") + 1
    assert_well_formed(problems, lines)
    assert 1 <= line <= lines + 1
    assert "\r" not in body
    stored = msgspec.json.encode(front)
    assert msgspec.json.encode(msgspec.json.decode(stored, type=FrontMatter)) == stored
    for moment in (front.date, front.updated, front.publish_date, front.expiry_date):
        assert moment is None or moment.tzinfo is not None


@given(_files)
@settings(max_examples=100, deadline=None)
def test_reading_is_pure(data: bytes) -> None:
    """The same bytes give the same answer."""
    assert read(Source("a.md", data), Config()) == read(Source("a.md", data), Config())


@given(
    st.one_of(
        _soup, st.text(), _lines.map(lambda pairs: "\n".join(f"{key} = {value}" for key, value in pairs))
    )
)
@settings(max_examples=200, deadline=None)
@example("x = " + "[" * 30_000)
@example("a." * 30_000 + "b = 1")
def test_any_text_is_a_configuration(text: str) -> None:
    """A configuration comes out that has a digest, and each problem has a place in the file."""
    config, problems = read_config(text, "sitegen.toml")
    assert_well_formed(problems, text.count("\n") + 1)
    assert config_digest(config)


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1).filter(str.strip))
@settings(max_examples=100, deadline=None)
def test_any_text_survives_as_a_title(title: str) -> None:
    """Quoted as JSON, which YAML and TOML read alike, a title comes out as it went in."""
    expected = " ".join(part for part in title.split(" ") if part)
    quoted = msgspec.json.encode(title).decode()
    for text in (f"---\ntitle: {quoted}\n---\n", f"+++\ntitle = {quoted}\n+++\n", f'{{"title": {quoted}}}\n'):
        front, _, _, problems = read(Source("a.md", text.encode()), Config())
        codes = {problem.code for problem in problems}
        assert front.title == expected or codes == {"front-matter-control"}
