"""A page that documents code is made of it, too: a build with a cache gives what a clean one does."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from sitegen.reference.inventory import Entry, read_inventory, write_inventory
from tests.site_maker import read_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

SETTINGS = """\
[reference]
paths = ["src"]
inventory = true

[[reference.inventories]]
url = "https://docs.example.net/3/"
file = "python.inv"
"""
SITE: dict[str, str | bytes] = {
    "sitegen.toml": SETTINGS,
    "python.inv": write_inventory("Python", "3", [Entry("int", "py:class", "functions.html#int", "int")]),
    "content/api.md": "# API\n\n::: pkg.f\n",
    "content/more.md": "# More\n\n::: pkg.g\n",
    "content/text.md": "# Text\n\nSee [f][pkg.f] and [a heading][more].\n",
    "content/plain.md": "# Plain\n",
    "src/pkg/__init__.py": 'def f(x: int):\n    """Do f."""\n\ndef g(y: "T"):\n    """Do g."""\n',
    "src/pkg/t.py": "class T: ...\n",
}


def is_clean(site: SiteFolder) -> bool:
    """Whether the published site is what a clean build gives."""
    clean = site.root.parent / "clean"
    assert site.build(output=clean, force=True, forget=True).ok
    return read_tree(clean) == read_tree(site.root / "public")


def page(site: SiteFolder, name: str) -> str:
    return (site.root / f"public/{name}/index.html").read_text("utf-8")


def test_labels_lead_within_and_across_projects(make_site: Maker) -> None:
    """A type without a page of its own stays text."""
    pytest.importorskip("griffe")
    site = make_site(SITE)
    assert site.build().problems == ()
    assert '<a href="/api/#pkg.f">f</a> and <a href="/more/#more">a heading</a>' in page(site, "text")
    assert 'x: <a href="https://docs.example.net/3/functions.html#int">int</a>)' in page(site, "api")
    assert "y: <a>T</a>" in page(site, "more")
    objects = read_inventory((site.root / "public/objects.inv").read_bytes())
    assert objects == {
        "api": "api/", "more": "more/", "plain": "plain/", "text": "text/",
        "pkg.f": "api/#pkg.f", "pkg.g": "more/#pkg.g",
    }  # fmt: skip


def test_what_is_missing_is_reported_once(make_site: Maker) -> None:
    """Not each label that the missing inventory may have, nor each part that a page may lack."""
    pytest.importorskip("griffe")
    text, more = "# T\n\n[i][int] [m](more.md#made)\n", "# M\n\n::: pkg.late\n"
    files = {**SITE, "content/text.md": text, "content/more.md": more}
    inventory = files.pop("python.inv")
    site = make_site(files)
    problems = site.build().problems
    assert {"inventory-missing", "reference-unknown"} == {problem.code for problem in problems}
    site.write("content/more.md", "# M\n\n## Made\n")
    assert site.build().ok
    assert '<a href="#top">i</a>' in page(site, "text")
    site.write("python.inv", inventory)
    assert () == site.build().problems
    assert '<a href="https://docs.example.net/3/functions.html#int">i</a>' in page(site, "text")
    assert is_clean(site)


def test_an_edit_of_code_converts_the_pages_alone_that_show_it(make_site: Maker) -> None:
    pytest.importorskip("griffe")
    site = make_site(SITE)
    assert site.build().ok
    site.write("src/pkg/t.py", "class T: ...\n# not shown\n")
    assert site.build().rendered == 0
    site.write(
        "src/pkg/__init__.py", 'def f(x: int):\n    """Do it well."""\n\ndef g(y: "T"):\n    """Do g."""\n'
    )
    result = site.build()
    assert "Do it well." in page(site, "api")
    assert result.rendered <= 2
    assert is_clean(site)


def test_what_is_not_there_yet_is_seen_when_it_comes(make_site: Maker) -> None:
    """Also a package whose name could be that of a directive."""
    pytest.importorskip("griffe")
    site = make_site({**SITE, "content/api.md": "# API\n\n::: late\n:::\n\n[f](text.md)\n"})
    codes = {problem.code for problem in site.build().problems}
    assert codes == {"unknown-directive", "reference-unknown"}
    site.write("src/late.py", '"""Here it is."""\n')
    site.write("content/text.md", "# Text\n")
    assert site.build().ok
    assert "Here it is." in page(site, "api")
    assert is_clean(site)


def test_random_edits_give_what_a_clean_build_gives(make_site: Maker) -> None:
    pytest.importorskip("griffe")
    site = make_site(SITE)
    dice = random.Random(17)
    names = ["f", "g", "h"]
    for step in range(12):
        match dice.randrange(5):
            case 0:
                body = "".join(f'def {name}(x: int):\n    """Say {step}."""\n' for name in names)
                site.write("src/pkg/__init__.py", body)
            case 1:
                site.write("src/pkg/t.py", f"class T{step}: ...\n")
            case 2:
                site.write("content/more.md", f"# More\n\n::: pkg.{dice.choice(names)}\n\nText {step}\n")
            case 3:
                site.write("content/text.md", f"# Text\n\n[x](api.md) [y][pkg.f] {step}\n")
            case _:
                name = dice.choice(["int", "str"])
                site.write(
                    "python.inv", write_inventory("P", "3", [Entry(name, "py:class", f"{step}.html", name)])
                )
        assert site.build(lenient=True).ok
        clean = site.root.parent / f"clean-{step}"
        assert site.build(output=clean, force=True, forget=True, lenient=True).ok
        assert read_tree(clean) == read_tree(site.root / "public")


def test_nothing_is_read_with_marks_in_code(make_site: Maker) -> None:
    """They are text, as other code."""
    site = make_site(
        {**SITE, "content/api.md": "# API\n\n```text\n::: nowhere.f\n```\n", "content/text.md": "A\n"}
    )
    site.write("content/more.md", "# More\n")
    assert site.build().problems == ()
    assert "::: nowhere.f" in page(site, "api")


def test_an_object_on_several_pages_is_on_that_of_what_it_is_in(make_site: Maker) -> None:
    """In a site of MkDocs, a heading on several pages is that of the first, as there."""
    pytest.importorskip("griffe")
    pages: dict[str, str | bytes] = {
        "content/a.md": "# A\n\n::: pkg.t.T\n",
        "content/b.md": "# B\n\n::: pkg.t\n",
        "content/text.md": "# Text\n\nSee [T][pkg.t.T].\n",
        "src/pkg/t.py": 'class T:\n    """A type."""\n',
    }
    site = make_site({**SITE, **pages})
    assert site.build().problems == ()
    assert '<a href="/b/#pkg.t.T">T</a>' in page(site, "text")
    parts = {
        "docs/a.md": "# A\n\n## Use\n",
        "docs/b.md": "# B\n\n## Use\n",
        "docs/c.md": "[use][use]\n",
    }
    site = make_site({"sitegen.toml": 'dialect = "mkdocs"\n[reference]\nlabels = true\n', **parts})
    assert site.build().problems == ()
    assert '<a href="/a/#use">use</a>' in (site.root / "sitegen/public/c/index.html").read_text("utf-8")
