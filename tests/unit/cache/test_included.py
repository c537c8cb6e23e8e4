"""A page is made from the files that it includes, too: a build with a cache sees when one changed."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

from sitegen.build.run import build
from sitegen.build.site_state import Session
from sitegen.config import read_config
from tests.site_maker import NOW, read_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

SETTINGS = 'dialect = "mkdocs"\n[paths]\nincludes = ["inc", "README.md"]\n'
SITE = {
    "sitegen.toml": SETTINGS,
    "docs/index.md": "# Start\n",
    "docs/a.md": '# A\n\n--8<-- "inc/one.txt"\n',
    "docs/b.md": '# B\n\n--8<-- "README.md"\n',
    "docs/c.md": "# C\n",
    "inc/one.txt": 'first\n--8<-- "inc/two.txt"\n',
    "inc/two.txt": "second\n",
    "README.md": "Read me\n",
}


def is_clean(site: SiteFolder, **wishes: Any) -> bool:
    """Whether the published site is what a clean build gives."""
    clean = site.root.parent / "clean"
    assert site.build(output=clean, force=True, forget=True, **wishes).ok
    return read_tree(clean) == read_tree(site.root / "sitegen/public")


def page(site: SiteFolder, name: str) -> str:
    return (site.root / f"sitegen/public/{name}/index.html").read_text("utf-8")


def test_an_edit_of_an_included_file_renders_its_pages_alone(make_site: Maker) -> None:
    """At any depth; another build then has nothing to do."""
    site = make_site(SITE)
    assert site.build().ok
    assert "second" in page(site, "a")
    site.write("inc/two.txt", "changed\n")
    result = site.build()
    assert (result.ok, result.rendered <= 2) == (True, True)
    assert "changed" in page(site, "a")
    assert site.build().rendered == 0
    assert is_clean(site)


def test_a_file_that_appears_ends_the_error(make_site: Maker) -> None:
    """And one that goes brings it back, at its place."""
    site = make_site({**SITE, "docs/a.md": '# A\n\n--8<-- "inc/new.txt"\n'})
    (problem,) = site.build().problems
    assert (problem.code, problem.path, problem.line, problem.column) == ("include-failed", "docs/a.md", 3, 1)
    site.write("inc/new.txt", "new\n")
    assert site.build().ok
    assert "new" in page(site, "a")
    site.remove("inc/new.txt")
    assert [problem.code for problem in site.build().problems] == ["include-failed"]


def test_content_that_is_included_counts_as_well(make_site: Maker) -> None:
    site = make_site({**SITE, "docs/a.md": '# A\n\n--8<-- "docs/c.md"\n'})
    assert site.build().ok
    site.write("docs/c.md", "# C\n\nMore of it.\n")
    assert site.build().ok
    assert "More of it." in page(site, "a")
    assert is_clean(site)


@pytest.mark.parametrize("seed", range(3))
def test_random_edits_give_what_a_clean_build_gives(make_site: Maker, seed: int) -> None:
    """Of pages, of included files, of both; files come and go."""
    choose = random.Random(seed)
    site = make_site(SITE)
    names = ["inc/one.txt", "inc/two.txt", "README.md", "docs/a.md", "docs/b.md", "docs/c.md"]
    marks = [
        '--8<-- "inc/one.txt"',
        '--8<-- "inc/two.txt"',
        '--8<-- "README.md"',
        '--8<-- "docs/c.md"',
        "text",
    ]
    for step in range(6):
        name = choose.choice(names)
        if choose.random() < 0.2 and (site.root / name).exists():
            site.remove(name)
        else:
            lines = choose.sample(marks, choose.randint(0, 2))
            site.write(name, "\n\n".join([f"# {name} {choose.randint(0, 3)}", *lines]) + "\n")
        site.build(lenient=True)
        assert is_clean(site, lenient=True), step


def test_the_preview_shows_an_edit_of_an_included_file(make_site: Maker) -> None:
    """A page that includes another is not converted without it."""
    site = make_site(SITE)
    session = Session()
    for path, text, name, shown in (
        ("docs/a.md", '# A\n\nBefore\n\n--8<-- "inc/one.txt"\n', "a", "first"),
        ("inc/one.txt", "other\n", "a", "other"),
        ("docs/c.md", '# C\n\n--8<-- "inc/two.txt"\n', "c", "second"),
    ):
        assert build(site.options(tolerant=True), now=NOW, session=session).ok
        site.write(path, text)
        session.hints = frozenset({str(site.root / path)})
        assert build(site.options(tolerant=True), now=NOW, session=session).ok
        assert shown in page(site, name)
    session.close()


def test_nothing_outside_the_site_is_included(make_site: Maker, tmp_path: Path) -> None:
    """Neither by its path nor by a link, in a folder of strangers or in one's own."""
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "key.txt").write_text("0123456789")
    site = make_site(
        {
            **SITE,
            "docs/a.md": '--8<-- "../secret/key.txt"\n\n--8<-- "inc/key.txt"\n\n--8<-- "inc/sub/key.txt"\n',
        }
    )
    (site.root / "inc/key.txt").symlink_to(secret / "key.txt")
    (site.root / "inc/sub").symlink_to(secret)
    for safe in (False, True):
        assert "source-link" in {problem.code for problem in site.build(safe=safe, lenient=True).problems}
    (site.root / "inc/key.txt").unlink()
    (site.root / "inc/sub").unlink()
    for safe in (False, True):
        result = site.build(safe=safe, lenient=True)
        assert [problem.code for problem in result.problems] == ["include-failed"] * 3
    site.write("sitegen.toml", 'dialect = "mkdocs"\n[paths]\nincludes = ["link"]\n')
    (site.root / "link").symlink_to(secret)
    assert "source-link" in {problem.code for problem in site.build(lenient=True).problems}
    for outside in ("../secret", "/etc", "."):
        _, problems = read_config(f'[paths]\nincludes = ["{outside}"]\n', "sitegen.toml")
        message = f"paths.includes: {outside!r} isn't a folder or file below that of the configuration"
        assert [(problem.line, problem.message) for problem in problems] == [(2, message)]
