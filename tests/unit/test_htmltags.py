"""`read_markup`: tags and attributes end where browsers end them, in time that is linear."""

from __future__ import annotations

import pytest

from sitegen.config import Config
from sitegen.config.toml import TomlError, read_toml
from sitegen.content.frontmatter.json_loader import Json
from sitegen.content.markdown import convert
from sitegen.core.model import FrontMatter
from sitegen.html.page import read_page
from sitegen.html.references import read_output
from sitegen.html.tags import read_markup


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>", [("p", [])]),
        ("<P A=1 b='2' C=\"3\" d>", [("p", [("a", "1"), ("b", "2"), ("c", "3"), ("d", "")])]),
        ("<p/a/b=c/d>", [("p", [("a", ""), ("b", "c/d")])]),
        ("<p a = b>", [("p", [("a", "b")])]),
        ("<p =a=b>", [("p", [("=a", "b")])]),
        ("<p ==b>", [("p", [("=", "b")])]),
        ("<p a=>", [("p", [("a", "")])]),
        ("<p a=\"1\"b='2'c>", [("p", [("a", "1"), ("b", "2"), ("c", "")])]),
        ('<p a"b=c>', [("p", [('a"b', "c")])]),
        ("<p a=b\"c'd>", [("p", [("a", "b\"c'd")])]),
        ('<p a=">">', [("p", [("a", ">")])]),
        ("<p <b>", [("p", [("<b", "")])]),
        ("< p><3>", []),
        ("<!-- <b> --><i>", [("", []), ("i", [])]),
        ("<!--><b>", [("", []), ("b", [])]),
        ("<!---><b>", [("", []), ("b", [])]),
        ("<!-- --!><b>", [("", [])]),
    ],
)
def test_tags_and_attributes_end_as_in_browsers(text: str, expected: list[object]) -> None:
    """Each case was looked up in the tokenizer of the HTML standard."""
    found = [(tag.name, [(a.name, a.value) for a in tag.attributes]) for tag in read_markup(text)]
    assert expected == found


@pytest.mark.parametrize("space", ["\x0b", "\x1c", "\x1f", "\x85", "\xa0", "\u2003", "\u2028", "\ufeff"])
def test_only_the_white_space_of_html_separates(space: str) -> None:
    """Before any other character the value has begun, so a quote behind it hides nothing."""
    (tag,) = read_markup(f'<p a={space}"x onclick=f() ">')
    assert [a.name for a in tag.attributes] == ["a", "onclick", '"']


@pytest.mark.parametrize("text", ["<p", "<p ", "<p a", "<p a=", '<p a="', '<p a=">', "<p a='x", "<p a=x"])
def test_a_tag_without_an_end_goes_on_to_the_end(text: str) -> None:
    """A browser would take all that follows for its attributes."""
    (tag,) = read_markup(text)
    assert (tag.end, tag.is_closed) == (len(text), False)


def test_a_slash_closes_only_outside_of_a_value() -> None:
    """``<path d=x/>`` is open: the slash is of the value."""
    slashed = [tag.is_slashed for tag in read_markup('<a/><a /><a b/><a b="c"/><a b=c/><a b=c />')]
    assert slashed == [True, True, True, True, False, True]


_MANY = 100_000
HOSTILE = [
    "<a" * _MANY,
    "<" + "a" * _MANY,
    "<a " + "b " * _MANY,
    "<a " + " " * _MANY,
    "<a b" + " " * _MANY + "c",
    "<a b=" + " " * _MANY + "c",
    "<a " + "b=c " * _MANY,
    "<a " + "b='" * _MANY,
    "<a " + "b=\"c'" * _MANY,
    "<a " + "=" * _MANY,
    "<a " + "/ " * _MANY,
    "<a b='" * _MANY,
    "<!--" * _MANY,
    "<!-- -->" * _MANY,
    "<!" * _MANY,
    "</" * _MANY,
    "<script>" * _MANY,
    "<script " * _MANY,
    "&#" * _MANY,
    "&a" * _MANY,
    "<em>a" * _MANY,
    "<em>" + "a" * _MANY,
]


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_no_text_makes_a_reader_of_html_go_back(number: int) -> None:
    """A quadratic expression would take many minutes here, and the run would be ended."""
    text = HOSTILE[number]
    last = list(read_markup(text))[-1:]
    assert not last or last[0].end <= len(text)
    assert not read_output("x.html", text.encode()).is_cut
    assert not read_page(text).is_cut


@pytest.mark.parametrize(
    "text",
    [
        'a = "' + "\\a" * _MANY,
        'a = """' + '"a' * _MANY,
        "a = '''" + "'a" * _MANY,
        '"' * _MANY,
        "# " + "a" * _MANY + "\na",
    ],
)
def test_nor_a_reader_of_toml(text: str) -> None:
    """Strings that do not end take the rest of the text, once."""
    with pytest.raises(TomlError):
        read_toml(text)


def test_nor_a_reader_of_json() -> None:
    """The same in front matter of JSON."""
    assert Json().load('{"a": "' + "\\a" * _MANY).faults


def test_a_value_behind_an_odd_space_is_no_quoted_one() -> None:
    """The reproduction: with any white space of Unicode, this passed the filter and ran."""
    body = '<p a=\xa0"x onclick=f() ">hi</p>\n'
    found = convert("a.md", FrontMatter(title="T"), body, 1, "digest", Config())
    assert "unsafe-html" in {problem.code for problem in found.document.problems}
    assert "onclick" not in "".join(part for part in found.body.content if isinstance(part, str))
