"""Front matter: every case of the table of bad input, by its number, and the promises of the schema."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from sitegen.config import Config, Taxonomy, read_config
from sitegen.content.frontmatter import SYNONYMS, read
from sitegen.core.codes import CODES
from sitegen.core.model import FrontMatter, Source
from sitegen.core.problems import Problem, Severity

NOVEMBER = datetime(2025, 11, 1, tzinfo=UTC)


def read_text(text: str | bytes, config: Config | None = None) -> tuple[FrontMatter, str, int, list[Problem]]:
    data = text if isinstance(text, bytes) else text.encode()
    front, body, line, problems = read(Source("blog/a.md", data), config or Config())
    assert all(problem.code in CODES for problem in problems)
    assert all(problem.path == "content/blog/a.md" for problem in problems)
    return front, body, line, list(problems)


def read_yaml(lines: str, config: Config | None = None) -> tuple[FrontMatter, list[Problem]]:
    front, _, _, problems = read_text(f"---\n{lines}\n---\nbody\n", config)
    return front, problems


def places(problems: list[Problem]) -> list[tuple[str, int, int]]:
    return [(problem.code, problem.line, problem.column) for problem in problems]


# --- The table of bad input -------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["---\ntitle: A\n---\nx", "+++\ntitle = 'A'\n+++\nx", '{"title": "A"}\nx', "x"]
)
def test_01_a_byte_order_mark_changes_nothing(text: str) -> None:
    """A file reads the same with and without its BOM."""
    assert read_text(b"\xef\xbb\xbf" + text.encode()) == read_text(text)


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
@pytest.mark.parametrize(
    "text", ["---\ntitle: A\n---\nx\ny\n", "+++\ntitle = 'A'\n+++\nx\n", '{"title": "A"}\nx']
)
def test_02_line_ends_of_other_systems_change_nothing(text: str, ending: str) -> None:
    r"""CRLF and CR read as LF, and the body comes out with LF."""
    assert read_text(text.replace("\n", ending)) == read_text(text)


@pytest.mark.parametrize("control", ["\x00", "\x01", "\x1b", "\x7f", "\x80", "\ufdd0", "\ufffe"])
@pytest.mark.parametrize(
    "frame", ["---\ntitle: a{}b\n---\n", "+++\ntitle='a{}b'\n+++\n", '{{\n"a": "{}"}}\n']
)
def test_03_control_characters_are_errors(frame: str, control: str) -> None:
    """A control character is an error on its line, in each of the formats."""
    _, _, _, problems = read_text(frame.format(control))
    assert [(problem.code, problem.line) for problem in problems] == [("front-matter-control", 2)]


@pytest.mark.parametrize(
    "text", ['---\ntitle: "a\\0b"\n---\n', '+++\ntitle="a\\u0000b"\n+++\n', '{\n"title": "a\\u0000b"}\n']
)
def test_03_escaped_control_characters_are_errors(text: str) -> None:
    """An escape does not carry a control character past the check."""
    front, _, _, problems = read_text(text)
    assert [problem.code for problem in problems] == ["front-matter-control"]
    assert front.title == ""


def test_04_bytes_that_are_not_utf_8_are_errors_with_their_offset() -> None:
    """The message has the offset of the byte, and the place is that of the byte."""
    _, body, _, problems = read_text("---\ntitle: é".encode() + b"\xff\n---\n")
    assert places(problems) == [("file-encoding", 2, 9)]
    assert problems[0].message == "the file is not UTF-8: byte 0xFF at offset 13"
    assert body == ""


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_04_utf_16_is_named(encoding: str) -> None:
    """UTF-16 is an error that says so, with and without a byte order mark."""
    _, _, _, problems = read_text("---\ntitle: A\n---\n".encode(encoding))
    assert places(problems) == [("file-encoding", 1, 1)]
    assert "UTF-16" in problems[0].message


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"---\ntitle: \xed\xa0\x80\n---\n", "file-encoding"),
        (b'{\n"title": "\\ud800"}\n', "front-matter-control"),
        (b'---\ntitle: "\\ud800"\n---\n', "front-matter-syntax"),
    ],
)
def test_04_a_lone_surrogate_is_an_error(text: bytes, code: str) -> None:
    """Half a surrogate pair cannot be published, so it is refused where it is written."""
    front, _, _, problems = read_text(text)
    assert [(code, 2)] == [(problem.code, problem.line) for problem in problems]
    assert front.title == ""


@pytest.mark.parametrize(
    ("lines", "line", "column", "message"),
    [
        ("title: a: b", 2, 9, "mapping values are not allowed in this context"),
        ("title:\n\tx", 3, 1, "there is a tab where spaces are expected"),
        ("tags: [a, b\ntitle: x", 3, 6, "expected ',' or ']'"),
        ("title: @home", 2, 8, "a value without quotes can't begin with @"),
        ('title: "a" b', 2, 12, "the value ended before this"),
    ],
)
def test_05_a_syntax_error_stands_at_its_place_in_the_file(
    lines: str, line: int, column: int, message: str
) -> None:
    """The line and the column are those of the file, not of the front matter, and there is a remedy."""
    _, problems = read_yaml(lines)
    assert places(problems) == [("front-matter-syntax", line, column)]
    assert problems[0].message == message
    assert problems[0].hint


def test_05_an_open_list_names_the_line_that_opened_it() -> None:
    """The remedy points at the beginning of what is not closed."""
    _, problems = read_yaml("title: x\ntags: [a, b\ndate: 2025-11-01")
    assert problems[0].hint == "close the list opened on line 3"


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("+++\ntitle = x\n+++\n", 2, 9),
        ("+++\n\n[extra\n+++\n", 3, 7),
        ('{\n"title": x\n}\n', 2, 10),
        ('{\n"title": "x"\n"date": 1}\n', 3, 1),
    ],
)
def test_05_toml_and_json_errors_have_places_too(text: str, line: int, column: int) -> None:
    """Each format's syntax errors stand at their line and column of the file."""
    _, _, _, problems = read_text(text)
    assert places(problems) == [("front-matter-syntax", line, column)]


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: a\ndate: 2025-11-01\ntitle: b\n---\n",
        '{\n"title": "a",\n"date": "2025-11-01",\n"title": "b"}\n',
        "---\nextra:\n  a: 1\n  a: 2\n---\n",
    ],
)
def test_06_a_duplicate_key_is_an_error(text: str) -> None:
    """A key written twice is an error at the second, and the first is named."""
    _, _, _, problems = read_text(text)
    assert [(problem.code, problem.line) for problem in problems] == [("front-matter-duplicate-key", 4)]


def test_06_a_duplicate_key_of_toml_is_an_error() -> None:
    """TOML's own rule against duplicates is reported as one."""
    _, _, _, problems = read_text("+++\ntitle = 'a'\ntitle = 'b'\n+++\n")
    assert [(problem.code, problem.line) for problem in problems] == [("front-matter-syntax", 3)]


@pytest.mark.parametrize("lines", ["just words", "- a\n- b", "[a, b]", "'quoted'", "7"])
def test_07_front_matter_that_is_no_mapping_is_an_error(lines: str) -> None:
    """A scalar or a list is not silently read as nothing."""
    _, problems = read_yaml(lines)
    assert places(problems) == [("front-matter-type", 2, 1)]


@pytest.mark.parametrize("text", ["---\ntitle: a\n", "+++\ntitle='a'\n", '{"title": "a"\n'])
def test_07_a_fence_that_never_closes_is_an_error(text: str) -> None:
    """An open front matter is an error at its fence, and nothing of it becomes body."""
    _, body, _, problems = read_text(text)
    assert places(problems) == [("front-matter-unclosed", 1, 1)]
    assert body == ""


@pytest.mark.parametrize("lines", ["", "\n\n", "# a comment"])
def test_07_an_empty_front_matter_is_fine(lines: str) -> None:
    """Nothing between the fences is nothing to complain about."""
    assert read_yaml(lines) == (FrontMatter(), [])


@pytest.mark.parametrize(
    "text",
    [
        '---\ntitle: A\ntags: [b, c]\ndate: "2025-11-01"\nweight: 3\nextra: {x: {y: 1}}\n---\nbody',
        '+++\ntitle = "A"\ntags = ["b", "c"]\ndate = 2025-11-01\nweight = 3\nextra.x.y = 1\n+++\nbody',
        '{"title": "A",\n"tags":["b","c"],\n"date":"2025-11-01",\n"weight":3,"extra":{"x":{"y":1}}}\nbody',
    ],
)
def test_08_yaml_toml_and_json_say_the_same(text: str) -> None:
    """The three formats give equal front matter and the same body."""
    front, body, _, problems = read_text(text)
    assert problems == []
    assert body == "body"
    assert (front.title, front.taxonomies, front.date) == ("A", (("tags", ("b", "c")),), NOVEMBER)
    assert (front.weight, front.extra) == (3, {"x": {"y": 1}})


@pytest.mark.parametrize(("opened", "closed"), [("+++", "---"), ("---", "+++")])
def test_08_a_mix_of_fences_is_an_error(opened: str, closed: str) -> None:
    """A fence is closed by its own kind; the message names both."""
    _, _, _, problems = read_text(f"{opened}\ntitle: a\n{closed}\nbody")
    assert places(problems) == [("front-matter-unclosed", 1, 1)]
    assert f"opened with {opened} and closed with {closed}" in problems[0].hint


@pytest.mark.parametrize(
    "text", ["{.lead}\nText", "{{ x }}", "{ hello }", "----\ntext\n----\n", "-- x", "text\n---\n"]
)
def test_08_text_that_only_resembles_front_matter_is_body(text: str) -> None:
    """Braces and dashes that begin ordinary text stay text."""
    assert read_text(text) == (FrontMatter(), text, 1, [])


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("----\ntitle: x\n----\n", 1, 1),
        (" ---\ntitle: x\n ---\n", 1, 1),
        ("\n  ---\n  draft: true\n  ---\n", 2, 1),
        ("\u2014\ntitle: x\n\u2014\n", 1, 1),
        ("\u2014-\ntags:\n  - a\n# note\n\nTitle: x\n\u2014-\n", 1, 1),
        ("\ufeff\ufeff---\ntitle: x\n---\n", 1, 1),
        ("++++\ntitle = 'x'\n++++\n", 1, 1),
        ("--\ndate: 2025-01-01\n---\n", 1, 1),
        ("{'title': 'x'}\n", 1, 1),
        ('  {"title": "x"}\n', 1, 3),
        ('{ // mine\n  "title": "x"\n}\n', 1, 1),
        ("---\ntitle: x\n---\n---\nweight: 1\n---\n", 4, 1),
        ("---\ntitle: x\n---\n\n+++\nweight = 1\n+++\n", 5, 1),
        ('{"title": "x"}\n---\nweight: 1\n---\n', 2, 1),
        ('---json\n{"title": "x", "draft": true}\n---\n', 1, 1),
        ("---toml\ntitle = 'x'\n---\n", 1, 1),
        ("--- YAML\ntitle: x\n---\n", 1, 1),
        (';;;\n{"draft": true}\n;;;\n', 1, 1),
        ("# A title\n\n---\ndraft: true\n---\n", 3, 1),
        ("# A title\n+++\ndraft = true\n+++\n", 2, 1),
        ("title: x\ndraft: true\n\nText.\n", 1, 1),
        ("draft: true\n---\nText.\n", 1, 1),
        ("title = 'x'\n+++\nText.\n", 1, 1),
        ("Title: x\nStatus: draft\n\nText.\n", 1, 1),
        ("publish_date: 2099-01-01\n\nText.\n", 1, 1),
        ("status: 'private'\n", 1, 1),
    ],
)
def test_07_08_what_is_nearly_front_matter_is_an_error(text: str, line: int, column: int) -> None:
    """It would be shown as text, and a draft would be published."""
    _, _, _, problems = read_text(text)
    assert places(problems) == [("front-matter-fence", line, column)]


@pytest.mark.parametrize(
    "text",
    [
        "----\nNote: this is text\n----\n",
        "***\ntitle: x\n***\n",
        "----\nDate: in May\n\nSomething else\n\n----\n",
        "- title: x\n- tags: y\n",
        "\u2014 title: x\n",
        "{'word': x}\n",
        "```yaml\n---\ntitle: x\n---\n```\n",
        "    ---\n\n    code\n",
        "---\ntitle: x\n---\n\n---\n\nText\n\n---\n",
        "---\ntitle: x\n---\n\n---\nTags: said she, and went.\nAway\n---\n",
        "Date: 12 May\nAuthors: Ann and Bob\n\nWe met.\n",
        "Status: draft, as of May\n",
        "Title: x\n---\n",
        "# T\n\n---\n\nText\n\n---\n",
        "# T\n\n---\nNote: this\n---\n",
        "---\ntitle: x\n---\nStatus: draft\n",
    ],
)
def test_07_08_what_only_begins_alike_is_text(text: str) -> None:
    _, _, _, problems = read_text(text)
    assert problems == []


def test_09_keys_that_python_frontmatter_reserves_are_ordinary() -> None:
    """`content`, `handler` and `metadata` reach templates like any other key."""
    front, problems = read_yaml("content: a\nhandler: b\nmetadata: c")
    assert problems == []
    assert front.extra == {"content": "a", "handler": "b", "metadata": "c"}


@pytest.mark.parametrize(
    "key", ["1", "1.5", "true", "no", "2025-11-01", "null", "~", "? [a]\n", "? {a: b}\n"]
)
def test_10_a_key_that_is_not_text_is_an_error(key: str) -> None:
    """Numbers, dates, truth values and collections cannot name anything."""
    _, problems = read_yaml(f"title: x\n{key}: y")
    assert [(problem.code, problem.line) for problem in problems] == [("front-matter-key", 3)]


@pytest.mark.parametrize("key", ["1", "no", "2025-11-01"])
def test_10_a_quoted_key_is_text(key: str) -> None:
    """The remedy of the message works."""
    assert read_yaml(f"'{key}': y")[0].extra == {key: "y"}


def zone(hours: int, minutes: int = 0) -> timezone:
    return timezone(timedelta(hours=hours, minutes=minutes))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"2025-11-01"', NOVEMBER),
        ("2025-11-01", NOVEMBER),
        ("2025-11-1", NOVEMBER),
        ("2025-11-01 10:30", datetime(2025, 11, 1, 10, 30, tzinfo=UTC)),
        ("2025-11-01T10:30:05", datetime(2025, 11, 1, 10, 30, 5, tzinfo=UTC)),
        ("2025-11-01T10:30:05.123456789Z", datetime(2025, 11, 1, 10, 30, 5, 123456, tzinfo=UTC)),
        ("2025-11-01T23:30:00+05:30", datetime(2025, 11, 1, 23, 30, tzinfo=zone(5, 30))),
        ("2025-11-01 23:30:00 -0800", datetime(2025, 11, 1, 23, 30, tzinfo=zone(-8))),
        ("2025-11-01 23:30:00 +2", datetime(2025, 11, 1, 23, 30, tzinfo=zone(2))),
        ("2025-11-01 23:30:00 UTC", datetime(2025, 11, 1, 23, 30, tzinfo=UTC)),
    ],
)
def test_11_dates_are_read_without_a_shift(text: str, expected: datetime) -> None:
    """A naive moment is in UTC, an aware one keeps its own offset, and neither moves."""
    front, problems = read_yaml(f"date: {text}")
    assert problems == []
    assert front.date == expected
    assert front.date is not None
    assert front.date.utcoffset() == expected.utcoffset()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-11-01", NOVEMBER),
        ("2025-11-01T10:30:00", datetime(2025, 11, 1, 10, 30, tzinfo=UTC)),
        ("2025-11-01T10:30:00-08:00", datetime(2025, 11, 1, 10, 30, tzinfo=zone(-8))),
        ("'2025-11-01'", NOVEMBER),
    ],
)
def test_11_dates_of_toml_are_read_without_a_shift(text: str, expected: datetime) -> None:
    """TOML's own dates follow the same rule."""
    front, _, _, problems = read_text(f"+++\ndate = {text}\n+++\n")
    assert problems == []
    assert front.date is not None
    assert (front.date, front.date.utcoffset()) == (expected, expected.utcoffset())


@pytest.mark.parametrize(
    "text",
    [
        "20251101",
        "1762000000",
        "12:30:45",
        "1:30",
        "2025-02-30",
        "2025-13-01",
        "0000-01-01",
        "2025-11-01T25:00",
        "2025-11-01T10:00:00+99:00",
        "2025-11-01T10:00:00+05:60",
        "9999-12-31T23:00:00-05:00",
        "Marble 1, 2025",
        "November 31, 2025",
        "2025/11/01",
        "01-11-2025",
        "true",
        "[2025-11-01]",
        "{a: b}",
        "'٢٠٢٥-11-01'",
        "''",
    ],
)
def test_11_what_is_not_a_date_is_an_error_with_a_remedy(text: str) -> None:
    """Nothing is guessed: the error shows how to write the date."""
    front, problems = read_yaml(f"title: x\ndate: {text}")
    assert places(problems) == [("front-matter-date", 3, 1)]
    assert "2025-11-01T10:00:00+02:00" in problems[0].hint
    assert front.date is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[AI, engineering]", ("AI", "engineering")),
        ("[AI, Engineering, ai, engineering, AI]", ("AI", "Engineering")),
        ("one", ("one",)),
        ("", ()),
        ("[]", ()),
        ("[2025, 1.10, 007]", ("2025", "1.10", "007")),
        ("['no', '2025-11-01', 'true']", ("no", "2025-11-01", "true")),
        ("[' padded ', \"two\\n  words\"]", ("padded", "two words")),
        ('["e\\u0301", "\\u00e9"]', ("é",)),
        ("\n- a\n- b", ("a", "b")),
    ],
)
def test_12_terms_are_coerced_as_documented(text: str, expected: tuple[str, ...]) -> None:
    """One text is a list of one, numbers are text, and a term counts once, in its first spelling."""
    front, problems = read_yaml(f"tags: {text}")
    assert problems == []
    assert dict(front.taxonomies).get("tags", ()) == expected


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("no", 1),
        ("[a, no]", 11),
        ("[a, true]", 11),
        ("[a, 2025-11-01]", 11),
        ("[a, ~]", 11),
        ("[[a]]", 8),
        ("{a: b}", 1),
    ],
)
def test_12_what_is_not_a_term_is_an_error_at_its_place(text: str, column: int) -> None:
    """YAML's truth values and dates are not silently made text; the error stands at the entry."""
    _, problems = read_yaml(f"tags: {text}")
    assert places(problems) == [("front-matter-value", 2, column)]


def test_12_the_remedy_for_a_truth_value_is_to_quote_it() -> None:
    """The hint shows the author's own spelling in quotes."""
    assert read_yaml("tags: [a, No]")[1][0].hint == "put it in quotes: 'No'"


def test_12_one_text_with_commas_is_pointed_out() -> None:
    """`tags: a, b` is one term, as written, and a warning says so."""
    front, problems = read_yaml("tags: a, b")
    assert front.taxonomies == (("tags", ("a, b",)),)
    assert [(problem.code, problem.severity) for problem in problems] == [
        ("front-matter-one-term", Severity.WARNING)
    ]


@pytest.mark.parametrize("text", ["a; b", "标签一，标签二", "一、二", "\n  -a\n  -b", "-a"])
def test_12_a_list_by_other_signs_is_pointed_out(text: str) -> None:
    """Full-width commas, semicolons, hyphens without a space."""
    _, problems = read_yaml(f"tags: {text}")
    assert [problem.code for problem in problems] == ["front-matter-one-term"]


def test_12_a_full_width_colon_is_named() -> None:
    """At its own line, not where YAML gave up."""
    (problem,) = read_yaml("title: A\ndate： 2026-01-01\n")[1]
    assert (problem.line, problem.hint) == (3, "write the colon of ASCII, and a space after it")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("007", "007"),
        ("1.10", "1.10"),
        ("2025-11-01", "2025-11-01"),
        ("0x1F", "0x1F"),
        ("|\n  a\n  b", "a b"),
    ],
)
def test_13_a_title_is_the_text_as_written(text: str, expected: str) -> None:
    """Numbers and dates keep their spelling; line ends become spaces."""
    front, problems = read_yaml(f"title: {text}")
    assert (front.title, problems) == (expected, [])


@pytest.mark.parametrize("space", ["\u00a0", "\u202f"])
def test_13_a_title_keeps_the_spaces_that_mean_something(space: str) -> None:
    """No-break spaces are typography, not blanks to fold."""
    assert read_yaml(f"title: Quoi{space}?")[0].title == f"Quoi{space}?"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "front-matter-value"),
        ("~", "front-matter-value"),
        ("''", "front-matter-value"),
        ("no", "front-matter-value"),
        ("{a: b}", "front-matter-value"),
        ("[a]", "front-matter-value"),
        ("!!binary aGk=", "front-matter-tag"),
    ],
)
def test_13_what_is_no_title_is_an_error(text: str, code: str) -> None:
    """Nothing, truth values, mappings, lists and binary are errors at the key."""
    _, problems = read_yaml(f"title: {text}")
    assert places(problems) == [(code, 2, 1)]


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        ("base: &b {a: 1}", 2),
        ("title: *x", 2),
        ("extra:\n  <<: {a: 1}", 3),
        ("title: x\ntags: [*a]", 3),
        ("a: &a [x]\nb: c", 2),
    ],
)
def test_14_anchors_aliases_and_merge_keys_are_errors(lines: str, line: int) -> None:
    """What can multiply itself is not read at all."""
    _, problems = read_yaml(lines)
    assert [("front-matter-alias", line)] == [(problem.code, problem.line) for problem in problems]


def test_14_anchors_of_single_values_are_read() -> None:
    """An alias gives the value of its anchor, with its type; a long one could multiply itself."""
    front, problems = read_yaml("title: &t Hello\ndescription: *t\nweight: &n 7\nextra: {a: *n, b: [*t, *t]}")
    assert (front.title, front.description, front.weight, problems) == ("Hello", "Hello", 7, [])
    assert front.extra == {"a": 7, "b": ["Hello", "Hello"]}
    _, problems = read_yaml(f"title: &t {'x' * 1_001}\ndescription: *t")
    assert [("front-matter-alias", 3)] == [(problem.code, problem.line) for problem in problems]


def test_keys_below_the_first_level_are_text() -> None:
    """A log of changes has dates as keys, a table of versions numbers."""
    front, problems = read_yaml(
        "extra:\n  changes:\n    - 2026-02-19: text\n  versions: {1: a, 2.5: b, 012: c}"
    )
    assert problems == []
    assert front.extra == {
        "changes": [{"2026-02-19": "text"}],
        "versions": {"1": "a", "2.5": "b", "012": "c"},
    }
    assert places(read_yaml("extra: {yes: a}")[1]) == [("front-matter-key", 2, 9)]


def test_14_a_merge_bomb_is_cheap() -> None:
    """Forty levels of doubling are read as forty refusals, not as 2**40 keys."""
    levels = "\n".join(f"k{n}: {{<<: [*a{n - 1}, *a{n - 1}]}}" for n in range(1, 41))
    _, problems = read_yaml(levels)
    assert {problem.code for problem in problems} == {"front-matter-alias"}


@pytest.mark.parametrize(
    "text",
    [
        "---\nx: " + "[" * 30_000 + "\n---\n",
        "---\nx: " + "[" * 51 + "]" * 51 + "\n---\n",
        "---\nx:\n" + "\n".join(" " * n + "a:" for n in range(1, 60)) + "\n---\n",
        "---\nx:\n " + "- " * 20_000 + "\n---\n",
        "+++\nx = " + "[" * 30_000 + "\n+++\n",
        "+++\n" + "a." * 30_000 + "b = 1\n+++\n",
        "+++\nx = " + "{a=" * 60 + "1" + "}" * 60 + "\n+++\n",
        '{"x":\n' + "[" * 5_000 + "]" * 5_000 + "}\n",
    ],
    ids=["yaml-flow", "yaml-51", "yaml-block", "yaml-dashes", "toml", "toml-dots", "toml-inline", "json"],
)
def test_15_deep_nesting_is_an_error_and_no_crash(text: str) -> None:
    """Each format is refused at its fifty-first level, before a recursive loader sees it."""
    _, _, _, problems = read_text(text)
    assert [problem.code for problem in problems] == ["front-matter-nesting"]
    assert problems[0].line > 1


@pytest.mark.parametrize(
    "text",
    ["---\nx: " + "[" * 49 + "]" * 49 + "\n---\n", "+++\nx = " + "[" * 50 + "]" * 50 + "\n+++\n"],
    ids=["yaml", "toml"],
)
def test_15_nesting_within_the_limit_is_read(text: str) -> None:
    """The limit refuses what lies beyond it and nothing else."""
    assert read_text(text)[3] == []


def test_15_brackets_inside_text_do_not_count() -> None:
    """Only structure nests."""
    brackets = "[" * 200
    for text in (
        f"---\ndescription: '{brackets}'\n---\n",
        f"+++\ndescription = '{brackets}' # {brackets}\n+++\n",
        f'{{"description": "{brackets}"}}\n',
    ):
        front, _, _, problems = read_text(text)
        assert (front.description, problems) == (brackets, [])


@pytest.mark.parametrize("frame", ["---\n{}\n---\n", "+++\n{}\n+++\n"])
def test_15_a_front_matter_over_its_limit_is_an_error(frame: str) -> None:
    """The limit counts bytes, is configurable, and the message names it."""
    text = frame.format("# " + "é" * 33_000)
    _, _, _, problems = read_text(text)
    assert places(problems) == [("front-matter-size", 1, 1)]
    assert "limits.front_matter_bytes is 65,536" in problems[0].message
    larger, _ = read_config("[limits]\nfront_matter_bytes = 100_000", "sitegen.toml")
    assert read_text(text, larger)[3] == []


@pytest.mark.parametrize(
    "tag", ["!!python/object/apply:os.system [id]", "!!python/name:os.system", "!x a", "!!set {a}"]
)
def test_16_yaml_tags_are_errors(tag: str) -> None:
    """Nothing is built by name."""
    _, problems = read_yaml(f"x: {tag}")
    assert places(problems) == [("front-matter-tag", 2, 1)]


@pytest.mark.parametrize(
    "text",
    [
        "---\nx: {}\n---\n".format("9" * 5_000),
        "---\nx: 0x{}\n---\n".format("f" * 5_000),
        "---\nx: 9223372036854775808\n---\n",
        "---\nx: .inf\n---\n",
        "---\nx: -.INF\n---\n",
        "---\nx: .nan\n---\n",
        "---\nx: 1e999\n---\n",
        "+++\nx = inf\n+++\n",
        "+++\nx = nan\n+++\n",
        "+++\nx = 1e999\n+++\n",
        "+++\nx = 0x{}\n+++\n".format("f" * 5_000),
        '{{\n"x": {}}}\n'.format("9" * 5_000),
        '{\n"x": Infinity}\n',
        '{\n"x": NaN}\n',
        '{\n"x": -1e999}\n',
    ],
)
def test_17_numbers_out_of_range_are_errors(text: str) -> None:
    """Whole numbers fit 64 bits, others are finite, in every format."""
    front, _, _, problems = read_text(text)
    assert [(problem.code, problem.line) for problem in problems] == [("front-matter-number", 2)]
    assert "x" not in front.extra


def test_17_a_decimal_number_that_python_refuses_is_an_error() -> None:
    """Python's own limit of 4,300 digits surfaces as an error at the number."""
    _, _, _, problems = read_text("+++\na = 1\nx = {}\n+++\n".format("9" * 5_000))
    assert places(problems) == [("front-matter-syntax", 3, 5)]


@pytest.mark.parametrize("number", ["9223372036854775807", "-9223372036854775808", "0"])
def test_17_numbers_within_range_are_read(number: str) -> None:
    """The whole range of 64 bits is there."""
    assert read_yaml(f"x: {number}")[0].extra == {"x": int(number)}


def test_29_a_file_over_its_limit_is_an_error() -> None:
    """A file beyond limits.file_bytes is not read."""
    config, _ = read_config("[limits]\nfile_bytes = 10", "sitegen.toml")
    _, body, _, problems = read_text("x" * 11, config)
    assert places(problems) == [("file-too-large", 0, 0)]
    assert body == ""


def test_30_an_empty_file_is_fine() -> None:
    """No bytes, no problem."""
    assert read_text(b"") == (FrontMatter(), "", 1, [])


@pytest.mark.parametrize(
    "slug",
    [
        "../x",
        "/x",
        "a/b",
        "a\\b",
        "%2e%2e",
        "..",
        ".",
        "",
        "con",
        "NUL",
        "aux.txt",
        "com1",
        "x.",
        "x ",
        " x",
        "é" * 128,
        "a?b",
        "a#b",
        "a:b",
    ],
)
def test_33_35_an_unsafe_slug_is_an_error_at_its_key(slug: str) -> None:
    """A slug is one name that every file system takes."""
    front, problems = read_yaml(f"title: x\nslug: '{slug}'")
    assert places(problems) == [("front-matter-path", 3, 1)]
    assert front.slug == ""


@pytest.mark.parametrize("slug", ["hello_world", "héllo", "2025", "a.b", "console", "日本", "x" * 255])
def test_33_a_safe_slug_is_kept_as_it_is(slug: str) -> None:
    """Underscores, dots and letters of all scripts stay."""
    front, problems = read_yaml(f"slug: {slug}")
    assert (front.slug, problems) == (slug, [])


@pytest.mark.parametrize(
    "url",
    [
        "a/b",
        "//example.org/",
        "https://example.org/",
        "/a/../b",
        "/a//b",
        "/a\\b",
        "/%2e%2e/",
        "/con/x",
        "/a./",
        "/:title/",
    ],
)
def test_33_35_an_unsafe_url_or_alias_is_an_error_at_its_place(url: str) -> None:
    """A URL begins at the root and holds safe names only; each bad alias is reported."""
    front, problems = read_yaml(f"url: '{url}'\naliases: [/ok/, '{url}']")
    assert places(problems) == [("front-matter-path", 2, 1), ("front-matter-path", 3, 17)]
    assert (front.url, front.aliases) == ("", ("/ok/",))


@pytest.mark.parametrize("url", ["/", "/about/", "/about.html", "/a/b/c", "/.well-known/x", "/é/"])
def test_33_a_safe_url_is_kept_as_it_is(url: str) -> None:
    """With its leading slash, and its trailing one where it is written."""
    front, problems = read_yaml(f"url: {url}\naliases: {url}")
    assert (front.url, front.aliases, problems) == (url, (url,), [])


@pytest.mark.parametrize("layout", ["../secret", "/etc/passwd", "a\\b"])
def test_33_a_layout_stays_below_its_folder(layout: str) -> None:
    """A layout is a template's name, not a path to anywhere."""
    assert places(read_yaml(f"layout: '{layout}'")[1]) == [("front-matter-path", 2, 1)]


# --- The schema -------------------------------------------------------------------------------


def test_every_key_of_the_schema_is_read() -> None:
    """The whole schema in one file."""
    front, problems = read_yaml(
        "title: T\ndate: 2025-11-01\nupdated: 2025-11-01\ndescription: D\ntags: [a]\n"
        "authors: [Ann, Bob]\n"
        "draft: true\npublish_date: 2025-11-01\nexpiry_date: 2025-11-01\nslug: s\nurl: /u/\naliases: [/x/]\n"
        "layout: post.html\nweight: -3\nimage: /i.png\ntoc: false\nmath: yes\npaginate: 0\n"
        "extra: {k: [1, 2.5, x, true, ~]}"
    )
    keys = front.keys
    assert problems == []
    assert [(key.line, key.column) for key in keys] == [(line, 1) for line in range(2, 21)]
    assert front == FrontMatter(
        title="T",
        date=NOVEMBER,
        updated=NOVEMBER,
        description="D",
        taxonomies=(("tags", ("a",)),),
        authors=("Ann", "Bob"),
        draft=True,
        publish_date=NOVEMBER,
        expiry_date=NOVEMBER,
        slug="s",
        url="/u/",
        aliases=("/x/",),
        layout="post.html",
        weight=-3,
        image="/i.png",
        toc=False,
        math=True,
        paginate=0,
        extra={"k": [1, 2.5, "x", True, None]},
        keys=keys,
    )


def test_all_problems_of_a_file_are_reported_in_one_run() -> None:
    """A bad date, a bad tag, a misspelt key and a syntax error, in the order of their places."""
    _, problems = read_yaml("date: 20251101\ntags: [no]\ndesciption: x\nweight: '3'\nb: &c [d]\ntitle: a: b")
    assert places(problems) == [
        ("front-matter-date", 2, 1),
        ("front-matter-value", 3, 8),
        ("front-matter-unknown-key", 4, 1),
        ("front-matter-value", 5, 1),
        ("front-matter-alias", 6, 1),
        ("front-matter-syntax", 7, 9),
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\ntitle: A\n---\nbody", 4),
        ("---\ntitle: A\n---\n\n\nbody", 4),
        ("+++\ntitle = 'A'\n\n+++   \nbody", 5),
        ('{"title": "A"}\nbody', 2),
        ('{\n"title": "A"\n}\n\nbody', 4),
        ("\n\n---\ntitle: A\n---\nbody", 6),
    ],
)
def test_the_body_knows_its_first_line(text: str, line: int) -> None:
    """The body is the rest of the file from the returned line on, to the character."""
    front, body, found, problems = read_text(text)
    assert (front.title, found, problems) == ("A", line, [])
    assert body == "\n".join(text.split("\n")[line - 1 :])


def test_a_file_without_front_matter_is_all_body() -> None:
    """Leading blank lines included."""
    assert read_text("\n\n# Title\n") == (FrontMatter(), "\n\n# Title\n", 1, [])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("tag", "tags"),
        ("desciption", "description"),
        ("catagories", "categories"),
        ("Title", "title"),
        ("wieght", "weight"),
    ],
)
def test_a_misspelt_key_is_pointed_out_with_the_key_meant(written: str, meant: str) -> None:
    """A warning at the key; its value stays reachable."""
    config = Config(taxonomies=(Taxonomy(name="tags"), Taxonomy(name="categories")))
    front, problems = read_yaml(f"{written}: x", config)
    assert [(problem.severity, problem.message, problem.hint) for problem in problems] == [
        (Severity.WARNING, f"unknown key '{written}'", f"did you mean '{meant}'?")
    ]
    assert front.extra == {written: "x"}


@pytest.mark.parametrize(
    "key", ["type", "cover", "subtitle", "path", "data", "images", "series", "rating", "id"]
)
def test_a_key_of_the_authors_own_is_no_misspelling(key: str) -> None:
    """Custom keys, those of other generators included, go to extra without a word."""
    front, problems = read_yaml(f"title: x\n{key}: y")
    assert (front.extra, problems) == ({key: "y"}, [])


def test_a_key_is_no_misspelling_where_the_one_meant_is_there_too() -> None:
    """Nobody misspells a key that the file has already."""
    assert read_yaml("tags: [a]\ntag: b")[1] == []


@pytest.mark.parametrize(
    ("text", "line", "first"),
    [
        ("rating: 1\nextra: {rating: 2, other: 3}", 2, 3),
        ("tags: [a]\ntaxonomies:\n  tags: [b]", 4, 2),
    ],
)
def test_06_one_thing_said_in_two_places(text: str, line: int, first: int) -> None:
    """Of a key and the same one below `extra` or `taxonomies`, neither is dropped in silence."""
    _, problems = read_yaml(text)
    assert places(problems) == [("front-matter-duplicate-key", line, problems[0].column)]
    assert f"the first is on line {first}" in problems[0].hint


def test_06_a_key_of_json_that_is_written_twice_stands_at_its_place() -> None:
    """However deep."""
    _, _, _, problems = read_text('{"a": {"x": ":",\n "b": [{"c": 1,\n  "c": 2}]},\n "d": 3, "d": 4}\n')
    assert places(problems) == [
        ("front-matter-duplicate-key", 3, 3),
        ("front-matter-duplicate-key", 4, 10),
    ]


def test_04_a_bad_byte_after_a_mark_and_zeros() -> None:
    """Found by the fuzzer: the text before the byte looked like UTF-16 by itself."""
    _, _, _, problems = read_text(b"\xef\xbb\xbf\0\0a\n\xfc")
    assert places(problems) == [("file-encoding", 2, 1)]


def test_extra_is_plain_data() -> None:
    """Dates become text that JSON can carry: as YAML writes them, as RFC 3339 from TOML."""
    front, _, _, problems = read_text(
        "+++\n[extra]\nday = 2025-11-01\nmoment = 2025-11-01T10:00:00Z\nat = 10:00:00\n+++\n"
    )
    assert problems == []
    assert front.extra == {"day": "2025-11-01", "moment": "2025-11-01T10:00:00+00:00", "at": "10:00:00"}
    assert read_yaml("day: 2025-11-01")[0].extra == {"day": "2025-11-01"}


@pytest.mark.parametrize(
    ("key", "text", "expected"),
    [
        ("author", "Ann", {"authors": ("Ann",)}),
        ("paginate_by", "5", {"paginate": 5}),
        ("translationKey", "about", {"translation_key": "about"}),
        ("lastmod", "2025-11-01", {"updated": NOVEMBER}),
        ("last_modified_at", "2025-11-01", {"updated": NOVEMBER}),
        ("modified", "2025-11-01", {"updated": NOVEMBER}),
        ("publishDate", "2025-11-01", {"publish_date": NOVEMBER}),
        ("publishdate", "2025-11-01", {"publish_date": NOVEMBER}),
        ("expiryDate", "2025-11-01", {"expiry_date": NOVEMBER}),
        ("expirydate", "2025-11-01", {"expiry_date": NOVEMBER}),
        ("summary", "S", {"description": "S"}),
        ("permalink", "/p/", {"url": "/p/"}),
        ("redirect_from", "[/p/]", {"aliases": ("/p/",)}),
    ],
)
def test_the_words_of_other_generators_are_understood(key: str, text: str, expected: dict[str, Any]) -> None:
    """A synonym is read as our key, and its place is found under our name."""
    front, problems = read_yaml(f"{key}: {text}")
    assert problems == []
    assert {name: getattr(front, name) for name in expected} == expected
    assert front.extra == {}
    assert front.place(next(iter(expected))) == (2, 1)


def test_every_synonym_is_tested() -> None:
    """The table above is whole."""
    marks = test_the_words_of_other_generators_are_understood.pytestmark
    assert sorted(SYNONYMS) == sorted(case[0] for case in marks[0].args[1])


def test_where_both_stand_our_own_key_counts() -> None:
    """The synonym stays reachable under extra."""
    front, problems = read_yaml("summary: S\ndescription: D")
    assert (front.description, front.extra, problems) == ("D", {"summary": "S"}, [])


@pytest.mark.parametrize(
    ("lines", "draft"),
    [
        ("published: false", True),
        ("published: true", False),
        ("published: false\ndraft: false", True),
        ("draft: true\npublished: true", True),
    ],
)
def test_an_unpublished_page_of_jekyll_is_a_draft(lines: str, *, draft: bool) -> None:
    """`published: false` keeps a page from being published."""
    assert read_yaml(lines)[0].draft is draft


def test_terms_in_a_table_are_read() -> None:
    """Zola's `[taxonomies]` table says the same as the keys themselves."""
    front, _, _, problems = read_text("+++\n[taxonomies]\ntags = ['a', 'b']\n+++\n")
    assert (front.taxonomies, problems) == ((("tags", ("a", "b")),), [])


def test_an_unknown_taxonomy_in_a_table_is_pointed_out() -> None:
    """Its terms are not dropped without a word."""
    _, _, _, problems = read_text("+++\n[taxonomies]\ntag = ['a']\nmood = ['b']\n+++\n")
    assert places(problems) == [("front-matter-unknown-key", 3, 1), ("front-matter-unknown-key", 4, 1)]
    assert [problem.hint for problem in problems] == [
        "did you mean 'tags'?",
        "list it under taxonomies in sitegen.toml",
    ]


def test_of_two_synonyms_the_first_counts() -> None:
    """The second stays reachable under extra."""
    front, problems = read_yaml("lastmod: 2025-11-01\nmodified: 2024-01-01")
    assert (front.updated, front.extra, problems) == (NOVEMBER, {"modified": "2024-01-01"}, [])


def test_any_configured_taxonomy_is_a_key() -> None:
    """In the order of the configuration; `authors` fills both."""
    config = Config(taxonomies=(Taxonomy(name="series"), Taxonomy(name="authors"), Taxonomy(name="tags")))
    front, problems = read_yaml("tags: a\nseries: b\nauthors: [Ann, ann]", config)
    assert problems == []
    assert front.taxonomies == (("series", ("b",)), ("authors", ("Ann",)), ("tags", ("a",)))
    assert front.authors == ("Ann",)


@pytest.mark.parametrize("key", ["draft", "toc", "math"])
@pytest.mark.parametrize("text", ["'true'", "1", "maybe", "[true]"])
def test_a_switch_takes_true_or_false_only(key: str, text: str) -> None:
    """Text that looks like a truth value is an error with the remedy."""
    _, problems = read_yaml(f"{key}: {text}")
    assert places(problems) == [("front-matter-value", 2, 1)]
    assert "quotes" in problems[0].hint


@pytest.mark.parametrize("text", ["'3'", "3.5", "010", "1_000", "true", "x"])
def test_a_weight_is_a_whole_number(text: str) -> None:
    """What YAML 1.1 and 1.2 read differently is no number."""
    assert places(read_yaml(f"weight: {text}")[1]) == [("front-matter-value", 2, 1)]


@pytest.mark.parametrize("text", ["-1", "1.5", "all"])
def test_a_page_size_is_a_count(text: str) -> None:
    """0 is one, and means all on one page."""
    assert places(read_yaml(f"paginate: {text}")[1]) == [("front-matter-value", 2, 1)]


@pytest.mark.parametrize(
    "key", ["date", "description", "tags", "authors", "slug", "weight", "toc", "draft", "extra"]
)
def test_a_key_without_a_value_is_a_key_left_out(key: str) -> None:
    """Templates of editors leave keys empty; only an empty title is an error."""
    front, problems = read_yaml(f"{key}:")
    assert problems == []
    assert getattr(front, key, ()) == getattr(FrontMatter(), key, ())


def test_a_description_is_one_line() -> None:
    """Line ends are folded."""
    assert read_yaml("description: |\n  one\n  two")[0].description == "one two"


def test_places_survive_the_line_breaks_that_yaml_alone_knows() -> None:
    """libyaml counts U+0085 and U+2028 as line ends; files do not."""
    front, problems = read_yaml("# a\u2028b\u0085c\nlead: é\u2028è\ndate: x")
    assert places(problems) == [("front-matter-date", 4, 1)]
    assert front.extra == {"lead": "é\u2028è"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\ntitle: A\ntags: [x]\n---\n", [("title", 2, 1), ("tags", 3, 1)]),
        (
            "+++\ntitle = 'A'\n  tags = [\n'x' ] # tags =\n[extra]\ntitle = 1\n+++\n",
            [("title", 2, 1), ("tags", 3, 3), ("extra", 5, 1)],
        ),
        ('{ "title": "A: {",\n  "tags": ["x", "y"] }\n', [("title", 1, 3), ("tags", 2, 3)]),
    ],
)
def test_every_format_knows_the_places_of_its_keys(text: str, expected: list[tuple[str, int, int]]) -> None:
    """Strings, comments and nested keys do not mislead it."""
    front = read_text(text)[0]
    assert [(key.name, key.line, key.column) for key in front.keys] == expected


def test_messages_are_one_printable_line() -> None:
    """A key's name cannot steer the terminal that shows it."""
    _, _, _, problems = read_text('---\n"a\\nb": 1\n"a\\nb": 2\n---\n')
    assert [problem.message for problem in problems] == ["key 'a\ufffdb' is written twice"]
