"""One mistake does not hide the others, and nothing is told that only follows from it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

import sitegen.build.verify
from sitegen.cli import main
from sitegen.core.problems import error
from tests.site_maker import read_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

PAGES: dict[str, str | bytes] = {
    "content/a.md": "[x](none.md) ![x](https://img.example.org/x.png) <iframe></iframe>\n",
    "content/b.md": "---\ntitle: [\n---\n",
}


def found(site: SiteFolder) -> list[str]:
    return sorted({problem.code for problem in site.build().problems})


@pytest.mark.parametrize(
    ("config", "codes"),
    [
        ("zebra = 1", ["broken-link", "config-unknown-key", "front-matter-syntax"]),
        ("[privacy]\nallow_hosts = 3", ["broken-link", "config-value", "front-matter-syntax"]),
        ("paginate = 'x'", ["config-value", "front-matter-syntax"]),
        ("taxonomis = ['x']", ["config-unknown-key", "front-matter-syntax"]),
        ("[markdown]\nraw_html = 'al'", ["config-value", "front-matter-syntax"]),
        ("title = 'x", ["config-syntax", "front-matter-syntax"]),
        ("dialect = 'hgo'", ["config-value"]),
        ("dialect = 'hugo", ["config-syntax"]),
        ("paths.content = '../x'", ["config-value"]),
    ],
)
def test_a_mistake_of_the_configuration_hides_no_other(
    make_site: Maker, config: str, codes: list[str]
) -> None:
    """But what may be right with the option that was meant is not told: hosts, HTML, links to terms."""
    assert found(make_site({**PAGES, "sitegen.toml": config})) == codes


def test_a_file_that_cannot_be_read_hides_no_other(make_site: Maker) -> None:
    """Links to it are not broken."""
    site = make_site({**PAGES, "content/c.md": "[x](d.md)\n"})
    os.mkfifo(site.root / "content/d.md")
    assert found(site) == ["front-matter-syntax", "source-not-a-file"]


def test_a_look_leaves_everything_as_it_was(make_site: Maker) -> None:
    """The published site, and what the last build remembers."""
    site = make_site({"content/a.md": "Text\n"})
    site.publish()
    before = read_tree(site.root)
    site.write("sitegen.toml", "zebra = 1")
    assert found(site) == ["config-unknown-key"]
    site.remove("sitegen.toml")
    assert read_tree(site.root) == before
    assert site.build().rendered == 0


def test_what_is_published_and_not_proven_is_published(
    make_site: Maker, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The last line of ``--verify`` says which of the two failed."""
    site = make_site({"content/a.md": "Text\n"})
    monkeypatch.setattr(
        sitegen.build.verify, "verify", lambda *_, **__: (error("not-identical", "x", path="a"),)
    )
    assert main(["build", "--verify", "--root", str(site.root)]) == 1
    said = capsys.readouterr().err
    assert "a: error: x [not-identical]" in said
    assert "Not proven, though it is published: 1 error." in said
    assert (site.root / "public/a/index.html").exists()
