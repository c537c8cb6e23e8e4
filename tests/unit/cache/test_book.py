"""The table of questions: what is put down is found again, here and after it was written down."""

from __future__ import annotations

import pytest

from sitegen.cache.trace_table import PRINT_SIZE, Book
from sitegen.site.questions import LinkTarget, ListPage, PageAttribute, Question, SitePart

QUESTIONS: tuple[Question, ...] = (
    PageAttribute("a.md", "title"),
    ListPage("_index.md", 1),
    PageAttribute("b.md", "title"),
    PageAttribute("a.md", "next"),
    LinkTarget("a.md", "b.md"),
)


def print_(number: int) -> bytes:
    return bytes([number]) * PRINT_SIZE


@pytest.fixture(params=[False, True], ids=["new", "read again"])
def book(request: pytest.FixtureRequest) -> Book:
    book = Book()
    for number, question in enumerate(QUESTIONS):
        assert number == book.add(question, print_(number))
    return Book(book.record()) if request.param else book


def test_each_place_has_its_question_and_its_print(book: Book) -> None:
    """Places count from 0, in the order in which questions were put down."""
    found = [(book.question(place), book.print_at(place)) for place in range(len(book))]
    assert [(question, print_(number)) for number, question in enumerate(QUESTIONS)] == found


def test_questions_are_located(book: Book) -> None:
    """Those that are not in the book are left out."""
    wanted: list[Question] = [
        QUESTIONS[0],
        QUESTIONS[4],
        PageAttribute("c.md", "title"),
        PageAttribute("b.md", "next"),
        SitePart("x"),
    ]
    assert {QUESTIONS[0]: 0, QUESTIONS[4]: 4} == book.locate(wanted)


def test_places_by_page_by_attribute_and_of_the_rest(book: Book) -> None:
    """A page's number may be that of another question: the kinds tell them apart."""
    assert [0, 3] == book.about(["a.md", "nowhere.md"])
    assert [0, 2] == book.asking({"title", "words"})
    assert [(1, QUESTIONS[1]), (4, QUESTIONS[4])] == list(book.others())


def test_a_print_is_replaced_in_its_place(book: Book) -> None:
    """The others stay."""
    book.set_print(2, print_(9))
    assert [print_(0), print_(1), print_(9), print_(3), print_(4)] == [book.print_at(n) for n in range(5)]


def test_a_copy_is_changed_by_itself(book: Book) -> None:
    """What is added to a copy is not in the book that it was made from."""
    copy = Book(book.record())
    assert len(QUESTIONS) == copy.add(PageAttribute("new.md", "words"), print_(7))
    assert len(QUESTIONS) == len(book)
    assert {} == book.locate([PageAttribute("new.md", "words")])
