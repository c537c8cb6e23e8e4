"""The table of questions: what is put down is found again, here and after it was written down."""

from __future__ import annotations

import pytest

from sitegen.cache.trace_table import DIGEST_SIZE, TraceTable
from sitegen.site.questions import LinkTarget, ListPage, PageAttribute, Question, SitePart

QUESTIONS: tuple[Question, ...] = (
    PageAttribute("a.md", "title"),
    ListPage("_index.md", 1),
    PageAttribute("b.md", "title"),
    PageAttribute("a.md", "next"),
    LinkTarget("a.md", "b.md"),
)


def answer_digest(number: int) -> bytes:
    return bytes([number]) * DIGEST_SIZE


@pytest.fixture(params=[False, True], ids=["new", "read again"])
def traces(request: pytest.FixtureRequest) -> TraceTable:
    traces = TraceTable()
    for number, question in enumerate(QUESTIONS):
        assert number == traces.add(question, answer_digest(number))
    return TraceTable(traces.record()) if request.param else traces


def test_each_place_has_its_question_and_its_print(traces: TraceTable) -> None:
    """Places count from 0, in the order in which questions were put down."""
    found = [(traces.question(row), traces.digest_at(row)) for row in range(len(traces))]
    assert [(question, answer_digest(number)) for number, question in enumerate(QUESTIONS)] == found


def test_questions_are_located(traces: TraceTable) -> None:
    """Those that are not in the book are left out."""
    wanted: list[Question] = [
        QUESTIONS[0],
        QUESTIONS[4],
        PageAttribute("c.md", "title"),
        PageAttribute("b.md", "next"),
        SitePart("x"),
    ]
    assert {QUESTIONS[0]: 0, QUESTIONS[4]: 4} == traces.find_rows(wanted)


def test_places_by_page_by_attribute_and_of_the_rest(traces: TraceTable) -> None:
    """A page's number may be that of another question: the kinds tell them apart."""
    assert [0, 3] == traces.about(["a.md", "nowhere.md"])
    assert [0, 2] == traces.asking({"title", "words"})
    assert [(1, QUESTIONS[1]), (4, QUESTIONS[4])] == list(traces.others())


def test_a_print_is_replaced_in_its_place(traces: TraceTable) -> None:
    """The others stay."""
    traces.set_digest(2, answer_digest(9))
    assert [answer_digest(0), answer_digest(1), answer_digest(9), answer_digest(3), answer_digest(4)] == [
        traces.digest_at(n) for n in range(5)
    ]


def test_a_copy_is_changed_by_itself(traces: TraceTable) -> None:
    """What is added to a copy is not in the book that it was made from."""
    copy = TraceTable(traces.record())
    assert len(QUESTIONS) == copy.add(PageAttribute("new.md", "words"), answer_digest(7))
    assert len(QUESTIONS) == len(traces)
    assert {} == traces.find_rows([PageAttribute("new.md", "words")])
