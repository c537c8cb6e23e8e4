"""A Problem carries what it is about as data: nothing reads its words to find out."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import sitegen
from sitegen.core.problems import error, format_problem
from sitegen.core.severity import arrange

SITEGEN = Path(sitegen.__file__).parent
_WORDS = {"message", "hint", "full_message"}
_READERS = {
    "partition",
    "rpartition",
    "split",
    "startswith",
    "endswith",
    "removesuffix",
    "removeprefix",
    "find",
}


@pytest.mark.parametrize(
    ("path", "page", "shown"),
    [
        ("content/a.md", "", "it is wrong"),
        ("layouts/page.html", "content/a.md", "it is wrong (while rendering content/a.md)"),
    ],
)
def test_a_problem_says_which_page_shows_it(path: str, page: str, shown: str) -> None:
    """Where its own place is not that page."""
    problem = error("template-error", "it is wrong", path=path, page=page)
    assert format_problem(problem) == f"{path}: error: {shown} [template-error]"


def test_a_line_of_a_template_is_told_once_for_all_pages_that_show_it() -> None:
    """Also where one of them was gathered before, and whatever their names are."""
    pages = ["content/b (2).md", "content/a (draft).md", "content/c.md"]
    problems = [
        error("redirected-link", "it leads on", path="layouts/page.html", line=2, page=page) for page in pages
    ]
    (first,) = arrange(problems)
    assert (first.message, first.page, first.more_pages) == ("it leads on", "content/a (draft).md", 2)
    assert arrange([first]) == (first,)
    another = error("redirected-link", "it leads on", path="layouts/page.html", line=2, page="content/d.md")
    assert [problem.more_pages for problem in arrange([first, another])] == [3]


def test_nothing_reads_the_words_of_a_problem() -> None:
    """They are for people: a decision needs a field, or an attribute of the code.

    A quick fix in an editor may offer the word of a hint: "did you mean …?" is what it shows.
    """
    reading = [
        f"{path.relative_to(SITEGEN)}:{node.lineno}"
        for path in sorted(SITEGEN.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.expr) and _reads_words(node) and path != SITEGEN / "lsp" / "diagnostics.py"
    ]
    assert reading == []


def _reads_words(node: ast.expr) -> bool:
    """Tell whether code looks into a message or a hint: for a part, by a pattern, or as a key."""
    match node:
        case ast.Call(func=ast.Attribute(value=value, attr=name)) if name in _READERS:
            return _is_words(value)
        case ast.Call(func=ast.Attribute(attr="search" | "match" | "fullmatch" | "sub"), args=args):
            return any(map(_is_words, args))
        case ast.Compare(comparators=comparators):
            return any(map(_is_words, comparators))
    return False


def _is_words(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in _WORDS
