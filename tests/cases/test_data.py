"""Data files mean what they say: case 13."""

from __future__ import annotations

from datetime import date

import pytest

from sitegen.config import Config
from sitegen.content.frontmatter import read
from sitegen.core.model import Source
from sitegen.theme.data import parse_data

#: A plain value of YAML -> what it is, in data and in front matter alike.
VALUES: dict[str, object] = {
    "12:30": "12:30",
    "1:30:15": "1:30:15",
    "1:30.5": "1:30.5",
    "010": "010",
    "012": "012",
    "+010": "+010",
    "0o17": "0o17",
    "0b101": "0b101",
    "1_000": "1_000",
    "1_000.5": "1_000.5",
    "=": "=",
    "y": "y",
    "N": "N",
    "1.2.3": "1.2.3",
    "12e": "12e",
    "0": 0,
    "-7": -7,
    "0x1F": 31,
    "1.10": 1.1,
    ".5": 0.5,
    "1e3": 1000.0,
    "010.5": 10.5,
    "yes": True,
    "NO": False,
    "~": None,
    "2025-03-04": date(2025, 3, 4),
    "2025-3-4": date(2025, 3, 4),
    "<<": "<<",
    "'12'": "12",
}


@pytest.mark.parametrize("written", VALUES)
def test_13_a_plain_value_of_yaml(written: str) -> None:
    """Data are read as front matter is: by YAML 1.2, with the truth values of YAML 1.1."""
    values, problems = parse_data({"a.yaml": f"a: {written}\n".encode()}, "data")
    assert (values, problems) == ({"a.yaml": {"a": VALUES[written]}}, ())


@pytest.mark.parametrize(
    "written", [name for name in VALUES if not isinstance(VALUES[name], date) and name not in ("~", "<<")]
)
def test_13_the_same_in_front_matter(written: str) -> None:
    """One rule for both."""
    front, _, _, problems = read(Source("a.md", f"---\nextra:\n  a: {written}\n---\n".encode()), Config())
    assert (dict(front.extra), problems) == ({"a": VALUES[written]}, ())


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2025-01-02 10:00", "2025-01-02T10:00:00+00:00"),
        ("2025-01-02T10:00:00+0530", "2025-01-02T10:00:00+05:30"),
        ("2025-01-02 10:00 Z", "2025-01-02T10:00:00+00:00"),
        ("2025-01-02T10:00:00 +5", "2025-01-02T10:00:00+05:00"),
    ],
)
def test_13_a_moment_in_every_form_of_front_matter(written: str, moment: str) -> None:
    """Without seconds, too, and with any offset."""
    values, problems = parse_data({"a.yaml": f"a: {written}\n".encode()}, "data")
    assert problems == ()
    assert values["a.yaml"]["a"].isoformat() == moment


@pytest.mark.parametrize("written", ["2025-13-02", "2025-02-30 10:00", "2025-01-02 25:00"])
def test_13_a_day_that_does_not_exist_is_told_at_its_place(written: str) -> None:
    """With the ways out."""
    values, (problem,) = parse_data({"a.yaml": f"a: {written}\n".encode()}, "data")
    assert (values, problem.code, problem.line, problem.column) == ({}, "data-syntax", 1, 4)
    assert problem.hint == "correct it, or put it in quotes if it is text"


def test_13_lists_keys_and_merges() -> None:
    """Values in lists and keys follow the rule, and merge keys go on working."""
    text = "base: &b {open: 9:00}\nday:\n  <<: *b\n  close: 17:30\nlist: [1:00, 2]\n12:00: noon\n"
    values, problems = parse_data({"a.yml": text.encode()}, "data")
    assert problems == ()
    assert values["a.yml"] == {
        "base": {"open": "9:00"},
        "day": {"open": "9:00", "close": "17:30"},
        "list": ["1:00", 2],
        "12:00": "noon",
    }


@pytest.mark.parametrize(
    ("text", "line_column", "message", "hint"),
    [
        (
            "a: 1\n---\nb: 2\n",
            (2, 1),
            "a second document begins here",
            "put each document into a file of its own",
        ),
        ("- ok\n- @x\n", (2, 3), "a value without quotes can't begin with @", "put the value in quotes"),
        (
            "a: b\nc: Title: part\n",
            (2, 9),
            "mapping values are not allowed in this context",
            "a colon and a space begin a new key: put the value in quotes",
        ),
        (
            "a:\n\tb: 1\n",
            (2, 1),
            "there is a tab where spaces are expected",
            "indent with spaces, not with tabs",
        ),
        ("a: [1, 2\nb: 3\n", (2, 2), "expected ',' or ']'", "close the list opened on line 1"),
        ('é: "x\n', (2, 1), "found unexpected end of stream", "close the quotes opened on line 1"),
    ],
)
def test_13_mistakes_in_data_have_the_words_of_front_matter(
    text: str, line_column: tuple[int, int], message: str, hint: str
) -> None:
    """And their place."""
    _, (problem,) = parse_data({"a.yaml": text.encode()}, "data")
    assert (problem.line, problem.column, problem.message, problem.hint) == (*line_column, message, hint)
