"""Extensions of our own Markdown: off by default; included files count as part of their pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.site_maker import read_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

TEXT = """\
# A

==Good== x^2^ H~2~O ++ctrl+c++ HTML ~~gone~~ `==code==`

*[HTML]: Hypertext

```python
--8<-- "inc/a.py:main"
```
"""
SETTINGS = '[markdown]\nextensions = ["marks", "abbreviations", "includes"]\n[paths]\nincludes = ["inc"]\n'
SITE = {
    "sitegen.toml": SETTINGS,
    "content/a.md": TEXT,
    "content/b.md": "# B\n",
    "inc/a.py": "# --8<-- [start:main]\nx = 1\n# --8<-- [end:main]\n",
}


def page(site: SiteFolder) -> str:
    return (site.root / "public/a/index.html").read_text("utf-8")


def test_they_are_read_where_they_are_on(make_site: Maker) -> None:
    site = make_site(SITE)
    assert site.build().problems == ()
    assert (
        "<p><mark>Good</mark> x<sup>2</sup> H<sub>2</sub>O <kbd>Ctrl</kbd>+<kbd>C</kbd> "
        '<abbr title="Hypertext">HTML</abbr> <del>gone</del> <code>==code==</code></p>'
    ) in page(site)
    assert "x = <span class=m>1</span>" in page(site)


def test_they_are_text_where_they_are_off(make_site: Maker) -> None:
    """As CommonMark says."""
    site = make_site({**SITE, "sitegen.toml": ""})
    assert site.build(lenient=True).ok
    assert "<p>==Good== x^2^ H<del>2</del>O ++ctrl+c++ HTML" in page(site)
    assert "inc/a.py" in page(site)


def test_an_included_file_is_part_of_its_pages(make_site: Maker) -> None:
    """An edit of it renders them alone; a range that it no longer has is an error at the mark."""
    site = make_site(SITE)
    assert site.build().ok
    site.write("inc/a.py", "# --8<-- [start:main]\nx = 23\n# --8<-- [end:main]\n")
    result = site.build()
    assert result.rendered <= 2
    assert "23" in page(site)
    clean = site.root.parent / "clean"
    assert site.build(output=clean, force=True, forget=True).ok
    assert read_tree(clean) == read_tree(site.root / "public")
    site.write("content/a.md", TEXT.replace("a.py:main", "a.py:7"))
    (problem,) = site.build().problems
    assert (problem.code, problem.line, problem.message) == (
        "include-failed",
        8,
        "inc/a.py has 3 lines, not 7",
    )
