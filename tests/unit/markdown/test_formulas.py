"""Formulas: TeX in a page -> MathML that a strict policy lets through."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from sitegen.config import Config, Formulas, Markdown
from sitegen.content.markdown import convert
from sitegen.content.writer.formulas import Typesetter
from sitegen.core.model import Converted, FrontMatter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

ON_PAGES = Config(markdown=Markdown(math=True))


def page(body: str, config: Config = ON_PAGES) -> Converted:
    return convert("a.md", FrontMatter(), body, 1, "digest", config)


def html(body: str, config: Config = ON_PAGES) -> str:
    return "".join(str(piece) for piece in page(body, config).body.content)


@pytest.mark.parametrize(
    ("tex", "plain"),
    [
        pytest.param(r"a\\[1em]b", r"a\\b", id="space after a line"),
        pytest.param(
            r"\begin{split}a&=b\end{split}", r"\begin{aligned}a&=b\end{aligned}", id="another environment"
        ),
        pytest.param(
            r"\begin{alignedat}{2}a&=b\end{alignedat}", r"\begin{aligned}a&=b\end{aligned}", id="with columns"
        ),
        pytest.param(r"\text{if $x$ is}", r"\text{if }x\text{ is}", id="formulas in text"),
        pytest.param(r"\pmb x", r"\boldsymbol x", id="another command"),
    ],
)
def test_spellings_of_other_programs_are_read(tex: str, plain: str) -> None:
    """What KaTeX reads and the library does not, is written in its form."""
    assert Typesetter().typeset(tex, is_block=True) == Typesetter().typeset(plain, is_block=True)


def test_nothing_needs_inline_styles() -> None:
    """The policy blocks them: alignment is a class, colours are left out with a warning."""
    converted = page("$$\\begin{cases}1 & x\\\\2 & y\\end{cases}\\color{red}{x}\\!$$")
    text = "".join(str(piece) for piece in converted.body.content)
    assert " style=" not in text
    assert 'class="math-left math-no-end"' in text
    assert [(problem.code, problem.line) for problem in converted.document.problems] == [
        ("formula-syntax", 1)
    ]


def test_equations_are_numbered_through_the_page() -> None:
    """Each page begins with 1; references lead to the equation."""
    body = "\n\n".join(f"$$\n\\begin{{align}}x\\label{{{name}}}\\end{{align}}\n$$" for name in "ab")
    text = html(f"{body}\n\nSee $\\eqref{{b}}$.")
    assert re.findall(r"<mtext>\((\d)\)</mtext>", text) == ["1", "2"]
    assert '<a href="#formula-b">(2)</a>' in text
    assert html(body).count("(1)") == 1
    assert page(body).document.anchors == ("formula-a", "formula-b")


def test_a_label_used_twice_is_a_problem() -> None:
    """Two elements with one id would be on the page."""
    body = "\n\n".join(["$$\n\\begin{align}x\\label{a}\\end{align}\n$$"] * 2)
    assert [problem.code for problem in page(body).document.problems] == ["duplicate-id"]


def test_a_formula_that_cannot_be_read_stays_tex_and_is_named() -> None:
    """With its place, and not the formulas around it."""
    converted = page("Text, $x$ and\n$\\nosuch{<b>}$.\n")
    text = "".join(str(piece) for piece in converted.body.content)
    assert "<mi>x</mi>" in text
    assert r'<span class="math inline">\nosuch{&lt;b&gt;}</span>' in text
    [problem] = converted.document.problems
    assert (problem.line, problem.column) == (2, 1)
    assert problem.message == r"the formula is shown as TeX: unknown command '\nosuch'"


def test_a_site_may_publish_tex() -> None:
    """For a script of its own; nothing is judged then."""
    config = Config(markdown=Markdown(math=True, formulas=Formulas.TEX))
    assert html("$\\nosuch{x}$", config) == '<p><span class="math inline">\\nosuch{x}</span></p>\n'
    assert page("$\\nosuch{x}$", config).document.problems == ()


@pytest.mark.parametrize(
    "opening", ["{", "\\left(", "\\sqrt\\hat", "\\frac1", "x^{", "\\begin{matrix}", "\\hat"]
)
def test_hostile_nesting_is_only_a_warning(opening: str) -> None:
    """The library recurses in native code, where too much would end the process."""
    for length in (4_999, 100_000):
        text = "$" + opening * (length // len(opening)) + "$"
        assert {problem.code for problem in page(text).document.problems} == {"formula-syntax"}


def test_a_summary_repeats_no_ids(make_site: Maker) -> None:
    """The first paragraph stands in feeds and lists as well."""
    site = make_site(
        {
            "sitegen.toml": 'base_url = "https://example.org"\nfeeds.full_text = false\n',
            "content/b/a.md": "---\ndate: 2025-01-01\nmath: true\n---\n"
            "So $\\begin{equation}x\\label{a}\\end{equation}$ is.\n",
        }
    )
    site.publish()
    assert 'id="formula-a"' in site.page("b/a/index.html")
    assert "<mi>x</mi>" in site.page("b/a/index.html")
    assert "formula-a" not in site.page("atom.xml")
