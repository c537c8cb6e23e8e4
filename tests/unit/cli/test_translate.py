"""`sitegen translate`: what is missing or outdated, and what marking writes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from sitegen.cli import main
from sitegen.cli.translate import write_key
from tests.site_maker import SiteFolder

if TYPE_CHECKING:
    from pathlib import Path

PAGES: dict[str, str | bytes] = {
    "sitegen.toml": "[languages.de]\n[translations]\nshow_outdated = true\n",
    "content/a.md": "# A\n\nx",
    "content/a.de.md": "---\ntitle: Ah\n---\nx",
    "content/b.md": "# B",
    "content/c.de.md": "# C",
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Text", '---\nsource_digest: "12"\n---\nText'),
        ("---\ntitle: A\n---\nText", '---\nsource_digest: "12"\ntitle: A\n---\nText'),
        ("---\r\ntitle: A\r\n---\r\nx", '---\r\nsource_digest: "12"\r\ntitle: A\r\n---\r\nx'),
        ("---\na: 1\nsource_digest: '0'\n---\nx", '---\na: 1\nsource_digest: "12"\n---\nx'),
        ("+++\n[extra]\na = 1\n+++\nx", '+++\nsource_digest = "12"\n[extra]\na = 1\n+++\nx'),
        (
            "---\na: 1\n---\nsource_digest: in text",
            '---\nsource_digest: "12"\na: 1\n---\nsource_digest: in text',
        ),
        ("\ufeff---\na: 1\n---\n", '\ufeff---\nsource_digest: "12"\na: 1\n---\n'),
        ('{"title": "A"}\nText', None),
    ],
)
def test_a_mark_is_one_line_of_front_matter(text: str, expected: str | None) -> None:
    """Nothing else of the file changes; a second mark replaces the first."""
    assert write_key(text, "12") == expected
    assert expected is None or write_key(expected, "12") == expected


def test_a_changed_original_is_reported_and_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    site = SiteFolder(tmp_path / "site", PAGES)
    monkeypatch.chdir(site.root)
    assert main(["translate", "mark", "a.de.md"]) == 0
    assert main(["translate", "status"]) == 0
    said = capsys.readouterr()
    assert (said.out + said.err).splitlines() == [
        "Marked 1 page.",
        "en: 1 missing",
        "  missing   content/c.de.md",
        "de: 1 current, 1 missing",
        "  missing   content/b.md",
    ]
    assert [one.code for one in site.build().problems] == []
    site.write("content/a.md", "# A\n\nmore")
    found = [(one.path, one.line, one.code) for one in site.build().problems]
    assert found == [("content/a.de.md", 2, "translation-outdated")]
    assert '<a href="/a/">Zum Original</a>' in site.page("de/a/index.html")
    assert main(["translate", "status"]) == 1
    assert main(["translate", "mark", "content/a.de.md"]) == 0
    assert site.build().problems == ()
    assert "Zum Original" not in site.page("de/a/index.html")


def test_marking_refuses_all_or_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each mistake is reported in one run, and no file is written."""
    site = SiteFolder(tmp_path / "site", {**PAGES, "content/b.de.md": '{"title": "B"}\nx'})
    monkeypatch.chdir(site.root)
    assert main(["translate", "mark", "a.de.md", "b.md", "d.de.md", "b.de.md"]) == 1
    reported = capsys.readouterr().err
    assert "d.de.md: error: there is no such file" in reported
    assert "b.md: error: this isn't a translation" in reported
    assert "content/b.de.md: error: its front matter is JSON" in reported
    assert (site.root / "content/a.de.md").read_text() == PAGES["content/a.de.md"]


@pytest.mark.parametrize(
    ("path", "text", "hint"),
    [
        ("content/x.de.md", "", "did you mean content/a.de.md?"),
        ("content/j.de.md", json.dumps({"title": "J"}), 'write it yourself: "source_digest": '),
    ],
)
def test_what_is_no_translation_is_refused(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    text: str,
    hint: str,
) -> None:
    files = {**PAGES, "content/j.md": "# J", "content/j.de.md": '{"title": "J"}'}
    site = SiteFolder(tmp_path / "site", files)
    monkeypatch.chdir(site.root)
    assert main(["translate", "mark", path]) == 1
    said = capsys.readouterr()
    assert hint in said.out + said.err
    assert "[translate-refused]" in said.out + said.err
    assert not text or (site.root / path).read_text("utf-8") == text
