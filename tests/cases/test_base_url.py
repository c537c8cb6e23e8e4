"""A site without base_url: its feeds lead nowhere, which a build says and a check refuses (part 8)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from sitegen.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

POST = {"content/a.md": "---\ntitle: A\ndate: 2025-01-01\n---\nText."}


def run(command: str, root: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, list[str]]:
    """Run a command; return its exit code and ``severity code line`` of each Problem."""
    code = main([command, "--root", str(root), "--json", *options])
    problems = json.loads(capsys.readouterr().out)["problems"]
    return code, [f"{severity} {code} {line}" for _, line, _, severity, code, *_ in problems]


@pytest.mark.parametrize(
    ("settings", "line"),
    [('title = "T"\n', 1), ('title = "T"\nbase_url = ""  # later\n', 2), ("[feeds]\nformats = ['rss']\n", 1)],
)
def test_a_site_with_feeds_needs_an_address(
    make_site: Maker, capsys: pytest.CaptureFixture[str], settings: str, line: int
) -> None:
    """A warning in ``build``, which publishes; an error in ``check``."""
    site = make_site(POST | {"sitegen.toml": settings})
    assert run("build", site.root, capsys) == (0, [f"warning base-url-missing {line}"])
    assert (site.root / "public/a/index.html").exists()
    assert run("build", site.root, capsys) == (0, [f"warning base-url-missing {line}"])
    assert run("check", site.root, capsys) == (1, [f"error base-url-missing {line}"])


@pytest.mark.parametrize(
    "settings",
    ['base_url = "https://example.org"\n', 'base_url = "https://example.org/sub"\n', "feeds.formats = []\n"],
)
def test_a_site_with_an_address_or_without_feeds_is_right(
    make_site: Maker, capsys: pytest.CaptureFixture[str], settings: str
) -> None:
    """Nothing is said of it."""
    site = make_site(POST | {"sitegen.toml": 'title = "T"\n' + settings})
    assert run("build", site.root, capsys) == (0, [])
    assert "base-url-missing" not in " ".join(run("check", site.root, capsys)[1])


def test_feeds_without_a_page_lead_nobody_astray(
    make_site: Maker, capsys: pytest.CaptureFixture[str]
) -> None:
    """A manual has no dated pages; an unlisted one is in no feed."""
    pages = {"content/a.md": "Text.", "content/b.md": "---\ndate: 2025-01-01\nunlisted: true\n---\nText."}
    site = make_site(pages)
    assert run("build", site.root, capsys) == (0, [])


def test_an_address_on_the_command_line_counts(make_site: Maker, capsys: pytest.CaptureFixture[str]) -> None:
    """As hosts give it."""
    site = make_site(POST)
    assert run("build", site.root, capsys, "--base-url", "https://example.org") == (0, [])


def test_a_new_site_is_built(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its address is not known yet: there is the warning alone."""
    assert main(["new", "site", str(tmp_path / "s")]) == 0
    capsys.readouterr()
    assert run("build", tmp_path / "s", capsys) == (0, ["warning base-url-missing 3"])
