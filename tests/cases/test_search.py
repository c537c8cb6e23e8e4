"""Search finds what readers look for: case 20."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from sitegen.resources.pagefind import check_indexer, find_indexer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.site_maker import SiteFolder

    Maker = Callable[[Mapping[str, str | bytes]], SiteFolder]

PROGRAMS = {"pagefind_bin_extended": "pagefind_extended", "pagefind_bin": "pagefind"}
CHINESE = "本文介绍如何优化数据库查询性能，使用索引可以提高速度。"


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Put programs of Pagefind into packages that stand before the installed ones; at first there are none."""
    for package in PROGRAMS:
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))

    def add(package: str) -> str:
        program = tmp_path / package / PROGRAMS[package]
        program.write_text("")
        return str(program)

    return add


def test_20_the_extended_program_is_used_where_it_is_installed(install: Callable[[str], str]) -> None:
    """Before the usual one; without either there is an error that says how to get one."""
    assert find_indexer() == ""
    assert [(one.severity, one.code) for one in check_indexer("en")] == [("error", "search-indexer")]
    usual = install("pagefind_bin")
    assert find_indexer() == usual
    extended = install("pagefind_bin_extended")
    assert find_indexer() == extended


@pytest.mark.parametrize("language", ["th", "th-TH", "lo", "km", "my"])
def test_20_a_site_whose_words_no_program_parts_is_told(install: Callable[[str], str], language: str) -> None:
    """Another program would not help."""
    install("pagefind_bin")
    install("pagefind_bin_extended")
    (problem,) = check_indexer(language)
    assert (problem.severity, problem.code) == ("warning", "search-indexer")
    assert "as tags" in problem.hint


@pytest.mark.parametrize("language", ["zh", "zh-CN", "zh-Hant-TW", "ja", "ja-JP"])
def test_20_a_site_whose_words_cannot_be_parted_is_told(install: Callable[[str], str], language: str) -> None:
    """A warning names the package to install; with it there is none."""
    install("pagefind_bin")
    (problem,) = check_indexer(language)
    assert (problem.severity, problem.code) == ("warning", "search-indexer")
    assert "pip install 'pagefind[extended]'" in problem.hint
    install("pagefind_bin_extended")
    assert check_indexer(language) == ()


@pytest.mark.parametrize("language", ["en", "de", "ko", "jam"])
def test_20_other_languages_need_no_other_program(install: Callable[[str], str], language: str) -> None:
    """No warning."""
    install("pagefind_bin")
    assert check_indexer(language) == ()


@pytest.mark.skipif(not find_indexer(), reason="Pagefind is not installed")
def test_20_tags_are_indexed(make_site: Maker) -> None:
    """A tag is part of the text that is searched; the other things in the foot of a page are not."""
    site = make_site(
        {
            "sitegen.toml": 'title = "T"\nlanguage = "zh-CN"\n[search]\nenabled = true\n',
            "content/a.md": f"---\ntitle: 数据库\ndate: 2025-01-02\ntags: [编程语言, walrus]\n---\n{CHINESE}\n",
            "content/b.md": f"---\ntitle: Neighbour\ndate: 2025-01-03\n---\n{CHINESE}\n",
        }
    )
    assert {problem.code for problem in site.build().problems} <= {"search-indexer"}
    texts = sorted((site.root / ".sitegen-cache/search/texts").rglob("*.html"))
    indexed = re.sub(r"<footer.*?</footer>", "", texts[0].read_text("utf-8"), flags=re.DOTALL)
    assert "编程语言" in indexed
    assert "walrus" in indexed
    assert "Neighbour" not in indexed
