"""What a section of Hugo passes on by ``cascade`` hides pages here, too: a neighbour of cases 04 and 45."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cases.test_hidden_elsewhere import config

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

PAGES = {
    "content/lab/a.md": "---\ntitle: A\ndate: 2025-01-01\n---\nA.",
    "content/lab/deep/b.md": "---\ntitle: B\ndate: 2025-01-01\n---\nB.",
    "content/lab/own.md": "---\ntitle: O\ndraft: false\nbuild: {list: always, render: always}\n---\nO.",
    "content/blog/c.md": "---\ntitle: C\ndate: 2025-01-01\n---\nC.",
}


def published_pages(
    make_site: Maker, index: str, path: str = "content/lab/_index.md"
) -> tuple[set[str], str]:
    """Return the pages that are published, by the last part of their address, and the sitemap."""
    settings = 'base_url = "https://example.org"\n' + config("hugo")
    site = make_site(PAGES | {"sitegen.toml": settings, path: f"---\ntitle: Lab\n{index}\n---\n"})
    published = site.publish()
    assert site.build().problems == ()
    names = {f"{name}/index.html": name[-1] for name in ("lab/a", "lab/deep/b", "lab/own", "blog/c", "lab")}
    return {names[output] for output in published if output in names}, published["sitemap.xml"].decode()


@pytest.mark.parametrize(
    "cascade",
    [
        "cascade: {draft: true}",
        "cascade: {Draft: true}",
        "cascade:\n  build: {list: never, render: never}",
        "cascade:\n  _build:\n    render: false",
        "cascade: {publishDate: 2999-01-01}",
        "cascade: {expiryDate: 2001-01-01}",
        "cascade: [{draft: true}]",
        "cascade: [{draft: true, target: {path: '/lab/**'}}, {draft: true, target: {path: /lab}}]",
        "cascade: [{draft: true, _target: {path: '{/lab,/lab/**}'}}]",
        "cascade: {draft: true, target: {environment: production}}",
    ],
)
def test_04_what_is_passed_on_leaves_out_a_section(make_site: Maker, cascade: str) -> None:
    """With all that lies in it, the section itself included."""
    assert published_pages(make_site, cascade)[0] == {"c"}


@pytest.mark.parametrize(
    ("cascade", "names"),
    [
        ("cascade: {draft: true, target: {path: '/lab/deep/**'}}", {"a", "n", "c", "b_"}),
        ("cascade: {draft: true, target: {path: '/lab/*'}}", {"b", "n", "c", "b_"}),
        ("cascade: {draft: true, target: {kind: page}}", {"n", "c", "b_"}),
        ("cascade: {draft: true, target: {environment: development}}", {"a", "b", "n", "c", "b_"}),
        (
            "draft: false\nbuild: {render: always}\ncascade: {build: {render: never, list: local}}",
            {"n", "c", "b_"},
        ),
        ("cascade: {params: {color: red}}", {"a", "b", "n", "c", "b_"}),
    ],
)
def test_04_a_target_says_which_pages_are_meant(make_site: Maker, cascade: str, names: set[str]) -> None:
    """A page that says it itself is not changed."""
    pages, _ = published_pages(make_site, cascade)
    assert pages == {"b" if name == "b_" else name for name in names}


def test_45_unlisted_is_passed_on(make_site: Maker) -> None:
    """From the home page, too."""
    pages, sitemap = published_pages(
        make_site, "cascade: {build: {list: never}, target: {path: '/lab/**'}}", "content/_index.md"
    )
    assert {"a", "n", "c"} <= pages
    assert "/lab/a/" not in sitemap
    assert "/lab/deep/b/" not in sitemap
    assert "/lab/own/" in sitemap
    assert "/blog/c/" in sitemap


def test_04_the_nearest_section_counts(make_site: Maker) -> None:
    """As in Hugo."""
    settings = config("hugo")
    site = make_site(
        PAGES
        | {
            "sitegen.toml": settings,
            "content/lab/_index.md": "---\ntitle: Lab\ndraft: false\ncascade: {draft: true}\n---\n",
            "content/lab/deep/_index.md": "---\ntitle: Deep\ncascade: {draft: false}\n---\n",
        }
    )
    published = site.publish()
    assert "lab/deep/b/index.html" in published
    assert "lab/a/index.html" not in published
    site.write("content/lab/_index.md", "---\ntitle: Lab\n---\n")
    assert "lab/a/index.html" in site.publish()
