"""Code blocks that are drawn by programs: once each, and never for an untrusted site."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.site_maker import read_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

#: A program that draws: it notes each call, and copies what it reads into an SVG.
DRAW = """\
#!/bin/sh
echo call >> "$(dirname "$0")/calls"
printf '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="80" height="40"><text y="20">'
cat
printf '</text></svg>'
"""
PAGE = '# A\n\n```demo title="The plan" alt="a to b"\na to b\n```\n\n```demo\na to b\n```\n'


@pytest.fixture
def site(make_site: Maker) -> SiteFolder:
    """A site with a language of its own."""
    site = make_site({"content/a.md": PAGE, "draw.sh": DRAW})
    program = site.root / "draw.sh"
    program.chmod(0o755)
    site.write("sitegen.toml", f'[diagrams]\nlanguages = ["demo"]\ncommands = {{ demo = "{program}" }}\n')
    return site


def page(site: SiteFolder) -> str:
    return (site.root / "public/a/index.html").read_text("utf-8")


def count_calls(site: SiteFolder) -> int:
    calls = site.root / "calls"
    return len(calls.read_text().splitlines()) if calls.exists() else 0


def test_a_diagram_is_drawn_once(site: SiteFolder) -> None:
    """For both places, until its text changes; the page then shows the new one."""
    assert site.build().problems == ()
    (first,) = set(re.findall(r'<img src="(/assets/pictures/demo\.[0-9a-f]{10}\.80\.svg)"', page(site)))
    assert (site.root / f"public{first}").read_text().endswith("a to b\n</text></svg>")
    assert 'alt="a to b" width="80" height="40" loading="lazy">' in page(site)
    assert "<figcaption>The plan</figcaption>" in page(site)
    site.write("content/a.md", PAGE + "More.\n")
    assert site.build().ok
    assert count_calls(site) == 1
    site.write("content/a.md", PAGE.replace("a to b\n```\n\n", "a to c\n```\n\n"))
    assert site.build().ok
    assert count_calls(site) == 2
    assert len(set(re.findall(r'<img src="([^"]+)"', page(site)))) == 2
    clean = site.root.parent / "clean"
    assert site.build(output=clean, force=True, forget=True).ok
    assert read_tree(clean) == read_tree(site.root / "public")


def test_its_source_is_always_there(site: SiteFolder) -> None:
    """As what can be unfolded below it, and alone where nothing draws it."""
    assert site.build().ok
    assert '<code class="language-demo">a to b\n</code>' in page(site)
    site.write("sitegen.toml", '[diagrams]\nlanguages = ["demo"]\n')
    assert [problem.code for problem in site.build().problems] == ["diagram-missing"] * 2
    assert "<img" not in page(site)
    assert '<code class="language-demo">a to b\n</code>' in page(site)


def test_no_program_runs_for_an_untrusted_site(site: SiteFolder) -> None:
    assert site.build(safe=True, lenient=True).ok
    assert count_calls(site) == 0


def test_mermaid_describes_itself(make_site: Maker) -> None:
    """accDescr is what its image says to those who can't see it."""
    settings = '[diagrams.commands]\nmermaid = "echo <svg/>"\n'
    text = "# A\n\n```mermaid\ngraph LR\n  accDescr: From a to b\n  a --> b\n```\n"
    site = make_site({"sitegen.toml": settings, "content/a.md": text})
    assert site.build().ok
    assert 'alt="From a to b"' in page(site)


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz isn't installed")
def test_graphviz(make_site: Maker) -> None:
    """A mistake is named by its program."""
    site = make_site(
        {
            "sitegen.toml": '[diagrams]\nlanguages = ["dot"]\n',
            "content/a.md": "```dot\ndigraph { a -> b }\n```\n",
        }
    )
    assert site.build().problems == ()
    assert re.search(r'<img src="/assets/pictures/dot\.[0-9a-f]{10}\.\d+\.svg"', page(site))
    site.write("content/a.md", "# A\n\n```dot\ndigraph { a -> \n```\n")
    (problem,) = site.build().problems
    assert (problem.code, problem.line) == ("diagram-failed", 3)
    assert "syntax error" in problem.message


def test_mermaid_can_draw_in_the_page(make_site: Callable[[Mapping[str, str]], SiteFolder]) -> None:
    """Without a warning, only on pages with diagrams; feeds have the source; a wrong address is an error."""
    settings = '[diagrams]\nscript = "/m.mjs"\ncommands.mermaid = "no-such-program"\n'
    diagram = "---\ntitle: A\ndate: 2025-01-01\n---\n```mermaid\ngraph LR\n```\n"
    files = {"content/a.md": diagram, "content/b.md": "# B\n", "static/m.mjs": "export default 1;\n"}
    site = make_site({"sitegen.toml": f'base_url = "https://example.org/x"\n{settings}', **files})
    assert site.build().problems == ()
    html = site.page("a/index.html")
    assert re.search(r'src="/x/assets/[\w./]*/mermaid\.js#/x/m\.mjs"', html)
    assert '<div class="drawing" data-words="Diagram"></div>' in html
    assert "drawing" not in site.page("b/index.html") + site.page("atom.xml")
    site.remove("static/m.mjs")
    (problem,) = site.build().problems
    assert (problem.code, problem.path, problem.line) == ("broken-link", "sitegen.toml", 3)
