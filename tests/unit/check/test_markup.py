"""What breaks the rules of HTML, and what keeps readers from parts of a page: found without a browser."""

from __future__ import annotations

import pytest

import sitegen.html.references
from sitegen.core.codes import CODES
from sitegen.html.read import read_output
from tests.markup import CASES, Case, whole


def faults_of(html: str) -> list[tuple[str, int, int, str]]:
    found = read_output("x.html", whole(html).encode()).faults
    return [(fault.code, fault.line, fault.column, fault.message) for fault in found]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_what_is_said_of_a_page(case: Case) -> None:
    """``make check-reader`` asks the Nu checker the same: what it passes is never called invalid."""
    found = read_output("x.html", case.page.encode()).faults
    assert " ".join(fault.code for fault in found) == case.codes
    assert {fault.code for fault in found} <= CODES.keys()
    assert all(fault.hint and fault.line and fault.column for fault in found)


@pytest.mark.parametrize(
    ("html", "line", "column", "message"),
    [
        ("<p>a\n<div>b</div>\nc</p>", 10, 1, "<div> isn't allowed in <p>: it ends the paragraph"),
        ("<ul>\n\n  text</ul>", 11, 3, "text isn't allowed in <ul> itself"),
        ("<p><b>a\n<i>b</b></i></p>", 10, 1, "<i> is not closed before </b>"),
        ("<p>x &copy 2024", 9, 6, "&copy has no semicolon"),
        ("<table>\n<tr><td>x</table></table>", 10, 18, "</table> closes nothing"),
        ("<div>\n<p>x", 9, 1, "<div> is not closed before the end of the page"),
    ],
)
def test_the_first_cause_is_told_where_it_stands(html: str, line: int, column: int, message: str) -> None:
    """And not all that follows from it."""
    assert faults_of(html) == [("invalid-html", line, column, message)]


def test_a_wrong_name_has_a_remedy() -> None:
    html = '<buton>x</buton><p clas="a" aria-lable="x" role="buton">y</p>'
    found = read_output("x.html", whole(html).encode()).faults
    assert [fault.hint for fault in found] == [
        "did you mean <button>?",
        "did you mean class?",
        "did you mean button?",
        "did you mean aria-label?",
    ]


def test_pieces_need_no_head() -> None:
    """A file that is put into pages by a script, or proves to a service whose the site is."""
    assert read_output("x.html", b"google-site-verification: x.html").faults == ()
    assert read_output("x.html", b"<li>x</li>").faults[0].message == "<li> isn't allowed in <body>"


def test_what_is_in_a_template_element_stands_elsewhere_later() -> None:
    assert faults_of('<template><li id="a">x</li><td></template><p id="a">x</p>') == []


def test_a_page_is_utf_8_without_control_characters() -> None:
    found = read_output("x.html", whole("a\x01 \xe9").encode("latin-1")).faults
    assert [(fault.code, fault.line, fault.column) for fault in found] == [
        ("broken-output", 9, 4),
        ("invalid-html", 9, 2),
    ]
    assert read_output("x.html", whole("é").encode("utf-8-sig")).faults == ()


def test_many_mistakes_are_counted() -> None:
    """A file from elsewhere may have thousands; a report of them would help nobody."""
    found = read_output("x.html", whole("</b>" * 300).encode()).faults
    assert [fault.message for fault in found[99:]] == [
        "</b> closes nothing",
        "and 200 more mistakes in this page",
    ]


def test_what_is_nested_without_end_is_told_once() -> None:
    found = faults_of("<div>" * 100_000 + "</b>" * 100_000)
    assert [message for *_, message in found] == [
        "elements are nested more than 500 deep: browsers stop there"
    ]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_build_and_a_check_see_the_same_addresses(case: Case) -> None:
    """A build reads pages without judging them, in a third of the time."""
    data = case.page.encode()
    full, quick = read_output("x.html", data), sitegen.html.references.read_output("x.html", data)
    assert (full.references, full.ids, full.redirect) == (quick.references, quick.ids, quick.redirect)
