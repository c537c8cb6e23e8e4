"""Addresses on other hosts in a rendered page: each one that is loaded is found, however it is written."""

from __future__ import annotations

import random
import re

import pytest

from sitegen.config import Config
from sitegen.render.third_party import _find_addresses, find_third_party
from sitegen.theme.layouts import Layouts, Template

CONFIG = Config(base_url="https://own.example")
LAYOUTS = Layouts({"base.html": Template("layouts/base.html", '<p>\n<img src="//b.example/x">')}, "")

#: The same question in one expression: slower, and plain to read.
_PLAIN = re.compile(
    r"""(?:src|srcset|poster|data|href)\s*=\s*["']?\s*((?:https?:)?//[^\s"'>]*)""", re.IGNORECASE
)
# fmt: off
_PIECES = (
    "src", "srcset", "SRC", "Href", "poster", "data", "data-src", "alt", "=", " = ", '="', "='", ' =\n" ',
    " ", "//", "http://", "HTTPS://", "a.example", "b.example/x?src=//c", '"', "'", ">", "\n",
    "x", "&amp;", "/",
)
# fmt: on


def find(html: str) -> list[str]:
    """Return what the problems of a page say."""
    return [problem.message for problem in find_third_party(html, (), {}, LAYOUTS, CONFIG, "content/a.md")]


@pytest.mark.parametrize(
    ("html", "count"),
    [
        ('<img src="https://a.example/x.png">', 1),
        ("<IMG SRC = //a.example/x.png>", 1),
        ('<img alt="" srcset="//a.example/x.png 2x">', 1),
        ('<video poster=\n"http://a.example">', 1),
        ('<link rel="stylesheet" href="https://a.example/x.css">', 1),
        ('<link rel="me" href="https://a.example/">', 0),
        ('<a href="https://a.example/">', 0),
        ('<img src="https://own.example/x.png">', 0),
        ('<img src="/x.png" alt="https://a.example/">', 0),
        ("src=//a.example", 0),
        ("<src=//a.example", 0),
        ('<!-- <script src="https://a.example/x.js"></script> -->', 0),
        ("<script>x = '<!--'</script><img src=https://a.example/x.png> -->", 1),
    ],
)
def test_what_is_loaded_is_found(html: str, count: int) -> None:
    """An address counts where its element asks for it; a mere link does not."""
    assert count == len(find(html))


def test_the_template_that_says_it_is_named() -> None:
    """An address of a template is a problem of the template's line."""
    found = find_third_party('<img src="//b.example/x">', (), {}, LAYOUTS, CONFIG, "content/a.md")
    assert [("layouts/base.html", 2)] == [(problem.path, problem.line) for problem in found]


def test_what_content_answers_for_is_left_to_it() -> None:
    """A body's own images were judged at their places."""
    assert [] == find_third_party(
        "<img src=//a.example>", {"//a.example"}, {}, LAYOUTS, CONFIG, "content/a.md"
    )


@pytest.mark.parametrize("seed", range(4))
def test_the_same_as_one_expression(seed: int) -> None:
    """Looking for the address first finds what looking for the attribute first would."""
    heap = random.Random(seed)
    for _ in range(500):
        attributes = "".join(heap.choice(_PIECES) for _ in range(heap.randint(1, 12)))
        found = [address for _, address in _find_addresses(f"<img {attributes}")]
        assert _PLAIN.findall(f"<img {attributes}") == found, attributes
