"""Tabs, cards, steps, trees of files and icons: as directives, and as other generators write them."""

from __future__ import annotations

import re
import sys
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from sitegen.images import icon_packs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

TABS = """
::: tabs
::: tab "pip"
With pip.
:::
::: tab "uv"
With uv.
:::
:::

::: tabs
::: tab "uv"
Again.
:::
:::
"""


def test_tabs_work_without_a_script(make_site: Maker) -> None:
    """The first is open, and the browser closes it when another one of its group opens."""
    site = make_site({"content/a.md": TABS, "content/b.md": "b"})
    site.publish()
    tabs = re.findall(
        r'<details class="tab"( open)? name="(.*?)">\s*<summary>(.*?)<', site.page("a/index.html")
    )
    assert [(bool(is_open), label) for is_open, _, label in tabs] == [
        (True, "pip"),
        (False, "uv"),
        (True, "uv"),
    ]
    assert tabs[0][1] == tabs[1][1] != tabs[2][1]


def test_a_page_without_blocks_loads_nothing_for_them(make_site: Maker) -> None:
    """Their style sheet and script belong to the pages that have them."""
    site = make_site({"content/a.md": TABS, "content/b.md": "b"})
    site.publish()
    assert "/blocks." in site.page("a/index.html")
    assert "/blocks." not in site.page("b/index.html")


def test_a_page_of_starlight_has_its_cards_steps_and_files(make_site: Maker) -> None:
    """Components of an .mdx file are the theme's own directives; nothing is left of them as text."""
    page = (
        "import { Card, CardGrid } from '@astrojs/starlight/components';\n\n<CardGrid stagger>\n"
        '<Card title="One" icon="star">\nText of one.\n</Card>\n</CardGrid>\n\n<Steps>\n1. First\n'
        "2. Then\n</Steps>\n\n"
        "<FileTree>\n- src/\n  - main.py\n</FileTree>\n\n:::caution[Mind]\nThe gap.\n:::\n\n"
        'Read <Icon name="star" /> it <Badge text="New" variant="tip" />.\n\n<TOCInline toc={toc} />\n\n'
        '<LinkButton href="/a/">Start</LinkButton> and <Link to="/a/">go</Link>\n'
    )
    site = make_site({"sitegen.toml": 'dialect = "starlight"\npaths.content = "c"\n', "c/a.mdx": page})
    assert [problem.message for problem in site.build().problems] == []
    html = (site.root / "sitegen/public/a/index.html").read_text("utf-8")
    body = html[html.index('<div class="prose">') :]
    for part in (
        '<div class="cards">',
        "<strong>One</strong>",
        '<div class="steps">',
        '<div class="files">',
        "Mind",
        '<small class="badge" data-status="tip">New</small>',
        '<a href="/a/">Start</a> and <a href="/a/">go</a>',
    ):
        assert part in body
    assert not re.search(r"import|:::|&lt;|star|toc=", body)


@pytest.fixture
def packs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Packages of icons and emoji with one of each."""
    svg = '<svg xmlns="x" id="i" viewBox="0 0 12 24"><title>T</title><path d="M1"/></svg>'
    names = {"material_design_icons_pack": "home", "fontawesome_free_pack": "brands/github"}
    for package, slug in names.items():
        module = ModuleType(package)
        module.get_icon = {slug: SimpleNamespace(svg=svg)}.get  # type: ignore[attr-defined]  # a stand-in
        monkeypatch.setitem(sys.modules, package, module)
    library = ModuleType("emoji")
    library.emojize = lambda text, language: {":tada:alias": "🎉"}.get(text + language, text)  # type: ignore[attr-defined]  # the same
    monkeypatch.setitem(sys.modules, "emoji", library)
    monkeypatch.setitem(sys.modules, "octicons_pack", None)
    icon_packs._load.cache_clear()


@pytest.mark.usefixtures("packs")
def test_icons_are_part_of_the_page(make_site: Maker) -> None:
    """As inline SVG in the size of the text; an unknown name stays, one without its package is left out."""
    text = "Go _:material-home:_ and :fontawesome-brands-github:{ .x } :tada: "
    text += ":material-none: :octicons-x-16: at 12:30:45\n"
    site = make_site({"sitegen.toml": 'dialect = "mkdocs"\n', "docs/a.md": text})
    result = site.build()
    icon_packs._load.cache_clear()
    html = (site.root / "sitegen/public/a/index.html").read_text("utf-8")
    icon = (
        '<svg class="icon" aria-hidden="true" fill="currentColor" viewBox="0 0 12 24"'
        ' height="1em" width="0.5em">'
        '<path d="M1"/></svg>'
    )
    assert f"Go <em>{icon}</em> and {icon} 🎉 :material-none:  at 12:30:45" in html
    unknown, missing = result.problems
    assert unknown.message == "there is no icon or emoji :material-none:"
    assert (missing.message, missing.code, missing.line, missing.hint) == (
        "the icon :octicons-x-16: needs the package octicons-pack",
        "icon-missing",
        1,
        "pip install 'sitegen-ssg[icons]'",
    )
