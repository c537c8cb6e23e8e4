"""A build asks nobody, and with ``--safe`` a stranger's folder runs and opens nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

#: Runs the command in a process in which connecting, or asking for an address, ends everything.
GUARD = """
import os, sys

def forbid(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        if not str(arguments[-1]).startswith(("/", "b'/", "\\\\x00")):
            print("network:", event, arguments, file=sys.stderr, flush=True)
            os._exit(99)

sys.addaudithook(forbid)
from sitegen.cli import entry
sys.exit(entry())
"""
ROOT = Path(__file__).parents[2]


def run(site: SiteFolder, *arguments: str, program: str = GUARD) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", program, *arguments, "--root", str(site.root)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


def test_the_guard_bites(make_site: Maker) -> None:
    program = GUARD.replace("from sitegen", "import socket; socket.getaddrinfo('localhost', 1)\nfrom sitegen")
    assert run(make_site({"content/a.md": ""}), "build", program=program).returncode == 99


def test_a_build_asks_no_network(make_site: Maker) -> None:
    """Whatever a page names: images, feeds, tokens, cards."""
    site = make_site(
        {
            "content/a.md": "[a](https://example.org) ![b](https://img.example.org/x.png)\n\n```mermaid\nx\n```\n",
            "content/blog/_index.md": "",
            "content/blog/b.md": "---\ndate: 2025-01-01\nimage: https://img.example.org/y.png\n---\n",
            "sitegen.toml": 'base_url = "https://example.org"\nsocial_cards.enabled = true\n'
            'llms.tokens = true\nprivacy.allow_hosts = ["img.example.org"]\n',
        }
    )
    for command in ("build", "check"):
        done = run(site, command)
        assert "network:" not in done.stderr
        assert done.returncode in (0, 1)
    assert (site.root / "public/a/index.html").exists()


def test_a_stranger_opens_nothing(make_site: Maker) -> None:
    """With ``--safe`` content, configuration and layouts of a site neither run nor open anything."""
    site = make_site(
        {
            "evil.py": "from pathlib import Path\nPath(__file__).with_name('ran').touch()\n"
            "def run(call):\n    return 'RAN'\n",
            "sitegen.toml": 'markdown.raw_html = "all"\nmarkdown.directives = { evil = "evil:run" }\n'
            'limits.page_seconds = 86_400\nprivacy.allow_scripts = ["evil.example"]\n',
            "layouts/page.html": "TEMPLATE {{ page.content }}",
            "content/a.md": "<script>alert(1)</script>\n\n<b>x</b>\n",
        }
    )
    site.publish(safe=True)
    page = site.page("a/index.html", safe=True)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "&lt;b&gt;" in page
    assert "TEMPLATE" not in page
    assert "evil.example" not in page
    site.write("content/b.md", "::: evil\n:::\n")
    assert [problem.code for problem in site.build(safe=True).problems] == ["unknown-directive"]
    assert not (site.root / "ran").exists()


def test_each_way_of_building_has_its_own_memory(make_site: Maker) -> None:
    """What was built with trust is not taken for safe."""
    site = make_site({"content/a.md": "<b>x</b>", "layouts/page.html": "TEMPLATE {{ page.content }}"})
    trusting = site.publish()
    safe = site.publish(safe=True)
    assert trusting != safe
    assert site.publish(safe=True, force=True) == safe
    assert site.publish() == trusting


@pytest.mark.parametrize("folder", ["content", "static", "data"])
def test_a_folder_of_a_stranger_is_not_read_where_it_leads_out(
    make_site: Maker, tmp_path: Path, folder: str
) -> None:
    """An author may have the content elsewhere by such a link; a stranger would have read what is ours."""
    site = make_site({"content/a.md": "# A\n", "static/s.txt": "", "data/d.json": "{}"})
    (site.root / folder).rename(tmp_path / "ours")
    (site.root / folder).symlink_to(tmp_path / "ours")
    found = [(one.path, one.code) for one in site.build(safe=True).problems]
    assert (folder, "source-link") in found
    assert site.build().problems == ()
